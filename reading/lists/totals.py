"""Rows that state a sum (合计, 小计): the amounts of the projects they stand for must make it.

A table does not say what a 合计 adds up. It may be everything above it, what follows the last such row, one
unit, or, at the head of a list, all that follows: a sum that one of these makes is right. A count beside it
(合计（54 个项目）) is compared with the projects in the same way.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from perfgoals.common.money import UNIT_FACTORS, format_amount
from perfgoals.sheets import Cell, Row

from ..amounts import read_amount
from ..blocks import FileFinding, ImportedBlock
from ..findings import SheetFindings
from ..money_units import MoneyUnit
from ..side_rows import is_total

_COUNT = re.compile(r"([0-9]{1,5})个项目")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A row with a sum: `before` projects were read above it."""

    row: int
    column: int
    text: str
    cell: Cell
    before: int


class StatedTotals:
    """The rows of one list that state a sum, and what does not add up."""

    def __init__(self, sheet: str, columns: dict[str, int]) -> None:
        self._findings = SheetFindings(sheet)
        self._columns = columns
        self._stated: list[_Stated] = []

    def take(self, row: Row, before: int) -> None:
        """Note the row if it states a sum; `before` projects stand above it."""
        column = self._columns.get("amount", 0)
        first = next(iter(row.cells.values())).text
        texts = (first, row.text(self._columns.get("name", 0)))
        text = next((text for text in texts if is_total(text)), "")
        if text and column in row.cells:
            self._stated.append(_Stated(row.number, column, text, row.cells[column], before))

    def compared(self, blocks: Sequence[ImportedBlock], unit: MoneyUnit) -> Iterator[FileFinding]:
        """A warning for each sum that no reading of the table makes, in the unit of the table."""
        for place, stated in enumerate(self._stated):
            if (
                unit.name not in UNIT_FACTORS
                or (amount := read_amount(stated.cell, unit.name).amount) is None
            ):
                continue
            ranges = self._ranges(place, blocks)
            if ranges and not any(_makes(blocks[a:b], amount, unit.name, stated.text) for a, b in ranges):
                yield self._finding(stated, amount, blocks[slice(*ranges[0])], unit.name)

    def _ranges(self, place: int, blocks: Sequence[ImportedBlock]) -> list[tuple[int, int]]:
        """What the row may add up, the likeliest first; nothing for a row without projects."""
        stated = self._stated[place]
        end = stated.before
        last = self._stated[place - 1].before if place else 0
        following = (self._stated[place + 1].before if place + 1 < len(self._stated) else len(blocks)) - end
        unit = end
        while unit and blocks[unit - 1].unit_text == blocks[end - 1].unit_text:
            unit -= 1
        above = [(0, end), (last, end), (unit, end)]
        if "小计" in stated.text or stated.text.startswith("本"):
            above = [(last, end), (unit, end), (0, end)]
        ranges = [*above, (end, end + following), (end, len(blocks)), (0, len(blocks))]
        return [(first, after) for first, after in ranges if after > first]

    def _finding(
        self, stated: _Stated, amount: Decimal, blocks: Sequence[ImportedBlock], unit: str
    ) -> FileFinding:
        added = _sum(blocks)
        lost = sum(block.amount is None for block in blocks)
        less = f"（另有 {lost} 个没有读出金额）" if lost else ""
        text = "".join(stated.text.split())
        if added == amount:
            reason = f"“{text}”，所列却是 {len(blocks)} 个项目"
        else:
            reason = (
                f"“{text}”写的是 {_in_unit(amount, unit)}，所列 {len(blocks)} 个项目{less}相加为 "
                f"{_in_unit(added, unit)}，相差 {_in_unit(abs(amount - added), unit)}"
            )
        action = "合计不导入；请核对是否少了项目、金额读错或原表合计有误"
        return self._findings.warning(
            reason, action, stated.row, get_column_letter(stated.column), "amount", stated.cell.text
        )


def _sum(blocks: Sequence[ImportedBlock]) -> Decimal:
    return sum((block.amount for block in blocks if block.amount is not None), Decimal(0))


def _makes(blocks: Sequence[ImportedBlock], amount: Decimal, unit: str, text: str) -> bool:
    """The amounts come to the sum, and the projects to the number beside it, if there is one.

    In 万元 each line is rounded by itself: half of the last place that is printed, for each of them.
    """
    count = _COUNT.search("".join(text.split()))
    if count and int(count[1]) != len(blocks):
        return False
    return abs(_sum(blocks) - amount) <= _rounding(blocks, unit)


def _rounding(blocks: Sequence[ImportedBlock], unit: str) -> Decimal:
    factor = UNIT_FACTORS[unit]
    if factor == 1:
        return Decimal(0)
    places = max((len(block.amount_text.partition(".")[2].strip()) for block in blocks), default=0)
    return factor.scaleb(-places) / 2 * (len(blocks) + 1)


def _in_unit(amount: Decimal, unit: str) -> str:
    if unit == "元":
        return f"{format_amount(amount)} 元"
    scaled = amount / UNIT_FACTORS[unit]
    return (
        f"{scaled.quantize(Decimal('0.01')) if scaled == round(scaled, 2) else scaled.normalize():,f} {unit}"
    )
