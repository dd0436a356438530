"""A target in the three columns of a split list (符号, 值, 单位); joined they are the target as typed."""

import re
from typing import NamedTuple

from reading.indicator_rows import join_target

_PARTS = re.compile(
    r"(?P<sign>[≥≤＞＜><=＝≧≦]{0,2})(?P<value>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<unit>[^0-9\s、，；。—-][^0-9、，；。—-]{0,9})?"
)
QUALITATIVE = "定性"


class TargetParts(NamedTuple):
    sign: str
    value: str
    unit: str = ""


def target_parts(text: str) -> TargetParts:
    """Sign, value and unit of a simple target; any other text is one value, 定性.

    >>> target_parts("≥95%"), target_parts("=11个"), target_parts("及时")
    (TargetParts(sign='≥', value='95', unit='%'), TargetParts(sign='=', value='11', unit='个'), \
TargetParts(sign='定性', value='及时', unit=''))
    """
    if not text:
        return TargetParts("", "")
    if match := _PARTS.fullmatch(text):
        parts = TargetParts(match["sign"], match["value"], match["unit"] or "")
        if join_target(*parts) == text:  # 0/ is not: a reader takes / for a cell left empty
            return parts
    return TargetParts(QUALITATIVE, text)
