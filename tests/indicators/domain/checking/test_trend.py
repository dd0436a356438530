"""Found at submission, gone at approval."""

import pytest

from filings.enums import Action, FilingStatus
from indicators.checks import CHECKS
from indicators.domain.checking.trend import trend_by_check, trend_by_unit
from indicators.domain.counting.keeping import keep_counts
from indicators.domain.counting.reading import Counts
from indicators.models import CheckTally
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    goal = ready_goal(unit, cycle)
    goal.indicators.update(period_target="及时", annual_target="及时")
    return goal


def without_number(user, cycle):
    lines = {line.label: line for line in trend_by_check(Counts(cycle, user))}
    return lines.get(CHECKS["no_digit"].title)


def by_unit(cycle, user):
    counts = Counts(cycle, user)
    return trend_by_unit(counts, list(counts.units("tallied")))


def mend(goal):
    goal.indicators.update(period_target="≥95%", annual_target="≥95%")


def test_what_was_mended_between_submission_and_approval_is_gone(goal, cycle, preparer, supervisor, approver):
    step(goal, Action.SUBMIT, preparer)
    before = sum(CheckTally.objects.filter(check_id="no_digit").values_list("count", flat=True))
    assert before > 0
    step(goal, Action.RETURN, supervisor, "请写数字")
    mend(goal)
    step(goal, Action.SUBMIT, preparer)
    step(goal, Action.ENDORSE, supervisor)
    fill_sheet(goal, approver)
    step(goal, Action.APPROVE, approver)
    line = without_number(approver, cycle)
    assert (line.found, line.left, line.gone, line.gone_percent) == (before, 0, before, 100)
    (unit_line,) = by_unit(cycle, approver)
    keep_counts()
    assert by_unit(cycle, approver) == [unit_line]
    assert trend_by_unit(Counts(cycle, approver), []) == []
    assert unit_line.label == goal.project.department.label
    assert (unit_line.projects, unit_line.found > unit_line.left) == (1, True)


def test_tables_under_way_do_not_count(goal, cycle, preparer, supervisor, approver):
    bring_to(goal, FilingStatus.ENDORSED, preparer=preparer, supervisor=supervisor, approver=approver)
    assert without_number(approver, cycle) is None


def test_another_unit_sees_nothing(goal, cycle, preparer, supervisor, approver, other_preparer):
    bring_to(goal, FilingStatus.APPROVED, preparer=preparer, supervisor=supervisor, approver=approver)
    assert without_number(approver, cycle).left > 0
    assert trend_by_check(Counts(cycle, other_preparer)) == []


def test_a_table_that_was_adjusted_begins_a_new_round(goal, cycle, preparer, supervisor, approver):
    bring_to(goal, FilingStatus.APPROVED, preparer=preparer, supervisor=supervisor, approver=approver)
    step(goal, Action.REVISE, approver, "预算调整")
    mend(goal)
    step(goal, Action.SUBMIT, preparer)
    assert not CheckTally.objects.filter(check_id="no_digit").exists()
