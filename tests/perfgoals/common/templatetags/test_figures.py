from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template

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


def shown(text: str, **names) -> str:
    return Template("{% load figures %}" + text).render(Context(names))


@pytest.mark.parametrize("moment", [datetime(2026, 1, 2, 3, 4, 59, tzinfo=UTC), None, ""])
def test_a_moment_as_djangos_own_filter_says_it(moment, settings):
    assert shown("{{ moment|minute }}", moment=moment) == shown('{{ moment|date:"m-d H:i" }}', moment=moment)
    assert moment is None or shown("{{ moment|minute }}", moment=moment) in ("01-02 11:04", "")


FIGURE = "{% figure figure base=base said=said %}"


def test_a_figure_leads_to_its_rows():
    figure = SimpleNamespace(count=3, query="status=draft&unit=130001")
    link = shown(FIGURE, figure=figure, base="/list/", said="教育局<a>")
    assert link == ('<a href="/list/?status=draft&amp;unit=130001" aria-label="教育局&lt;a&gt; 3 个">3</a>')


@pytest.mark.parametrize(("count", "base"), [(0, "/list/"), (3, ""), (0, "")])
def test_a_figure_that_leads_nowhere_is_a_number(count, base):
    assert shown(FIGURE, figure=SimpleNamespace(count=count, query=""), base=base, said="x") == str(count)
