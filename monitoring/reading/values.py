"""Amounts, points, rates and ticks out of their cells; what is uncertain becomes a finding, never a guess."""

import re
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.utils import get_column_letter

from perfgoals.common.money import HALF_WIDTH, UNIT_FACTORS
from perfgoals.sheets import Cell
from reading.amounts import read_amount
from reading.cleaning import long_text, says_nothing, trimmed
from reading.findings import SheetFindings

from ..enums import Possibility
from .blocks import ReadTable

_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(%|分)?")
_NOTHING = ("无法判断", "不适用", "无")
_TICKS = frozenset(["√", "✓", "✔", "☑", "■", "1", "是", "v", "V", "y", "Y", "〇", "○", "●", "x", "X"])
_LARGEST = (1_000, 100_000)  # points; a rate in %
TEXT_LABELS = {
    "weight": "分值", "score": "得分", "rate": "执行率", "total": "总分", "execution_score": "执行率得分",
}  # fmt: skip
_OTHER_WORDS = {"确定": Possibility.CERTAIN, "能": Possibility.CERTAIN, "不可能": Possibility.IMPOSSIBLE}


class ValueReader:
    """Reads cells of one sheet into tables; `unit` is what its amounts count."""

    def __init__(self, sheet: str, unit: str) -> None:
        self.findings = SheetFindings(sheet)
        self.unit = unit if unit in UNIT_FACTORS else "元"

    def amount(self, table: ReadTable, cell: Cell, row: int, column: int, label: str) -> Decimal | None:
        """An amount in 元; None for a dash or for what can't be read, which is then said."""
        reading = read_amount(cell, self.unit)
        if reading.reason:
            make = self.findings.error if reading.is_error else self.findings.warning
            place = (row, get_column_letter(column), "amount", cell.text)
            table.findings.append(make(f"{label}：{reading.reason}", reading.action, *place))
        return reading.amount

    def number(self, table: ReadTable, cell: Cell, row: int, column: int, key: str) -> Decimal | None:
        """Points or a rate (in %); None for a dash or for what is no number, which is then said."""
        text = cell.text.translate(HALF_WIDTH).strip()
        if says_nothing(text) or "".join(text.split()) in _NOTHING:
            return None
        match = _NUMBER.fullmatch(text)
        number = Decimal(match[1].replace(",", "")) if match else None
        if number is None or not 0 <= number < _LARGEST[key == "rate"]:
            place = (row, get_column_letter(column), key, cell.text)
            reason = f"{TEXT_LABELS.get(key, key)}不是数"
            table.findings.append(self.findings.error(reason, "请改为数字，例如 9.5", *place))
            return None
        if cell.number is not None and key != "rate" and match[2] != "%":
            number = _exact(cell, number)
        return number if key == "rate" else two_decimals(number)

    def text(self, cell: Cell, *, long: bool = False) -> str:
        return long_text(cell.text).strip() if long else trimmed(cell.text)


def two_decimals(number: Decimal) -> Decimal:
    """As they are stored: points and rates have two decimals, half up."""
    if number.as_tuple().exponent >= -2:
        return number
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _exact(cell: Cell, shown: Decimal) -> Decimal:
    """The stored number, to two decimals, where it is the one that is shown rounded (9.84 shown as 9.8)."""
    try:
        stored = round(Decimal(cell.number), 2)
    except ArithmeticError:
        return shown
    return stored if abs(stored - shown) <= Decimal(5).scaleb(shown.as_tuple().exponent - 1) else shown


def rate_of(number: Decimal, text: str, budget: Decimal | None, executed: Decimal | None) -> Decimal:
    """A rate in %: 98.4% and 98.4 as they stand, 0.984 as 98.4 unless the amounts give 0.984 %."""
    if "%" in text.translate(HALF_WIDTH) or number > 2:
        return two_decimals(number)
    real = executed * 100 / budget if budget and executed is not None else None
    if real is not None and abs(real - number) < abs(real - number * 100):
        return two_decimals(number)
    return two_decimals(number * 100)


def is_tick(text: str) -> bool:
    return text.strip() in _TICKS


def possibility_of(text: str) -> Possibility | None:
    """确定能, 有可能, 完全不可能 in the words of a single column."""
    plain = "".join(text.split())
    for one in (Possibility.IMPOSSIBLE, Possibility.POSSIBLE, Possibility.CERTAIN):
        if one.label in plain:
            return one
    return _OTHER_WORDS.get(plain)


def joined_target(sign: str, value: str, measure: str) -> str:
    """Sign, value and unit of three columns as one cell would say it: ≥ 90 % → ≥90%."""
    if not value:
        return ""
    measure = "" if not measure or value.endswith(measure) or sign == "定性" else measure
    sign = "" if sign in ("定性", "定量") or value[0] in "≥≤><=＞＜＝" else sign
    return f"{sign}{value}{measure}"
