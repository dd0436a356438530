"""What a column of a portal's workbook is to hold: a joined value (≥95%), or its sign, number and unit."""

from collections.abc import Callable
from decimal import Decimal

from indicators.models import Indicator
from perfgoals.language.targets import parse_target
from reading.headers import Header
from reading.indicator_columns import Period, TargetColumns

Value = str | Decimal | None
Writer = Callable[[Indicator], Value]


def column_writers(header: Header) -> dict[int, Writer]:
    """Column → what it holds for an indicator; None where the column is not concerned by it.

    Of two lists side by side the first is filled: the other names its own indicators.
    """
    writers: dict[int, Writer] = {}
    own = header.lists[0]
    for target in own.targets:
        writers |= _of_target(target)
    if "note" in own.fields:
        writers[own.fields["note"]] = lambda indicator: indicator.note or None
    return writers


def _of_target(target: TargetColumns) -> dict[int, Writer]:
    split = target.sign is not None or target.measure is not None

    def text(indicator: Indicator) -> str:
        return getattr(indicator, str(Period(target.period)))

    if not split:
        return {target.value: lambda indicator: text(indicator) or None}
    found: dict[int, Writer] = {target.value: lambda indicator: _number(text(indicator))}
    if target.sign is not None:
        found[target.sign] = lambda indicator: _sign(text(indicator))
    if target.measure is not None:
        found[target.measure] = lambda indicator: _measure(text(indicator))
    return found


def _parts(text: str):
    """The parsed target where it is one sign, one number and one unit; None for any other text."""
    target = parse_target(text)
    return target if target.number is not None and not target.upper and not target.approximate else None


def _number(text: str) -> Value:
    """The number alone, or the whole text where it is no single number (优良, 2–3次)."""
    parts = _parts(text)
    return parts.number if parts else text or None


def _sign(text: str) -> Value:
    parts = _parts(text)
    return str(parts.sign.value) if parts and parts.sign else None


def _measure(text: str) -> Value:
    parts = _parts(text)
    return (parts.unit or None) if parts else None
