import json

import pytest
from django.core.exceptions import ValidationError

from filings.locking import TableLocked
from indicators.domain.entry.drafts import create_goal, delete_goal
from indicators.domain.entry.saving import StaleGoal
from indicators.models import Indicator, PerformanceGoal
from perfgoals.audit.models import AuditEvent
from projects.models import Project
from tests.factories import PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def test_new_project_is_a_draft_at_the_end_of_its_unit(cycle, unit, preparer):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__position=7)
    goal = create_goal(cycle=cycle, department=unit, name="新项目", by=preparer)
    assert (goal.project.position, goal.filing.updated_by, goal.status) == (8, preparer, "draft")


@pytest.mark.parametrize("name", ["", "已有项目", "长" * 201])
def test_name_that_cannot_be_stored_is_refused_with_a_reason(cycle, unit, preparer, name):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="已有项目")
    with pytest.raises(ValidationError):
        create_goal(cycle=cycle, department=unit, name=name, by=preparer)
    assert Project.objects.count() == 1


def test_deleting_a_draft_takes_project_and_rows_with_it(cycle, unit, preparer):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)
    delete_goal(goal=goal, revision=1, by=preparer)
    assert not Project.objects.exists() and not Indicator.objects.exists()


def test_what_is_thrown_away_stays_in_the_audit(cycle, unit, preparer):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)
    goal.unfinished = {"facts": {"amount": "五万左右"}}
    goal.save()
    row = goal.indicators.last()
    delete_goal(goal=goal, revision=1, by=preparer)
    before = json.loads(AuditEvent.objects.get(verb="delete").before)
    assert before["二级项目名称"] == goal.project.name and before["当年项目金额"] == "五万左右"
    assert before["年度绩效"] == goal.annual_objective
    assert before["第 2 行"] == f"{row.name} / {row.period_target} / {row.annual_target}"


def test_draft_that_somebody_changed_meanwhile_is_not_deleted(cycle, unit, preparer):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, filing__revision=3)
    with pytest.raises(StaleGoal):
        delete_goal(goal=goal, revision=2, by=preparer)
    assert PerformanceGoal.objects.exists()


@pytest.mark.parametrize("state", [{"submitted": True}, {"returned": True}, {"filing__version_number": 2}])
def test_what_the_office_has_seen_stays(cycle, unit, preparer, state):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, **state)
    with pytest.raises(TableLocked):
        delete_goal(goal=goal, revision=1, by=preparer)
