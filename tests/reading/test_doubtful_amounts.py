"""Amounts that look as if they counted another unit of money are asked about; the table's words decide."""

from decimal import Decimal

import pytest

from reading.blocks import Consent, Level
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


WAN = "当年项目金额（万元）"


def doubts(file):
    """The reason, or None, of each project."""
    return [
        next((finding.reason for finding in block.findings if finding.consent == Consent.AMOUNT), None)
        for block in file.blocks
    ]


def test_a_table_in_yuan_under_ten_thousands_is_asked_about():
    file, _ = read(552000, 83200.5, 20000, 3000, 1500000, money=WAN)
    said = doubts(file)
    assert said[0] == "金额按万元读入，552,000.00 万元就是 5,520,000,000.00 元"
    assert [bool(reason) for reason in said] == [True, True, True, False, True]
    (finding,) = file.blocks[0].findings
    assert (finding.level, finding.row, finding.column, finding.field) == (Level.WARNING, 3, "C", "amount")
    assert "请把“万元”改为“元”后重新上传；确实是这么多的，先确认再导入" in finding.action
    assert file.blocks[0].amount == Decimal(5_520_000_000)


@pytest.mark.parametrize(
    ("amounts", "asked"),
    [
        ((55200,), [True]),  # 5.52 亿, alone
        ((20000, 15000, 30000), [True, True, True]),
        ((120, 35.5, 12, 300, 552000), [False, False, False, False, True]),  # one of them typed in 元
        ((20000,), [False]),  # 2 亿, alone: a road
        ((20000, 15000), [False, False]),
        ((120, 35.5, 12, 300, 20000), [False] * 5),
        ((349.8, 12), [False, False]),
        ((60000, 55, 12, 8000, 3), [True, False, False, False, False]),
        ((60000, 9000, 8000, 7000, 9999), [False] * 5),  # a city of large projects
    ],
)
def test_by_the_size_of_all_and_of_one(amounts, asked):
    assert [bool(reason) for reason in doubts(read(*amounts, money=WAN)[0])] == asked


def test_large_amounts_in_yuan_are_as_they_are():
    assert doubts(read(800_000_000, 900_000_000, 700_000_000)[0]) == [None] * 3


def told(amount, *, money=WAN, justification="", cost="≤100%"):
    grid = Grid([["某县2025年县级项目绩效目标表"]])
    grid.add(
        "申报单位",
        "二级项目名称",
        money,
        "设立依据及申报理由",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
    )
    grid.add("130001-某局", "校舍维修", amount, justification, "产出指标", "成本指标", "维修成本", cost)
    return doubts(read_grid(grid))[0]


@pytest.mark.parametrize(
    ("amount", "money", "justification", "cost", "reason"),
    [
        (15000, WAN, "", "≤15000元", "金额按万元读入是 150,000,000.00 元，项目文字里写的是“≤15000元”"),
        (15000, WAN, "预算安排15,000元。", "", "金额按万元读入是 150,000,000.00 元，"
         "项目文字里写的是“15,000元”"),
        (1.5, "当年项目金额（元）", "", "≤1.5万元", "金额按元读入是 1.50 元，项目文字里写的是“≤1.5万元”"),
        (1.5, "当年项目金额（元）", "预算15000元。", "", "金额按元读入是 1.50 元，项目文字里写的是“15000元”"),
        (15000, WAN, "预算1.5亿元，区级配套15000元。", "", None),  # the texts bear the amount out
        (3000, WAN, "每户补助3000元。", "≤3000元/户", None),
        (3000, WAN, "补助标准3000元。", "", None),
        (15000, WAN, "", "≤1.5亿元", None),
        (1.5, WAN, "", "≤15000元", None),
        (15000, "当年项目金额（元）", "", "≤15000元", None),
    ],
)  # fmt: skip
def test_by_what_the_project_says_itself(amount, money, justification, cost, reason):
    assert told(amount, money=money, justification=justification, cost=cost) == reason
