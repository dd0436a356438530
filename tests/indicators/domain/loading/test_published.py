"""The published table of 2023 in the database: every row, every character."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Sum

from indicators.domain.loading.published import load_published_table
from indicators.models import Indicator, IndicatorScheme, PerformanceGoal
from projects.models import BudgetCycle, Department, Project
from tests.factories import published_table, scheme

TABLE = published_table()


def as_published(goal):
    """A goal in the words of the JSON file."""
    project = goal.project
    return {
        "unit_code": project.department.code,
        "unit_name": project.department.name,
        "name": project.name,
        "fund_code": project.fund_source.code,
        "fund_name": project.fund_source.name,
        "amount": None if project.amount is None else str(project.amount),
        "amount_note": project.amount_note,
        "subject_code": project.functional_subject.code,
        "subject_name": project.functional_subject.name,
        "justification": project.justification,
        "overall_objective": goal.overall_objective,
        "annual_objective": goal.annual_objective,
        "indicators": [
            {
                "tier1": row.category.parent.name,
                "tier2": row.category.name,
                "name": row.name,
                "period_target": row.period_target,
                "annual_target": row.annual_target,
            }
            for row in goal.indicators.all()
        ],
    }


def test_the_loaded_table_equals_the_file_row_by_row(seed_cycle):
    goals = PerformanceGoal.objects.in_cycle(seed_cycle).with_project().with_indicators().in_table_order()
    for goal, entry in zip(goals, TABLE["projects"], strict=True):
        assert as_published(goal) == entry


def test_the_figures_that_the_published_table_is_known_for(seed_cycle):
    projects = Project.objects.in_cycle(seed_cycle)
    assert projects.count() == 54
    assert Indicator.objects.count() == 530
    assert Indicator.objects.values("name").distinct().count() == 180
    unreadable = projects.filter(amount=None)
    assert unreadable.count() == 33
    assert set(unreadable.values_list("amount_note", flat=True)) == {"原表金额不可读"}
    assert projects.aggregate(total=Sum("amount"))["total"] == Decimal("852700.00")


def test_the_cycle_of_the_published_table(seed_cycle):
    assert seed_cycle.title == TABLE["title"]
    assert seed_cycle.rules.scheme.code == TABLE["scheme"]


def test_the_copied_rows_are_the_loaded_rows(seed_cycle):
    """The fixture copies what was loaded; a second test must find the same."""
    assert Counter(Indicator.objects.values_list("annual_kind", flat=True)).total() == 530
    assert not Indicator.objects.filter(annual_kind="").exists()


def test_loading_again_leaves_the_work_of_people_alone(seed_cycle):
    goal = PerformanceGoal.objects.first()
    goal.annual_objective = "已经改过"
    goal.save()
    assert load_published_table(table=TABLE) == seed_cycle
    goal.refresh_from_db()
    assert goal.annual_objective == "已经改过"
    assert Project.objects.count() == 54


def test_a_table_with_an_error_loads_nothing(db):
    scheme()
    broken = TABLE | {"projects": [*TABLE["projects"][:1], TABLE["projects"][1] | {"amount": "-1"}]}
    with pytest.raises(Exception, match="金额不能为负数"):
        load_published_table(table=broken)
    assert not BudgetCycle.objects.exists()
    assert not Department.objects.exists()


def test_a_table_needs_its_scheme(db):
    with pytest.raises(IndicatorScheme.DoesNotExist):
        load_published_table(table=TABLE)
    assert not BudgetCycle.objects.exists()
