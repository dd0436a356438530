"""数字: is a number a power of ten away from what it should be?"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from perfgoals.common.money import format_amount
from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import magnitude_of
from perfgoals.language.quantities import Quantity, find_quantities
from perfgoals.language.targets import parse_target
from perfgoals.language.units import in_base_unit

from .costs import money_in
from .registry import CheckSettings, Hit, project_check
from .sources import MEASURES_2015
from .subject import CheckedProject

_MATCHED = MEASURES_2015 + "：绩效目标应与预算资金量相应匹配"


@project_check(
    title="数量级可疑",
    explanation="“100百万”之类的写法，或成本与项目金额相差百倍以上，多半是元和万元混淆。",
    source=_MATCHED,
    threshold=Decimal(100_000_000),
    threshold_label="单项成本上限（元）",
    weight=95,
)
def magnitude_suspicious(project: CheckedProject, settings: CheckSettings) -> Iterator[Hit]:
    """A number with an unusual power of ten, a cost above the limit or far from the amount, or a count that
    the texts give with another power of ten."""
    limit = settings.threshold("magnitude_suspicious")
    for row in project.rows:
        for field, text in row.targets if row.applies else ():
            odd = "百" in text or "千万" in text
            reasons = [_unusual_writing(quantity) for quantity in find_quantities(text)] if odd else []
            advice = "请核对单位是元还是万元"
            if "成本" in row.category:
                costs = _outside_formulas(text, money_in(row, text))
                reasons += [_unusual_cost(cost, project.amount, limit) for cost in costs]
            elif "数量" in row.category and not any(reasons):
                reasons, advice = [_other_power(text, project)], "请核对是否多写或少写了“万”"
            if reason := next(filter(None, reasons), ""):
                yield Hit(field, f"指标“{row.name}”的值“{text}”{reason}，{advice}。", row.key)
                break


def _outside_formulas(text: str, sums: tuple[Quantity, ...]) -> list[Quantity]:
    """The sums that a text states: the factors of a formula are none, its result is one."""
    formulas = find_formulas(text)
    return [
        sum_
        for sum_ in sums
        if not any(f.start <= sum_.start and sum_.end <= f.start + len(f.expression) for f in formulas)
    ]


def _other_power(text: str, project: CheckedProject) -> str:
    """75万公里 where justification and objectives only know 75公里."""
    target = parse_target(text)
    if not target.number or target.per or not target.unit:
        return ""
    digits = "".join(map(str, target.number.as_tuple().digits)).strip("0")
    if digits not in _digits_of("\n".join(_texts(project))):
        return ""
    cited = _counts_in(project, target.measure)
    for size, written in cited.items():
        ratio = max(size, target.size) / min(size, target.size)
        if (
            ratio >= 100
            and set(str(ratio.normalize().as_tuple().digits)) <= set("(1,0)")
            and target.size not in cited
        ):
            return f"与依据或目标中的“{written}”数量级不同"
    return ""


_MARKS = re.compile("[.,，]")


@lru_cache(maxsize=64)
def _digits_of(text: str) -> str:
    return _MARKS.sub("", text)


def _texts(project: CheckedProject) -> Iterator[str]:
    return iter((project.justification, *(text for _, text in project.objectives)))


def _counts_in(project: CheckedProject, measure: str) -> dict[Decimal, str]:
    """Size → as written, of every count in this measure in justification and objectives."""
    return {
        quantity.number * in_base_unit(quantity.unit)[1]: text[quantity.start : quantity.end].strip()
        for text in _texts(project)
        for quantity in find_quantities(text)
        if quantity.number > 0
        and quantity.unit
        and not quantity.per
        and in_base_unit(quantity.unit)[0] == measure
    }


def _unusual_writing(quantity: Quantity) -> str:
    if quantity.number >= 10 and quantity.core.startswith(("百", "千万")) and quantity.core != "百分点":
        return f"的写法少见，合 {quantity.number * magnitude_of(quantity.core):,f}"
    return ""


def _unusual_cost(quantity: Quantity, amount: Decimal | None, limit: Decimal) -> str:
    yuan = quantity.yuan or Decimal(0)
    # A sum that the amount itself bears out is large, not wrong.
    if yuan >= limit and not (amount and yuan < amount * 100):
        return f"达到 {format_amount(limit)} 元"
    if amount and yuan and not quantity.per and (yuan >= amount * 100 or yuan * 10_000 <= amount):
        return f"与项目金额 {format_amount(amount)} 元相差悬殊"
    if amount and quantity.per and yuan > amount * 10:
        return f"是单价，却比项目金额 {format_amount(amount)} 元还大得多"
    return ""
