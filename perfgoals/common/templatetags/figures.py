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
