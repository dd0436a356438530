"""The unit of money that a number format gives the stored number, whatever it shows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.money import parse_amount
from perfgoals.sheets.numberformat import shown
from perfgoals.sheets.styles import style_of
from perfgoals.sheets.values import number_cell

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ('#,##0.00"元"', "元"),
        ("#,##0元", "元"),
        ("#,##0.00[$元]", "元"),
        ('General"元"', "元"),
        ('0.00"万元"', "万元"),
        ("0.00 万元", "万元"),
        ('0.0"万"', "万元"),
        ('0.0000"亿元"', "亿元"),
        ('0.00,"千元"', "元"),
        ('0.00"千元"', "千元"),
        ('0\\.0,"万元"', "元"),
        ('0"."0,"万元"', "元"),
        ('0\\.0000"万元"', "元"),
        ('#,##0\\.00,,"亿元"', "元"),
        ('0.00,,"百万元"', "元"),
        ('0"元";-0"元"', "元"),
        ('[>=10000]0\\.0,"万元";0"元"', "元"),
        ("#,##0.00", ""),
        ('"¥"#,##0.00', ""),
        ('0,"万元"', ""),
        ('0"亿"0000"万"', ""),
        ('0"人"', ""),
        ('0"元/人"', ""),
        ('0%"元"', ""),
        ('0.0E+0"万元"', ""),
        ('yyyy"元"', ""),
        ('"元"', ""),
        ("General", ""),
    ],
)
def test_the_unit_of_the_stored_number(code, unit):
    assert number_cell("23456", style_of(code)).unit == unit


@given(st.integers(10_000, 10**9).map(lambda n: n * 1_000))
def test_stored_and_shown_amounts_are_the_same_money(yuan):
    """What is shown is, within its last digit, the stored number in the unit of the format."""
    for code, step in (('0\\.0,"万元"', 1_000), ('0\\.0000"万元"', 1), ('0.00,"千元"', 10)):
        cell = number_cell(str(yuan), style_of(code))
        counted = parse_amount(cell.number, unit=cell.unit)
        assert abs(parse_amount(cell.text) - counted) <= Decimal(step)


def test_the_section_that_shows_the_number_says_its_unit():
    style = style_of('[>=10000]0.0"万元";0"元"')
    assert [number_cell(stored, style).unit for stored in ("20000", "20")] == ["万元", "元"]
    assert shown("20", style.code).text == "20元"
