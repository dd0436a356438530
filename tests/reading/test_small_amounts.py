"""A table whose amounts are too small for 元 is said to look like 万元; its words decide all the same."""

from decimal import Decimal

import pytest

from tests.reading.grids import Grid, read_grid

pytestmark = pytest.mark.pure


def read(*amounts, money="当年项目金额"):
    grid = Grid([["某县2025年县级项目绩效目标表"]])
    grid.add("申报单位", "二级项目名称", money, "一级指标", "二级指标", "三级指标", "年度指标值")
    for place, amount in enumerate(amounts):
        grid.add("130001-某局", f"项目{place}", amount, "产出指标", "数量指标", "次数", "≥2次")
    file = read_grid(grid)
    return file, [finding.reason for finding in file.findings if "最大的只有" in finding.reason]


@pytest.mark.parametrize("money", ["当年项目金额", "当年项目金额（元）"])
def test_a_table_of_a_few_hundred_is_said(money):
    file, said = read(349.8, 12.0, money=money)
    assert said == ["金额按元读入，最大的只有 349.80 元"]
    assert [block.amount for block in file.blocks] == [Decimal("349.80"), Decimal(12)]


@pytest.mark.parametrize(
    ("amounts", "money"),
    [
        ((349.8, 1000.0), "当年项目金额"),
        ((0.5, 3.0), "当年项目金额（万元）"),
        ((None, 0.0), "当年项目金额"),
        ((5.0, 12.0), "当年项目金额"),
    ],
    ids=["one is large", "in 万元", "none", "whole"],
)
def test_other_tables_are_not(amounts, money):
    assert read(*amounts, money=money)[1] == []
