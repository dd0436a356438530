"""Digit places of number formats: thousands, percent, exponents and fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfgoals.sheets.numberformat import display

pytestmark = pytest.mark.pure

numbers = st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False)


@given(numbers)
def test_a_percentage_is_a_hundred_times_the_number(number):
    shown = display(str(number), "0.0%")
    assert shown.endswith("%")
    assert Decimal(shown[:-1]) == number * 100


@given(numbers, st.integers(1, 3))
def test_each_comma_behind_the_places_divides_by_a_thousand(number, commas):
    shown = Decimal(display(str(number), "0.000000" + "," * commas))
    assert abs(shown - number / 1000**commas) <= Decimal("5e-7")


@given(numbers)
def test_an_exponent_says_the_same_number(number):
    shown = display(str(number), "0.000000000000E+00")
    assert Decimal(shown) == number
    mantissa = abs(Decimal(shown.partition("E")[0]))
    assert not number or 1 <= mantissa < 10


@given(st.integers(-50, 50), st.integers(1, 9), st.integers(1, 9))
def test_a_fraction_says_the_same_number(whole, numerator, denominator):
    value = Fraction(whole) + Fraction(numerator, denominator)
    stored = str(float(value))
    shown = display(stored, "# ?/?")
    assert sum(map(Fraction, shown.removeprefix("-").split())) == abs(value)
    assert shown.startswith("-") == (value < 0)
    assume("/" in (improper := display(stored, "?/?")))
    assert Fraction(improper) == value


@given(st.integers(0, 10**12))
def test_thousands_are_marked_as_python_marks_them(number):
    assert display(str(number), "#,##0") == f"{number:,}"
    assert display(str(number), "#,###") == (f"{number:,}" if number else "")


@given(st.integers(0, 10**8), st.integers(1, 12))
def test_zeros_in_front_fill_the_places(number, places):
    assert display(str(number), "0" * places) == f"{number:0{places}d}"


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("12345", "0000000", "0012345"),
        ("12345", "###", "12345"),
        ("0", "#", ""),
        ("0", "#.##", "."),
        ("0", "0.0#", "0.0"),
        ("1.25", "0.0#", "1.25"),
        ("1.2", "0.0#", "1.2"),
        ("1.2", "0.00?", "1.20"),
        ("0.05", "#%", "5%"),
        ("0.005", "0%", "1%"),
        ("0.5", "%0", "%50"),
        ("1", "0%%", "10000%%"),
        ("20240105", "0000-00-00", "2024-01-05"),
        ("1234", '0"千"000', "1千234"),
        ("1234", "0.", "1234."),
        ("999.995", "#,##0.00", "1,000.00"),
        ("-0.001", "0.00", "0.00"),
        ("-0.001", "0.00;负0.00", "负0.00"),
        ("1E-7", "0.00", "0.00"),
        ("123456789", "#,##0,,", "123"),
        ("1500", "0.0,K", "1.5K"),
        ("12", "0 0", "1 2"),
        ("5", "[蓝色]0", "5"),
        ("5", "[DBNum1]0", "5"),
        ("5", "[$$-409]0.0", "$5.0"),
        ("5", "0_)", "5"),
        ("5", "* 0", "5"),
        ("0.5", "?/2", "1/2"),
        ("0.25", "??/100", "25/100"),
        ("1.3", "# ?/10", "1 3/10"),
        ("0.3", "?/00", "3/10"),
        ("3", "# ?/?", "3"),
        ("0", "# ?/?", "0"),
        ("-0.5", "# ?/?", "-1/2"),
    ],
)
def test_places_texts_and_signs(stored, code, shown):
    assert display(stored, code) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("-5", "负5"), ("5", "正5"), ("0", "零"), ("-0.4", "负0"), ("0.4", "正0")],
)
def test_the_section_follows_the_stored_number_not_the_rounded_one(stored, shown):
    assert display(stored, "正0;负0;零") == shown


@pytest.mark.parametrize(
    ("stored", "shown"), [("100", "100高"), ("99", "99"), ("5", "5.0低"), ("-7", "-7.0低")]
)
def test_sections_with_conditions_of_their_own(stored, shown):
    assert display(stored, '[>=100]0"高";[<10]0.0"低";0') == shown


def test_a_number_that_no_section_takes_is_not_shown():
    assert display("5", "[>100]0;[<1]0") == ""
    assert display("5", "[>100]0") == "5", "a single section leaves the rest to General"
