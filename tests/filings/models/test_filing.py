"""The common row of every table that is handed in."""

import pytest

from filings.enums import FilingStatus
from filings.kinds import all_kinds, kind_of
from filings.models import Filing
from indicators.models.goal import GOAL
from tests.constraints import assert_refused, assert_refused_by_database
from tests.factories import DepartmentFactory, FilingFactory, PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def test_an_unknown_status_is_refused():
    filing = FilingFactory()
    filing.status = "lost"
    assert_refused_by_database(filing)


def test_an_unsaved_status_is_named_in_chinese():
    assert_refused(
        Filing(kind=GOAL, cycle=FilingFactory().cycle, department=DepartmentFactory(), status="lost"), "lost"
    )


def test_a_filing_leads_to_its_table_and_kind():
    goal = PerformanceGoalFactory()
    filing = Filing.objects.get(pk=goal.filing.pk)
    assert filing.table == goal
    assert filing.kind_of.label == "绩效目标表"


def test_an_unknown_kind_is_no_kind():
    with pytest.raises(KeyError):
        kind_of("nonsense")


@pytest.mark.parametrize(
    ("status", "version", "revised"),
    [(FilingStatus.DRAFT, 1, False), (FilingStatus.DRAFT, 2, True), (FilingStatus.RETURNED, 2, False)],
)
def test_only_a_later_draft_is_under_revision(status, version, revised):
    assert FilingFactory(status=status, version_number=version).is_revised == revised


def test_everybody_sees_the_filings_of_the_own_scope(
    unit, preparer, other_preparer, supervisor, administrator
):
    filing = FilingFactory(department=unit)
    for user in (preparer, supervisor):
        assert list(Filing.objects.visible_to(user)) == [filing]
    for user in (other_preparer, administrator):
        assert not Filing.objects.visible_to(user).exists()


@pytest.mark.pure
def test_every_kind_has_places_in_words_and_a_way_from_every_status():
    for kind in all_kinds():
        assert all(kind.place_label(place) for place in kind.row_places)
        assert all(kind.workflow.leaving(status, supervised=True) for status in FilingStatus)
