"""Rows that say the same are read and judged once, whatever table they stand in."""

from dataclasses import replace

import pytest

from indicators.checks import run_project_checks
from indicators.enums import CheckOutcome
from tests.indicators.checks import found, project, row

pytestmark = pytest.mark.pure


def counted(key):
    return row(key, "数量指标", "培训人数", "100人")


def test_equal_rows_share_what_they_say():
    first, second = counted(1), counted(2)
    assert first != second
    assert first.reading is second.reading


@pytest.mark.parametrize(
    "change",
    [
        {"tier2": "质量指标"},
        {"name": "受训人数"},
        {"period_target": "200人"},
        {"annual_target": "50人"},
        {"note": "见附件"},
        {"not_applicable": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_one_other_cell_makes_another_row(change):
    assert counted("a").reading is not replace(counted("a"), **change).reading


def test_a_shared_row_keeps_its_own_key_in_each_table():
    """The same vague row in two tables: each finding names the row of its own table."""
    for key in ("first", "second"):
        (finding,) = found("vague_value", project(row(key, "社会效益", "服务水平", "明显提升")))
        assert finding.indicator == key


def test_what_is_found_once_is_found_again():
    checked = project(row("r", "数量指标", "覆盖率", "≥95%"))
    assert run_project_checks(checked) == run_project_checks(checked)


@pytest.mark.parametrize(
    ("tier2", "name", "value", "check"),
    [
        ("数量指标", "覆盖率", "≥95%", "rate_under_quantity"),
        ("质量指标", "补贴标准", "500元/人", "money_under_quality"),
        ("质量指标", "完成时间", "2023年11月底前", "timeliness_under_quality"),
    ],
)
def test_checks_of_one_tier_leave_other_tiers_alone(tier2, name, value, check):
    assert found(check, project(row("r", tier2, name, value)))
    assert not found(check, project(row("r", "社会效益", name, value)))
    assert not found(check, project(row("r", tier2, name, value, not_applicable=True, note="本年没有")))


def test_values_that_cannot_be_compared_stay_undecided_in_a_shared_row():
    for key in ("a", "b"):
        (finding,) = found("units_differ", project(row(key, "数量指标", "设备数", "3榀", "4垛")))
        assert (finding.indicator, finding.outcome) == (key, CheckOutcome.UNDECIDED)
