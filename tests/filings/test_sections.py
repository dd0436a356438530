"""Sections of a frozen table: what differs between two of them, cell by cell."""

import pytest

from filings.enums import ChangeKind
from filings.sections import Section, SectionCell, changes

pytestmark = pytest.mark.pure


def table(*rows, text="好"):
    lines = [
        (SectionCell("产出"), SectionCell(name, "indicator", key), SectionCell(actual, "actual", key))
        for key, name, actual in rows
    ]
    return [
        Section("绩效指标", ("一级指标", "三级指标", "完成值"), lines),
        Section("说明", ("内容", "填写"), [(SectionCell("存在问题"), SectionCell(text, "problems"))]),
    ]


def test_equal_tables_have_no_differences():
    assert changes(table((1, "人数", "5人")), table((1, "人数", "5人"))) == []


def test_a_cell_that_changed_names_its_row_and_place():
    (change,) = changes(table((1, "人数", "5人")), table((1, "人数", "6人")))
    assert (change.kind, change.label, change.before, change.after) == (
        ChangeKind.CHANGED, "“人数”的完成值", "5人", "6人",
    )  # fmt: skip
    assert (change.place, change.row_key, change.word) == ("actual", 1, "修改")


def test_rows_that_came_and_went():
    came, went = changes(table((1, "人数", "5人")), table((2, "次数", "3次")))
    assert (came.kind, came.label, came.after) == (ChangeKind.ADDED, "绩效指标：“次数”", "次数；3次")
    assert (went.kind, went.before) == (ChangeKind.REMOVED, "人数；5人")


def test_a_line_without_a_row_is_known_by_its_first_cell():
    (change,) = changes(table(), table(text="进度慢"))
    assert (change.label, change.before, change.after) == ("“存在问题”的填写", "好", "进度慢")


def test_a_section_that_is_new_or_gone():
    whole = table((1, "人数", "5人"))
    assert [c.kind for c in changes(whole[:1], whole)] == [ChangeKind.ADDED]
    assert [c.kind for c in changes(whole, whole[:1])] == [ChangeKind.REMOVED]


def test_heads_say_which_columns_are_numbers():
    section = Section("资金", ("来源", "金额"), [(SectionCell("合计"), SectionCell("1.00", is_number=True))])
    assert section.heads == [("来源", False), ("金额", True)]
    assert Section("资金", ("来源",), []).heads == [("来源", False)]
