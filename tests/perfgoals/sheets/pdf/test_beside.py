"""Pages that were printed beside each other, drawn by hand."""

from io import BytesIO

import pytest

from perfgoals.sheets import open_workbook
from tests.pdf_files import Drawing

pytestmark = pytest.mark.pure

LEFT, RIGHT = (50, 150, 250), (50, 120, 190, 260)
NAMES, LISTS = ("单位", "项目"), ("指标", "周期值", "年度值")


def sheet_of(drawing):
    with open_workbook(BytesIO(drawing.content()), filename="表.pdf") as book:
        return book.sheets


def texts(sheet):
    return [[cell.text for cell in row.cells.values()] for row in sheet.rows()]


def left(drawing, number, ys=(50, 70, 90, 110)):
    return drawing.table(LEFT, ys, [NAMES, ("甲局", f"{number}号路"), ("乙局", f"{number}号桥")]).page()


def right(drawing, number, ys=(50, 70, 90, 110)):
    return drawing.table(RIGHT, ys, [LISTS, (f"里程{number}", "10", "5"), (f"座数{number}", "3", "1")]).page()


WHOLE = [
    [*NAMES, *LISTS],
    ["甲局", "1号路", "里程1", "10", "5"],
    ["乙局", "1号桥", "座数1", "3", "1"],
    ["甲局", "2号路", "里程2", "10", "5"],
    ["乙局", "2号桥", "座数2", "3", "1"],
]
LOWER = (50, 70, 95, 120)


def without_repeated(rows):
    return [row for number, row in enumerate(rows) if row != rows[0] or not number]


def test_down_then_over():
    drawing = Drawing()
    for draw in (left, right):
        draw(drawing, 1)
        draw(drawing, 2, LOWER)
    (sheet,) = sheet_of(drawing)
    assert without_repeated(texts(sheet)) == WHOLE


def test_over_then_down():
    drawing = Drawing()
    for number, ys in ((1, (50, 70, 90, 110)), (2, LOWER)):
        left(drawing, number, ys)
        right(drawing, number, ys)
    (sheet,) = sheet_of(drawing)
    assert without_repeated(texts(sheet)) == WHOLE
    assert any("左右拼在一起（第 1、2 页" in note for note in sheet.notes)


def test_pages_whose_rules_do_not_fit_are_never_joined():
    drawing = Drawing()
    left(drawing, 1)
    right(drawing, 1, (50, 75, 90, 130))
    assert len(sheet_of(drawing)) == 2


def test_one_misfit_among_many_is_left_out_and_named():
    drawing = Drawing()
    for number in range(1, 7):
        left(drawing, number)
    for number in range(1, 7):
        right(drawing, number, (50, 70, 90, 140) if number == 4 else (50, 70, 90, 110))
    (sheet,) = sheet_of(drawing)
    assert "第 4 页和第 10 页的表格线对不上，没有拼在一起，第 10 页的内容没有读入" in sheet.notes
    assert ["甲局", "4号路"] in texts(sheet)
    assert ["甲局", "5号路", "里程5", "10", "5"] in texts(sheet)


def test_the_same_columns_on_both_pages_stand_side_by_side_if_their_titles_differ():
    drawing = Drawing().table(LEFT, (50, 70, 90), [NAMES, ("甲局", "1号路")]).page()
    drawing.table(LEFT, (50, 70, 90), [("指标", "目标值"), ("里程", "5")])
    (sheet,) = sheet_of(drawing)
    assert texts(sheet) == [["单位", "项目", "指标", "目标值"], ["甲局", "1号路", "里程", "5"]]


def test_a_title_over_both_pages_is_said_once():
    drawing = Drawing().text(60, 40, "某县2023年项目绩效")
    left(drawing, 1)
    drawing.text(40, 40, "项目绩效目标表")
    right(drawing, 1)
    (sheet,) = sheet_of(drawing)
    assert texts(sheet)[0] == ["某县2023年项目绩效目标表"]
