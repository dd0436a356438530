from decimal import Decimal

import pytest

from perfgoals.language.weights import weight_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("text", ["22.5", " 22.5 ", "22.5分", "22.5 %", "２２．５％"])
def test_a_weight_may_have_its_word_behind_it(text):
    assert weight_of(text) == Decimal("22.5")


@pytest.mark.parametrize("text", ["", "十分", "10-20", "-5", "1000", "10分左右", "1.234"])
def test_anything_else_is_none(text):
    assert weight_of(text) is None
