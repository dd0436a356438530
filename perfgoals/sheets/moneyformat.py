"""The unit of money that a number format gives a stored number."""

from decimal import Decimal
from functools import lru_cache

from perfgoals.common.money import UNIT_FACTORS

from .digits import thousands_cut
from .formatcode import Section, SectionKind, Token

_NAMES = {factor: name for name, factor in reversed(UNIT_FACTORS.items()) if name.endswith("元")}


@lru_cache(maxsize=1_000)
def money_unit(section: Section) -> str:
    """What the stored number counts: 元, 万元 …; "" where the section does not surely say.

    `0.00"万元"` shows the number itself: it counts 万元. `0\\.0,"万元"` shows a ten-thousandth: it counts 元.
    """
    if section.kind not in (SectionKind.NUMBER, SectionKind.GENERAL):
        return ""
    places = [index for index, (kind, _) in enumerate(section.tokens) if kind in ("digit", "general")]
    written = "".join(value for kind, value in section.tokens[places[-1] + 1 :] if kind == "literal").strip()
    factor = UNIT_FACTORS.get(written)
    scale = _scale(section.tokens, places)
    if factor is None or scale is None:
        return ""
    return _NAMES.get(factor * scale, "")


def _scale(tokens: tuple[Token, ...], places: list[int]) -> Decimal | None:
    """The shown number over the stored one; None where the section writes something else among its digits."""
    kinds = {kind for kind, _ in tokens}
    if kinds & {"percent", "exponent", "slash"}:
        return None
    inside = [(n, token[1]) for n, token in enumerate(tokens) if token[0] == "literal" and n < places[-1]]
    inside = [(n, value) for n, value in inside if n > places[0] and value not in (",", " ")]
    thousands = Decimal(1).scaleb(-3 * thousands_cut(tokens))
    if not inside:
        return thousands
    if len(inside) > 1 or inside[0][1] != "." or "point" in kinds:
        return None
    return thousands.scaleb(-sum(place > inside[0][0] for place in places))
