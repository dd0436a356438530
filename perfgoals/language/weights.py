"""权重 and 分值 as they are typed."""

import re
from decimal import Decimal

from perfgoals.common.money import HALF_WIDTH

_WEIGHT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*[%分]?")


def weight_of(text: str) -> Decimal | None:
    """40, 40分 and 40％ → 40; None for what is no weight."""
    match = _WEIGHT.fullmatch(text.translate(HALF_WIDTH).strip())
    return Decimal(match[1]) if match else None
