from datetime import timedelta
from decimal import Decimal

import pytest

from perfgoals.common.templatetags.figures import duration, yuan

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("amount", "text"), [(None, ""), (Decimal("0"), "0.00"), (Decimal("1234567.5"), "1,234,567.50")]
)
def test_money_in_yuan(amount, text):
    assert yuan(amount) == text


@pytest.mark.parametrize(
    ("delta", "text"),
    [
        (None, ""),
        (timedelta(), "0 秒"),
        (timedelta(seconds=59.9), "59 秒"),
        (timedelta(minutes=3, seconds=5), "3 分 05 秒"),
        (timedelta(hours=2), "120 分 00 秒"),
    ],
)
def test_durations_in_minutes_and_seconds(delta, text):
    assert duration(delta) == text
