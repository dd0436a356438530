"""The projects of a cycle's 自评: page by page the same as all at once, kept or counted now."""

import pytest
from django.db import connection

from evaluation.domain import measured
from evaluation.domain.measured import MeasuredProjects, measured_projects
from evaluation.models import Evaluation
from filings.enums import FilingStatus
from indicators.change_marks import missing_triggers
from indicators.domain.counting.keeping import differences, keep_counts
from indicators.models import UnitChange
from tests.factories import EvaluationFactory, PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects(cycle, unit, other_unit, staff):
    """An approved one without and one with a table, one with a table alone, and one without either."""
    approved = [bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff) for _ in range(2)]
    other = PerformanceGoalFactory(project__cycle=cycle, project__department=other_unit)
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    for goal in (approved[1], other):
        EvaluationFactory(project=goal.project)
    return [goal.project for goal in (*approved, other)]


def pages(user, cycle, *, todo=False):
    found = MeasuredProjects(user, cycle, todo=todo)
    return [project for start in range(len(found)) for project in found[start : start + 1]]


def same(cycle, *people):
    for user in people:
        plain = measured_projects(user, cycle)
        assert pages(user, cycle) == list(plain)
        assert pages(user, cycle, todo=True) == list(plain.filter(evaluation__isnull=True))


@pytest.mark.parametrize("long", [0, 1000])
def test_a_page_is_that_of_the_whole_list(projects, cycle, approver, preparer, long, monkeypatch):
    monkeypatch.setattr(measured, "LONG", long)
    assert pages(approver, cycle) == projects and pages(approver, cycle, todo=True) == projects[:1]
    same(cycle, approver, preparer)
    keep_counts()
    same(cycle, approver, preparer)
    Evaluation.objects.filter(project=projects[2]).delete()
    EvaluationFactory(project=projects[0])
    same(cycle, approver, preparer)
    assert pages(approver, cycle) == projects[:2] and pages(approver, cycle, todo=True) == []
    keep_counts()
    same(cycle, approver, preparer)
    assert differences(cycle) == []


def test_a_table_that_goes_marks_its_unit(projects, cycle):
    keep_counts()
    assert not UnitChange.objects.exists() and not missing_triggers(connection)
    Evaluation.objects.filter(project=projects[1]).delete()
    assert list(UnitChange.objects.values_list("department", flat=True)) == [projects[1].department_id]
