"""数字: do the sums, products and totals of one project agree with one another?"""

import math
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfgoals.common.money import format_amount
from perfgoals.language.citations import Money, find_money
from perfgoals.language.enums import TargetSign
from perfgoals.language.formulas import Formula, find_formulas
from perfgoals.language.quantities import find_quantities
from perfgoals.language.units import same_purpose

from ..enums import CheckLevel, CheckOutcome
from .costs import (
    Price,
    Total,
    count_of,
    formula_prices_of,
    names_a_part,
    prices_of,
    sums_of,
    total_of,
)
from .registry import CheckSettings, Hit, in_rows, project_check
from .row_reading import RowReading
from .sources import MEASURES_2015
from .subject import CheckedProject

_MATCHED = MEASURES_2015 + "：绩效目标应与预算资金量相应匹配"
_UPPER_BOUNDS = (TargetSign.AT_MOST, TargetSign.LESS_THAN)


@project_check(
    title="算式有误",
    explanation="单元格中的算式按写明的数字重新计算，结果与写明的结果不一致。",
    source=_MATCHED,
    level=CheckLevel.BLOCKING,
    weight=100,
)
def formula_wrong(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A formula with a stated result that it does not give."""
    return _wrong_formulas(_texts(project))


@in_rows("formula_wrong")
def _wrong_in_row(row: RowReading) -> Iterator[Hit]:
    return _wrong_formulas(row.targets)


def _texts(project: CheckedProject) -> tuple[tuple[str, str], ...]:
    """(field, text) of what may hold arithmetic beside the rows."""
    return (*project.objectives, ("justification", project.justification))


def _wrong_formulas(texts: Iterable[tuple[str, str]]) -> Iterator[Hit]:
    for field, text in texts:
        for formula in find_formulas(text):
            if not formula.correct:
                yield Hit(field, _wrong_result(formula), proposal=f"{formula.computed:,f}")


def _wrong_result(formula: Formula) -> str:
    right = f"{formula.computed:,f}" + (f"（即 {formula.in_unit}）" if formula.in_unit else "")
    return f"算式 {formula.expression} 按公式计算应为 {right}，表中写的是 {formula.stated:,f}，请核对。"


_TOTALLED = re.compile("合计|共计|总计|总共|共需")
_TOTAL_WORD = re.compile(r"(?:合计|共计|总计|总共|共需)[一-鿿:：约]{0,4}$")
_OF_WHICH = re.compile(r"其中|分别|每|各")


@project_check(
    title="分项之和与合计不符",
    explanation="一段文字先列各项金额，再写合计，各项相加应等于合计。",
    source=_MATCHED,
    weight=90,
)
def parts_differ(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A text lists sums of money and then their total, and the sums do not make the total."""
    return _differing_parts(_texts(project))


@in_rows("parts_differ")
def _parts_in_row(row: RowReading) -> Iterator[Hit]:
    return _differing_parts(row.targets)


def _differing_parts(texts: Iterable[tuple[str, str]]) -> Iterator[Hit]:
    for field, text in texts:
        found = _parts_and_total(text)
        if found is None:
            continue
        parts, total = found
        added = sum(part.amount for part in parts)
        rough = total.approximate or any(part.approximate for part in parts)
        if _differs(added, total.amount, Decimal(5 if rough else 0)):
            shown = "+".join(format_amount(part.amount) for part in parts)
            stated = f"合计写的是 {format_amount(total.amount)} 元，请核对。"
            yield Hit(field, f"所列各项相加为 {shown}={format_amount(added)} 元，{stated}")


def _parts_and_total(text: str) -> tuple[list[Money], Money] | None:
    """The sums listed before the one total of a text; None where they are prices, formulas or single."""
    if not _TOTALLED.search(text):
        return None
    sums = find_money(text)
    totals = [place for place, money in enumerate(sums) if _TOTAL_WORD.search(text[: money.start])]
    if len(totals) != 1 or totals[0] < 2 or totals[0] != len(sums) - 1 or find_formulas(text):
        return None
    parts, total = list(sums[: totals[0]]), sums[totals[0]]
    priced = any(money.per for money in sums) or _OF_WHICH.search(text[: total.end])
    return None if priced else (parts, total)


@project_check(
    title="数量×单价与金额不符",
    explanation="数量指标乘以成本指标的单价（按人、次、月等）应与项目金额一致；还有其他支出的，请在成本指标写明。",
    source=_MATCHED,
    threshold=Decimal(1),
    threshold_label="允许相差（%）",
    weight=80,
)
def price_times_count(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The only unit price times the counts it is for is not the amount, nor the stated total without one."""
    prices = prices_of(project)
    counts = [count_of(project, per) for per in prices[0].per] if len(prices) == 1 else [None]
    if None in counts:
        return
    price, factors = prices[0], [count for count in counts if count is not None]
    product = math.prod(factors, start=price.amount)
    shown = "×".join(f"{factor.normalize():f}" for factor in [*factors, price.amount])
    found = f"数量×单价为 {shown}={format_amount(product)} 元，"
    total = total_of(project)
    if project.amount is None and total is None:
        yield Hit("amount", found + "但没有项目金额，无法核对。", outcome=CheckOutcome.UNDECIDED)
        return
    what = "成本指标的总额" if project.amount is None and total else "项目金额"
    expected = total.amount if project.amount is None and total else project.amount
    percent = settings.threshold("price_times_count")
    if expected is not None and not _explained(project, price, product, expected, percent):
        advice = "请核对数量、单价或金额，或写明其余支出。"
        yield Hit(price.field, f"{found}{what}为 {format_amount(expected)} 元，{advice}", price.row.key)


def _explained(
    project: CheckedProject, price: Price, product: Decimal, expected: Decimal, percent: Decimal
) -> bool:
    """The product is the amount, alone, with the other 成本 rows, or by the share that is paid (县级承担10%).

    Below the amount it may also be the price of one thing among others; a share of unknown size excuses
    nothing that is above the amount a 成本 row states itself.
    """
    others = [total.amount for total in sums_of(project) if total.row is not price.row and project.amount]
    possible = [product, product + sum(others), *(product * share for share in _shares(project))]
    if any(not _differs(value, expected, percent) for value in possible):
        return True
    stated = any(not _differs(other, expected, percent) for other in others)
    if stated and _SHARED.search(_words_about_money(project)):
        return True
    return product < expected and (bool(others) or names_a_part(price, project))


_SHARED = re.compile(r"承担|分担|负担|配套|按比例|其余|自筹|统筹")


def _words_about_money(project: CheckedProject) -> str:
    rows = (f"{row.name}{row.note}{text}" for row in project.cost_rows for _, text in row.targets)
    return "\n".join((*project.grounds, *rows))


def _shares(project: CheckedProject) -> set[Decimal]:
    """The percentages that the texts and the 成本 rows name, as fractions."""
    texts = [*project.grounds]
    texts += [
        text for row in project.cost_rows for text in (row.name, row.note, *(t for _, t in row.targets))
    ]
    return {
        quantity.number / 100
        for text in texts
        if "%" in text or "％" in text or "分之" in text
        for quantity in find_quantities(text)
        if quantity.unit == "%" and 0 < quantity.number < 100
    }


def _differs(first: Decimal, second: Decimal, percent: Decimal) -> bool:
    return abs(first - second) * 100 > percent * max(abs(first), abs(second))


@project_check(
    title="成本总额与金额不符",
    explanation="成本指标写明的总额应与项目金额一致；写明的一部分成本不会大于项目金额。",
    source=_MATCHED,
    threshold=Decimal("0.1"),
    threshold_label="允许相差（%）",
    weight=80,
)
def total_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """The one total that the 成本 rows state is not the amount; or a part, or all parts, are more than it."""
    total = total_of(project)
    if project.amount is None:
        if total is not None:
            stated = f"成本指标“{total.row.name}”写明 {format_amount(total.amount)} 元，"
            yield Hit("amount", stated + "但没有项目金额，无法核对。", outcome=CheckOutcome.UNDECIDED)
        return
    percent = settings.threshold("total_differs")
    if total is not None:
        yield from _total_hit(total, project.amount, percent)
    else:
        yield from _parts_hit(project, project.amount, percent)


def _total_hit(total: Total, amount: Decimal, percent: Decimal) -> Iterator[Hit]:
    percent = max(percent, Decimal(5 if total.approximate else 0))
    within = total.sign in _UPPER_BOUNDS and amount <= total.amount
    within = within or abs(total.amount - amount) <= total.rounding
    if _differs(total.amount, amount, percent) and not within:
        stated = f"成本指标“{total.row.name}”写明 {format_amount(total.amount)} 元，"
        yield Hit(total.field, f"{stated}项目金额为 {format_amount(amount)} 元，请核对。", total.row.key)


def _parts_hit(project: CheckedProject, amount: Decimal, percent: Decimal) -> Iterator[Hit]:
    """The parts together are not the amount: above it, or below it where no 成本 row leaves room.

    One of several sums may be the total of the others: then it alone is compared.
    """
    sums = sums_of(project)
    largest = max(sums, key=lambda total: total.amount, default=None)
    if largest is None or any(not _differs(total.amount, amount, percent) for total in sums):
        return
    whole = sum(total.amount for total in sums)
    rest = whole - largest.amount
    added = largest.amount if rest and not _differs(rest, largest.amount, percent) else largest.amount + rest
    rounding = sum(total.rounding for total in sums)
    if any(
        not _differs(value, amount, percent) or abs(value - amount) <= rounding for value in (added, whole)
    ):
        return
    ceilings = all(total.sign in _UPPER_BOUNDS for total in sums)
    complete = len(sums) > 1 and len(sums) == len(project.cost_rows)
    if (added > amount and not (ceilings and len(sums) > 1)) or (added < amount and complete):
        names = "、".join(f"“{total.row.name}”" for total in sums)
        stated = f"成本指标{names}{'合计' if len(sums) > 1 else '写明'} {format_amount(added)} 元，"
        than = "超过" if added > amount else "少于"
        message = f"{stated}{than}项目金额 {format_amount(amount)} 元，请核对，或写明其余支出。"
        yield Hit(largest.field, message, largest.row.key)


@project_check(
    title="依据中的标准与成本不一致",
    explanation="设立依据或绩效目标写明的补助标准，与成本指标中同一口径的单价不一致。",
    source=_MATCHED,
    weight=80,
)
def price_differs(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A unit price in the justification or an objective that a 成本 price for the same thing contradicts.

    A text that also names the price itself quotes the other one beside it: another level's, an older one.
    """
    prices = [*prices_of(project), *formula_prices_of(project)]
    if not prices:
        return
    for field, text in (("justification", project.justification), *project.objectives):
        cited = [money for money in find_money(text) if money.per] if "元" in text else []
        amounts = {money.amount for money in cited}
        for money in cited:
            rivals = [price for price in prices if same_purpose(price.per, money.per)]
            if rivals and not any(_is_allowed(price, money, amounts, text) for price in rivals):
                rival = rivals[0]
                message = (
                    f"写明的标准为 {format_amount(money.amount)} 元/{'/'.join(money.per)}，成本指标"
                    f"“{rival.row.name}”为 {format_amount(rival.amount)} 元/{'/'.join(rival.per)}，请核对。"
                )
                yield Hit(field, message)


_CEILING = re.compile(r"(?:不超过|不高于|不得超过|不得高于|以内|上限|最高|≤|封顶|限额)[一-鿿]{0,6}$")
_SUPERIOR = re.compile(r"(?:中央|省|市|上级|国家)(?:级|财政|补助|承担|下达|配套|标准)[^，。；,;]{0,10}$")


def _is_allowed(price: Price, cited: Money, amounts: set[Decimal], text: str) -> bool:
    if price.amount in amounts or price.allows(cited.amount):
        return True
    after = text[cited.end : cited.end + 4]
    number_begins = re.search("[0-9]", text[cited.start : cited.end])
    before = text[max(0, cited.start - 16) : cited.start + (number_begins.start() if number_begins else 0)]
    ceiling = _CEILING.search(before) or after.startswith(("以内", "以下", "封顶"))
    return bool((ceiling and price.amount <= cited.amount) or _SUPERIOR.search(before))
