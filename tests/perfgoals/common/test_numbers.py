"""Keys and revisions as they are posted: nothing that is sent can break a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.numbers import posted_number

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text, number):
    assert posted_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "-1", "1.5", "1e3", "１２", "²", "٣", "9" * 19, "9" * 5000, "1_0"])
def test_everything_else_is_none(text):
    assert posted_number(text) is None


@given(st.text())
def test_any_text_gives_a_number_in_range_or_none(text):
    number = posted_number(text)
    assert number is None or 0 <= number < 2**63
