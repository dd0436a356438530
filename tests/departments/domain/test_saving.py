"""Beginning and saving a department's table."""

import pytest

from departments.domain.saving import StaleTable, begin, projects_amount, save_table, says_else
from departments.models import DepartmentGoal
from departments.record import record_of
from filings.locking import TableLocked
from filings.models import Filing
from tests.departments.made import record
from tests.factories import PerformanceGoalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit, preparer):
    made = begin(cycle=cycle, department=unit, by=preparer)
    save_table(goal=made, wanted=record(), revision=made.filing.revision, by=preparer)
    return DepartmentGoal.objects.with_all().get(pk=made.pk)


def save(goal, by, revision=None, **changes):
    given = goal.filing.revision if revision is None else revision
    return save_table(goal=goal, wanted=record(**changes), revision=given, by=by)


def test_a_department_has_one_table_a_year(goal, cycle, unit, preparer):
    assert begin(cycle=cycle, department=unit, by=preparer) == goal


def test_saving_the_same_again_is_no_change(goal, preparer):
    assert save(goal, preparer) is False
    assert not says_else(record_of(goal), record())


def test_who_is_late_changes_nothing(goal, preparer):
    with pytest.raises(StaleTable):
        save(goal, preparer, revision=1, amount=None)
    assert record_of(DepartmentGoal.objects.with_all().get()).amount == record().amount


def test_a_table_that_was_handed_in_is_locked(goal, preparer):
    Filing.objects.filter(pk=goal.filing_id).update(status="submitted")
    with pytest.raises(TableLocked):
        save(goal, preparer, amount=None)


def test_the_projects_of_the_department_count(goal, cycle, unit, other_unit):
    for owner in (unit, other_unit):
        PerformanceGoalFactory(project__cycle=cycle, project__department=owner, project__amount="50000.00")
    assert projects_amount(goal) == 50_000
