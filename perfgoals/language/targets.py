"""Reads the target of an indicator (指标值) into its parts; the text as typed always stays beside them.

Grammar of a cell (quantity: see perfgoals.language.quantities; formula: see perfgoals.language.formulas):

    cell           = empty | not_applicable | quantitative | qualitative
    empty          = blanks or dashes only
    not_applicable = 不适用 | 不涉及 | 无此项 | N/A
    quantitative   = any text that holds a quantity, a formula, a date or another digit
    qualitative    = every other text (及时, 有效提升)

A quantitative cell has a number only where there is one and no other can be meant: the only quantity of the
cell, otherwise the result of its only formula when no quantity follows, otherwise the only quantity named
as the total (合计250000元). Words around it (预计, 村, 投诉率) do not matter. A plain 26人 has the sign =,
100人以上 the sign ≥, 2-3次 an upper bound. Cells with several quantities, with dates only, or with digits
that count nothing have no number.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from .enums import TargetKind, TargetSign
from .formulas import find_formulas
from .lexicon import normalise
from .quantities import Quantity, find_quantities

_NOT_APPLICABLE = re.compile(r"(?:不适用|不涉及|无此项|n/?a)(?:\(.*\)|[。.])?", re.IGNORECASE | re.DOTALL)
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
    if _NOT_APPLICABLE.fullmatch(normal):
        return Target(TargetKind.NOT_APPLICABLE, text)
    quantities = find_quantities(text)
    if not quantities and not re.search("[0-9]", normal):
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
    )


def _meant(text: str, quantities: tuple[Quantity, ...]) -> Quantity | None:
    """The one quantity that the cell is about, if that is certain."""
    formulas = find_formulas(text)
    if len(quantities) == 1 and not formulas:
        return quantities[0]
    if len(formulas) == 1 and quantities and formulas[0].start < quantities[-1].start < formulas[0].end:
        # Nothing is counted after the formula: its printed result is the last quantity.
        return quantities[-1] if quantities[-1].end >= formulas[0].end else None
    totals = [q for q in quantities if _TOTAL.search(text[: q.start])]
    return totals[0] if len(totals) == 1 else None
