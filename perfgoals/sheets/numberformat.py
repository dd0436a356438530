"""A stored number → the text a spreadsheet program shows, by the section of its format that takes it."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from . import dateformat
from .digits import fraction_text, is_fraction, number_text
from .formatcode import Format, Section, SectionKind, parsed
from .general import general_text

GENERAL = "General"
_DIGITS_15 = Context(prec=15, rounding=ROUND_HALF_UP)
_LONGEST_FORMAT = 255  # a spreadsheet program accepts no longer one
_LONGEST_NUMBER = 60


class Shown(NamedTuple):
    """The text a cell shows, and the section that made it; None when no section takes the number."""

    text: str
    section: Section | None

    @property
    def is_date(self) -> bool:
        """Whether it is a date or a time of day; hours that only run on (`[h]"小时"`) are a quantity."""
        section = self.section
        return (
            section is not None
            and section.kind is SectionKind.DATE
            and any(kind in ("part", "noon") for kind, _ in section.tokens)
        )


def stored_decimal(stored: str) -> Decimal | None:
    """The stored number to the 15 digits a spreadsheet keeps; None if it is no finite number of its range."""
    number = _exact(stored)
    return None if number is None else _DIGITS_15.plus(number)


def _exact(stored: str) -> Decimal | None:
    """The shortest number that is stored as this one: programs write 1.005 as 1.0049999999999999."""
    if len(stored) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(stored)
    except ArithmeticError:
        return None
    if not number.is_finite() or not -308 <= number.adjusted() <= 308:
        return Decimal(0) if number == 0 else None
    return Decimal(repr(float(number)))


def plain(number: Decimal) -> str:
    """All digits without superfluous zeros."""
    if number and not -15 < number.adjusted() < 21:
        return f"{number.normalize():E}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def display(stored: str, code: str = GENERAL, *, from_1904: bool = False) -> str:
    """`stored` as shown under the format `code`: ("0.95", "0%") → 95%. What is no number stays as it is."""
    return shown(stored, code, from_1904=from_1904).text


@lru_cache(maxsize=20_000)
def shown(stored: str, code: str = GENERAL, *, from_1904: bool = False) -> Shown:
    """As `display`, with the section that was used."""
    number = _exact(stored)
    if number is None:
        return Shown(stored, None)
    section = format_of(code).section(number)
    return Shown("" if section is None else _fill(section, number, from_1904), section)


def display_text(text: str, code: str) -> str:
    """A text as shown under `code`: 甲 under `@"单位"` is 甲单位; under `;;;` nothing is shown."""
    section = format_of(code).text
    if section is None:
        return text
    return "".join(text if kind == "text" else value for kind, value in section.tokens)


def format_of(code: str) -> Format:
    return parsed(code if len(code) <= _LONGEST_FORMAT else GENERAL)


def _fill(section: Section, number: Decimal, from_1904: bool) -> str:
    if section.own_sign:
        number = abs(number)
    match section.kind:
        case SectionKind.DATE:
            date = dateformat.display(number, section, from_1904=from_1904)
            return plain(_DIGITS_15.plus(number)) if date is None else date
        case SectionKind.GENERAL:
            size = general_text(abs(number))
            words = "".join(size if kind == "general" else value for kind, value in section.tokens)
            return f"-{words}" if number < 0 else words
        case SectionKind.TEXT:
            size = general_text(number)
            return "".join(size if kind == "text" else value for kind, value in section.tokens)
        case SectionKind.LITERAL:
            return "".join(value for _, value in section.tokens)
    return fraction_text(section, number) if is_fraction(section) else number_text(section.tokens, number)
