"""Habits of real lists and forms, one by one: what a person reads in them comes out, in our own words."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from reading import Level
from reading.lists.wide import split_entries
from reading.other_tables import OTHER_TABLE
from reading.titles import region_of
from tests.reading.grids import Grid, read, read_grid
from tests.workbook_files import saved

pytestmark = pytest.mark.pure

HEADER = [
    "申报单位",
    "项目名称",
    "资金类型",
    "当年项目金额",
    "功能科目",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
]
FACTS = ["420105-某县苗圃", "苗木繁育", "1111预算安排拨款", 36000, "2130205森林资源培育"]


def listed(*rows, header=HEADER, title="某县2025年县级项目绩效目标表") -> Grid:
    return Grid([[title], list(header), *[list(row) for row in rows]])


def first_row(**changes) -> list:
    values = [*FACTS, "产出指标", "数量指标", "繁育苗木", "≥8万株"]
    return [changes.get(title, value) for title, value in zip(HEADER, values, strict=True)]


@pytest.mark.parametrize(
    "numbers",
    [
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["1", "2", "3", "4=3", "5", "6", "7", "8=6+7", "9"],
        ["甲", "乙", "丙", "丁", "戊", "1", "2", "3", "4"],
        list("①②③④⑤⑥⑦⑧⑨"),
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）", "（8）", "（9）"],
        ["(1)", "(2)", "(3)", "(4)=(5)+(6)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        ["栏次", "1", "2", "3", "4", "5", "6", "7", "8"],
        list("ABCDEFGHI"),
        ["一", "二", "三", "四", "五", "六", "七", "八", "九"],
    ],
)
def test_a_row_of_column_numbers_is_a_mark(numbers):
    file = read_grid(listed(numbers, first_row()))
    assert [block.name for block in file.blocks] == ["苗木繁育"]
    assert (file.sheets[0].cells["mark"], file.sheets[0].cells["unread"]) == (9, 0)
    assert not file.has_errors


@pytest.mark.parametrize(
    ("title", "again"),
    [
        ("功能科目", "2130205 森林资源培育"), ("功能科目", "2130205"), ("当年项目金额", "36,000.00"),
        ("当年项目金额", "36000元"), ("资金类型", "1111-预算安排拨款"), ("申报单位", "420105－某县苗圃"),
        ("项目名称", "苗木 繁育"),
    ],
)  # fmt: skip
def test_a_cell_said_again_in_another_spelling_is_no_contradiction(title, again):
    second = first_row(**{title: again, "三级指标": "成苗率", "指标值": "≥85%"})
    (block,) = read_grid(listed(first_row(), second)).blocks
    assert not block.has_errors
    assert (len(block.indicators), block.amount, block.read) == (2, Decimal("36000.00"), 18)


def test_another_amount_is_a_contradiction_still():
    second = first_row(当年项目金额="36,000.10", 三级指标="成苗率")
    assert read_grid(listed(first_row(), second)).blocks[0].has_errors


@pytest.mark.parametrize(
    ("above", "title", "below", "amount", "source"),
    [
        (None, "当年项目金额", None, "36000.00", ""),
        (None, "当年项目金额（万元）", None, "360000000.00", "表头“当年项目金额(万元)”"),
        (None, "当年项目金额\n万元", None, "360000000.00", "表头“当年项目金额万元”"),
        (None, "年度预算数/万元", None, "360000000.00", "表头“年度预算数/万元”"),
        ("金额单位：万元", "当年项目金额", None, "360000000.00", "表上方“金额单位：万元”"),
        (
            None,
            "当年项目金额",
            "注：本表金额均以万元为单位。",
            "360000000.00",
            "A5“注：本表金额均以万元为单位。”",
        ),
        (None, "当年项目金额", "注：金额单位均为万元。", "360000000.00", "A5“注：金额单位均为万元。”"),
        (None, "当年项目金额", "注：金额以万元计。", "360000000.00", "A5“注：金额以万元计。”"),
        (None, "当年项目金额", "注：金额均为万元以下。", "36000.00", ""),
        (None, "当年项目金额（元）", "注：补助标准每亩200万元以内。", "36000.00", "表头“当年项目金额(元)”"),
    ],
)
def test_ten_thousands_count_wherever_they_are_written(above, title, below, amount, source):
    header = [title if one == "当年项目金额" else one for one in HEADER]
    grid = listed(first_row(), header=header)
    grid.rows.insert(1, [above])
    if below:
        grid.add(below)
    file = read_grid(grid)
    assert (str(file.blocks[0].amount), file.sheets[0].amount_source) == (amount, source)
    assert len(file.blocks) == 1


def test_two_words_about_money_that_disagree_are_said():
    grid = listed(first_row(), header=[f"{one}（元）" if "金额" in one else one for one in HEADER])
    grid.add("注：金额单位为万元。")
    (finding,) = [f for f in read_grid(grid).findings if "金额单位" in f.reason]
    assert finding.level is Level.WARNING


def test_numbered_titles_are_known():
    numbers = "一二三四五"
    header = [f"{numbers[n]}、{one}" if n < 5 else f"（{n - 4}）{one}" for n, one in enumerate(HEADER)]
    (block,) = read_grid(listed(first_row(), header=header)).blocks
    assert (block.name, block.indicators[0].annual_target) == ("苗木繁育", "≥8万株")


@pytest.mark.parametrize("number", ["9 {}", "9）{}", "九){}", "⑨{}"])
def test_a_number_may_stand_before_a_title_in_any_style(number):
    header = [*HEADER[:-1], number.format("年度指标值")]
    (block,) = read_grid(listed(first_row(), header=header)).blocks
    assert block.indicators[0].annual_target == "≥8万株"


@pytest.mark.parametrize(
    "value",
    [
        "年度指标值", "实施周期值", "指标值", "目标值", "计划值", "2025年目标", "全年目标", "预期指标",
        "中期目标",
    ],
)  # fmt: skip
def test_sign_value_and_unit_are_joined_whatever_the_value_is_called(value):
    header = [*HEADER[:-1], "指标性质", value, "度量单位"]
    (block,) = read_grid(listed([*first_row()[:-1], "≥", 8, "万株"], header=header)).blocks
    (row,) = block.indicators
    whole, year = ("≥8万株", "") if value in ("实施周期值", "中期目标") else ("", "≥8万株")
    assert (row.period_target, row.annual_target) == (whole, year)
    assert (row.sign, row.value, row.measure) == ("≥", "8", "万株")


def test_a_sign_and_unit_without_a_value_are_named():
    header = [*HEADER[:-1], "指标性质", "指标值", "度量单位"]
    file = read_grid(listed([*first_row()[:-1], "≥", None, "万株"], header=header))
    assert file.sheets[0].cells["unread"] == 2
    assert any("没有指标值" in finding.reason for finding in file.blocks[0].findings)


def test_a_value_beside_the_years_is_the_whole_periods():
    header = [*HEADER[:-1], "指标值", "年度指标值"]
    file = read_grid(listed([*first_row()[:-1], "24万株", "8万株"], header=header))
    (row,) = file.blocks[0].indicators
    assert (row.period_target, row.annual_target) == ("24万株", "8万株")
    assert "I 列“指标值”读作实施周期值" in file.sheets[0].notes


def test_one_project_a_row():
    grid = Grid([["某县2025年县级项目绩效目标表"]])
    grid.add("申报单位", "项目名称", "金额（万元）", "年度目标", "产出指标", None, "效益指标", "满意度指标")
    grid.add(None, None, None, None, "数量指标", "时效指标", "生态效益", "服务对象满意度")
    grid.merge(2, 5, 2, 6)
    for column in range(1, 5):
        grid.merge(2, column, 3, column)
    grid.add(
        "420105-某县苗圃", "苗木繁育", 3.6, "繁育苗木8万株。", "1.繁育苗木≥8万株；2.培训农户60人",
        "2025年10月底前", "增加绿化面积120亩", "≥90%",
    )  # fmt: skip
    grid.add("合计", None, 3.6)
    file = read_grid(grid)
    (block,) = file.blocks
    assert (file.layout, block.amount, block.annual_objective) == (
        "wide",
        Decimal("36000.00"),
        "繁育苗木8万株。",
    )
    assert [(i.tier1, i.tier2, i.name, i.annual_target) for i in block.indicators] == [
        ("产出指标", "数量指标", "繁育苗木", "≥8万株"),
        ("产出指标", "数量指标", "培训农户", "60人"),
        ("产出指标", "时效指标", "时效指标", "2025年10月底前"),
        ("效益指标", "生态效益", "增加绿化面积", "120亩"),
        ("满意度指标", "服务对象满意度", "服务对象满意度", "≥90%"),
    ]
    assert len(block.findings) == 5
    assert (file.sheets[0].cells["unread"], file.sheets[0].cells["mark"]) == (0, 2)


@pytest.mark.parametrize("name", ["指标", "名称", "指标内容"])
def test_names_and_values_of_one_project_a_row_under_their_tier(name):
    grid = Grid([["某县2025年县级项目绩效目标表"]])
    grid.add("申报单位", "项目名称", "金额", "绩效指标", None, None, None)
    grid.add(None, None, None, "数量指标", None, "质量指标", None)
    grid.add(None, None, None, name, "目标值", name, "目标值")
    for area in [(2, 4, 2, 7), (3, 4, 3, 5), (3, 6, 3, 7), *((2, n, 4, n) for n in (1, 2, 3))]:
        grid.merge(*area)
    grid.add("420105-某县苗圃", "苗木繁育", 36000, "繁育苗木", "≥8万株", "成苗率", "≥85%")
    (block,) = read_grid(grid).blocks
    assert [(i.tier1, i.tier2, i.name, i.annual_target) for i in block.indicators] == [
        ("产出指标", "数量指标", "繁育苗木", "≥8万株"),
        ("产出指标", "质量指标", "成苗率", "≥85%"),
    ]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("村道绿化12公里", [("村道绿化", "12公里")]),
        ("合格率：达到98%以上", [("合格率", "达到98%以上")]),
        ("有效改善村容村貌", [("有效改善村容村貌", "")]),
        ("完成3座桥、2座涵洞", [("完成3座桥、2座涵洞", "")]),
        ("甲≥1次\n乙≤2天", [("甲", "≥1次"), ("乙", "≤2天")]),
    ],
)
def test_what_stands_in_one_cell_is_taken_apart_only_where_it_is_certain(text, entries):
    assert split_entries(text) == entries


def test_a_portals_export_with_its_goal_in_one_column():
    header = [
        "单位编码", "单位名称", "项目编码", "项目名称", "年度预算数", "绩效目标", "一级指标", "二级指标",
        "三级指标", "指标性质", "指标值", "度量单位", "权重(%)", "备注",
    ]  # fmt: skip
    grid = Grid([header])
    facts = ["420105", "某县苗圃", "42010525P0007", "苗木繁育", 36000, "繁育苗木8万株。"]
    grid.add(*facts, "产出指标", "数量指标", "繁育苗木", "≥", "8", "万株", 20, "含容器苗")
    grid.add(*facts, "产出指标", "质量指标", "成苗率", "≥", "85", "%", 20, None)
    file = read_grid(grid)
    (block,) = file.blocks
    assert (block.unit_code, block.annual_objective) == ("420105", "繁育苗木8万株。")
    assert [(i.annual_target, i.text("note")) for i in block.indicators] == [
        ("≥8万株", "含容器苗"),
        ("≥85%", ""),
    ]
    assert block.texts == {"project_code": "42010525P0007"}
    assert [indicator.text("weight") for indicator in block.indicators] == ["20", "20"]
    assert not block.unread
    assert "F 列“绩效目标”读作年度绩效" in file.sheets[0].notes
    assert not file.unmapped and not block.consents


@pytest.mark.parametrize(
    ("title", "header", "kind"),
    [
        ("某县苗圃2025年部门整体支出绩效目标表", ["年度主要任务", "任务名称", "预算金额"], "department"),
        ("2025年项目支出绩效自评汇总表", [*HEADER, "实际完成值", "得分"], "self_evaluation"),
        ("绩效情况表", [*HEADER, "实际完成值", "得分"], "self_evaluation"),
        ("项目支出绩效目标执行监控表", [*HEADER, "全年预计完成情况"], "monitoring"),
    ],
)
def test_tables_of_another_kind_are_named_and_not_stored(title, header, kind):
    file = read_grid(Grid([[title], header, first_row()]))
    assert not file.blocks
    assert file.sheets[0].layout == kind
    assert OTHER_TABLE[kind].label in file.findings[0].reason
    assert file.sheets[0].cells["unread"] == sum(file.sheets[0].cells.values())


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("佳县2025年县级项目绩效目标表", "佳县"), ("榆林市佳县2025年项目绩效目标表", "榆林市佳县"),
        ("荆州市沙市区2025年区级项目绩效目标表", "荆州市沙市区"), ("沙市区项目绩效目标表", "沙市区"),
        ("2025年和县县级项目绩效目标表", "和县"), ("济宁市市中区2025年项目绩效目标表", "济宁市市中区"),
        ("城市管理局2025年项目绩效目标表", ""), ("住房和城乡建设局2025年项目绩效目标表", ""),
        ("社区矫正2025年项目绩效目标表", ""), ("全县2025年项目绩效目标汇总表", ""),
        ("韶关市曲江区教育局2025年项目绩效目标表", "韶关市曲江区"),
    ],
)  # fmt: skip
def test_counties_are_read_whole(title, region):
    assert region_of(title) == region


def test_an_amount_that_may_stand_in_an_unread_column_is_asked_about():
    header = ["2024年预算数" if one == "当年项目金额" else one for one in HEADER]
    rows, header = [[*first_row(), 41000]], [*header, "2025年预算数"]
    assert read_grid(listed(*rows, header=header)).blocks[0].amount == Decimal(41000)  # a table of 2025
    file = read_grid(listed(*rows, header=header, title="项目绩效目标表"))
    (block,) = file.blocks
    assert (block.amount, block.consents) == (None, {"unread"})
    assert {column.title: column.suggestion for column in file.unmapped} == {
        "2024年预算数": "amount", "2025年预算数": "amount",
    }  # fmt: skip


def test_a_form_whose_names_stand_under_an_unknown_title_is_asked_about_once():
    grid = Grid([["项目绩效目标表"], ["项目名称", "苗木繁育"], ["实施单位", "420105-某县苗圃"]])
    grid.add("一级指标", "二级指标", "考核要点", "指标值")
    grid.add("产出指标", "数量指标", "繁育苗木", "≥8万株")
    grid.add("产出指标", "质量指标", "成苗率", "≥85%")
    file = read_grid(grid)
    (block,) = file.blocks
    assert (block.indicators, block.has_errors, block.consents) == ((), False, {"unread"})
    (column,) = file.unmapped
    assert (column.key, column.suggestion, column.samples) == ("C", "indicator", ("繁育苗木",))
    mapped = read_grid(grid, mapping={column.signature: {"C": "indicator"}}).blocks[0]
    assert [row.name for row in mapped.indicators] == ["繁育苗木", "成苗率"]


def test_a_blank_form_is_called_blank():
    grid = Grid([["项目支出绩效目标申报表"], ["项目名称", None, "实施单位"], ["年度资金总额（万元）"]])
    grid.add("一级指标", "二级指标", "三级指标", "指标值")
    grid.add("产出指标", "数量指标", "指标1：")
    grid.add(None, None, "……")
    file = read_grid(grid)
    assert not file.blocks
    assert "表是空白的" in next(f.reason for f in file.findings if f.level is Level.ERROR)
    assert file.sheets[0].cells["unread"] == 0


def test_a_picture_is_not_counted_as_read():
    content = with_formula(listed(first_row(指标值="x")), "I3", '_xlfn.DISPIMG("ID_1",1)')
    file = read(content)
    (group,) = file.blocks[0].unread
    assert (group.title, group.first, file.sheets[0].cells["read"]) == ("指标值", "I3", 8)
    assert any("图片" in finding.reason for finding in file.blocks[0].findings)


def with_formula(grid: Grid, place: str, formula: str) -> bytes:
    book = openpyxl.load_workbook(BytesIO(grid.openpyxl()))
    book.active[place] = f"={formula}"
    return saved(book)
