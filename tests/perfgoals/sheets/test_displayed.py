"""Number formats of every kind show what spreadsheet programs show: alone, in a workbook, in an import."""

from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from perfgoals.sheets import open_workbook
from perfgoals.sheets.numberformat import display, display_text
from reading import read_blocks
from tests.workbook_files import shared_strings, styles, workbook, worksheet

from . import displayed_dates, displayed_numbers

pytestmark = pytest.mark.pure

NUMBERS = [
    (code, stored, shown)
    for table in (*displayed_numbers.ALL, *displayed_dates.ALL)
    for code, values in table.items()
    for stored, shown in values.items()
]
TEXTS = [
    (code, stored, shown)
    for code, values in displayed_numbers.TEXTS.items()
    for stored, shown in values.items()
]
CASES = [*NUMBERS, *TEXTS]
HEADER = "<row r='1'>" + "".join(
    f'<c r="{column}1" t="str"><v>{title}</v></c>'
    for column, title in zip(
        "ABCDE", ["项目名称", "一级指标", "二级指标", "三级指标", "年度指标值"], strict=True
    )
)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def test_there_are_formats_of_every_kind():
    assert len(CASES) >= 437
    assert len({code for code, _, _ in CASES}) >= 240


@pytest.mark.parametrize(("code", "stored", "shown"), NUMBERS)
def test_a_number_shows_as_its_format_says(code, stored, shown):
    assert without_blanks(display(stored, code)) == without_blanks(shown)


@pytest.mark.parametrize(("code", "stored", "shown"), TEXTS)
def test_a_text_shows_as_the_last_section_says(code, stored, shown):
    assert display_text(stored, code) == shown


def list_of_targets() -> bytes:
    """One project with an indicator for each case, whose target has the case's number format."""
    rows = []
    for number, (_, stored, _) in enumerate(CASES, 2):
        name = f'<c r="A{number}" t="str"><v>某项目</v></c>' if number == 2 else ""
        kind = ' t="s"' if number - 2 >= len(NUMBERS) else ""
        value = "0" if kind else stored
        rows.append(
            f'<row r="{number}">{name}<c r="B{number}" t="str"><v>产出指标</v></c>'
            f'<c r="C{number}" t="str"><v>数量指标</v></c><c r="D{number}" t="str"><v>指标{number}</v></c>'
            f'<c r="E{number}" s="{number - 2}"{kind}><v>{value}</v></c></row>'
        )
    sheet = worksheet(HEADER + "</row>" + "".join(rows))
    codes = [escape(code) for code, _, _ in CASES]
    return workbook(sheet, strings=shared_strings(f"<t>{TEXTS[0][1]}</t>"), style_sheet=styles(*codes))


def test_every_case_through_a_workbook():
    with open_workbook(BytesIO(list_of_targets())) as book:
        shown = [row.text(5) for row in book.sheets[0].rows()][1:]
    assert list(map(without_blanks, shown)) == [without_blanks(text) for _, _, text in CASES]


def test_every_case_through_a_whole_import():
    (block,) = read_blocks(BytesIO(list_of_targets())).blocks
    targets = [without_blanks(indicator.annual_target) for indicator in block.indicators]
    assert targets == [without_blanks(text) for _, _, text in CASES]
