"""Numbers that tell who somebody is: identity, mobile, bank card; with a masked form to put instead.

Identity numbers: GB 11643-1999, the last sign is ISO 7064 MOD 11-2 of the first seventeen; the old ones of 15
digits have none. Bank cards: the check digit of ISO/IEC 7812 (Luhn).
"""

import re
from collections.abc import Iterator
from datetime import date

from ..enums import Level
from .registry import Hit, text_check
from .subject import Passage, PublishedUnit

_WIDE_DIGITS = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789Xx- ")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81,
    82, 83, 91,
}  # fmt: skip
# Digits in one run, or in the groups in which such numbers are written.
_RUN = re.compile(
    r"(?<![0-9A-Za-z.,])(?:[0-9]{17}[0-9Xx]|[0-9]{11,19}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}"
    r"|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx])"
    r"(?![0-9A-Za-z]|[.,][0-9])"
)
_COUNTED = re.compile(r"\s*(?:元|万|亿|千|个|人|%|％|吨|平方|公里)")


@text_check(
    title="个人身份、电话、银行卡号码",
    why="公开个人号码违反《个人信息保护法》，上网后无法收回。",
)
def personal_numbers(passage: Passage, unit: PublishedUnit) -> Iterator[Hit]:
    """A number of one of the three kinds that passes its own checksum, or has the shape of one."""
    text = passage.text.translate(_WIDE_DIGITS)
    for found in _RUN.finditer(text):
        digits = re.sub("[ -]", "", found[0]).upper()
        kind, level = _kind_of(digits)
        if kind and not _COUNTED.match(text, found.end()):
            yield Hit(found[0], mask(digits), level, f"像是{kind}")


def _kind_of(digits: str) -> tuple[str, Level | None]:
    """What the number is, and the level where it is not certain; ("", None) for any other number."""
    if len(digits) == 18 and _dated(digits[:2], digits[6:14]):
        if identity_checksum(digits[:17]) == digits[17]:
            return "身份证号码（18 位）", None
        return "身份证号码（18 位，校验码不对）", Level.ADVICE
    if len(digits) == 15 and _dated(digits[:2], f"19{digits[6:12]}"):
        return "身份证号码（15 位）", None
    if re.fullmatch("1[3-9][0-9]{9}", digits):
        return "手机号码", None
    if re.fullmatch("[3-69][0-9]{15,18}", digits) and luhn_holds(digits):
        return "银行卡号", None
    return "", None


def _dated(province: str, day: str) -> bool:
    try:
        born = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    except ValueError:
        return False
    return int(province) in _PROVINCES and date(1880, 1, 1) <= born <= date.today()


def identity_checksum(first: str) -> str:
    """The last sign of an identity number whose first seventeen digits are `first`."""
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True)) % 11
    return "10X98765432"[rest]


def luhn_holds(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def mask(digits: str) -> str:
    """The number with what identifies a person as asterisks.

    >>> mask("13800138000"), mask("6222020200112233445")
    ('138****8000', '6222***********3445')
    """
    keep = {11: 3, 15: 6, 18: 6}.get(len(digits), 4)
    tail = 3 if len(digits) == 15 else 4
    return digits[:keep] + "*" * (len(digits) - keep - tail) + digits[-tail:]
