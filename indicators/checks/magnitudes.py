"""数字: is a number a power of ten away from what it should be?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from perfgoals.common.money import format_amount
from perfgoals.language.formulas import find_formulas
from perfgoals.language.lexicon import magnitude_of, normalise
from perfgoals.language.quantities import Quantity, find_quantities
from perfgoals.language.targets import Target, parse_target
from perfgoals.language.units import in_base_unit, spellings

from .costs import money_in
from .registry import CheckSettings, Hit, project_check
from .row_reading import RowReading
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
    cited = _Cited(project)
    for row in project.applying:
        for number in _numbers_of(row.reading):
            reason, advice = number.unusual, "请核对单位是元还是万元"
            for cost in number.costs:
                reason = reason or _unusual_cost(cost, project.amount, limit)
            if number.count is not None:
                reason, advice = cited.other_power(number.count), "请核对是否多写或少写了“万”"
            if reason:
                yield Hit(number.field, f"指标“{row.name}”的值“{number.text}”{reason}，{advice}。", row.key)
                break


@dataclass(frozen=True, slots=True)
class _Number:
    """What one value of a row holds that may be a power of ten away."""

    field: str
    text: str
    unusual: str
    """Why its writing is unusual, or nothing."""
    costs: tuple[Quantity, ...]
    count: Target | None
    """Of a 数量 row whose writing is usual."""


@lru_cache(maxsize=8192)
def _numbers_of(row: RowReading) -> tuple[_Number, ...]:
    numbers = (_number_in(row, field, text) for field, text in row.targets)
    return tuple(number for number in numbers if number.unusual or number.costs or number.count)


def _number_in(row: RowReading, field: str, text: str) -> _Number:
    odd = "百" in text or "千万" in text
    unusual = next(filter(None, map(_unusual_writing, find_quantities(text))), "") if odd else ""
    if "成本" in row.category:
        return _Number(field, text, unusual, _outside_formulas(text, money_in(row, text)), None)
    counts = "数量" in row.category and not unusual
    return _Number(field, text, unusual, (), _plain_count(text) if counts else None)


def _plain_count(text: str) -> Target | None:
    """A number with its unit that is not per something."""
    target = parse_target(text)
    return target if target.number and target.unit and not target.per else None


def _outside_formulas(text: str, sums: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The sums that a text states: the factors of a formula are none, its result is one."""
    formulas = find_formulas(text)
    if not formulas:
        return sums
    return tuple(
        sum_
        for sum_ in sums
        if not any(f.start <= sum_.start and sum_.end <= f.start + len(f.expression) for f in formulas)
    )


class _Cited:
    """The counts that the justification and the objectives of a project name, read when asked for."""

    def __init__(self, project: CheckedProject) -> None:
        self.texts = project.grounds

    def other_power(self, target: Target) -> str:
        """75万公里 where justification and objectives only know 75公里."""
        if _significant(target.number) not in self._digits or not self._names(target.measure):
            return ""
        cited = self._sizes.get(target.measure, {})
        for size, written in cited.items():
            ratio = max(size, target.size) / min(size, target.size)
            if (
                ratio >= 100
                and set(str(ratio.normalize().as_tuple().digits)) <= set("(1,0)")
                and target.size not in cited
            ):
                return f"与依据或目标中的“{written}”数量级不同"
        return ""

    def _names(self, measure: str) -> bool:
        """Whether anything can be counted in this measure: looked up before the texts are read."""
        texts = [normalise(text) for text in self.texts]
        return measure == "%" or any(word in text for text in texts for word in spellings(measure))

    @cached_property
    def _digits(self) -> str:
        return _MARKS.sub("", "\n".join(self.texts))

    @cached_property
    def _sizes(self) -> dict[str, dict[Decimal, str]]:
        """Measure → size → as written, of every count in the texts."""
        sizes: dict[str, dict[Decimal, str]] = {}
        for text in self.texts:
            for quantity in find_quantities(text):
                if quantity.number > 0 and quantity.unit and not quantity.per:
                    measure, unit = in_base_unit(quantity.unit)
                    written = text[quantity.start : quantity.end].strip()
                    sizes.setdefault(measure, {})[quantity.number * unit] = written
        return sizes


_MARKS = re.compile("[.,，]")


def _significant(number: Decimal) -> str:
    return "".join(map(str, number.as_tuple().digits)).strip("0")


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
