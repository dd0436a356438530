from decimal import Decimal

import pytest

from filings.enums import FilingStatus
from indicators.domain.entry.copying import copy_goals, previous_cycle
from indicators.domain.entry.copying_cycle import copy_cycle
from indicators.domain.entry.entries import entry_of
from indicators.models import PerformanceGoal
from projects.models import Department, Project
from tests.factories import (
    BudgetCycleFactory,
    DepartmentFactory,
    IndicatorFactory,
    PerformanceGoalFactory,
)
from tests.indicators.posts import reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_year(unit):
    return BudgetCycleFactory(fiscal_year=2023)


@pytest.fixture
def source(last_year, unit):
    goal = PerformanceGoalFactory(
        project__cycle=last_year, project__department=unit, project__name="2023年网络维护费",
        overall_objective="2023年完成", approved=True,
    )  # fmt: skip
    IndicatorFactory(goal=goal, tier2="数量指标", name="次数", position=1)
    IndicatorFactory(goal=goal, tier2="经济效益", name="节约", position=2, not_applicable=True, note="无")
    return reread(goal)


def test_copy_is_a_draft_with_the_same_texts_rows_and_a_link(source, cycle, preparer):
    (copied,) = copy_goals(goals=[source], cycle=cycle, by=preparer)
    copy = reread(copied.goal)
    assert copy.status == FilingStatus.DRAFT and copy.project.previous == source.project
    assert (copy.project.name, copy.overall_objective) == ("2023年网络维护费", "2023年完成")
    assert [row.name for row in copy.indicators.all()] == ["次数", "节约"]
    assert [row.not_applicable for row in copy.indicators.all()] == [False, True]
    assert (copy.filing.updated_by, copy.filing.version_number, copy.revision) == (preparer, 1, 1)


def test_amount_is_cleared_and_marked_with_last_years(source, cycle, preparer):
    copy = copy_goals(goals=[source], cycle=cycle, by=preparer)[0].goal
    assert copy.project.amount is None and "50,000.00" in copy.project.amount_note
    assert reread(source).project.amount == Decimal("50000.00")


def test_second_copy_and_same_name_are_left_out_with_a_reason(source, cycle, preparer, unit, last_year):
    other = PerformanceGoalFactory(project__cycle=last_year, project__department=unit, project__name="同名")
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="同名")
    copy_goals(goals=[source], cycle=cycle, by=preparer)
    again = copy_goals(goals=[source, reread(other)], cycle=cycle, by=preparer)
    assert [(item.goal, item.reason) for item in again] == [
        (None, "已经复制过"),
        (None, "本批次已有同名项目"),
    ]
    assert Project.objects.filter(cycle=cycle).count() == 2


def test_categories_are_found_again_in_the_new_scheme_or_kept_by_name(source, unit, preparer):
    cycle = BudgetCycleFactory(fiscal_year=2025, rules__scheme="2021")
    IndicatorFactory(goal=source, tier2="成本指标", name="旧成本", position=3)
    (copied,) = copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)
    rows = entry_of(reread(copied.goal)).rows
    assert [str(row.category) for row in reread(copied.goal).indicators.all()] == [
        "产出指标 › 数量指标", "效益指标 › 经济效益指标",
    ]  # fmt: skip
    assert (rows[2].name, rows[2].category, rows[2].category_text) == ("旧成本", None, "产出指标 › 成本指标")


def test_closed_codes_are_not_taken_over(source, cycle, preparer):
    fund = source.project.fund_source
    fund.active = False
    fund.save()
    copy = copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)[0].goal
    assert copy.project.fund_source is None and copy.project.functional_subject is not None


def test_twenty_projects_at_once_keep_their_order(last_year, cycle, unit, preparer):
    for number in range(20):
        PerformanceGoalFactory(
            project__cycle=last_year, project__department=unit, project__name=f"项目{number:02d}",
            project__position=number + 1, indicators=2,
        )  # fmt: skip
    goals = PerformanceGoal.objects.in_cycle(last_year).with_project().with_indicators().in_table_order()
    copy_goals(goals=goals, cycle=cycle, by=preparer)
    names = list(Project.objects.in_cycle(cycle).in_table_order().values_list("name", flat=True))
    assert names == [f"项目{number:02d}" for number in range(20)]


def test_previous_cycle_is_the_newest_earlier_one_of_the_same_level(cycle, last_year):
    BudgetCycleFactory(fiscal_year=2022)
    BudgetCycleFactory(fiscal_year=2023, code="2023-town", level="镇级")
    assert previous_cycle(cycle) == last_year
    assert previous_cycle(BudgetCycleFactory(fiscal_year=2020)) is None


def test_the_copy_of_a_merged_unit_is_its_successors(source, cycle, preparer, unit):
    heir = DepartmentFactory(code="130009", name="新组织部")
    Department.objects.filter(pk=unit.pk).update(active=False)
    (left,) = copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)
    assert (left.goal, left.reason) == (None, "单位已停用，没有并入别的单位")
    Department.objects.filter(pk=unit.pk).update(successor=heir)
    (copied,) = copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)
    assert copied.goal.project.department == copied.goal.filing.department == heir
    assert copied.goal.project.previous == source.project
    assert copy_goals(goals=[reread(source)], cycle=cycle, by=preparer)[0].reason == "已经复制过"


def test_a_whole_cycle_leaves_no_unit_out_unsaid(source, cycle, last_year, administrator, unit):
    Department.objects.filter(pk=unit.pk).update(active=False)
    done = copy_cycle(source=last_year, target=cycle, by=administrator)
    assert done["copied"] == 0
    assert "1 个没有复制：单位已停用，没有并入别的单位" in done["outcome"]
