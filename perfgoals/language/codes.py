"""Codes in front of names, as tables print them: 130001-中共曲江区委组织部, 1111预算安排拨款.

Full-width digits and dashes are read as plain ones; the name keeps its characters. A cell that holds nothing
but a code has no name.
"""

import re

from perfgoals.common.money import HALF_WIDTH

_DASH = r"\s*[-－—–_]+\s*"
_UNIT = (
    re.compile(rf"((?=[A-Za-z]*[0-9])[0-9A-Za-z]{{2,20}}){_DASH}(.+)"),
    # A name may begin with digits (120急救中心): without a dash only six digits or more are a code.
    re.compile(r"([0-9]{6,20})(?:\s*([^0-9\s].*))?"),
)
# In brackets behind or before a name: 某局（601001）, [601]某局; four digits would be a year.
_CODE_BEHIND = re.compile(r"(?P<name>.*[^0-9\s].*?)\s*[(\[〔【](?P<code>[0-9]{3}|[0-9]{6,20})[)\]〕】]")
_CODE_BEFORE = re.compile(r"[(\[〔【](?P<code>[0-9]{3}|[0-9]{6,20})[)\]〕】]\s*(?P<name>[^0-9\s].*)")
_FUND = (re.compile(r"([0-9]{1,10})(?:[-－—–\s]*([^0-9\s-].*))?"),)
_SUBJECT = (re.compile(r"([0-9]{7}|[0-9]{5}|[0-9]{3})(?:[-－—–\s]*([^0-9\s-].*))?"),)


def split_unit(text: str) -> tuple[str, str]:
    """(code, name); the code is "" and the name the whole text when no code surely stands in front of the
    name, or in brackets beside it."""
    code, name = _split(_UNIT, text)
    if not code and (match := _CODE_BEHIND.fullmatch(plain_code(text))):
        return match["code"], text[: match.end("name")]
    if not code and (match := _CODE_BEFORE.fullmatch(plain_code(text))):
        return match["code"], text[match.start("name") :]
    return code, name


def split_fund(text: str) -> tuple[str, str]:
    return _split(_FUND, text)


def split_subject(text: str) -> tuple[str, str]:
    return _split(_SUBJECT, text)


def _split(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[str, str]:
    plain = plain_code(text)
    for pattern in patterns:
        if match := pattern.fullmatch(plain):
            return match[1], text[match.start(2) :] if match[2] else ""
    return "", text


def plain_code(text: str) -> str:
    """The text with full-width characters as plain ones, of the same length."""
    return text.translate(HALF_WIDTH)
