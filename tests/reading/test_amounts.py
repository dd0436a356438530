from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import Cell, Problem
from perfgoals.sheets.numberformat import display, plain, stored_decimal
from reading.amounts import UNREADABLE_NOTE, read_amount

pytestmark = pytest.mark.pure

yuan = st.decimals(0, 10**12, places=2)
CODES = ["0.00", "#,##0.00", '#,##0.00"元"', '"¥"#,##0.00', "0.00_ "]


def number(stored: str, code: str = "General") -> Cell:
    return Cell(display(stored, code), plain(stored_decimal(stored)))


@given(yuan, st.sampled_from(CODES))
def test_a_stored_number_is_the_amount_whatever_its_format(amount, code):
    reading = read_amount(number(str(amount), code), "元")
    assert (reading.amount, reading.reason) == (amount, "")


@given(yuan)
def test_what_general_does_not_show_of_an_amount_is_said(amount):
    cell = number(str(amount))
    reading = read_amount(cell, "元")
    assert reading.amount == amount
    assert bool(reading.reason) == (Decimal(cell.text) != amount)


@given(yuan)
def test_a_text_is_the_amount_with_or_without_commas_and_unit(amount):
    for text in (f"{amount}", f"{amount:,}", f"￥{amount:,}", f"{amount}元", f" {amount:,}\n"):
        assert read_amount(Cell(text), "元").amount == amount


@given(yuan)
def test_ten_thousands_lose_nothing(amount):
    in_wan = f"{amount / 10_000:.6f}"
    assert read_amount(Cell(in_wan), "万元").amount == amount
    assert read_amount(number(in_wan), "万元").amount == amount
    assert read_amount(Cell(in_wan + "万元"), "元").amount == amount


def test_a_rounded_display_gives_the_stored_number_and_says_so():
    reading = read_amount(number("330.984", "0.00"), "万元")
    assert (reading.amount, reading.is_error) == (Decimal("3309840.00"), False)
    assert "330.98" in reading.reason
    assert "330.984" in reading.reason


def test_fractions_of_a_fen_are_read_as_shown_and_said():
    reading = read_amount(number("8827620.534", "#,##0.00"), "元")
    assert (reading.amount, reading.is_error) == (Decimal("8827620.53"), False)
    assert "8827620.534" in reading.reason


def test_noise_of_binary_numbers_is_no_fraction():
    assert read_amount(number("8827620.53000000003", "#,##0.00"), "元").reason == ""


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (number("0", '_ * #,##0.00_ ;_ * "-"??_ ;_ @_ '), "0.00"),
        (number("12.5", '0.00"万元"'), "125000.00"),
        (number("1.2", '0.0"亿元"'), "120000000.00"),
        (number("500000", "0E+00"), "500000.00"),
        (Cell("=50000", "50000", "50000"), "50000.00"),
        (Cell("=50000", None, "50000"), "50000.00"),
    ],
)
def test_other_ways_to_show_an_amount(cell, amount):
    reading = read_amount(cell, "元")
    assert (reading.amount, reading.reason) == (Decimal(amount), "")


@pytest.mark.parametrize(
    "cell",
    [
        number("12345678", "0\\.0,"),  # shown as 1234.6: a trick to show 万元
        number("12345", "0,"),
        number("0.5", "0%"),
        number("46023", "yyyy/m/d")._replace(is_date=True),
        number("5000", ";;;"),
        number("-5"),
        number("1e15"),
        Cell("=B1*2", formula="B1*2", problem=Problem.NO_RESULT),
        Cell("#REF!", problem=Problem.ERROR),
        Cell("1,23,4"),
        Cell("1.234,50"),
        Cell("-5"),
        Cell("(5)"),
        Cell("1e999"),
        Cell("1e5"),
        Cell("5万左右"),
        Cell("五万元"),
        Cell("100/200"),
        Cell("2023年12万元"),
        Cell("99999999999999"),
    ],
)
def test_what_has_more_than_one_meaning_is_refused_with_reason_and_action(cell):
    reading = read_amount(cell, "元")
    assert reading.amount is None
    assert reading.is_error
    assert reading.reason
    assert reading.action


@pytest.mark.parametrize("text", ["##########", "####", " ######## "])
def test_lost_digits_are_empty_with_a_note_and_no_error(text):
    reading = read_amount(Cell(text), "元")
    assert (reading.amount, reading.note, reading.is_error) == (None, UNREADABLE_NOTE, False)
    assert "金额不可读" in reading.reason


@pytest.mark.parametrize("text", ["待定", "见附件", "原表金额不可读", "按2023年标准，7月1日前另定"])
def test_words_in_place_of_an_amount_become_its_note(text):
    reading = read_amount(Cell(text), "元")
    assert (reading.amount, reading.note, reading.is_error) == (None, text, False)


@pytest.mark.parametrize("text", ["-", "—", "/", " "])
def test_a_dash_is_an_empty_amount(text):
    reading = read_amount(Cell(text), "元")
    assert (reading.amount, reading.note, reading.reason) == (None, "", "")


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_or_becomes_a_negative_amount(text):
    reading = read_amount(Cell(text), "元")
    assert reading.amount is None or reading.amount >= 0
    assert reading.amount is not None or reading.note or reading.is_error or not reading.reason
