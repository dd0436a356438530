"""Reads the money in a project's rows: sums, unit prices, the stated total, and what the prices are for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from perfgoals.language.enums import TargetSign
from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import MEASURE, magnitude_of, normalise
from perfgoals.language.quantities import Quantity, core_of, find_quantities
from perfgoals.language.targets import Target, parse_target
from perfgoals.language.units import same_thing

from .row_reading import RowReading
from .subject import CheckedIndicator, CheckedProject

_MONEY_NAME = re.compile(r"\(\s*((?:百|千|万|百万|亿)?元)\s*\)")
_BARE_MAGNITUDES = ("百", "千", "万", "百万", "千万", "亿")
# What a price may be for without a count beside it, in one year.
_IN_A_YEAR = {"年": 1, "年度": 1, "季度": 4, "季": 4, "月": 12, "个月": 12}
# A name that speaks of one thing's price: 人均补助标准, 每公里造价, 单位成本.
_PRICE_NAME = re.compile("平均|单个|[人户生师村校班亩床日月年次场]均|每|标准|单价|单位成本|单位造价|单次")
_PER_IN_NAME = re.compile("([人户生师村校班亩床日月年次场])均|每([人户生师村校班亩床日月年次场个家件套])")
_EACH = re.compile(rf"每{MEASURE}|[人户生师村校班亩床日月年次场]均|单价|单位|单次")
_WHOLE = re.compile("总|全部|整体|合计|预算")
# Words of a name that say that it is a cost, not of what.
_COST_WORDS = re.compile(
    r"成本|费用?|金额|[金款]|经费|资金|支出|投入|总额|控制|情况|金额|标准|指标|数额?|投资|造价|项目|工作|工程|活动|专项|补[助贴]|的|[\W_0-9A-Za-z]"
)


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price: `amount` 元 for each of `per`."""

    row: CheckedIndicator
    field: str
    amount: Decimal
    per: tuple[str, ...]
    sign: TargetSign | None = None
    """What the row says of the price (≤92000元/人); None inside a formula."""

    def allows(self, amount: Decimal) -> bool:
        """Whether a bound of the row holds for an amount (元) named elsewhere; a plain price is no bound.

        A ceiling of more than twice the amount holds nothing back (≤8000元/人 beside 800元/人 is a slip).
        """
        if self.sign in (TargetSign.AT_MOST, TargetSign.LESS_THAN):
            return amount <= self.amount <= 2 * amount
        return self.sign in (TargetSign.AT_LEAST, TargetSign.MORE_THAN) and self.amount <= amount


@dataclass(frozen=True, slots=True)
class Total:
    """The total of the costs, in 元, as a 成本 row states it."""

    row: CheckedIndicator
    field: str
    amount: Decimal
    sign: TargetSign
    approximate: bool
    rounding: Decimal
    """Half of the last decimal printed, in 元: 500 for 1.2万元, nothing for a whole number."""


def money_in(row: CheckedIndicator | RowReading, text: str) -> tuple[Quantity, ...]:
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
            found.append(quantity._replace(unit=f"{core}元{quantity.unit[len(core) :]}"))
        elif not quantity.unit and quantity.end in results:
            found.append(quantity._replace(unit="元"))
        elif not quantity.unit and unit_in_name and len(quantities) == 1:
            found.append(quantity._replace(unit=unit_in_name))
    return tuple(found)


def _agreed(row: RowReading) -> tuple[tuple[str, str], ...]:
    """(field, text) of the value that counts for the year: the annual one, or the only one."""
    return row.targets[-1:]


def prices_of(project: CheckedProject) -> list[Price]:
    """The unit prices of the 成本 rows, or of the 质量 rows when those have none; one per row, no ranges."""
    return _prices_in(project.cost_rows) or _prices_in(project.rows_of("质量"))


def _prices_in(rows: Iterable[CheckedIndicator]) -> list[Price]:
    return [Price(row, *found) for row in rows for found in _price_in(row.reading)]


@lru_cache(maxsize=8192)
def _price_in(row: RowReading) -> tuple[tuple[str, Decimal, tuple[str, ...], TargetSign | None], ...]:
    """(field, 元, what it is for, sign) of the one price of a row."""
    for field, text in _agreed(row):
        sums = money_in(row, text)
        if len(sums) == 1 and sums[0].upper is None and not find_formulas(text):
            per = _purpose(row, sums[0])
            return ((field, sums[0].yuan or Decimal(0), per, sums[0].sign),) if per else ()
    return ()


