"""Ticks, possibilities, months and targets as people write them; what is not certain is not taken."""

import pytest
from openpyxl import Workbook

from monitoring.reading import read_tables
from monitoring.reading.blocks import MeasuredKind
from monitoring.reading.values import is_no_tick, joined_target, planned_month_of, possibility_of

from .forms import monitoring_form, saved

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("确定能", "certain"),
        ("有可能完成", "possible"),
        ("完全不可能", "impossible"),
        ("能", "certain"),
        ("□确定能\n☑有可能\n□完全不可能", "possible"),
        ("1.确定能□ 2.有可能□ 3.完全不可能☑", "impossible"),
        ("确定能（√）有可能（ ）完全不可能（ ）", "certain"),
        ("☑1.确定能 □2.有可能 □3.完全不可能", "certain"),
        ("□确定能 □有可能 □完全不可能", None),
        ("☑确定能 ☑有可能 □完全不可能", None),
        ("确定能、有可能、完全不可能", None),
        ("□确定能", None),
        ("看情况", None),
        ("", None),
    ],
)
def test_one_possibility_is_ticked_or_none_is_taken(text, value):
    found = possibility_of(text)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "month"),
    [("6月", 6), ("06", 6), ("１２月", 12), ("2023年9月30日", 9), ("2023-06-30", 6), ("2023/6", 6),
     ("13", None), ("上半年", None), ("2023", None), ("", None)],
)  # fmt: skip
def test_the_planned_month(text, month):
    assert planned_month_of(text) == month


@pytest.mark.parametrize("text", ["□", "—", "否", "0", "×", "无"])
def test_a_box_left_open_is_no_tick(text):
    assert is_no_tick(text)


@pytest.mark.parametrize(
    ("parts", "target"),
    [(("≥", "90", "%"), "≥90%"), (("正向", "90", "%"), "90%"), (("大于等于", "90", "%"), "大于等于90%"),
     (("定性", "优良中低差", "级"), "优良中低差"), (("≥", "", "%"), ""), (("", "98%", "%"), "98%")],
)  # fmt: skip
def test_a_target_in_three_columns(parts, target):
    assert joined_target(*parts) == target


def test_open_boxes_and_two_ticks_in_the_columns_of_the_form(tmp_path):
    base = {2: "产出指标", 3: "数量指标", 4: "人数", 5: "≥1人", 6: "1人", 7: "1人"}
    rows = [base | {8: "□", 12: "—", 14: "√", 15: "□", 16: "□"}, base | {4: "次数", 14: "√", 15: "√"}]
    (table,) = read_tables(monitoring_form(tmp_path / "t.xlsx", rows=rows)).tables
    assert [(row.text("possibility"), row.causes) for row in table.rows] == [("certain", []), ("", [])]
    (error,) = [finding for finding in table.findings if finding.level == "error"]
    assert (error.reason, error.row, error.column) == ("完成目标可能性选了不止一项", 13, "O")
    assert [str(group) for group in table.cells.unread.values()] == [
        "“确定能”N13（1 格：√）", "“有可能”O13（1 格：√）",
    ]  # fmt: skip


def test_a_tier_alone_in_its_row_holds_for_the_rows_below(tmp_path):
    book = Workbook()
    for row in (
        ["项目名称", "培训"], ["一级指标", "二级指标", "三级指标", "指标值", "完成值"],
        ["产出指标", "数量指标", "人数", "≥1人", "1人"], ["效益指标"],
        [None, "社会效益指标", "能力", "提升", "达成"],
    ):  # fmt: skip
        book.active.append(row)
    (table,) = read_tables(saved(book, tmp_path / "t.xlsx"), kind=MeasuredKind.EVALUATION).tables
    assert [row.text("tier1") for row in table.rows] == ["产出指标", "效益指标"]
    assert table.cells.unread == {}
