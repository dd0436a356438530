"""Texts in workbooks: the same text comes back, in our reader, in another, and never as a formula."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from perfgoals.sheets.strings import unescape
from perfgoals.sheets.text_cells import put_text, text_cell

pytestmark = pytest.mark.pure


def written(*cells_of) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([make(sheet) for make in cells_of])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read_back(text):
    content = written(lambda sheet: text_cell(sheet, text))
    cell = load_workbook(BytesIO(content)).active.cell(1, 1)
    return cell, CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0][0]


TEXTS = [
    "=1+1",
    "+86 751",
    "-5%",
    "@SUM(A1)",
    "100%",
    "1e5",
    "0012",
    "TRUE",
    "#N/A",
    "2024-01-01",
    " 空格 ",
    "一\n二",
    "𠮷😀",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_this_text(text):
    cell, other = read_back(text)
    assert (cell.value, cell.data_type) == (text, "s")
    assert other == text


@pytest.mark.parametrize("text", ["甲_x000D_乙", "型号_x0041_", "_x005F_", "_x000D"])
def test_a_text_that_looks_like_an_escaped_character_stays_it(text):
    """openpyxl 3.1.5 would write it bare: python-calamine 0.9.1 then reads a carriage return, and an A."""
    cell, other = read_back(text)
    assert (unescape(cell.value), other) == (text, text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a"])
def test_what_begins_like_a_formula_stays_a_text_when_it_is_edited(text):
    assert read_back(text)[0].quotePrefix


def test_other_texts_carry_no_mark():
    assert not read_back("1=1")[0].quotePrefix


@pytest.mark.parametrize(
    ("text", "kept"), [("a\x00b\x0bc", "ab\nc"), ("\ud800半", "半"), ("a\uffffb", "ab"), ("x\r\ny", "x\ny")]
)
def test_what_a_workbook_refuses_is_left_out(text, kept):
    assert read_back(text)[0].value == kept


@pytest.mark.parametrize("text", ["", None, "\x00"])
def test_no_text_is_an_empty_cell(text):
    content = written(lambda sheet: text_cell(sheet, text), lambda sheet: text_cell(sheet, "next"))
    assert [cell.value for cell in next(load_workbook(BytesIO(content)).active.rows)] == [None, "next"]


def test_the_looks_are_taken_over_and_not_shared():
    def pair(sheet):
        model = WriteOnlyCell(sheet)
        model.font = Font(bold=True)
        made = text_cell(sheet, "=1", looks=model)
        assert made.font.bold
        assert not model.quotePrefix
        return made

    assert load_workbook(BytesIO(written(pair))).active.cell(1, 1).font.bold


def test_a_cell_of_an_open_workbook_takes_a_text_too():
    book = Workbook()
    put_text(book.active.cell(1, 1), "=1+1\x00")
    content = BytesIO()
    book.save(content)
    cell = load_workbook(BytesIO(content.getvalue())).active.cell(1, 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
