"""The demo's year after approval: told once, by the regular steps."""

import pytest

from evaluation.checks import CHECKS
from evaluation.domain.demo import show_the_year
from evaluation.domain.subjects import evaluated_projects
from evaluation.models import Evaluation
from filings.domain.proof import find_altered_tables
from filings.domain.versions import find_altered_versions
from filings.enums import FilingStatus
from filings.models import Filing
from indicators.domain.loading.review_data import load_review_data
from monitoring.models import MonitoringReport, MonitoringRound
from perfgoals.audit.domain import find_breaches
from tests.factories import FIXTURES


@pytest.fixture
def people(preparer, supervisor, reviewer, approver):
    load_review_data(path=FIXTURES / "review_sheet.json")
    return {"preparer": preparer, "supervisor": supervisor, "reviewer": reviewer, "approver": approver}


def test_three_goals_a_round_and_a_self_evaluation(seed_cycle, people):
    show_the_year(people)
    approved = Filing.objects.of_kind("goal").filter(status=FilingStatus.APPROVED)
    assert approved.count() == 3 and MonitoringRound.objects.get().last_month == 6
    assert sorted(report.status for report in MonitoringReport.objects.all()) == ["draft", "submitted"]
    assert Evaluation.objects.get().status == FilingStatus.SUBMITTED
    said = {finding.check.id for finding in CHECKS.run(evaluated_projects(Evaluation.objects.with_all())[0])}
    assert "at_strict_border" not in said  # ＞98% and <5% are passed
    assert [*find_altered_versions(), *find_altered_tables(), *find_breaches()] == []


def test_told_again_it_changes_nothing(seed_cycle, people):
    show_the_year(people)
    steps = Filing.objects.exclude(status=FilingStatus.DRAFT).count()
    show_the_year(people)
    assert Filing.objects.exclude(status=FilingStatus.DRAFT).count() == steps


def test_without_its_people_or_table_there_is_no_story(seed_cycle, people):
    show_the_year({})
    assert not MonitoringRound.objects.exists()
