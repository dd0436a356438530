"""Last years' targets and results beside the cell being typed."""

import pytest
from django.urls import reverse

from evaluation.domain.entry import open_evaluation
from filings.enums import FilingStatus
from indicators.domain.entry.past import past_of
from tests.evaluation.flow import evaluation_at, filled_in
from tests.factories import BudgetCycleFactory, IndicatorFactory, PerformanceGoalFactory


@pytest.fixture
def last_year(unit, preparer, supervisor, approver):
    """An evaluated project of 2023."""
    cycle = BudgetCycleFactory(fiscal_year=2023)
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    return evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff).project


@pytest.fixture
def goal(cycle, unit, last_year):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__previous=last_year)
    row = last_year.goal.indicators.select_related("category").first()
    IndicatorFactory(goal=goal, category=row.category, name=row.name)
    return goal


def test_target_and_result_of_last_year(goal, last_year):
    row = last_year.goal.indicators.select_related("category").first()
    (past,) = past_of(goal.project)[row.category.name.removesuffix("指标"), row.name]
    assert past.sentence == "2023年：≥4次，完成 4次"


def test_it_stands_beside_the_cell(client_for, preparer, goal):
    page = client_for(preparer).get(reverse("goal_edit", args=[goal.pk])).content.decode()
    assert "2023年：≥4次，完成 4次" in page


def test_three_years_and_no_more(unit, goal, last_year):
    project = last_year
    for year in (2022, 2021, 2020):
        earlier = PerformanceGoalFactory(
            project__cycle=BudgetCycleFactory(fiscal_year=year), project__department=unit
        )
        row = last_year.goal.indicators.select_related("category").first()
        IndicatorFactory(goal=earlier, category=row.category, name=row.name, annual_target=f"≥{year}次")
        project.previous = earlier.project
        project.save()
        project = earlier.project
    (years,) = [found for (_, name), found in past_of(goal.project).items() if len(found) > 1]
    assert [past.year for past in years] == [2023, 2022, 2021]
    assert years[1].sentence == "2022年：≥2022次"


def test_a_new_project_asks_nothing(cycle, unit, django_assert_num_queries):
    new = PerformanceGoalFactory(project__cycle=cycle, project__department=unit).project
    with django_assert_num_queries(0):
        assert past_of(new) == {}


def test_a_chain_that_bites_its_tail_ends(goal, last_year):
    last_year.previous = goal.project
    last_year.save()
    assert past_of(goal.project)


def test_a_result_that_was_not_reached(last_year, preparer, goal):
    rows = [row | {"actual": "3次"} for row in open_evaluation(last_year).values["rows"]]
    filled_in(last_year, preparer, rows=rows)
    assert any("完成 3次" in past.sentence for found in past_of(goal.project).values() for past in found)
