"""Points as people type them into a self-evaluation."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from evaluation.forms.entry import PointsField

pytestmark = pytest.mark.pure


def points(text):
    return PointsField(required=False).clean(text)


@pytest.mark.parametrize(
    ("text", "read"), [("9.5", "9.5"), (" 10 ", "10"), ("１０", "10"), ("0", "0"), ("100", "100")]
)
def test_points_are_read(text, read):
    assert points(text) == Decimal(read)


def test_an_empty_field_is_left_to_be_computed():
    assert points("  ") is None


@pytest.mark.parametrize("text", ["9_5", "9,5", "十", "9.5分", "1_0.5"])
def test_what_is_no_number_is_said(text):
    """Python's Decimal takes underscores: 9_5 would be 95."""
    with pytest.raises(ValidationError, match="请填写数字"):
        points(text)


@pytest.mark.parametrize("text", ["-1", "101", "9.555", "NaN", "Infinity"])
def test_points_out_of_range_are_said(text):
    with pytest.raises(ValidationError, match="得分应在 0 到 100 之间"):
        points(text)
