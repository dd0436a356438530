"""What to know of a cell beside its text: struck through, signs of a font, pictures, lost digits."""

from io import BytesIO
from string import ascii_uppercase

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from perfgoals.sheets import Cell, Mark, Problem, open_workbook
from perfgoals.sheets.symbols import symbol_text
from tests.workbook_files import HEAD, MAIN, saved, shared_strings, workbook, worksheet

pytestmark = pytest.mark.pure


def cells_of(content: bytes, name: str = "a.xlsx") -> list[Cell]:
    with open_workbook(BytesIO(content), filename=name) as book:
        return [cell for row in book.sheets[0].rows() for cell in row.cells.values()]


def shown(value: object, **style: object) -> Cell:
    """The one cell of a workbook by openpyxl with this value and font."""
    sheet = (book := openpyxl.Workbook()).active
    sheet["A1"] = value
    for name, setting in style.items():
        setattr(sheet["A1"], name, setting)
    return cells_of(saved(book))[0]


def shared(item: str) -> Cell:
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    return cells_of(workbook(worksheet(row), strings=shared_strings(item)))[0]


@pytest.mark.parametrize("value", ["不再开展", 1200])
def test_a_cell_that_is_struck_through_is_marked(value):
    cell = shown(value, font=Font(strike=True))
    assert (cell.text, cell.marks) == (str(value), (Mark.STRUCK_OUT,))
    assert shown(value, font=Font(strike=False)).marks == ()


def test_one_struck_run_marks_the_text():
    text = CellRichText("≥85%", TextBlock(InlineFont(strike=True), "≥80%"))
    assert shown(text) == Cell("≥85%≥80%", marks=(Mark.STRUCK_OUT,))
    assert shown(CellRichText("≥85%", TextBlock(InlineFont(b=True), "以上"))) == Cell("≥85%以上")


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("³90%", "≥90%"),
        ("£5", "≤5"),
        ("\uf0b3", "≥"),
        ("\uf0a3 3天", "≤ 3天"),
        ("±2", "±2"),
        ("合³", "合≥"),
    ],
)
def test_signs_of_the_font_symbol_are_what_they_show(stored, text):
    marks = (Mark.SYMBOL_FONT,) if stored != text else ()
    assert shown(stored, font=Font(name="Symbol")) == Cell(text, marks=marks)
    run = CellRichText("约", TextBlock(InlineFont(rFont="Symbol"), stored))
    assert shown(run) == Cell("约" + text, marks=marks)


def test_the_same_signs_in_other_fonts_are_themselves():
    assert shown("5m³", font=Font(name="宋体")) == Cell("5m³")
    assert shown(CellRichText(TextBlock(InlineFont(rFont="Arial"), "³"))) == Cell("³")


def test_the_table_of_the_font_is_whole():
    assert symbol_text("abgp") == "αβγπ"
    assert symbol_text("\xb9\xbb\xd6\xde") == "≠≈√⇒"
    assert symbol_text("0123456789%+<>") == "0123456789%+<>"
    assert not set(symbol_text("".join(map(chr, range(0xF021, 0xF07F))))) & set(ascii_uppercase)


@pytest.mark.parametrize("cell", [("P", "Wingdings 2"), ("ü", "Wingdings")])
def test_letters_that_a_font_shows_as_pictures_are_marked(cell):
    text, font = cell
    assert shown(text, font=Font(name=font)) == Cell(text, marks=(Mark.UNKNOWN_SIGNS,))


def test_signs_without_a_meaning_of_their_own_are_marked():
    assert shown("\uf0fe完成", font=Font(name="宋体")) == Cell("\uf0fe完成", marks=(Mark.UNKNOWN_SIGNS,))


def test_a_reading_guide_is_left_out_and_marked():
    cell = shared("<t>曲江</t><rPh sb='0' eb='2'><t>qujiang</t></rPh>")
    assert cell == Cell("曲江", marks=(Mark.PHONETIC,))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_7",1)</f><v>=DISPIMG("ID_7",1)</v></c>',
        '<c r="A1" t="str"><f>DISPIMG("ID_7",1)</f><v>0</v></c>',
        '<c r="A1"><f>_xlfn.IMAGE("http://x/y.png")</f></c>',
        '<c r="A1" t="inlineStr"><is><t>=DISPIMG("ID_7",1)</t></is></c>',
        '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_picture_in_a_cell_has_no_text(cell):
    (found,) = cells_of(workbook(worksheet(f'<row r="1">{cell}</row>')))
    assert (found.text, found.problem) == ("", Problem.PICTURE)


def test_an_error_is_no_picture():
    (found,) = cells_of(workbook(worksheet('<row r="1"><c r="A1" t="e"><v>#VALUE!</v></c></row>')))
    assert found.problem is Problem.ERROR


@pytest.mark.parametrize(
    ("number", "marks"),
    [("999999999999999", ()), ("1234567890123456768", (Mark.LOST_DIGITS,)), ("1E+15", (Mark.LOST_DIGITS,))],
)
def test_a_number_longer_than_fifteen_digits_is_marked(number, marks):
    (found,) = cells_of(workbook(worksheet(f'<row r="1"><c r="A1"><v>{number}</v></c></row>')))
    assert found.marks == marks


def test_a_code_that_general_shortens_has_all_its_digits():
    cell = shown(440205130001)
    assert (cell.text, cell.all_digits) == ("4.40205E+11", "440205130001")
    assert shown(0.0000123456789).all_digits == "1.23457E-05"
    assert shown("4E+11").all_digits == "4E+11"


def test_what_a_format_hides_is_marked_but_for_zero():
    assert shown(5, number_format=";;;").marks == (Mark.NOT_SHOWN,)
    assert shown("甲", number_format=";;;") == Cell("", marks=(Mark.NOT_SHOWN,))
    assert shown(0, number_format="0;-0;").marks == ()


@pytest.mark.parametrize(
    ("written", "text", "marks"),
    [
        ("完成_xD800_率", "完成率", (Mark.REMOVED_CHARACTERS,)),
        ("_xD83D__xDE00_", "\U0001f600", ()),
        ("a_x0000_b", "ab", (Mark.REMOVED_CHARACTERS,)),
        ("_xFFFF_x", "x", (Mark.REMOVED_CHARACTERS,)),
        ("a_x000B_b", "a\x0bb", ()),
    ],
)
def test_what_nothing_can_store_is_taken_out_and_marked(written, text, marks):
    assert shared(f"<t>{written}</t>") == Cell(text, marks=marks)


def test_a_csv_is_cleaned_alike():
    (cell,) = cells_of("完成\ufffe率\n".encode(), "a.csv")
    assert cell == Cell("完成率", marks=(Mark.REMOVED_CHARACTERS,))


def test_fonts_of_other_parts_of_a_style_sheet_do_not_count():
    sheet = (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts><font><name val="宋体"/></font></fonts>'
        '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="7"/></cellXfs>'
        '<dxfs><dxf><font><strike/><name val="Symbol"/></font></dxf></dxfs></styleSheet>'
    )
    row = '<row r="1"><c r="A1" s="0" t="str"><v>³</v></c><c r="B1" s="1" t="str"><v>³</v></c></row>'
    assert cells_of(workbook(worksheet(row), style_sheet=sheet)) == [Cell("³"), Cell("³")]
