"""Nothing in a file disappears: every cell is read, a heading, a mark, or named as not read."""

from collections import Counter
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgoals.sheets import open_workbook
from reading import read_blocks
from tests.hostile_files import READ
from tests.reading.grids import Grid, read_grid
from tests.reading.messy_workbooks import MESSY
from tests.reading.summary_table import table
from tests.reading.test_flat_list import table as flat_table
from tests.reading.test_project_form import form
from tests.reading.twelve_forms import FORMS

pytestmark = pytest.mark.pure

# Columns of the property test: field → titles that offices write, and what a cell of it says.
TITLES = {
    "unit": ("申报单位", "一、申报单位", "预算单位"),
    "name": ("项目名称", "二、项目名称", "二级项目名称"),
    "amount": ("当年项目金额", "当年项目金额\n万元", "年度预算数（万元）", "2024年预算数"),
    "justification": ("立项依据", "设立依据及申报理由"),
    "annual_objective": ("年度绩效", "年度总体目标"),
    "tier1": ("一级指标", "1.一级指标"),
    "tier2": ("二级指标", "2.二级指标"),
    "indicator": ("三级指标", "指标内容", "指标名称"),
    "sign": ("指标性质", "符号"),
    "annual_target": ("年度指标值", "指标值", "目标值"),
    "measure": ("度量单位", "计量单位"),
    "weight": ("权重", "分值"),
    "note": ("备注",),
}
ALWAYS = ("unit", "name", "tier1", "tier2", "indicator", "annual_target")
TIERS = [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标")]
NUMBERS = {
    "digits": lambda n: [str(one) for one in range(1, n + 1)],
    "stems": lambda n: [*"甲乙丙丁"[:n], *[str(one) for one in range(1, n - 3)]],
    "circled": lambda n: [chr(0x245F + one) for one in range(1, n + 1)],
    "sums": lambda n: ["1", "2=1", *[str(one) for one in range(3, n + 1)]],
}


def cells_in(content: bytes, filename: str = "t.xlsx") -> int:
    """How many cells say anything, counted without the reader of tables."""
    with open_workbook(BytesIO(content), filename=filename) as book:
        return sum(
            len(row.covered) + sum(not cell.text.isspace() for cell in row.cells.values())
            for sheet in book.sheets
            for row in sheet.rows()
        )


def assert_adds_up(content: bytes, filename: str = "t.xlsx"):
    file = read_blocks(BytesIO(content), filename=filename)
    counted: Counter[str] = Counter()
    for sheet in file.sheets:
        counted.update(sheet.cells)
        assert sheet.cells["unread"] == sum(group.count for group in sheet.unread)
    assert counted.total() == cells_in(content, filename)
    assert counted["read"] == sum(block.read for block in file.blocks)
    return file


@pytest.mark.parametrize("name", sorted(MESSY))
def test_it_adds_up_on_every_messy_workbook(name):
    assert_adds_up(MESSY[name]())


@pytest.mark.parametrize("name", sorted(READ))
def test_it_adds_up_on_odd_files_that_have_something_to_read(name):
    filename, content = READ[name]()
    assert_adds_up(content, filename)


@pytest.mark.parametrize("style", ["merged", "repeated", "first"])
def test_it_adds_up_on_the_published_tables(style):
    assert_adds_up(table(style).openpyxl())
    assert_adds_up(flat_table("repeated" if style == "merged" else "placed").by_hand())


@pytest.mark.parametrize("merged", [True, False])
def test_it_adds_up_on_the_published_form(merged):
    assert_adds_up(form(merged=merged).openpyxl())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_it_adds_up_on_the_twelve_forms(name):
    assert_adds_up(FORMS[name].grid().openpyxl())


def test_a_sheet_that_is_no_table_and_a_hidden_one_are_listed_whole():
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    book.active.append(["一、请各单位如实填报。", "二、金额到元。"])
    hidden = book.create_sheet("代码")
    hidden.append(["1111", "预算安排拨款"])
    hidden.sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    file = assert_adds_up(content.getvalue())
    assert [(group.title, group.count) for sheet in file.sheets for group in sheet.unread] == [
        ("没有读入的工作表", 3),
        ("隐藏的工作表", 2),
    ]


def test_hidden_values_under_a_merged_range_are_named():
    grid = Grid()
    grid.add("项目名称", "二级指标", "三级指标", "年度指标值")
    grid.add("绿道养护", "数量指标", "养护里程", "≥12公里")
    grid.add(None, "数量指标", "补种株数", "旧值")
    content = grid.openpyxl()
    book = openpyxl.load_workbook(BytesIO(content))
    book.active.merged_cells.add("D2:D3")
    again = BytesIO()
    book.save(again)
    file = assert_adds_up(again.getvalue())
    (group,) = file.sheets[0].unread
    assert (group.title, group.first, group.samples) == ("被合并单元格盖住的内容", "D3", ["旧值"])


def test_columns_without_a_place_are_listed_by_title_with_their_cells():
    grid = flat_table("repeated")
    for row in grid.rows[2:]:
        row += [None] * (12 - len(row))
        row[12:] = ["考核得分" if row[0] == "单位名称" else "9"]
    file = read_grid(grid)
    (group,) = file.sheets[0].unread
    assert (group.title, group.first, group.samples) == ("考核得分", "M5", ["9"])
    assert not any(block.consents for block in file.blocks)


tiers = st.lists(st.sampled_from(TIERS), min_size=1, max_size=4)


@st.composite
def lists(draw):
    """A list of some projects with its columns in any order, and how it must be read."""
    optional = [key for key in TITLES if key not in ALWAYS]
    keys = [*ALWAYS, *draw(st.lists(st.sampled_from(optional), unique=True))]
    unknown = draw(st.lists(st.sampled_from(["经办科室", "附注事项", "联系渠道"]), unique=True, max_size=2))
    columns = draw(st.permutations([*keys, *unknown]))
    titles = [draw(st.sampled_from(TITLES[key])) if key in TITLES else key for key in columns]
    projects = []
    for number in range(draw(st.integers(1, 3))):
        rows = [
            {
                "tier1": tier1, "tier2": tier2, "indicator": f"指标{number}-{place}",
                "sign": draw(st.sampled_from(["≥", "≤", "＝"])), "annual_target": str(7 + place),
                "measure": draw(st.sampled_from(["公里", "%", "次"])), "weight": "10", "note": f"说明{place}",
            }
            for place, (tier1, tier2) in enumerate(draw(tiers))
        ]  # fmt: skip
        facts = {
            "unit": "440101-某某局", "name": f"项目{number}", "amount": "12.5",
            "justification": f"依据{number}", "annual_objective": f"目标{number}",
        }  # fmt: skip
        projects.append((facts, rows))
    return columns, titles, projects


@st.composite
def grids(draw, table):
    """The same list with what people put around it: title, unit, numbers, blank rows, totals, notes."""
    columns, titles, projects = table
    grid = Grid()
    if draw(st.booleans()):
        grid.add("某某市某某区2024年区级项目绩效目标表")
    says_unit = draw(st.sampled_from(["", "above", "below"]))
    if says_unit == "above":
        grid.add(*[None] * (len(columns) - 1), "金额单位：万元")
    split = draw(st.integers(0, len(columns) - 2))
    if draw(st.booleans()):
        top = [title if n not in (split, split + 1) else None for n, title in enumerate(titles)]
        top[split] = "绩效指标"
        first = grid.add(*top)
        grid.add(*[title if n in (split, split + 1) else None for n, title in enumerate(titles)])
        grid.merge(first, split + 1, first, split + 2)
        for n in range(len(columns)):
            if n not in (split, split + 1):
                grid.merge(first, n + 1, first + 1, n + 1)
    else:
        grid.add(*titles)
    if style := draw(st.sampled_from([None, *NUMBERS])):
        grid.add(*NUMBERS[style](len(columns)))
    repeat = draw(st.booleans())
    for facts, rows in projects:
        for place, row in enumerate(rows):
            said = {**(facts if repeat or not place else {}), **row}
            grid.add(*[said.get(key, None if key in TITLES else f"甲{place}") for key in columns])
        for _ in range(draw(st.integers(0, 1))):
            grid.add()
    if draw(st.booleans()):
        grid.add("合计", *[None] * (len(columns) - 1))
    if says_unit == "below":
        grid.add("注：本表金额单位为万元。")
    if draw(st.booleans()):
        grid.add("填报人：张三", None, "联系电话：12345")
    return grid, says_unit


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_list_loses_or_moves_a_value_silently(data):
    table = data.draw(lists())
    grid, says_unit = data.draw(grids(table))
    columns, titles, projects = table
    file = assert_adds_up(grid.openpyxl())
    assert [block.name for block in file.blocks] == [facts["name"] for facts, _ in projects]
    unread = {group.title for sheet in file.sheets for group in sheet.unread}
    assert {key for key in columns if key not in TITLES} <= unread
    assert unread.isdisjoint({"权重", "分值"})
    for block, (facts, rows) in zip(file.blocks, projects, strict=True):
        for key in ("justification", "annual_objective"):
            assert getattr(block, key) == (facts[key] if key in columns else "")
        if "amount" in columns:
            in_title = "万元" in titles[columns.index("amount")]
            assert block.amount == Decimal("125000" if says_unit or in_title else "12.5")
        assert len(block.indicators) == len(rows)
        for indicator, row in zip(block.indicators, rows, strict=True):
            sign = row["sign"] if "sign" in columns else ""
            measure = row["measure"] if "measure" in columns else ""
            assert indicator.annual_target == f"{sign}{row['annual_target']}{measure}"
            assert (indicator.period_target, indicator.name) == ("", row["indicator"])
            assert (indicator.tier1, indicator.tier2) == (row["tier1"], row["tier2"])
            assert indicator.text("note") == (row["note"] if "note" in columns else "")
