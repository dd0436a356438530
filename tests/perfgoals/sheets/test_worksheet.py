"""Cells of worksheets written by hand, as Excel, WPS and LibreOffice write them."""

from io import BytesIO

import pytest

from perfgoals.sheets import Cell, Problem, UnreadableFile, open_workbook
from tests.workbook_files import HEAD, MAIN, shared_strings, styles, workbook, worksheet

pytestmark = pytest.mark.pure


def rows_of(content: bytes, sheet: int = 0):
    with open_workbook(BytesIO(content), filename="table.xlsx") as book:
        return list(book.sheets[sheet].rows())


def cell_of(cell: str, **options) -> Cell | None:
    """The one cell A1 of a workbook that holds `cell`."""
    rows = rows_of(workbook(worksheet(f'<row r="1">{cell}</row>'), **options))
    return rows[0].cells.get(1) if rows else None


def test_shared_and_inline_strings_read_alike():
    shared = cell_of('<c r="A1" t="s"><v>1</v></c>', strings=shared_strings("<t>x</t>", "<t>产出指标</t>"))
    inline = cell_of('<c r="A1" t="inlineStr"><is><t>产出指标</t></is></c>')
    assert shared == inline == Cell("产出指标")


def test_rich_text_is_joined_without_its_phonetic_guide():
    item = "<r><rPr><b/></rPr><t>数量</t></r><r><t xml:space='preserve'> 指标</t></r><rPh><t>shu</t></rPh>"
    assert cell_of('<c r="A1" t="s"><v>0</v></c>', strings=shared_strings(item)).text == "数量 指标"
    assert cell_of(f'<c r="A1" t="inlineStr"><is>{item}</is></c>').text == "数量 指标"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a&#10;b", "a\nb"),
        ("a_x000D_&#10;b", "a\r\nb"),
        ("_x005F_x000D_", "_x000D_"),
        ("&lt;b&gt;&amp;", "<b>&"),
        ("<![CDATA[<b>]]>", "<b>"),
        ("𠮷😀", "𠮷😀"),
        ("  前后空格  ", "  前后空格  "),
    ],
)
def test_every_character_of_a_text_is_kept(written, text):
    assert cell_of(f'<c r="A1" t="inlineStr"><is><t>{written}</t></is></c>').text == text


@pytest.mark.parametrize(
    ("stored", "code", "shown", "number"),
    [
        ("0.95", "0%", "95%", "0.95"),
        ("50000", "#,##0.00", "50,000.00", "50000"),
        ("330.984", "0.00", "330.98", "330.984"),
        ("7", "000", "007", "7"),
        ("5.0000000000000003E-2", "General", "0.05", "0.05"),
        ("5e4", "General", "50000", "50000"),
    ],
)
def test_a_number_is_shown_by_its_format_and_keeps_what_is_stored(stored, code, shown, number):
    cell = cell_of(f'<c r="A1" s="0"><v>{stored}</v></c>', style_sheet=styles(code))
    assert (cell.text, cell.number, cell.is_date) == (shown, number, False)


def test_a_date_says_that_it_is_one():
    cell = cell_of('<c r="A1" s="0"><v>46023</v></c>', style_sheet=styles("yyyy/m/d"))
    assert (cell.text, cell.is_date) == ("2026/1/1", True)
    assert cell_of('<c r="A1" t="d"><v>2026-01-01T00:00:00</v></c>').text == "2026/1/1"


def test_the_1904_date_system_is_honoured():
    options = {"style_sheet": styles("yyyy/m/d"), "book_attributes": 'date1904="1"'}
    assert cell_of('<c r="A1" s="0"><v>44561</v></c>', **options).text == "2026/1/1"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('t="b"><v>1</v>', Cell("TRUE")),
        ('t="e"><v>#REF!</v>', Cell("#REF!", problem=Problem.ERROR)),
        ('t="str"><v>text</v>', Cell("text")),
        ('s="99"><v>5</v>', Cell("5", "5")),
        ("><v>abc</v>", Cell("abc")),
        ("><v></v>", None),
        ('t="inlineStr"><is><t></t></is>', None),
    ],
)
def test_other_kinds_of_cells(cell, expected):
    assert cell_of(f'<c r="A1" {cell}</c>') == expected


@pytest.mark.parametrize("formula", ["100%", "100.00(%)", "985米", "及时", "11个", "1,000", "95％", "1人/年"])
@pytest.mark.parametrize("result", ["<v>1</v>", "<v/>", ""])
def test_a_target_that_begins_with_an_equals_sign_stays_as_typed(formula, result):
    assert cell_of(f'<c r="A1"><f>{formula}</f>{result}</c>').text == "=" + formula


