"""A unit is merged while somebody saves a table of it, or begins one: nothing is lost or left behind."""

import pytest
from django.core.exceptions import ValidationError

from indicators.domain.entry.drafts import create_goal
from indicators.domain.entry.saving import StaleGoal, save_goal
from indicators.models import PerformanceGoal
from overview.setup.unit_changes import ChangeKind, UnitChange, change_unit
from perfgoals.accounts.models import User
from perfgoals.audit.domain import find_breaches
from projects.models import BudgetCycle, Department, Project
from tests.factories import DepartmentFactory, PerformanceGoalFactory
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def merge(units, target, user):
    for pk in units:
        change = UnitChange(
            ChangeKind.MERGE, Department.objects.get(pk=pk), target=Department.objects.get(pk=target)
        )
        change_unit(change, by=User.objects.get(pk=user))


def save(goals, user):
    """Save each goal as it was opened; the answers in order."""
    answers, by = [], User.objects.get(pk=user)
    for pk in goals:
        goal = PerformanceGoal.objects.get(pk=pk)
        try:
            save_goal(goal=goal, by=by, revision=1, facts={"annual_objective": "写好的目标"}, rows=[])
            answers.append("done")
        except StaleGoal:
            answers.append("stale")
    return answers


def begin(cycle, units, user):
    answers, by = [], User.objects.get(pk=user)
    for pk in units:
        try:
            unit = Department.objects.get(pk=pk)
            create_goal(cycle=BudgetCycle.objects.get(pk=cycle), department=unit, name="新项目", by=by)
            answers.append("done")
        except ValidationError as refusal:
            answers.append(refusal.messages[0])
    return answers


def test_a_merge_against_saves_and_new_projects(tmp_path, unit, cycle, preparer, administrator):
    old = [DepartmentFactory(code=f"77{n:02}", parent=unit.parent) for n in range(ROUNDS)]
    goals = [PerformanceGoalFactory(project__cycle=cycle, project__department=one) for one in old]
    keys = [one.pk for one in old]
    with shared_database(tmp_path):
        merged, saved, begun = run_together(
            _named, ("merge", keys, unit.pk, administrator.pk),
            ("save", [goal.pk for goal in goals], preparer.pk), ("begin", cycle.pk, keys, preparer.pk),
        )  # fmt: skip
        assert merged is None and set(saved) <= {"done", "stale"}
        for goal, answer in zip(goals, saved, strict=True):
            goal = PerformanceGoal.objects.select_related("project", "filing").get(pk=goal.pk)
            assert goal.project.department_id == goal.filing.department_id == unit.pk
            assert (goal.annual_objective == "写好的目标") == (answer == "done")
            assert goal.revision == (3 if answer == "done" else 2)
        for answer in begun:
            assert answer == "done" or "已停用" in answer
        assert Project.objects.filter(department__in=keys).count() == 0
        assert Project.objects.filter(department=unit).count() == ROUNDS + begun.count("done")
        assert list(find_breaches()) == []


def _named(name, *arguments):
    return {"merge": merge, "save": save, "begin": begin}[name](*arguments)
