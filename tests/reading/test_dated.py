"""Columns whose titles name a year, in lists and forms: those of the table's own year count."""

from decimal import Decimal

import pytest

from tests.reading.grids import Grid, read_grid
from tests.reading.test_unseen_tables import LIST, ROWS, UNIT, form, only

pytestmark = pytest.mark.pure

YEARS = [[*ROWS[0][:3], "≥1株", "≥2株", "≥3株"]]


@pytest.mark.parametrize(
    "titles",
    [
        ("2022年指标值", "2023年指标值", "2024年指标值"), ("2022年", "2023年", "2024年"),
        ("2022年目标值", "2023年度目标值", "2024年目标值"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("title", "values"), [("2023年绩效目标表", "≥2株"), ("绩效目标表", "")])
def test_of_targets_of_several_years_those_of_the_table_count(titles, title, values):
    rows = [[title], [*LIST, *titles], [UNIT, "行道树补植", "补植。", *YEARS[0]]]
    block = only(read_grid(Grid(rows)))
    assert [row.annual_target for row in block.indicators] == [values]
    assert {group.title for group in block.unread} == {
        one for one in titles if not values or "2023" not in one
    }


def test_a_year_below_a_title_of_values_or_money():
    header = ["预算单位", "项目名称", "预算数", "", *LIST[3:], "指标值", "", ""]
    below = ["", "", "2022年", "2023年", "", "", "", "2022年", "2023年", "2024年"]
    rows = [["2023年绩效目标表"], header, below, [UNIT, "行道树补植", 7000, 9000, *YEARS[0]]]
    merges = [(2, 3, 2, 4), (2, 8, 2, 10), *((2, n, 3, n) for n in (1, 2, 5, 6, 7))]
    block = only(read_grid(Grid(rows, merges)))
    assert (block.amount, block.indicators[0].annual_target) == (Decimal(9000), "≥2株")


def test_targets_of_another_year_in_a_form():
    labels = (["（2023年度）"], ["项目名称", "行道树补植"], ["项目单位", UNIT], ["年度预算", 9000])
    header = ("一级指标", "二级指标", "三级指标", "2022年指标值", "2023年指标值")
    block = only(read_grid(form(*labels, header=header, rows=[[*ROWS[0][:3], "≥1株", "≥2株"]])))
    assert (block.indicators[0].period_target, block.indicators[0].annual_target) == ("", "≥2株")