@pytest.mark.parametrize(
    "formula", ["B1*12", "SUM(B1:B9)", "900*85*7*12", "1+2", "HYPERLINK(&quot;x&quot;)", "A1"]
)
def test_a_calculation_gives_its_stored_result(formula):
    cell = cell_of(f'<c r="A1" s="0"><f>{formula}</f><v>6426000</v></c>', style_sheet=styles("#,##0"))
    assert (cell.text, cell.number, cell.problem) == ("6,426,000", "6426000", None)


def test_a_calculation_without_a_stored_result_says_so():
    for result in ("", "<v/>", "<v></v>"):
        cell = cell_of(f'<c r="A1"><f>B1*12</f>{result}</c>')
        assert cell == Cell("=B1*12", formula="B1*12", problem=Problem.NO_RESULT)


def test_a_calculation_that_failed_says_so():
    cell = cell_of('<c r="A1" t="e"><f>B1/0</f><v>#DIV/0!</v></c>')
    assert cell == Cell("#DIV/0!", formula="B1/0", problem=Problem.ERROR)


def test_a_formula_whose_result_is_an_empty_text_shows_nothing():
    assert cell_of('<c r="A1" t="str"><f>IF(B1,C1,"")</f><v></v></c>') is None


def test_a_shared_formula_is_known_in_every_cell():
    rows = rows_of(
        workbook(
            worksheet(
                '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">100%</f><v>1</v></c></row>'
                '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>'
            )
        )
    )
    assert [row.text(1) for row in rows] == ["=100%", "=100%"]


def test_rows_and_cells_without_references_follow_each_other():
    inline = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = rows_of(
        workbook(
            worksheet(f"<row>{inline.format('a')}<c/>{inline.format('c')}</row><row/><row>{inline}</row>")
        )
    )
    assert [(row.number, {n: cell.text for n, cell in row.cells.items()}) for row in rows] == [
        (1, {1: "a", 3: "c"}),
        (3, {1: "{}"}),
    ]


def test_blank_rows_and_cells_with_only_a_format_are_left_out():
    rows = rows_of(
        workbook(worksheet('<row r="1"><c r="A1" s="1"/></row><row r="9"><c r="B9"><v>1</v></c></row>'))
    )
    assert [(row.number, list(row.cells)) for row in rows] == [(9, [2])]


def test_hidden_rows_columns_and_sheets_are_noted():
    sheet = worksheet(
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        before='<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384" hidden="true"/></cols>',
    )
    with open_workbook(BytesIO(workbook(sheet, worksheet(""), states=("visible", "veryHidden")))) as book:
        rows = list(book.sheets[0].rows())
        assert [row.hidden for row in rows] == [True, False]
        assert {2, 3, 9, 200} <= book.sheets[0].hidden_columns
        assert not book.sheets[0].hidden_columns & {1, 4, 201}
        assert [sheet.hidden for sheet in book.sheets] == [False, True]


def test_merged_ranges_are_known_before_the_rows():
    merges = '<mergeCells count="2"><mergeCell ref="A1:M1"/><mergeCell ref="B3:B5"/></mergeCells>'
    with open_workbook(BytesIO(workbook(worksheet("", after=merges)))) as book:
        areas = book.sheets[0].merges
        assert list(areas) == [(1, 1, 1, 13), (3, 2, 5, 2)]
        assert areas.at(1, 13) == (1, 1, 1, 13)
        assert areas.at(4, 2) == (3, 2, 5, 2)
        assert areas.at(6, 2) is areas.at(2, 2) is areas.at(3, 3) is None


def test_any_prefix_may_stand_for_the_namespace():
    sheet = (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        '</x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>'
    )
    with open_workbook(BytesIO(workbook(sheet))) as book:
        assert [row.text(1) for row in book.sheets[0].rows()] == ["1"]
        assert list(book.sheets[0].merges) == [(1, 1, 1, 2)]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A7"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>5</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="?1"><v>1</v></c></row>',
    ],
)
def test_a_cell_whose_place_or_text_is_uncertain_refuses_the_file(rows):
    with pytest.raises(UnreadableFile, match="已损坏"):
        rows_of(workbook(worksheet(rows), strings=shared_strings("<t>x</t>")))


def test_a_merge_hidden_in_a_comment_refuses_the_file():
    with pytest.raises(UnreadableFile, match="已损坏"):
        rows_of(workbook(worksheet("", after='<!-- <mergeCell ref="A1:B2"/> -->')))
