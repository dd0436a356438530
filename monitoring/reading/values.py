"""Amounts, points, rates and ticks out of their cells; what is uncertain becomes a finding, never a guess."""

import re
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.utils import get_column_letter

from perfgoals.common.money import HALF_WIDTH, UNIT_FACTORS
from perfgoals.sheets import Cell
from reading.amounts import read_amount
from reading.cleaning import long_text, says_nothing, trimmed
from reading.findings import SheetFindings
from reading.indicator_columns import COMPARISON
from reading.indicator_rows import join_target

from ..enums import Possibility
from .blocks import ReadTable

_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*(%|分)?")
_NOTHING = ("无法判断", "不适用", "无")
_TICKS = frozenset(["√", "✓", "✔", "☑", "■", "1", "是", "v", "V", "y", "Y", "〇", "○", "●", "x", "X"])
_LARGEST = (1_000, 100_000)  # points; a rate in %
TEXT_LABELS = {
    "weight": "分值", "score": "得分", "rate": "执行率", "total": "总分", "execution_score": "执行率得分",
}  # fmt: skip
_NO_TICKS = frozenset(["□", "☐", "否", "无", "0", "×", "N", "n", "不涉及"])
_OTHER_WORDS = {"确定": Possibility.CERTAIN, "能": Possibility.CERTAIN, "不可能": Possibility.IMPOSSIBLE}
_TICKED, _OPEN = "☑√✓✔■●◉☒▣", "□☐○〇"
_LABELS = "|".join(one.label for one in Possibility)
_NUMBER_OF_CHOICE = r"[(（]?(?:\d[.、．)）])?"
# □1.确定能 ☑2.有可能 has its boxes before the words; 确定能□ 有可能（√） behind them.
_BOX_BEFORE = re.compile(rf"([{_TICKED}{_OPEN}]){_NUMBER_OF_CHOICE}({_LABELS})")
_BOX_BEHIND = re.compile(rf"({_LABELS})[(（]?([{_TICKED}{_OPEN}]?)[)）]?")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*(?:月|月份)?|20\d\d\s*[-/.年]\s*(1[0-2]|0?[1-9])(?!\d).*")
PUBLIC = {"是": True, "公开": True, "已公开": True, "否": False, "不公开": False, "未公开": False}


class ValueReader:
    """Reads cells of one sheet into tables; `unit` is what its amounts count."""

    def __init__(self, sheet: str, unit: str) -> None:
        self.findings = SheetFindings(sheet)
        self.unit = unit if unit in UNIT_FACTORS else "元"

    def amount(
        self, table: ReadTable, cell: Cell, row: int, column: int, label: str, unit: str = ""
    ) -> Decimal | None:
        """An amount in 元; None for a dash or for what can't be read, which is then said. `unit` is that of
        the cell's own label, if it says one."""
        reading = read_amount(cell, unit if unit in UNIT_FACTORS else self.unit)
        if reading.reason:
            make = self.findings.error if reading.is_error else self.findings.warning
            place = (row, get_column_letter(column), "amount", cell.text)
            table.findings.append(make(f"{label}：{reading.reason}", reading.action, *place))
        return reading.amount

    def number(self, table: ReadTable, cell: Cell, row: int, column: int, key: str) -> Decimal | None:
        """Points or a rate (in %); None for a dash or for what is no number, which is then said."""
        text = cell.text.translate(HALF_WIDTH).strip()
        if is_nothing(text):
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


def is_nothing(text: str) -> bool:
    """A dash, 无, 无法判断: said where nothing is to be said."""
    return says_nothing(text) or "".join(text.split()) in _NOTHING


def is_tick(text: str) -> bool:
    return text.strip() in _TICKS


def is_no_tick(text: str) -> bool:
    """An open box, a dash, 否 in a column of ticks."""
    return says_nothing(text) or text.strip() in _NO_TICKS


def possibility_of(text: str) -> Possibility | None:
    """确定能, 有可能, 完全不可能 in a single column: alone, or all three with one of them ticked.

    >>> possibility_of("□确定能☑有可能□完全不可能").label, possibility_of("确定能□有可能□完全不可能□")
    ('有可能', None)
    """
    plain = "".join(text.split())
    starts_with_box = plain[:1] in (*_TICKED, *_OPEN)
    before = [(words, box) for box, words in _BOX_BEFORE.findall(plain)]
    choices = before if starts_with_box else _BOX_BEHIND.findall(plain)
    named = [words for words, box in choices if box and box in _TICKED]
    if len(choices) == 1 and choices[0][1] not in tuple(_OPEN):
        named = [choices[0][0]]
    if len(named) == 1:
        return next(one for one in Possibility if one.label == named[0])
    return None if choices else _OTHER_WORDS.get(plain)


def planned_month_of(text: str) -> int | None:
    """6月, 06, 2023年6月30日 → 6; None where no month of the year is named."""
    match = _MONTH.fullmatch(text.translate(HALF_WIDTH).strip())
    return int(match[1] or match[2]) if match else None


def joined_target(sign: str, value: str, measure: str) -> str:
    """Sign, value and unit of three columns as one cell would say it: ≥ 90 % → ≥90%; 定性 has no unit."""
    return join_target(sign, value, "" if sign == "定性" else measure)


def is_sign(text: str) -> bool:
    """Whether a column of signs says one; 定性 and 定量 are said by the target itself."""
    return COMPARISON.fullmatch(text) is not None or text in ("定性", "定量") or says_nothing(text)
