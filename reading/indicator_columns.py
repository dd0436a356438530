"""The columns of a list of indicators: tiers, name, and for each target its sign, value and unit.

A header may show two such lists side by side, as 项目支出绩效目标申报表 does: left the whole period's, right
the year's. Which columns make up one target follows from their order, whatever the value's column is called.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from perfgoals.sheets import Row

from .fields import FIELD, GOALS, INDICATOR_KEYS, ROW_TEXTS


class Period(StrEnum):
    """Whose values a list or a column shows: 实施周期值 or 年度指标值. The value is the field's key."""

    WHOLE = "period_target"
    YEAR = "annual_target"


_WHOLE = re.compile("实施期|周期|中期|中长期|长期|远期|全期|总体|整体|规划期")
_YEAR = re.compile("年度|当年|本年|今年|(?:19|20)[0-9]{2}年")
_PERCENT = re.compile(r"\((?:单位:?)?%\)$")
_LONGEST_TITLE = 20
_LONGEST_MEASURE = 8
COMPARISON = re.compile(
    r"[≥≤><=＝＞＜≧≦]{1,2}|(?:大于|小于|不少于|不低于|不小于|不高于|不大于|不超过|等于|大于等于|小于等于)"
)
_OPENING = ("tier1", "tier2", "indicator")
_VALUES = ("value", *Period)


class TargetColumns(NamedTuple):
    """One target: `value` is the column of its value, the others None where the list has none."""

    period: Period
    value: int
    sign: int | None = None
    measure: int | None = None


class IndicatorColumns(NamedTuple):
    """One list. `fields` are its columns by field (tiers, name, note …), `targets` those of its values.

    `shared_tier1` is set where the list has no 一级指标 of its own but stands right of one that has.
    `is_certain`: the titles say which period the values are of; else it follows from the list's place.
    `percents` are the columns of values whose title says %: 指标值（%）.
    """

    fields: Mapping[str, int]
    targets: tuple[TargetColumns, ...]
    is_certain: bool = True
    shared_tier1: int | None = None
    percents: frozenset[int] = frozenset()

    @property
    def columns(self) -> frozenset[int]:
        parts = (part for target in self.targets for part in target[1:] if part is not None)
        return frozenset([*self.fields.values(), *parts])

    @property
    def joined(self) -> tuple[TargetColumns, ...]:
        """Targets that stand in several columns."""
        return tuple(target for target in self.targets if target.sign or target.measure)

    def of(self, period: Period) -> "IndicatorColumns":
        """The same list, known to be of this period: its only value, or the one not said otherwise."""
        if len(self.targets) != 1:
            return self
        return self._replace(targets=(self.targets[0]._replace(period=period),), is_certain=True)


def period_of(text: str) -> Period | None:
    """长期绩效指标, 中期指标（2022年—2024年） → WHOLE; 年度绩效指标, 2023年目标 → YEAR."""
    if _WHOLE.search(text):
        return Period.WHOLE
    return Period.YEAR if _YEAR.search(text) else None


def is_period_title(title: str) -> bool:
    """Whether a plain title only says whose list follows: 中期指标, 年度绩效指标."""
    return (
        len(title) <= _LONGEST_TITLE and title.endswith(("指标", "指标值")) and period_of(title) is not None
    )


def indicator_lists(
    assigned: Mapping[int, str], titles: Mapping[int, Sequence[str]]
) -> tuple[IndicatorColumns, ...]:
    """One list, or the two that stand side by side; more of them are left to be mapped by hand."""
    groups = _groups([(n, key) for n, key in sorted(assigned.items()) if key in INDICATOR_KEYS])[:2]
    lists = [_list(group, titles) for group in groups]
    if len(lists) < 2:
        return tuple(lists)
    first, second = lists
    if "tier1" not in second.fields:
        second = second._replace(shared_tier1=first.fields.get("tier1"))
    if first.is_certain or second.is_certain or first.targets[0].period != second.targets[0].period:
        return first, second
    left, right = first.of(Period.WHOLE), second.of(Period.YEAR)
    return left._replace(is_certain=False), right._replace(is_certain=False)


