"""How figures and moments are shown."""

from django import template
from django.utils.html import format_html

from ..money import format_amount

register = template.Library()


@register.filter
def yuan(amount) -> str:
    """元 with two decimals and thousands commas; empty for None."""
    return format_amount(amount)


@register.simple_tag
def figure(figure, base: str, said: str) -> str:
    """A number that leads to its rows under `base`; nothing to lead to where it is 0, or where the person may
    not see the list (`base` is empty). `figure` has a `count` and the `query` of the list; `said` is what is
    counted, for those who hear the page."""
    if not figure.count or not base:
        return str(figure.count)
    return format_html(
        '<a href="{0}?{1}" aria-label="{2} {3} 个">{3}</a>', base, figure.query, said, figure.count
    )


@register.filter(expects_localtime=True)
def minute(moment) -> str:
    """A moment in the lists, 11-28 09:05; empty for None. Django's own `date` costs five times as much, which
    a page of fifty rows feels."""
    return f"{moment:%m-%d %H:%M}" if moment else ""


@register.filter
def duration(delta) -> str:
    """A timedelta in an office's words: 42 秒, 3 分 05 秒."""
    if delta is None:
        return ""
    seconds = int(delta.total_seconds())
    return f"{seconds} 秒" if seconds < 60 else f"{seconds // 60} 分 {seconds % 60:02d} 秒"


@register.filter
def amount_width(rows) -> int:
    """Pixels that the column of amounts needs on the screen, so that the longest of `rows` stays on one line.

    `rows`: cells of a table by row, as a Layout's `body_rows` gives them, marked or not.
    """
    cells = (getattr(mark, "cell", mark) for row in rows for mark in row)
    longest = max((len(cell.text) for cell in cells if is_amount(cell)), default=0)
    return max(84, longest * 8 + 12)


@register.filter
def is_amount(cell) -> bool:
    """Whether a cell of the amounts' column holds one; a note in its place may break into lines."""
    return cell.column.kind == "amount" and cell.text[-1:].isdigit()
