"""What a table adds up itself is compared with what was read, and said in the unit of the table."""

from decimal import Decimal

import pytest

from tests.reading.grids import Grid, read_grid

pytestmark = pytest.mark.pure

TITLE = "某县2025年县级项目绩效目标表"


def listed(*rows, money="当年项目金额"):
    """A list of (name, amount) or (合计 …, sum); each project with one indicator."""
    grid = Grid([[TITLE]])
    grid.add("申报单位", "二级项目名称", money, "一级指标", "二级指标", "三级指标", "年度指标值")
    for place, (name, amount, *unit) in enumerate(rows):
        code = unit[0] if unit else "130001-某局"
        if "计" in name:
            grid.add(name, None, amount)
        else:
            grid.add(code, name, amount, "产出指标", "数量指标", f"次数{place}", "≥2次")
    return grid


def said(grid):
    return [f for f in read_grid(grid).findings if f.field == "amount"]


def test_a_sum_that_is_not_made_is_said_in_yuan():
    (finding,) = said(listed(("道路养护", 1000.0), ("桥梁检测", 2500.5), ("合计", 4500.5)))
    assert finding.reason == ("“合计”写的是 4,500.50 元，所列 2 个项目相加为 3,500.50 元，相差 1,000.00 元")
    assert (finding.row, finding.column) == (5, "C")


def test_it_is_said_in_the_unit_of_the_file():
    grid = listed(("道路养护", 10.0), ("桥梁检测", 25.5), ("合计", 45.5), money="当年项目金额（万元）")
    (finding,) = said(grid)
    assert "45.50 万元" in finding.reason and "35.50 万元，相差 10.00 万元" in finding.reason
    assert [block.amount for block in read_grid(grid).blocks] == [Decimal(100_000), Decimal(255_000)]


@pytest.mark.parametrize(
    "rows",
    [
        [("道路养护", 1000.0), ("桥梁检测", 2500.5), ("合计", 3500.5)],
        [("合计", 3500.5), ("道路养护", 1000.0), ("桥梁检测", 2500.5)],
        [("道路养护", 1000.0), ("小计", 1000.0), ("桥梁检测", 2500.5), ("小计", 2500.5), ("合计", 3500.5)],
        [("小计", 1000.0), ("道路养护", 1000.0), ("小计", 2500.5), ("桥梁检测", 2500.5), ("总计", 3500.5)],
        [("道路养护", 1.0), ("宣传", 2.0, "130002-某所"), ("合计", 2.0), ("总计", 3.0)],
        [("道路养护", 1000.0), ("桥梁检测", 2500.5), ("合计（2 个项目）", 3500.5)],
        [("道路养护", 1000.0), ("合计", None)],
        [("道路养护", 1000.0), ("合计", "####")],
    ],
    ids=["below", "above", "each part", "parts above", "one unit", "with a count", "empty", "lost"],
)
def test_sums_that_some_part_of_the_table_makes_are_right(rows):
    assert said(listed(*rows)) == []


def test_amounts_that_were_not_read_are_counted():
    (finding,) = said(listed(("道路养护", 1000.0), ("桥梁检测", "####"), ("合计", 3500.5)))
    assert "所列 2 个项目（另有 1 个没有读出金额）相加为 1,000.00 元，相差 2,500.50 元" in finding.reason


def test_a_project_too_few_is_said_although_the_sum_is_right():
    (finding,) = said(listed(("道路养护", 1000.0), ("合计（2 个项目）", 1000.0)))
    assert finding.reason == "“合计（2个项目）”，所列却是 1 个项目"


def test_lines_rounded_by_themselves_may_differ_in_the_last_place():
    money = "当年项目金额（万元）"
    rows = [("道路养护", 3.33), ("桥梁检测", 3.33), ("绿化", 3.33)]
    assert said(listed(*rows, ("合计", 10.0), money=money)) == []
    assert len(said(listed(*rows, ("合计", 10.5), money=money))) == 1


def test_the_sum_of_a_wide_list_is_compared_too():
    grid = Grid([[TITLE]])
    grid.add("申报单位", "项目名称", "金额（万元）", "年度目标", "产出指标", None, "效益指标", "满意度指标")
    grid.add(None, None, None, None, "数量指标", "时效指标", "生态效益", "服务对象满意度")
    grid.merge(2, 5, 2, 6)
    for column in range(1, 5):
        grid.merge(2, column, 3, column)
    grid.add("420105-某县苗圃", "苗木繁育", 3.6, "繁育。", "繁育苗木≥8万株", "10月底前", "绿化120亩", "≥90%")
    grid.add("合计", None, 36)
    (finding,) = said(grid)
    assert "36.00 万元" in finding.reason and "相差 32.40 万元" in finding.reason
