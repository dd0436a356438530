"""Rows written as XML are those that openpyxl writes from cells of its own."""

import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from python_calamine import CalamineWorkbook

from perfgoals.sheets.text_cells import text_cell
from printing.sheet_rows import Looks, SheetRows, save_book

pytestmark = pytest.mark.pure
FORMAT = "#,##0.00"
TEXTS = [
    "年度绩效",
    "=1+1",
    "＝1",
    "-5次",
    "\t制表",
    " 前后空格 ",
    "　全角",
    "一\n二",
    "a\r\nb",
    "a&b<c>\"'",
    "]]>",
    "&amp;&#10;",
    "甲_x000D_乙",
    "_x005F_",
    "_x0041_=",
    "#N/A",
    "TRUE",
    "0012",
    "𠮷😀",
    "\ud800半\x00",
    "⼈",
    "",
    None,
]
NUMBERS = [Decimal("0"), Decimal("-0.10"), Decimal("50000"), Decimal("9999999999999.99")]


def model_of(sheet):
    cell = WriteOnlyCell(sheet)
    cell.font, cell.alignment = Font(name="宋体", size=9), Alignment("left", wrap_text=True)
    cell.border = Border(left=Side(style="thin"))
    return cell


def by_openpyxl(path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    model = model_of(sheet)
    for height, text in enumerate(TEXTS, 10):
        sheet.row_dimensions[height - 9].height = height + 0.1
        sheet.append([text_cell(sheet, text, looks=model), None, model])
    for number in NUMBERS:
        cell = model_of(sheet)
        cell.value, cell.number_format = number, FORMAT
        sheet.append([cell])
    sheet.merged_cells.add("A1:C1")
    sheet.merged_cells.add("B2:B4")
    book.save(path)


def by_rows(path):
    book = Workbook(write_only=True)
    looks, rows = Looks(model_of(book.create_sheet("表")), FORMAT), SheetRows()
    for height, text in enumerate(TEXTS, 10):
        rows.append([looks.text(text), None, looks.blank()], height + 0.1)
    for number in NUMBERS:
        rows.append([looks.number(number)], 15)
    rows.merge(0, 1, 3, 1)
    rows.merge(1, 2, 1, 3)
    save_book(book, [rows], path)
    rows.close()
    assert rows.count == len(TEXTS) + len(NUMBERS)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    paths = [tmp_path_factory.mktemp("books") / name for name in ("cells.xlsx", "rows.xlsx")]
    by_openpyxl(paths[0])
    by_rows(paths[1])
    return paths


def seen(path):
    """Each cell as openpyxl reads it: value, sort and every part of its style."""
    sheet = load_workbook(path)["表"]
    cells = [
        [
            (
                cell.value,
                cell.data_type if cell.value is not None else "",
                cell.number_format,
                cell.quotePrefix,
                *map(repr, (cell.font, cell.alignment, cell.border, cell.fill)),
            )
            for cell in row
            if type(cell).__name__ == "Cell"
        ]
        for row in sheet.iter_rows()
    ]
    return cells, sorted(map(str, sheet.merged_cells.ranges))


def test_cells_merges_and_styles_are_those_of_openpyxl(both):
    cells, rows = map(seen, both)
    assert rows == cells


def test_another_reader_sees_the_same(both):
    cells, rows = (CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0) for path in both)
    assert rows.to_python() == cells.to_python()


def test_quick_readers_see_all_rows(both):
    sheet = load_workbook(both[1], read_only=True)["表"]
    assert [len(row) for row in sheet.iter_rows()][:2] == [3, 3]
    assert len(list(sheet.rows)) == len(TEXTS) + len(NUMBERS)


def test_heights_are_kept(both):
    heights = load_workbook(both[1]).active.row_dimensions
    assert [heights[row].height for row in (1, 2, len(TEXTS))] == [10.1, 11.1, len(TEXTS) + 9.1]


def test_the_rest_of_the_file_is_openpyxls_own(both):
    with zipfile.ZipFile(both[0]) as cells, zipfile.ZipFile(both[1]) as rows:
        assert rows.namelist() == cells.namelist()
        for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/theme/theme1.xml"):
            assert rows.read(name) == cells.read(name)


def test_a_text_of_the_greatest_length_loses_nothing_to_its_escapes(tmp_path):
    text = "_x000D_" * 4681
    book = Workbook(write_only=True)
    looks, rows = Looks(model_of(book.create_sheet()), FORMAT), SheetRows()
    rows.append([looks.text(text)], 15)
    save_book(book, [rows], tmp_path / "long.xlsx")
    rows.close()
    other = CalamineWorkbook.from_path(str(tmp_path / "long.xlsx")).get_sheet_by_index(0)
    assert other.to_python() == [[text]]


def test_the_same_rows_make_the_same_sheet_each_time(tmp_path):
    contents = []
    for name in "ab":
        by_rows(tmp_path / name)
        contents.append(
            zipfile.ZipFile(BytesIO((tmp_path / name).read_bytes())).read("xl/worksheets/sheet1.xml")
        )
    assert contents[0] == contents[1]


def test_a_sheet_without_merges_has_no_list_of_them(tmp_path):
    book = Workbook(write_only=True)
    book.create_sheet()
    rows = SheetRows()
    rows.append([], 15)
    save_book(book, [rows], tmp_path / "none.xlsx")
    rows.close()
    assert b"mergeCell" not in zipfile.ZipFile(tmp_path / "none.xlsx").read("xl/worksheets/sheet1.xml")