def _purpose(row: RowReading, price: Quantity) -> tuple[str, ...]:
    """What a price is for; the name may say a part of it: 人均公用经费 800元/年 is for 人 and 年."""
    named = next(("".join(match) for match in _PER_IN_NAME.findall(row.name)), "")
    if named and not any(named == per or same_thing(per, named) for per in price.per):
        return (named, *price.per)
    return price.per


def formula_prices_of(project: CheckedProject) -> list[Price]:
    """The unit prices inside the formulas of the 成本 rows: 6000人×130元=78万元 is 130 元 for each 人."""
    return [
        Price(row, field, *found)
        for row in project.cost_rows
        for field, text in _agreed(row.reading)
        for found in _prices_in_formulas(text)
    ]


@lru_cache(maxsize=4096)
def _prices_in_formulas(text: str) -> tuple[tuple[Decimal, tuple[str, ...]], ...]:
    """(元, what it is for) of each formula that multiplies one price with counts, without a share."""
    prices = []
    for formula in find_formulas(text):
        inside = text[formula.start : formula.start + len(formula.expression)]
        factors = find_quantities(inside)
        money = [factor for factor in factors if factor.yuan is not None]
        counts = tuple(factor.core for factor in factors if factor.yuan is None)
        multiplied = not re.search(r"[+＋%％-]", inside)
        if multiplied and len(money) == 1 and all(counts) and (money[0].per or counts):
            prices.append((money[0].yuan or Decimal(0), money[0].per or counts))
    return tuple(prices)


def names_a_part(price: Price, project: CheckedProject) -> bool:
    """The price is for one thing among others (屋面翻修单价), not for what the project is named after."""
    return not _speaks_of_all(_PER_IN_NAME.sub("", price.row.name), project.name)


def sums_of(project: CheckedProject) -> list[Total]:
    """The sums of money in the 成本 rows that are no prices, one per row: totals and parts of it."""
    return [Total(row, *found) for row in project.cost_rows for found in _sum_in(row.reading)]


@lru_cache(maxsize=8192)
def _sum_in(row: RowReading) -> tuple[tuple[str, Decimal, TargetSign, bool, Decimal], ...]:
    """What a Total says beside its row, of the one sum of a row."""
    for field, text in _agreed(row):
        target = parse_target(text)
        meant = next((q for q in money_in(row, text) if q.number == target.number), None)
        priced = meant is None or meant.per or meant.upper is not None or _PRICE_NAME.search(row.name)
        if meant is not None and target.sign is not None and (not priced or find_formulas(text)):
            amount = meant.yuan or Decimal(0)
            return ((field, amount, target.sign, target.approximate, _rounding_of(meant)),)
    return ()


def _rounding_of(quantity: Quantity) -> Decimal:
    power, decimals = magnitude_of(quantity.core), -quantity.number.as_tuple().exponent
    return power.scaleb(-decimals) / 2 if power > 1 and decimals > 0 else Decimal(0)


def total_of(project: CheckedProject) -> Total | None:
    """The total that the 成本 rows state, if exactly one row states a sum and speaks of all costs.

    A row that names one thing among others (专家评审费) states a part, unless the project is named after it,
    or it is the only row and shows how the sum comes about.
    """
    sums = sums_of(project)
    if len(sums) != 1:
        return None
    row, only = sums[0].row, len(project.cost_rows) == 1
    calculated = only and any(find_formulas(text) for _, text in row.targets)
    return sums[0] if calculated or _speaks_of_all(row.name, project.name) else None


@lru_cache(maxsize=4096)
def _speaks_of_all(name: str, project_name: str) -> bool:
    if _WHOLE.search(name):
        return True
    particular = _COST_WORDS.sub("", _EACH.sub("", name))
    return not particular or particular in project_name


def count_of(project: CheckedProject, per: str) -> Decimal | None:
    """How many of `per` the 数量 rows name for the year, if exactly one number comes into question."""
    counts = set()
    for row in project.rows_of("数量"):
        for _, text in _agreed(row.reading):
            target = parse_target(text)
            if target.number is not None and target.upper is None and same_thing(target.unit, per):
                counts.add(_in_the_year(target))
    if counts:
        return counts.pop() if len(counts) == 1 else None
    return Decimal(_IN_A_YEAR[per]) if per in _IN_A_YEAR else None


def _in_the_year(target: Target) -> Decimal | None:
    """1次/季度 are four; 2次/人 are an unknown number."""
    count = target.number * magnitude_of(core_of(target.unit))
    for per in target.per:
        if per not in _IN_A_YEAR:
            return None
        count *= _IN_A_YEAR[per]
    return count
