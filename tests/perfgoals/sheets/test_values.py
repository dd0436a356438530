"""One cell's stored value, kind, style and formula → what is displayed and what is kept beside it."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgoals.sheets import UnreadableFile, open_workbook
from perfgoals.sheets.cells import Cell, Problem
from perfgoals.sheets.styles import style_of
from perfgoals.sheets.values import ValueReader
from tests.workbook_files import saved

pytestmark = pytest.mark.pure

STRINGS = [Cell("甲"), None, Cell("=100%")]
STYLES = [style_of(code) for code in ("General", "0%", "#,##0.00", "yyyy/m/d", "@")]


def cell(kind="n", value="1", style=None, formula=None) -> Cell | None:
    return ValueReader(STRINGS, STYLES).cell(kind, value, style, formula)


@pytest.mark.parametrize(
    ("kind", "value", "style", "shown"),
    [
        ("n", "0.95", "1", Cell("95%", "0.95")),
        ("n", "1234.5", "2", Cell("1,234.50", "1234.5")),
        ("n", "46023", "3", Cell("2026/1/1", "46023", is_date=True)),
        ("n", "007", None, Cell("7", "7")),
        ("n", "1E3", None, Cell("1000", "1000")),
        ("n", "0.1000000000000000055", None, Cell("0.1", "0.1")),
        ("n", "kein", None, Cell("kein")),
        ("n", "5", "99", Cell("5", "5")),
        ("n", "5", "-x", Cell("5", "5")),
        ("s", "0", None, Cell("甲")),
        ("s", "2", "1", Cell("=100%")),
        ("s", "1", None, None),
        ("str", "a_x000D_b", None, Cell("a\rb")),
        ("str", "", None, None),
        ("inlineStr", " 空 格 ", None, Cell(" 空 格 ")),
        ("b", "1", None, Cell("TRUE")),
        ("b", "0", None, Cell("FALSE")),
        ("e", "#REF!", None, Cell("#REF!", problem=Problem.ERROR)),
        ("d", "2026-01-01", "3", Cell("2026/1/1", "46023", is_date=True)),
        ("d", "2026-01-01T12:00:00", None, Cell("2026/1/1", "46023.5", is_date=True)),
        ("d", "昨天", None, Cell("昨天")),
        ("n", "", "1", None),
        ("n", None, "1", None),
    ],
)
def test_each_kind_of_value(kind, value, style, shown):
    assert cell(kind, value, style) == shown


@pytest.mark.parametrize("index", ["3", "-1", "x", "1.5", "9" * 30])
def test_a_text_that_the_table_lacks_refuses_the_file(index):
    with pytest.raises(UnreadableFile, match="文字不存在"):
        cell("s", index)


@pytest.mark.parametrize(
    ("formula", "kind", "value", "shown"),
    [
        ("A1*2", "n", "5", Cell("5", "5", "A1*2")),
        ("A1*2", "n", "", Cell("=A1*2", formula="A1*2", problem=Problem.NO_RESULT)),
        ("A1*2", "n", None, Cell("=A1*2", formula="A1*2", problem=Problem.NO_RESULT)),
        ("A1", "e", "#N/A", Cell("#N/A", formula="A1", problem=Problem.ERROR)),
        ("A1", "str", "甲", Cell("甲", formula="A1")),
        ("A1", "str", "", None),
        ("95%", "n", "0.95", Cell("=95%", "0.95", "95%")),
        ("95%", "n", None, Cell("=95%", formula="95%")),
        ("985米", "e", "#NAME?", Cell("=985米", formula="985米")),
        ("_x0041_1", "n", "3", Cell("3", "3", "A1")),
    ],
)
def test_formulas_are_results_or_targets_as_typed(formula, kind, value, shown):
    assert cell(kind, value, None, formula) == shown


def test_a_shared_formula_belongs_to_its_number():
    reader = ValueReader([], [])
    assert reader.formula("A1+1", {"t": "shared", "si": "0", "ref": "B1:B3"}) == "A1+1"
    assert reader.formula("C1", {"t": "shared", "si": "1"}) == "C1"
    assert reader.formula("", {"t": "shared", "si": "0"}) == "A1+1"
    assert reader.formula("", {"t": "shared", "si": "7"}) == ""
    assert reader.formula("A9", {"t": "array"}) == "A9"


def test_equal_numbers_are_one_object():
    assert cell(value="12.5", style="2") is cell(value="12.5", style="2")


def shown_and_stored(value, code="General"):
    sheet = (book := openpyxl.Workbook()).active
    sheet["A1"] = value
    sheet["A1"].number_format = code
    with open_workbook(BytesIO(saved(book))) as opened:
        return next(iter(opened.sheets[0].rows())).cells[1]


@settings(max_examples=40)
@given(st.decimals(-(10**11), 10**11, places=2, allow_nan=False))
def test_an_amount_keeps_every_fen_whatever_is_shown(amount):
    found = shown_and_stored(float(amount), "#,##0")
    assert Decimal(found.number) == amount
    assert found.text.replace(",", "").replace("-", "").isdigit()


@settings(max_examples=40)
@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0)))
def test_a_moment_that_openpyxl_wrote_is_that_moment(at):
    assert shown_and_stored(at, "yyyy-mm-dd hh:mm:ss").text == f"{at:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (date(2026, 3, 5), 'yyyy"年"m"月"', "2026年3月"),
        (time(8, 30), "h:mm", "8:30"),
        (True, "General", "TRUE"),
        ("００１", "@", "００１"),
        ("'001", "General", "'001"),
        (1, "000", "001"),
        (0.5, "0%", "50%"),
        (12, '0"次"', "12次"),
        (12, '"≥"0"次"', "≥12次"),
        (0.98, '"≥"0%', "≥98%"),
    ],
)
def test_values_as_an_office_formats_them(value, code, text):
    assert shown_and_stored(value, code).text == text
