"""抽评: own points beside the unit's, drawn by lot, one person at a time."""

from decimal import Decimal

import pytest

from evaluation.domain.spot_checks import Given, SpotCheckRefused, draw, record_check
from evaluation.domain.subjects import evaluated_projects
from evaluation.models import Evaluation, SpotCheck
from filings.enums import FilingStatus
from perfgoals.audit.models import AuditEvent
from tests.evaluation.flow import evaluation_at

pytestmark = pytest.mark.django_db


def points(evaluation):
    (subject,) = evaluated_projects(Evaluation.objects.filter(pk=evaluation.pk).with_all())
    return subject.total_points


class TestSpotChecks:
    @pytest.fixture
    def at_finance(self, unit, cycle, staff):
        return evaluation_at(FilingStatus.ENDORSED, unit, cycle, **staff)

    def record(self, evaluation, by, *, first=None, revision=0):
        given = [Given(None)] * evaluation.indicators.count()
        given[0] = Given(first, "证据不足")
        return record_check(
            evaluation=evaluation, by=by, given=given, execution=None, opinion="基本属实", revision=revision
        )

    def test_own_points_give_an_own_total(self, at_finance, reviewer):
        check = self.record(at_finance, reviewer, first=Decimal(0))
        row = check.rows.first()
        assert check.total == points(at_finance) - row.unit_score and row.opinion == "证据不足"
        assert check.version_id == at_finance.filing.submission_id
        assert points(at_finance) == 100  # the unit's own stay
        assert AuditEvent.objects.latest("number").note == "抽评：基本属实"

    def test_only_what_has_come_to_finance(self, unit, cycle, staff, reviewer):
        evaluation = evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        with pytest.raises(SpotCheckRefused, match="待主管部门审核"):
            self.record(evaluation, reviewer)

    def test_a_second_person_is_told(self, at_finance, reviewer, approver):
        self.record(at_finance, reviewer)
        with pytest.raises(SpotCheckRefused, match="财政审核员刚刚保存过"):
            self.record(at_finance, approver)
        assert self.record(at_finance, approver, revision=1).revision == 2

    def test_drawn_by_lot_and_once(self, at_finance, cycle, unit, staff, reviewer):
        for _ in range(3):
            evaluation_at(FilingStatus.ENDORSED, unit, cycle, **staff)
        assert len(draw(cycle=cycle, by=reviewer, percent=26, seed=1)) == 2
        assert len(draw(cycle=cycle, by=reviewer, percent=100)) == 2
        assert SpotCheck.objects.count() == 4
        with pytest.raises(SpotCheckRefused, match="没有可以抽取"):
            draw(cycle=cycle, by=reviewer, percent=10)
        assert "随机数种子" in AuditEvent.objects.latest("number").after
