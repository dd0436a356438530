"""What is missing from a table, and the checks of goals that count before publication."""

from decimal import Decimal

import pytest

from indicators.checks import CheckedIndicator, CheckedProject
from publication.checks import Passage, check_unit
from tests.publication.checks.looking import unit_with

pytestmark = pytest.mark.pure


def goal(**changes):
    row = CheckedIndicator(
        key=1, tier1="产出指标", tier2="数量指标", name="维护次数", period_target="≥12次",
        annual_target=changes.pop("target", "≥12次"),
    )  # fmt: skip
    facts = {
        "key": 1, "unit_code": "130001", "unit_name": "组织部", "name": "网络维护费",
        "fund_code": "1111", "fund_name": "预算安排拨款", "subject_code": "2013299",
        "subject_name": "其他组织事务支出", "amount": Decimal(50000), "justification": "依据批示。",
        "overall_objective": "保障网络运行。", "annual_objective": "全年维护网络12次。",
        "fiscal_year": 2026, "rows": (row,),
    }  # fmt: skip
    return CheckedProject(**(facts | changes))


def hits(checked, **unit):
    found = check_unit(unit_with(goal=checked, **unit))
    return [(finding.check, finding.level, finding.place) for finding in found]


def test_a_clean_goal_has_no_finding():
    assert hits(goal()) == []


def test_rows_without_their_tier():
    found = hits(None, tiers=(("", "数量指标"), ("产出指标", " ")))
    assert found == [
        ("first_tier_missing", "blocking", "第 1 行"),
        ("first_tier_missing", "blocking", "第 2 行"),
    ]


def test_no_rows_and_no_amount():
    assert hits(None, tiers=()) == [("no_rows", "blocking", "绩效指标")]
    assert hits(goal(amount=None)) == [("amount_missing", "blocking", "当年项目金额")]


def test_placeholders():
    assert ("placeholder_left", "blocking", "整体绩效") in hits(goal(overall_objective="建设XX项目。"))


@pytest.mark.parametrize(
    ("changes", "level", "place"),
    [
        ({"annual_objective": "2025年维护网络12次。"}, "blocking", "年度绩效"),
        ({"overall_objective": "2024年维护网络。"}, "advice", "整体绩效"),
        ({"target": "2025年12月底前"}, "blocking", "第 1 行年度指标值"),
    ],
)
def test_another_year_blocks_where_this_year_is_meant(changes, level, place):
    assert ("other_year", level, place) in hits(goal(**changes))


@pytest.mark.parametrize(
    "text", ["较2025年增长5%。", "2024-2026年完成改造。", "依据《2025年工作要点》维护网络。"]
)
def test_years_that_are_meant(text):
    assert hits(goal(annual_objective=text)) == []


def test_a_text_that_is_cut_off():
    assert ("text_cut_off", "advice", "整体绩效") in hits(goal(overall_objective="保障网络运行，提高"))


def test_a_project_filed_by_the_department_itself():
    assert hits(goal(), below=False, above=True) == [("filed_by_department", "advice", "申报单位")]


def test_an_empty_text_is_nobodys_finding():
    assert check_unit(unit_with(Passage("整体绩效", "", "objective"))) == []
