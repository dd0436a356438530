"""Reads the money in a project's rows: sums, unit prices, the stated total, and what the prices are for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from perfgoals.language.enums import TargetSign
from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import normalise
from perfgoals.language.quantities import Quantity, find_quantities
from perfgoals.language.targets import parse_target

from .subject import CheckedIndicator, CheckedProject
from .units import families, same_thing

_MONEY_NAME = re.compile(r"\(\s*((?:百|千|万|百万|亿)?元)\s*\)")
_BARE_MAGNITUDES = ("百", "千", "万", "百万", "千万", "亿")
# What a price may be for without a count beside it, in one year.
_IN_A_YEAR = {"年": 1, "年度": 1, "季度": 4, "季": 4, "月": 12, "个月": 12}


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price: `amount` 元 for each of `per`."""

    row: CheckedIndicator
    field: str
    amount: Decimal
    per: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """The total of the costs, in 元, as a 成本 row states it."""

    row: CheckedIndicator
    field: str
    amount: Decimal
    sign: TargetSign
    approximate: bool


def money_in(row: CheckedIndicator, text: str) -> tuple[Quantity, ...]:
    """The sums of money in one value of a row, each with a unit in 元.

    A 成本 row may leave 元 out: 40万, 100百万/年, 35000/次, the result of a formula, a name ending in (万元).
    """
    if "成本" not in row.category:
        return tuple(quantity for quantity in find_quantities(text) if quantity.yuan is not None)
    named = _MONEY_NAME.search(normalise(row.name))
    return _costs_in(text, named[1] if named else "")


@lru_cache(maxsize=8192)
def _costs_in(text: str, unit_in_name: str) -> tuple[Quantity, ...]:
    results = {formula.end for formula in find_formulas(text)}
    quantities = find_quantities(text)
    found = []
    for quantity in quantities:
        core = quantity.core
        if quantity.yuan is not None:
            found.append(quantity)
        elif core in _BARE_MAGNITUDES or (not core and quantity.unit and quantity.per):
            found.append(replace(quantity, unit=f"{core}元{quantity.unit[len(core) :]}"))
        elif not quantity.unit and quantity.end in results:
            found.append(replace(quantity, unit="元"))
        elif not quantity.unit and unit_in_name and len(quantities) == 1:
            found.append(replace(quantity, unit=unit_in_name))
    return tuple(found)


def _agreed(row: CheckedIndicator) -> Iterator[tuple[str, str]]:
    """(field, text) of the value that counts for the year: the annual one, or the only one."""
    return iter(row.targets[-1:])


def prices_of(project: CheckedProject) -> list[Price]:
    """The unit prices of the 成本 rows, or of the 质量 rows when those have none; one per row, no ranges."""
    return _prices_in(project.cost_rows) or _prices_in(project.rows("质量"))


def _prices_in(rows: Iterable[CheckedIndicator]) -> list[Price]:
    prices = []
    for row in rows:
        for field, text in _agreed(row):
            sums = money_in(row, text)
            if len(sums) == 1 and sums[0].per and sums[0].upper is None and not find_formulas(text):
                prices.append(Price(row, field, sums[0].yuan or Decimal(0), sums[0].per))
    return prices


def total_of(project: CheckedProject) -> Total | None:
    """The total that the 成本 rows state, if exactly one of them does."""
    totals = []
    for row in project.cost_rows:
        for field, text in _agreed(row):
            target = parse_target(text)
            meant = next((q for q in money_in(row, text) if q.number == target.number), None)
            if meant is not None and not meant.per and meant.upper is None and target.sign is not None:
                amount = meant.yuan or Decimal(0)
                totals.append(Total(row, field, amount, target.sign, target.approximate))
    return totals[0] if len(totals) == 1 else None


def count_of(project: CheckedProject, per: str) -> Decimal | None:
    """How many of `per` the 数量 rows name, if exactly one number comes into question."""
    counts = set()
    for row in project.rows("数量"):
        for _, text in _agreed(row):
            target = parse_target(text)
            if target.number is not None and target.upper is None and same_thing(target.unit, per):
                counts.add(target.number)
    if counts:
        return counts.pop() if len(counts) == 1 else None
    return Decimal(_IN_A_YEAR[per]) if per in _IN_A_YEAR else None


def same_base(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two prices are for the same things, in any order: 元/人/月 and 每月每人."""
    return sorted(map(_kind_of, first)) == sorted(map(_kind_of, second))


def _kind_of(per: str) -> str:
    """人 and 名 are one kind, 个 and 家 are two."""
    return "overview/people" if "overview/people" in families(per) else per
