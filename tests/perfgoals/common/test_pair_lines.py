"""Lists of limits are typed as lines, in words."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from perfgoals.common.pair_lines import PairLinesField, choice, number

pytestmark = pytest.mark.pure


class Fruit(TextChoices):
    APPLE = "apple", "苹果"
    PEAR = "pear", "梨"


LIMITS = PairLinesField(first=number, second=choice(Fruit), example="90 苹果", required=False)
POINTS = PairLinesField(first=str, second=number, example="产出 50", as_dict=True, required=False)


def test_what_is_stored_reads_as_lines_and_back():
    stored = [[90.0, "apple"], [62.5, "pear"]]
    assert LIMITS.prepare_value(stored) == "90 苹果\n62.5 梨"
    assert LIMITS.clean(LIMITS.prepare_value(stored)) == [[90, "apple"], [62.5, "pear"]]
    assert POINTS.clean(POINTS.prepare_value({"产出": 50.0})) == {"产出": 50}


@pytest.mark.parametrize("text", ["90分，苹果", "９０％　苹果", " 90：苹果 \r\n\r\n", "90,苹果"])
def test_habits_of_writing_are_understood(text):
    assert LIMITS.clean(text) == [[90, "apple"]]


@pytest.mark.parametrize("text", ["90", "90 桃", "苹果 90", "90 苹果 80", "NaN 苹果", "[[90, 1]]"])
def test_what_is_not_understood_is_named_with_an_example(text):
    with pytest.raises(ValidationError, match=r"第 1 行.*读不懂.*90 苹果"):
        LIMITS.clean(text)


def test_a_name_stands_once():
    with pytest.raises(ValidationError, match="写了两行"):
        POINTS.clean("产出 50\n产出 40")


def test_only_a_change_is_a_change():
    assert not LIMITS.has_changed([[90.0, "apple"]], "90 苹果\r\n")
    assert LIMITS.has_changed([[90.0, "apple"]], "80 苹果")
    assert not LIMITS.has_changed([], "")