def with_parts(
    assigned: Mapping[int, str], titles: Mapping[int, Sequence[str]], rows: Sequence[Row]
) -> dict[int, str]:
    """年度指标值 merged over ≥ | 95 | %: what stands below says which of the columns is which part."""
    found = dict(assigned)
    for column, key in assigned.items():
        if key in _VALUES and titles.get(column) == titles.get(column + 1):
            parts = ["sign", key] if _mostly(rows, column, COMPARISON.fullmatch) else [key]
            unit = column + len(parts)
            if titles.get(unit) == titles[column] and _mostly(rows, unit, _may_be_measure):
                parts.append("measure")
            if len(parts) > 1:
                found |= dict(enumerate(parts, column))
    return found


def with_value_between(assigned: Mapping[int, str], titles: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """符号 | 2023年目标 | 计量单位: between a sign and a unit stands the value, whatever it is called."""
    found = dict(assigned)
    for column, path in titles.items():
        around = [assigned.get(column + step) for step in (-2, -1, 1)]
        if around[0] not in INDICATOR_KEYS or around[1:] != ["sign", "measure"]:
            continue
        if column not in assigned or (assigned[column] in GOALS and path[-1].endswith("目标")):
            found[column] = period_of("".join(path)) or "value"
    return found


def _mostly(rows: Sequence[Row], column: int, test: Callable[[str], object]) -> bool:
    texts = [text for row in rows if (text := row.text(column).strip())]
    return bool(texts) and 2 * sum(bool(test(text)) for text in texts) > len(texts)


def _may_be_measure(text: str) -> bool:
    return len(text) <= _LONGEST_MEASURE and not any(map(str.isdigit, text))


def _groups(columns: Sequence[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """A list begins anew with a tier or a name that the one before has, once that one has a value."""
    groups: list[list[tuple[int, str]]] = [[]]
    for column, key in columns:
        keys = {known for _, known in groups[-1]}
        if key in _OPENING and key in keys and not keys.isdisjoint(_VALUES):
            groups.append([])
        groups[-1].append((column, key))
    return groups


def _list(columns: Sequence[tuple[int, str]], titles: Mapping[int, Sequence[str]]) -> IndicatorColumns:
    fields: dict[str, int] = {}
    for column, key in columns:
        if key in (*_OPENING, *ROW_TEXTS):
            fields.setdefault(key, column)
    values = _values(columns, titles)
    signs = _parts("sign", columns, [column for column, _ in values])
    measures = _parts("measure", columns, [column for column, _ in values])
    targets = tuple(
        TargetColumns(period, column, sign, measure)
        for (column, period), sign, measure in zip(values, signs, measures, strict=True)
    )
    said = [
        key != "value" or period_of("".join(titles.get(n, ()))) is not None
        for n, key in columns
        if key in _VALUES
    ]
    percents = frozenset(n for n, _ in values if _PERCENT.search("".join(titles.get(n, ()))))
    return IndicatorColumns(fields, targets, bool(said) and all(said), percents=percents)


def _values(
    columns: Sequence[tuple[int, str]], titles: Mapping[int, Sequence[str]]
) -> list[tuple[int, Period]]:
    """The columns of values with their periods, at most one of each.

    指标值 is of the period that a title over it names, else of the one that no other column shows; alone it
    is the year's, and of two the first is the whole period's.
    """
    found: dict[Period, int] = {}
    open_values = []
    for column, key in columns:
        if key not in _VALUES:
            continue
        period = Period(key) if key != "value" else period_of("".join(titles.get(column, ())))
        if period is None:
            open_values.append(column)
        else:
            found.setdefault(period, column)
    free = [period for period in Period if period not in found]
    if len(open_values) == 1 and len(free) == 2:
        free = [Period.YEAR]
    found |= dict(zip(free, open_values, strict=False))
    return sorted(((column, period) for period, column in found.items()))


def _parts(key: str, columns: Sequence[tuple[int, str]], values: Sequence[int]) -> list[int | None]:
    """For each value its column of signs or of units: as many as there are values, or one for all of them;
    else a sign stands left of its value and a unit right of it."""
    own = [column for column, known in columns if known == key]
    if len(own) == 1:
        return own * len(values)
    if len(own) == len(values):
        return list(own)
    return [_nearest(key, own, value) for value in values]


def _nearest(key: str, own: Sequence[int], value: int) -> int | None:
    if key == "sign":
        return max((column for column in own if column < value), default=None)
    return min((column for column in own if column > value), default=None)


def label_of(period: Period) -> str:
    return FIELD[period.value].label
