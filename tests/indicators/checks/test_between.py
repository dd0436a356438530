from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.checks import CheckRule, CheckSettings
from indicators.checks.similarity import alike
from indicators.enums import CheckLevel
from tests.indicators.checks import found, project, row, seed_projects


def related(check_id, projects, settings=None):
    return {(finding.project, *finding.related) for finding in found(check_id, projects, settings)}


def counting(key, name, value, *, indicator="补贴人数", tier2="数量指标", **changes):
    return project(row(f"{key}r", tier2, indicator, value), key=key, name=name, **changes)


def test_the_same_people_counted_differently():
    projects = [
        counting("a", "全区在职社区“两委”干部补贴", "160人"),
        counting("b", "全区在岗社区“两委”干部社保经费", "175人"),
    ]
    assert related("counts_disagree", projects) == {("a", "b"), ("b", "a")}


@pytest.mark.parametrize(
    "other",
    [
        counting("b", "全区在岗社区“两委”干部社保经费", "160人"),
        counting("b", "全区在职村“两委”干部补贴", "595人"),
        counting("b", "离任社区“两委”干部生活补贴", "60人"),
        counting("b", "全区在岗社区“两委”干部社保经费", "每社区5人"),
        counting("b", "全区在岗社区“两委”干部社保经费", "175人", unit_code="130002"),
    ],
)
def test_other_people_may_be_counted_differently(other):
    assert related("counts_disagree", [counting("a", "全区在职社区“两委”干部补贴", "160人"), other]) == set()


@pytest.mark.parametrize(
    ("indicator", "first", "second", "differs"),
    [
        ("人才落户曲江人数", "≥200人", "≥2000人", True),
        ("人才落户曲江人数", "≥200人", "≥200人", False),
        ("人才落户曲江人数", "≥200人", "≥20%", False),
        ("人才落户曲江人数", "若干", "≥200人", False),
        ("参加培训人数", "≥200人", "≥50人", False),
        ("爱心扶贫助学次数", "≥2次", "≥5次", False),
    ],
)
def test_one_particular_indicator_with_two_numbers(indicator, first, second, differs):
    projects = [
        counting("a", "人才资源开发", first, indicator=indicator),
        counting("b", "工匠工程", second, indicator=indicator),
    ]
    assert bool(related("counts_disagree", projects)) is differs


def test_projects_alike_in_name_and_objective():
    first = project(key="a", name="村办公经费", overall_objective="保障村级组织正常运转，提高服务群众水平。")
    second = replace(first, key="b", name="村级办公经费", rows=())
    assert related("near_duplicates", [first, second]) == {("a", "b"), ("b", "a")}
    strict = CheckSettings({"near_duplicates": CheckRule(CheckLevel.ADVICE, threshold=Decimal(99))})
    assert related("near_duplicates", [first, second], strict) == set()


def test_projects_with_the_same_rows():
    first = project(key="a", name="甲路灯维护", overall_objective="保障全区主干道照明设施正常运转。")
    second = replace(first, key="b", name="河道保洁", overall_objective="通过日常巡查清理使水面保持清洁。")
    assert related("near_duplicates", [first, second]) == {("a", "b"), ("b", "a")}


def test_other_units_and_empty_drafts_are_no_duplicates():
    first = project(key="a")
    assert related("near_duplicates", [first, project(key="b", unit_code="130002")]) == set()
    drafts = [
        project(key=key, name=name, overall_objective="", annual_objective="", rows=())
        for key, name in (("a", "甲"), ("b", "乙"))
    ]
    assert related("near_duplicates", drafts) == set()


def test_empty_template_rows_are_not_the_same_rows():
    blank = [row(place, "数量指标", f"指标{place}", "") for place in range(6)]
    projects = [
        replace(project(key=key), name=name, overall_objective=objective, rows=tuple(blank))
        for key, name, objective in (
            ("a", "路灯维护", "保障全区主干道照明设施正常运转。"),
            ("b", "河道保洁", "通过日常巡查清理使水面保持清洁。"),
        )
    ]
    assert related("near_duplicates", projects) == set()


def test_looking_pairs_up_misses_none_of_the_seed_that_comparing_all_would_find():
    projects = seed_projects()
    quick = {frozenset((a.key, b.key)) for a, b, _ in alike(projects, 68)}
    # Two alone are always compared with each other; rare indicators need the whole unit.
    every = {
        frozenset((a.key, b.key))
        for place, a in enumerate(projects)
        for b in projects[place + 1 :]
        if list(alike([a, b], 68))
    }
    assert every <= quick
    assert quick - every == {frozenset((38, 49))}


def test_many_copies_cost_no_more_than_a_few_pairs_each():
    copies = [project(key=key) for key in range(400)]
    assert len(list(alike(copies, 68))) <= 400 * 10
