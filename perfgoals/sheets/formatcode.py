"""A number format's code → its sections, taken apart once (ECMA-376 part 1, 18.8.31).

A code has up to four sections: numbers above zero, below, zero, and text; or some with their own conditions.
Colours and padding (`_x`, `*x`) are left out: they are not read as part of a value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise

Token = tuple[str, str]  # kind (literal, digit, point, percent, exponent, slash, part …) and its characters


class SectionKind(Enum):
    """What a section sets its number as; LITERAL has words only."""

    GENERAL = auto()
    NUMBER = auto()
    DATE = auto()
    TEXT = auto()
    LITERAL = auto()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a code. `own_sign`: no number above zero comes here, so the code writes the sign."""

    kind: SectionKind
    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    own_sign: bool = False
    chinese: bool = False  # names of months and weekdays

    def accepts(self, number: Decimal) -> bool:
        return self.condition is not None and _COMPARE[self.condition[0]](number, self.condition[1])


@dataclass(frozen=True, slots=True)
class Format:
    """The sections for numbers, at most three, and the one for texts; None: texts stay as they are."""

    numbers: tuple[Section, ...]
    text: Section | None

    def section(self, number: Decimal) -> Section | None:
        """The section that shows `number`; None when none takes it."""
        place = _place(self.numbers, number)
        return None if place is None else self.numbers[place]


def _place(sections: tuple[Section, ...], number: Decimal) -> int | None:
    first, second = sections[0], sections[1] if len(sections) > 1 else None
    last = len(sections) - 1
    if first.condition is None and (second is None or second.condition is None):
        return min(1, last) if number < 0 else 2 if number == 0 and last == 2 else 0
    if first.accepts(number) or (first.condition is None and number > 0):
        return 0
    if second is None or second.condition is None or second.accepts(number):
        return 1
    return 2 if last == 2 else None


_BRACKET = r"\[(?P<elapsed>h+|m+|s+)\]|\[(?P<bracket>[^\]]*)\]"
_LITERALS = r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|' + _BRACKET
_FLAGS = re.IGNORECASE | re.DOTALL
_NUMBER = re.compile(
    _LITERALS + r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<exponent>E[+-])"
    r"|(?P<slash>/)|(?P<other>.)",
    _FLAGS,
)
_DATE = re.compile(
    _LITERALS + r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<part>y+|e+|m+|d+|a{3,4}|h+|s+|g+)"
    r"|\.(?P<split>0+)|(?P<other>.)",
    _FLAGS,
)
_GENERAL_TOKENS = re.compile(_LITERALS + r"|(?P<general>General|G/通用格式)|(?P<other>.)", _FLAGS)
_TEXT = re.compile(_LITERALS + r"|(?P<text>@)|(?P<other>.)", _FLAGS)
_PATTERNS = {
    SectionKind.NUMBER: _NUMBER,
    SectionKind.DATE: _DATE,
    SectionKind.GENERAL: _GENERAL_TOKENS,
    SectionKind.TEXT: _TEXT,
    SectionKind.LITERAL: _GENERAL_TOKENS,
}
_IGNORED = re.compile(r'"[^"]*"?|\\.|_.|\*.|' + _BRACKET, _FLAGS)
_GENERAL_WORD = re.compile("General|G/通用格式", re.IGNORECASE)
_SPLIT_SECONDS = re.compile(r"(?<=s)\.0+|(?<=\x00)\.0+", re.IGNORECASE)
_DATE_SIGN = re.compile(r"AM/PM|A/P|上午/下午|[ymdhsg\x00]|e|a{3}", re.IGNORECASE)
_SECTION_END = re.compile(r'("[^"]*"?|\\.|_.|\*.|\[[^\]]*\])|;', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d*\.?\d+(?:E[+-]?\d{1,3})?)", re.IGNORECASE)
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<language>[^,]*))?")
_LITERAL_GROUPS = {"quoted", "escaped", "other"}
_LONG_DATE, _LONG_TIME = 'yyyy"年"m"月"d"日"', "h:mm:ss"
_SYSTEM = {"F800": _LONG_DATE, "F400": _LONG_TIME}
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
}
_GENERAL = Section(SectionKind.GENERAL, (("general", "General"),))


@lru_cache(maxsize=1_000)
def parsed(code: str) -> Format:
    """The sections of `code`. A last section with @ is the one for texts, however few there are."""
    sections = [_section(part) for part in _parts(code)][:4]
    text = sections.pop() if len(sections) == 4 or sections[-1].kind is SectionKind.TEXT else None
    if not sections or (len(sections) == 1 and sections[0].condition is not None):
        sections.append(_GENERAL)
    return Format(tuple(_with_signs(tuple(sections))), text)


def _parts(code: str) -> list[str]:
    ends = [match.start() for match in _SECTION_END.finditer(code) if not match[1]]
    return [code[start + 1 : end] for start, end in zip([-1, *ends], [*ends, len(code)], strict=True)]


def _section(code: str) -> Section:
    kind = _kind(code)
    tokens: list[Token] = []
    condition, chinese = None, False
    for match in _PATTERNS[kind].finditer(code):
        group = match.lastgroup
        if group is None:
            continue
        if group != "bracket":
            tokens.append(("literal" if group in _LITERAL_GROUPS else group, match[group]))
        elif found := _CONDITION.fullmatch(match[group]):
            condition = (found[1], Decimal(found[2]))
        elif found := _CURRENCY.match(match[group]):
            language = found["language"] or ""
            if kind is SectionKind.DATE and (system := _SYSTEM.get(language.upper())):
                return _section(system)
            chinese = chinese or _is_chinese(language)
            tokens.append(("literal", found["sign"]))
    return Section(kind, tuple(tokens), condition, chinese=chinese)


def _kind(code: str) -> SectionKind:
    """By what stands outside of quotes; a digit place that is no split second makes a number of it."""
    bare = _IGNORED.sub(lambda match: "\x00" if match["elapsed"] else "", code)
    if _GENERAL_WORD.search(bare):
        return SectionKind.GENERAL
    if re.search("[0#?]", _SPLIT_SECONDS.sub("", bare)):
        return SectionKind.NUMBER
    if _DATE_SIGN.search(bare):
        return SectionKind.DATE
    return SectionKind.TEXT if "@" in bare else SectionKind.LITERAL


def _is_chinese(language: str) -> bool:
    """`804`, `zh-CN`, or a number whose low bits are those of Chinese."""
    if language.lower().startswith("zh"):
        return True
    try:
        return int(language, 16) & 0x3FF == 0x04
    except ValueError:
        return False


def _with_signs(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Marks the sections that no number above zero reaches: they write the sign themselves."""
    bounds = sorted({section.condition[1] for section in sections if section.condition} | {Decimal(0)})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    samples = [number for number in [*bounds, *between, bounds[-1] + 1] if number > 0]
    reached = {_place(sections, number) for number in samples}
    for place, section in enumerate(sections):
        yield replace(section, own_sign=place not in reached)
