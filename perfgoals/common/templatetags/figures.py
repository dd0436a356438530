"""How figures are shown: money in 元, a dash where there is none."""

from django import template

from ..money import format_amount

register = template.Library()


@register.filter
def yuan(amount) -> str:
    """元 with two decimals and thousands commas; empty for None."""
    return format_amount(amount)


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
