"""Whole workbooks by openpyxl and LibreOffice, with python-calamine as the independent reader."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from perfgoals.sheets import Limits, UnreadableFile, open_workbook
from tests.workbook_files import (
    saved,
    shared_strings,
    through_libreoffice,
    workbook,
    workbook_parts,
    worksheet,
)

pytestmark = pytest.mark.pure

TABLE = [
    ["项目", "金额", "完成率", "日期", "编号", "目标", "说明"],
    ["“大组工网”维护费", 50000, 0.95, date(2026, 1, 1), 7, "≥90.00(%)", "第一行\n第二行"],
    ["  前后空格  ", 1234.5, 1, date(2027, 12, 31), 130001, "900*85*7*12=6426000元", "a&b<c>\"'"],
]
FORMATS = {2: "#,##0.00", 3: "0%", 4: "yyyy/m/d", 5: "000"}
SHOWN = [
    ["项目", "金额", "完成率", "日期", "编号", "目标", "说明"],
    ["“大组工网”维护费", "50,000.00", "95%", "2026/1/1", "007", "≥90.00(%)", "第一行\n第二行"],
    ["  前后空格  ", "1,234.50", "100%", "2027/12/31", "130001", "900*85*7*12=6426000元", "a&b<c>\"'"],
]


def table() -> bytes:
    sheet = (book := openpyxl.Workbook()).active
    for row in TABLE:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2):
        for column, code in FORMATS.items():
            row[column - 1].number_format = code
    return saved(book)


def texts(content: bytes, sheet: int = 0) -> list[list[str]]:
    with open_workbook(BytesIO(content), filename="table.xlsx") as book:
        return [[cell.text for cell in row.cells.values()] for row in book.sheets[sheet].rows()]


def test_reads_a_workbook_of_openpyxl_as_displayed():
    assert texts(table()) == SHOWN


@pytest.mark.libreoffice
def test_reads_the_same_after_libreoffice_saved_it(tmp_path):
    assert texts(through_libreoffice(table(), tmp_path)) == SHOWN


def test_reads_from_a_path_as_from_an_open_file(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(table())
    with open_workbook(path) as book:
        assert [row.number for row in book.sheets[0].rows()] == [1, 2, 3]
        assert [row.number for row in book.sheets[0].rows()] == [1, 2, 3], "a second pass starts anew"


def test_sheets_come_in_their_order_with_their_names():
    book = openpyxl.Workbook()
    book.active.title = "第一张"
    book.create_sheet("代码表").sheet_state = "hidden"
    book.create_chartsheet("图")
    book.create_sheet("第三张").append(["x"])
    with open_workbook(BytesIO(saved(book))) as opened:
        assert [(sheet.name, sheet.hidden) for sheet in opened.sheets] == [
            ("第一张", False),
            ("代码表", True),
            ("第三张", False),
        ]


# Carriage returns are left out: openpyxl writes them raw, and XML turns raw ones into line feeds.
printable = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.just("\n")
)


@settings(max_examples=60)
@given(st.lists(st.lists(printable, min_size=1, max_size=5), min_size=1, max_size=8))
def test_agrees_with_calamine_on_every_text(rows):
    sheet = (book := openpyxl.Workbook()).active
    for row in rows:
        sheet.append(["'", *row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    content = saved(book)
    read = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    with open_workbook(BytesIO(content)) as opened:
        width = max(map(len, read))
        ours = [[row.text(n) for n in range(1, width + 1)] for row in opened.sheets[0].rows()]
    assert [row + [""] * (width - len(row)) for row in read] == ours


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(*[st.integers(1, 60), st.integers(1, 12), st.integers(1, 8), st.integers(1, 4)]),
        max_size=20,
    )
)
def test_finds_every_merged_range(rectangles):
    sheet = (book := openpyxl.Workbook()).active
    taken, expected = set(), set()
    for row, column, height, width in rectangles:
        cells = {(r, c) for r in range(row, row + height) for c in range(column, column + width)}
        if len(cells) > 1 and not cells & taken:
            taken |= cells
            expected.add((row, column, row + height - 1, column + width - 1))
            sheet.merge_cells(None, row, column, row + height - 1, column + width - 1)
    with open_workbook(BytesIO(saved(book))) as opened:
        areas = opened.sheets[0].merges
        assert set(areas) == expected
        for area in expected:
            assert areas.at(area[2], area[3]) == area
        for row, column in {(r, c) for r in range(1, 70) for c in range(1, 17)} - taken:
            assert areas.at(row, column) is None


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(rows=2), "A3 有内容"),
        (Limits(columns=6), "G1 有内容"),
        (Limits(file_size=100), "MB"),
        (Limits(unpacked_size=100), "解压后"),
        (Limits(members=3), "小文件"),
        (Limits(cell_characters=8), "文字超过 8 字"),
        (Limits(elements=50), "太多"),
    ],
)
def test_each_limit_is_said_with_its_place(limits, said):
    with pytest.raises(UnreadableFile, match=said), open_workbook(BytesIO(table()), limits=limits) as book:
        list(book.sheets[0].rows())


def test_limits_of_strings_merges_and_sheets():
    strings = shared_strings("<t>a</t>", "<t>b</t>")
    merges = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>'
    for content, limits in (
        (workbook(worksheet(""), strings=strings), Limits(strings=1)),
        (workbook(worksheet(""), strings=strings), Limits(strings_size=10)),
        (workbook(worksheet("", after=merges)), Limits(merges=1)),
        (workbook(worksheet(""), worksheet("")), Limits(sheets=1)),
    ):
        with pytest.raises(UnreadableFile, match="超出可以读入的范围"):
            open_workbook(BytesIO(content), limits=limits)


def test_a_refusal_inside_a_sheet_names_sheet_and_row():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A9"><v>1</v></c></row>'
    with pytest.raises(UnreadableFile) as refusal, open_workbook(BytesIO(workbook(worksheet(rows)))) as book:
        list(book.sheets[0].rows())
    assert (refusal.value.sheet, refusal.value.row) == ("表1", 2)
    assert "工作表“表1”第 2 行附近" in refusal.value.reason


def test_a_fault_of_the_caller_is_not_taken_for_a_broken_file():
    with open_workbook(BytesIO(table())) as book, pytest.raises(ZeroDivisionError):
        for _ in book.sheets[0].rows():
            1 / 0  # noqa: B018


def test_parts_are_found_through_their_relations():
    parts = workbook_parts(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    moved = {name.replace("xl/", "deep/er/"): part for name, part in parts.items()}
    moved["_rels/.rels"] = parts["_rels/.rels"].replace("xl/workbook.xml", "/deep/er/workbook.xml")
    from tests.workbook_files import package

    moved["xl/other.xml"] = "<x/>"
    assert texts(package(moved)) == [["1"]]
