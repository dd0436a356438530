import pytest
from django.db import IntegrityError, transaction

from filings.enums import FilingStatus
from indicators.models import Indicator, PerformanceGoal
from indicators.models.goal import filing_for
from projects.models.project import MAX_TEXT
from tests.factories import DepartmentFactory, FilingFactory, PerformanceGoalFactory, ProjectFactory


def test_a_new_goal_is_an_empty_draft(db):
    project = ProjectFactory()
    filing = filing_for(project)
    filing.save()
    goal = PerformanceGoal(project=project, filing=filing)
    goal.full_clean()
    goal.save(force_insert=True)
    assert (filing.cycle, filing.department) == (project.cycle, project.department)
    assert (goal.status, goal.filing.version_number, goal.revision) == (FilingStatus.DRAFT, 1, 1)


def test_a_project_has_one_goal(db):
    goal = PerformanceGoalFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PerformanceGoal(project=goal.project, filing=FilingFactory()).save(force_insert=True)


@pytest.mark.parametrize("field", ["overall_objective", "annual_objective"])
def test_objectives_have_a_limit(db, field):
    goal = PerformanceGoal(project=ProjectFactory(), **{field: "字" * (MAX_TEXT + 1)})
    with pytest.raises(Exception, match="10000"):
        goal.full_clean()


@pytest.mark.parametrize("status", FilingStatus)
def test_only_drafts_and_returned_goals_can_be_edited(db, status):
    goal = PerformanceGoalFactory(filing__status=status)
    assert goal.is_editable == (status in (FilingStatus.DRAFT, FilingStatus.RETURNED))


def test_a_goal_goes_with_its_project_and_takes_its_indicators(db):
    goal = PerformanceGoalFactory(indicators=2)
    goal.project.delete()
    assert not PerformanceGoal.objects.exists()
    assert not Indicator.objects.exists()


def test_indicators_are_counted(db):
    PerformanceGoalFactory(indicators=3)
    PerformanceGoalFactory()
    counts = PerformanceGoal.objects.with_indicator_count().in_table_order()
    assert sorted(goal.indicator_count for goal in counts) == [0, 3]


def test_what_is_read_with_the_project_is_not_read_again_for_the_filing(db, django_assert_num_queries):
    made = PerformanceGoalFactory()
    goal = PerformanceGoal.objects.with_project().get(pk=made.pk)
    goal.share_place()
    with django_assert_num_queries(0):
        assert goal.filing.cycle is goal.project.cycle and goal.filing.department is goal.project.department
    whole = PerformanceGoal.objects.with_step_facts().get(pk=made.pk)
    own = whole.filing.department
    whole.share_place()
    assert whole.filing.department is own, "what came with more facts stays"


def test_table_order_is_by_unit_then_as_entered(db):
    units = [DepartmentFactory(code=code) for code in ("20", "10")]
    goals = [
        PerformanceGoalFactory(project__department=unit, project__position=n)
        for unit in units
        for n in (2, 1)
    ]
    assert list(PerformanceGoal.objects.in_table_order()) == [goals[3], goals[2], goals[1], goals[0]]


def test_everybody_sees_the_goals_of_the_own_scope(
    unit, preparer, other_preparer, supervisor, other_supervisor, reviewer, approver, administrator, auditor
):
    goal = PerformanceGoalFactory(project__department=unit)
    seeing = {preparer, supervisor, reviewer, approver}
    for user in (*seeing, other_preparer, other_supervisor, administrator, auditor):
        expected = [goal] if user in seeing else []
        assert list(PerformanceGoal.objects.visible_to(user)) == expected, user
