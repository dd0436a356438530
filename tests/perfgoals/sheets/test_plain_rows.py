"""Rows by patterns and rows by the XML parser are the same rows; what is unusual is left to the parser."""

from io import BytesIO
from unittest.mock import patch
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import UnreadableFile, open_workbook, worksheet
from perfgoals.sheets.plain_rows import as_xml, marked_text
from tests.workbook_files import shared_strings, styles, workbook
from tests.workbook_files import worksheet as sheet_part

pytestmark = pytest.mark.pure

STRINGS = shared_strings("<t>甲</t>", "<t/>", "<r><rPr><strike/></rPr><t>划</t></r>")
STYLES = styles("General", "0%", "yyyy/m/d", ";;;")
MERGES = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12
)
CELLS = st.one_of(
    st.tuples(st.just("n"), st.sampled_from(["1", "0.5", "45107", "-3", "x", "1E+20"])),
    st.tuples(st.just("s"), st.sampled_from(["0", "1", "2"])),
    st.tuples(
        st.sampled_from(["str", "inlineStr"]), texts | st.sampled_from(["]]>", "<&>", "=95%", "_xD800_"])
    ),
    st.tuples(st.just("empty"), st.sampled_from(["/>", "></c>", "><v/></c>", "><!-- x --></c>"])),
    st.tuples(st.just("f"), st.sampled_from(["A1*2", "100%", 'DISPIMG("x",1)', "A&amp;B"])),
)
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=5)


def cell(kind: str, value: str, place: str, style: int) -> str:
    start = f'<c r="{place}" s="{style}"'
    text = "".join(f"&#{ord(sign)};" if ord(sign) > 0x2FF and style else escape(sign) for sign in value)
    match kind:
        case "empty":
            return start + value
        case "inlineStr":
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        case "f":
            return f"{start}><f>{value}</f><v>7</v></c>"
        case "n":
            return f"{start}><v>{text}</v></c>"
    return f'{start} t="{kind}"><v>{text}</v></c>'


def part(rows: list[list[tuple[str, str]]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = (cell(*one, f"{'ABCD'[n]}{number}", (number + n) % 4) for n, one in enumerate(row))
        lines.append(
            f'<row r="{number}" ht="12"{" hidden=" + chr(34) + "1" + chr(34) if number % 3 == 0 else ""}>'
        )
        lines.append("".join(cells) + "</row>")
    return sheet_part("".join(lines), after=MERGES)


def read(content: bytes):
    with open_workbook(BytesIO(content)) as book:
        return [(row.number, dict(row.cells), row.hidden, dict(row.covered)) for row in book.sheets[0].rows()]


def by_parser(content: bytes):
    with patch.object(worksheet, "marked_text", lambda block: None):
        return read(content)


@given(ROWS)
def test_patterns_and_parser_give_the_same_rows(rows):
    content = workbook(part(rows), strings=STRINGS, style_sheet=STYLES)
    assert read(content) == by_parser(content)


@given(texts)
def test_a_block_comes_back_as_it_was(text):
    block = f'<row r="1"><c r="A1"><v>{escape(text)}</v></c></row>'.encode()
    marked = marked_text(block)
    if marked is not None:
        assert marked_text(as_xml(marked)) == marked


@pytest.mark.parametrize(
    "block",
    [
        b"<row><!-- --></row>", b"<row><?pi x?></row>", b"<row><![CDATA[x]]></row>", b"<row>\x01</row>",
        b"<row>\xff</row>", b"<row>&nbsp;</row>", b"<row>&#0;</row>", b'<row r="&quot;"/>', b"<row>]]></row>",
        "<row>\ue0f7</row>".encode(), b"<row>&#xe0f7;</row>",
    ],
)  # fmt: skip
def test_what_only_the_parser_can_judge_is_left_to_it(block):
    assert marked_text(block) is None


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2">',
        '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
    ],
)
def test_broken_rows_are_refused_by_both(rows):
    content = workbook(sheet_part(rows))
    for way in (read, by_parser):
        with pytest.raises(UnreadableFile):
            way(content)


@pytest.mark.parametrize("second", ["", ' r="5"', "\tr='5'", ' r = "5"', ' spans="1:2"'])
def test_a_row_need_not_say_its_number(second):
    """Some programs leave it out; the next one is meant (ECMA-376 part 1, 18.3.1.73)."""
    number = 5 if "5" in second else 4
    rows = f"""<row r="3"><c r="A3"><v>1</v></c></row><row{second}><c/><c s="1"></c><c/></row>
        <row><c r="A{number + 1}"><v>2</v></c></row>"""
    content = workbook(sheet_part(rows))
    assert read(content) == by_parser(content)
    assert [number for number, *_ in read(content)] == [3, number + 1]


def test_rows_without_content_are_no_work_for_the_parser(monkeypatch):
    monkeypatch.setattr(worksheet, "as_xml", lambda text: pytest.fail(text))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "<row><c/><c/></row>" * 3
    assert len(read(workbook(sheet_part(rows)))) == 1
