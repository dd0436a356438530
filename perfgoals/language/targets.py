"""Reads the target of an indicator (指标值) into its parts; the text as typed always stays beside them.

Grammar of a cell (quantity: see perfgoals.language.quantities; formula: see perfgoals.language.formulas):

    cell           = empty | not_applicable | quantitative | qualitative
    empty          = blanks or dashes only
    not_applicable = (不适用 | 不涉及 | 无此项 | N/A) reason?     reason = in brackets, or after ， ： ； 。
    quantitative   = any text that holds a quantity, a formula, a date or another digit
    qualitative    = every other text (及时, 有效提升)

A quantitative cell has a number only where there is one and no other can be meant: the only quantity of the
cell, otherwise the result of its only formula when no quantity follows, otherwise the only quantity named
as the total (合计250000元). Words around it (预计, 村, 投诉率) do not matter. A plain 26人 has the sign =,
100人以上 the sign ≥, 2-3次 an upper bound. Cells with several quantities, with dates only, or with digits
that count nothing have no number. ≥90%且≤95% is one range.

Two targets are the same when they say the same sign and size of the same thing, however they are written:
≥92% and 不低于92%, 1.5万吨 and 15000吨, 百分之百 and 100% (`same_target`).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .enums import TargetKind, TargetSign
from .formulas import find_formulas
from .lexicon import normalise
from .quantities import Quantity, find_quantities
from .units import families, in_base_unit, same_purpose

_NOT_APPLICABLE = re.compile(
    r"(?:不适用|不涉及|无此项|n/?a)\s*(?:\((?P<bracketed>.*)\)[。.]?|[,，:：;；。.、\-]\s*(?P<said>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = re.compile(r"[\s/\\~_-]*")
_TOTAL = re.compile(r"(?:合计|共计|总计|总额|总共|共需)[\u4e00-\u9fff:：]{0,4}$")


@dataclass(frozen=True, slots=True)
class Target:
    """A target as typed (`text`) and its parts, as far as they are certain."""

    kind: TargetKind
    text: str
    sign: TargetSign | None = None
    number: Decimal | None = None
    """In the unit as written: 15 for 15万元."""
    upper: Decimal | None = None
    """The second number of a range (2-3次)."""
    unit: str = ""
    approximate: bool = False
    """Said to be about so much (约, 预计, 左右, 余)."""
    per: tuple[str, ...] = ()
    """What each number is for: (人, 月) of 每人每月900元 and of 900元/人/月."""
    reason: str = ""
    """Why the row does not apply, where the value itself says it: 不适用（本项目无基建）."""

    @property
    def size(self) -> Decimal | None:
        """The number in the base unit, powers of ten applied: 15000000000 (克) for 1.5万吨."""
        return None if self.number is None else self.number * in_base_unit(self.unit)[1]

    @property
    def measure(self) -> str:
        """The base unit of `size`: 克 of 万吨, 元 of 万元, % of ‰; "" for a bare number."""
        return in_base_unit(self.unit)[0]


@lru_cache(maxsize=8192)
def parse_target(text: str) -> Target:
    """The parts of a target; never raises. `Target.text` is `text` itself.

    >>> target = parse_target("预计＞100人次")
    >>> target.sign.value, target.number, target.unit, target.approximate
    ('>', Decimal('100'), '人次', True)
    """
    normal = normalise(text).strip()
    if _EMPTY.fullmatch(normal):
        return Target(TargetKind.EMPTY, text)
    if match := _NOT_APPLICABLE.fullmatch(normal):
        reason = (match["bracketed"] or match["said"] or "").strip()
        return Target(TargetKind.NOT_APPLICABLE, text, reason=reason)
    quantities = find_quantities(text)
    if not quantities and not _DIGIT.search(normal):
        return Target(TargetKind.QUALITATIVE, text)
    if (meant := _meant(text, quantities)) is None:
        return Target(TargetKind.QUANTITATIVE, text, approximate=any(q.approximate for q in quantities))
    return Target(
        kind=TargetKind.QUANTITATIVE,
        text=text,
        sign=meant.sign or TargetSign.EQUAL,
        number=meant.number,
        upper=meant.upper,
        unit=meant.unit,
        approximate=meant.approximate,
        per=meant.per,
    )


@lru_cache(maxsize=8192)
def same_target(first: str, second: str) -> bool:
    """Whether two values promise the same, however they are written; words alone are compared as words.

    >>> same_target("≥92%", "不低于92%"), same_target("1.5万吨", "15000吨"), same_target("≥92%", "92%")
    (True, True, False)
    """
    if _bare(first) == _bare(second):
        return True
    one, other = parse_target(first), parse_target(second)
    if one.number is None or other.number is None:
        return False
    return (
        one.size == other.size
        and _upper_size(one) == _upper_size(other)
        and (one.sign, one.approximate) == (other.sign, other.approximate)
        and _comparable(one, other)
    )


def is_empty(text: str) -> bool:
    """Blanks or dashes only: the cheap answer to `parse_target(text).kind == EMPTY`."""
    return _EMPTY.fullmatch(normalise(text)) is not None


def _comparable(one: Target, other: Target) -> bool:
    """Numbers of one measure for one purpose; 8个 and 8家 are one count, a bare number takes any unit."""
    if one.per and other.per and not same_purpose(one.per, other.per):
        return False
    if one.measure == other.measure or not one.unit or not other.unit:
        return True
    return "things" in families(one.unit) & families(other.unit)


def _upper_size(target: Target) -> Decimal | None:
    return None if target.upper is None else target.upper * in_base_unit(target.unit)[1]


_DIGIT = re.compile("[0-9]")
_BARE = re.compile(r"[\s，。；;、“”\"'()]+")


def _bare(text: str) -> str:
    """The text without what changes nothing in it: blanks, marks, width of digits, grouping commas."""
    return _GROUPING.sub("", _BARE.sub("", normalise(text)))


_GROUPING = re.compile("(?<=[0-9]),(?=[0-9]{3})")


def _meant(text: str, quantities: tuple[Quantity, ...]) -> Quantity | None:
    """The one quantity that the cell is about, if that is certain."""
    formulas = find_formulas(text)
    if len(quantities) == 1 and not formulas:
        return quantities[0]
    if len(formulas) == 1 and quantities and formulas[0].start < quantities[-1].start < formulas[0].end:
        # Nothing is counted after the formula: its printed result is the last quantity.
        return quantities[-1] if quantities[-1].end >= formulas[0].end else None
    if len(quantities) == 2 and (bounded := _between_bounds(*quantities)):
        return bounded
    totals = [q for q in quantities if _TOTAL.search(text[: q.start])]
    return totals[0] if len(totals) == 1 else None


def _between_bounds(low: Quantity, high: Quantity) -> Quantity | None:
    """≥90%且≤95% is one range in one unit."""
    signs = (low.sign, high.sign)
    lower, upper = (TargetSign.AT_LEAST, TargetSign.MORE_THAN), (TargetSign.AT_MOST, TargetSign.LESS_THAN)
    if low.unit != high.unit or signs[0] not in lower or signs[1] not in upper or low.number > high.number:
        return None
    return low._replace(upper=high.number, sign=TargetSign.EQUAL)
