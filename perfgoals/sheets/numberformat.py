"""A stored number → the text a spreadsheet program shows for it (ECMA-376 part 1, 18.8.31).

Not shown here: colours, padding (`_x`, `*x`) and Chinese numerals ([DBNum1] shows the plain digits). Built-in
formats whose meaning depends on the language are the Chinese ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from . import dateformat
from .digits import Token, fraction_text, number_text

GENERAL = "General"
_CHINESE_BUILTIN = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
BUILTIN = BUILTIN_FORMATS | _CHINESE_BUILTIN

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<exponent>[eE][+-])|(?P<slash>/)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = {"quoted", "escaped", "other"}
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_SECTION_END = re.compile(r'("[^"]*"?|\\.|_.|\*.|\[[^\]]*\])|;', re.DOTALL)
_DIGITS_15 = Context(prec=15, rounding=ROUND_HALF_UP)
_LONGEST_FORMAT = 255  # a spreadsheet program accepts no longer one
_LONGEST_NUMBER = 60
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts of a format: for positive, negative, zero and text, or with its own condition."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    def accepts(self, number: Decimal) -> bool:
        return self.condition is not None and _COMPARE[self.condition[0]](number, self.condition[1])


def stored_decimal(stored: str) -> Decimal | None:
    """The stored number to the 15 digits a spreadsheet keeps; None if it is no finite number of its range."""
    if len(stored) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(stored)
    except ArithmeticError:
        return None
    if not number.is_finite() or not -308 <= number.adjusted() <= 308:
        return Decimal(0) if number == 0 else None
    return _DIGITS_15.plus(number)


def plain(number: Decimal) -> str:
    """All digits without superfluous zeros: what General shows in a column that is wide enough."""
    if number and not -15 < number.adjusted() < 21:
        return f"{number.normalize():E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=20_000)
def display(stored: str, code: str = GENERAL, *, from_1904: bool = False) -> str:
    """`stored` as shown under the format `code`: ("0.95", "0%") → 95%. What is no number stays as it is."""
    number = stored_decimal(stored)
    if number is None:
        return stored
    if code == GENERAL or len(code) > _LONGEST_FORMAT:
        return plain(number)
    if is_date(code):
        return dateformat.display(number, code, from_1904=from_1904) or plain(number)
    section, number = _choose(_sections(code), number)
    return "" if section is None else _fill(section.tokens, number)


@lru_cache(maxsize=1_000)
def is_date(code: str) -> bool:
    return is_date_format(code)


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[Section, ...]:
    ends = [match.start() for match in _SECTION_END.finditer(code) if not match[1]]
    return tuple(
        _section(code[start + 1 : end]) for start, end in zip([-1, *ends], [*ends, len(code)], strict=True)
    )


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind is None:
            continue
        if kind in _LITERAL:
            tokens.append(("literal", match[kind]))
        elif kind != "bracket":
            tokens.append((kind, match[kind]))
        elif found := _CONDITION.fullmatch(match[kind]):
            condition = (found[1], Decimal(found[2]))
        elif found := _CURRENCY.match(match[kind]):
            tokens.append(("literal", found[1]))
    return Section(tuple(tokens), condition)


def _choose(sections: tuple[Section, ...], number: Decimal) -> tuple[Section | None, Decimal]:
    """The section for this number, and the number as that section shows it: its sign may be the section's."""
    numeric = sections[:3]
    for section in numeric[:2]:
        if section.accepts(number):
            return section, number
    unconditional = [section for section in numeric if section.condition is None]
    if len(unconditional) < len(numeric):
        return (unconditional[-1] if unconditional else None), number
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number
    if number == 0 and len(numeric) > 2:
        return numeric[2], number
    return numeric[0], number


def _fill(tokens: tuple[Token, ...], number: Decimal) -> str:
    kinds = {kind for kind, _ in tokens}
    if kinds & {"general", "text"}:
        shown = {"general": plain(number), "text": plain(number)}
        return "".join(shown.get(kind, value) for kind, value in tokens)
    if "digit" not in kinds:
        return "".join(value for kind, value in tokens if kind in ("literal", "percent"))
    if "slash" in kinds:
        return fraction_text(tokens, number)
    return number_text(tokens, number)
