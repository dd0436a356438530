from dataclasses import replace

import pytest

from indicators.domain.entry.entries import GoalEntry, References, RowEntry, entry_of
from indicators.domain.entry.problems import ProblemKind, problems
from indicators.fields import FACTS
from tests.factories import IndicatorFactory, PerformanceGoalFactory, category
from tests.indicators.posts import reread, typed

pytestmark = pytest.mark.django_db
REQUIRED = ["数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度"]


@pytest.fixture
def goal(cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    for position, tier2 in enumerate(REQUIRED, start=1):
        IndicatorFactory(goal=goal, tier2=tier2, position=position)
    return reread(goal)


def found(goal, entry, **options):
    return problems(entry, references=References(goal), **options)


def places(goal, entry, **options):
    return [(item.field, item.row) for item in found(goal, entry, **options)]


def test_complete_table_has_no_problem(goal):
    assert found(goal, entry_of(goal)) == []


def test_empty_form_names_every_fact_and_every_required_category(goal):
    empty = GoalEntry(dict.fromkeys(FACTS, ""))
    listed = found(goal, empty)
    assert [item.field for item in listed] == [
        *(name for name, field in FACTS.items() if field.required), *["rows"] * len(REQUIRED),
    ]  # fmt: skip
    assert {item.kind for item in listed} == {ProblemKind.MISSING}
    assert [item.category for item in listed[-5:]] == [category(name).pk for name in REQUIRED]


@pytest.mark.parametrize(
    ("field", "text"),
    [("amount", "约5万"), ("functional_subject", "9999999"), ("justification", "字" * 10_001)],
)
def test_wrong_fact_is_wrong_not_missing(goal, field, text):
    (problem,) = found(goal, typed(entry_of(goal), **{field: text}))
    assert (problem.field, problem.kind, problem.blocks) == (field, ProblemKind.WRONG, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period_target": ""}, "period_target"),
        ({"annual_target": ""}, "annual_target"),
        ({"annual_target": "值" * 501}, "annual_target"),
        ({"not_applicable": True, "note": ""}, "note"),
    ],
)
def test_problem_of_a_row_says_which_row_and_cell(goal, change, field):
    entry = entry_of(goal)
    rows = (*entry.rows[:2], replace(entry.rows[2], **change), *entry.rows[3:])
    assert places(goal, replace(entry, rows=rows)) == [(field, 2)]


def test_row_without_name_also_leaves_its_category_empty(goal):
    entry = entry_of(goal)
    rows = (*entry.rows[:4], replace(entry.rows[4], name=""))
    assert places(goal, replace(entry, rows=rows)) == [("name", 4), ("rows", None)]


def test_row_that_does_not_apply_needs_no_values_and_fills_its_category(goal):
    entry = entry_of(goal)
    idle = replace(entry.rows[0], not_applicable=True, note="无", period_target="", annual_target="")
    assert found(goal, replace(entry, rows=(idle, *entry.rows[1:]))) == []


def test_spare_rows_are_no_problem(goal):
    entry = entry_of(goal)
    assert found(goal, replace(entry, rows=(*entry.rows, RowEntry(category=category().pk)))) == []


def test_unknown_category_is_asked_for(goal):
    entry = entry_of(goal)
    stray = RowEntry(category_text="工作指标", name="粘来的", period_target="1", annual_target="1")
    assert places(goal, replace(entry, rows=(*entry.rows, stray))) == [("category", 5)]


def test_last_years_year_in_texts_is_advice_only(goal):
    entry = typed(entry_of(goal), overall_objective="2023年完成")
    entry = replace(entry, rows=(replace(entry.rows[0], name="2023年次数"), *entry.rows[1:]))
    listed = found(goal, entry, previous_year=2023)
    assert [(item.field, item.row, item.blocks) for item in listed] == [
        ("overall_objective", None, False), ("name", 0, False),
    ]  # fmt: skip
    assert found(goal, entry) == []


def test_number_of_queries_does_not_grow_with_the_rows(goal, django_assert_num_queries):
    entry = entry_of(goal)
    with django_assert_num_queries(2):  # the categories, the fund sources
        found(goal, replace(entry, rows=entry.rows * 10))
