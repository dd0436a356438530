"""Every hit found by hand in the published table, by project number and row, and nothing blocking beside."""

from collections import Counter, defaultdict
from functools import cache

import pytest

from indicators.checks import CHECKS, CheckSettings, run_cycle_checks, run_project_checks
from indicators.enums import CheckLevel, CheckOutcome
from tests.indicators.checks import REQUIRED, seed_projects


@cache
def findings():
    settings = CheckSettings(required_categories=REQUIRED)
    projects = seed_projects()
    single = [finding for project in projects for finding in run_project_checks(project, settings)]
    return (*single, *run_cycle_checks(projects, settings))


@cache
def rows_hit():
    """Check → list of (project number, row name or field)."""
    names = {row.key: row.name for project in seed_projects() for row in project.rows}
    hits = defaultdict(list)
    for finding in findings():
        if finding.outcome == CheckOutcome.FINDING:
            for check_id in finding.ids:
                hits[check_id].append((finding.project, names.get(finding.indicator, finding.field)))
    return {check_id: sorted(rows) for check_id, rows in hits.items()}


def projects_hit(check_id):
    return sorted({project for project, _ in rows_hit().get(check_id, ())})


AMOUNT_LOST = [number for number, project in enumerate(seed_projects(), 1) if project.amount is None]

ONLY_DEPARTMENTS_ASKED = [
    *(1, 2, 3, 5, 12, 13, 14, 15, 16, 17, 18, 20, 25, 26, 27, 29, 31, 32),
    *(36, 39, 40, 41, 44, 45, 46, 47, 49, 52, 53, 54),
]


@pytest.mark.parametrize(
    ("check_id", "expected"),
    [
        ("amount_missing", AMOUNT_LOST),
        ("category_missing", []),
        ("field_empty", []),
        ("placeholder_left", []),
        ("text_cut_off", [1]),
        ("satisfaction_of_departments", ONLY_DEPARTMENTS_ASKED),
        ("rate_under_quantity", [8, 9, 14, 24, 39, 40, 41]),
        ("money_under_quality", [20, 25]),
        ("timeliness_under_quality", [47]),
        ("no_money_in_cost", [1, 4, 5, 7, 9, 12, 13, 18, 19, 21, 22, 23, 24, 32, 39, 41, 45]),
        ("satisfaction_misplaced", [24, 35, 36]),
        ("price_times_count", [35, 42]),
        ("total_differs", []),
        ("price_differs", [27]),
        ("annual_differs", [21, 29]),
        ("magnitude_suspicious", [49]),
        ("year_differs", [6, 16]),
        ("fund_misfits_subject", []),
    ],
)
def test_projects_found(check_id, expected):
    assert projects_hit(check_id) == expected


@pytest.mark.parametrize(
    ("check_id", "expected"),
    [
        ("formula_wrong", [(16, "补贴标准")]),
        ("units_differ", [(18, "补贴发放次数")]),
        ("two_targets", [(9, "慰问活动按时完成率")]),
        (
            "percentage_expected",
            [
                (9, "离退休干部职工满意度（%）"),
                (11, "奖励金发放及时率"),
                (11, "离退休干部职工满意度（%）"),
                (16, "基层组织建设保障率"),
            ],
        ),
        (
            "annual_differs",
            [
                (21, "农村基层组织运转情况（%）"),
                (21, "群众满意度（%）"),
                (29, "符合条件的基层个数"),
            ],
        ),
        (
            "value_repeats_name",
            [
                (7, "不超预算金额"),
                (9, "各项慰问活动顺利进行"),
                (9, "不超预算金额"),
                (19, "不超预算金额"),
                (22, "不超预算金额"),
                (32, "项目按计划完成"),
                (32, "不超预算金额"),
                (45, "不超预算金额"),
                (45, "提高党建水平"),
            ],
        ),
        (
            "counts_disagree",
            [(16, "补贴人数"), (50, "人均标准"), (38, "人才落户曲江人数"), (49, "人才落户曲江人数")],
        ),
    ],
)
def test_rows_found(check_id, expected):
    assert rows_hit()[check_id] == sorted(expected)


def test_justifications_without_a_document():
    named = {7, 9, 20, 28, 30, 32, 34, 36, 37, 40, 41, 42, 4, 8, 44, 47, 51}
    assert named <= set(projects_hit("no_document"))


def test_objectives_that_are_the_same():
    assert len(projects_hit("same_objectives")) == 48


def test_values_without_a_digit_by_category():
    categories = {row.key: row.category for project in seed_projects() for row in project.rows}
    counts = Counter(categories[f.indicator] for f in findings() if "no_digit" in f.ids)
    assert counts == {"数量": 2, "时效": 26, "成本": 12, "服务对象满意度": 14}


def test_vague_values():
    values = {row.key: row.period_target for project in seed_projects() for row in project.rows}
    counts = Counter(values[f.indicator] for f in findings() if "vague_value" in f.ids)
    assert (counts["有效"], counts["明显"], counts["满意"]) == (127, 18, 13)
    assert counts["及时"] == 17


def test_approximate_values_in_thirteen_rows():
    assert len(rows_hit()["approximate_value"]) == 13
    assert {17, 20, 40, 41, 51} <= set(projects_hit("approximate_value"))


@pytest.mark.parametrize("pair", [(2, 3), (14, 50), (16, 54), (38, 49)])
@pytest.mark.parametrize("side", [0, 1])
def test_near_duplicates_name_each_other(pair, side):
    related = {f.related for f in findings() if f.check_id == "near_duplicates" and f.project == pair[side]}
    assert (pair[1 - side],) in related


@pytest.mark.parametrize(("project", "other"), [(16, 50), (50, 16), (38, 49), (49, 38)])
def test_disagreeing_counts_link_to_each_other(project, other):
    assert [f.related for f in findings() if f.check_id == "counts_disagree" and f.project == project] == [
        (other,)
    ]


def test_the_wrong_formula_comes_with_the_right_sum():
    (finding,) = [f for f in findings() if f.check_id == "formula_wrong"]
    assert finding.proposal == "5,123,400"
    assert "5,294,400" in finding.message


def test_nothing_blocks_but_missing_amounts_the_wrong_formula_and_the_mixed_units():
    blocking = Counter(f.check_id for f in findings() if f.blocks)
    assert blocking == {"amount_missing": 33, "formula_wrong": 1, "units_differ": 1}


def test_undecided_only_where_an_input_is_missing():
    undecided = {(f.check_id, f.project) for f in findings() if f.outcome == CheckOutcome.UNDECIDED}
    without_amount = {(check, number) for check, number in undecided if number in AMOUNT_LOST}
    assert undecided - without_amount == set()
    assert ("annual_differs", 39) in undecided


def test_every_finding_says_what_and_where():
    fields = {row.key for project in seed_projects() for row in project.rows} | {None}
    for finding in findings():
        assert finding.message.endswith("。")
        assert finding.indicator in fields
        assert finding.check is CHECKS[finding.check_id]
        assert finding.level in CheckLevel
