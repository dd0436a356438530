"""What is frozen of a department's table, and the way it goes."""

import json

import pytest

from departments.domain.kind import DEPARTMENT_KIND, findings, frozen_record, snapshot
from departments.domain.saving import begin, save_table
from departments.models import DepartmentGoal
from departments.record import record_of
from tests.departments.made import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit, preparer):
    made = begin(cycle=cycle, department=unit, by=preparer)
    save_table(goal=made, wanted=record(), revision=made.filing.revision, by=preparer)
    return DepartmentGoal.objects.with_all().get(pk=made.pk)


def test_a_frozen_table_is_the_same_table(goal):
    assert frozen_record(json.loads(json.dumps(snapshot(goal)))) == record_of(goal)


def test_its_way_is_that_of_the_goal_tables(goal):
    route = DEPARTMENT_KIND.route(goal.filing)
    assert (route.kind, route.supervised) == ("department", True)


def test_a_sound_table_may_be_handed_in(goal):
    assert findings(goal) == []
    assert DEPARTMENT_KIND.blocking(goal) == []
