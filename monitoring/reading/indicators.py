"""A row of indicators, in a form or a list: from cells by column to a ReadRow."""

import re
from collections.abc import Iterable, Mapping

from openpyxl.utils import get_column_letter

from reading.cleaning import says_nothing, single_line

from ..enums import Cause, Possibility
from .blocks import MeasuredKind, ReadRow, ReadTable, is_kept
from .grid import Grid
from .values import (
    ValueReader,
    is_no_tick,
    is_nothing,
    is_sign,
    is_tick,
    joined_target,
    planned_month_of,
    possibility_of,
)

_POINTS_IN_NAME = re.compile(r"\s*[(（]\s*\d+(?:\.\d+)?\s*分?\s*[)）]\s*$")
_TEXTS = ("tier1", "tier2", "indicator", "target", "measure", "actual", "expected", "reason", "cause_note",
          "evidence", "note")  # fmt: skip
_CONTENT = ("indicator", "target", "actual", "score", "expected")
_TIERS = ("tier1", "tier2")


class IndicatorReader:
    """Follows the rows under one header; `columns` are the columns by field."""

    def __init__(
        self, grid: Grid, columns: Mapping[str, int], kind: MeasuredKind, values: ValueReader
    ) -> None:
        self._grid, self._columns, self._kind, self._values = grid, columns, kind, values
        self._tiers = dict.fromkeys(_TIERS, "")

    def take(self, table: ReadTable, number: int) -> bool:
        """Adds the indicator of a row to the table; False for a row that holds none, nor a tier alone."""
        cells = {key: self._grid.text(number, column) for key, column in self._columns.items()}
        own = {key for key in cells if cells[key] and self._begins_here(number, key)}
        self._take_tiers(cells)
        if own.isdisjoint(_CONTENT):
            self._claim(number, own & set(_TIERS))
            return bool(own) and own <= set(_TIERS)
        row = ReadRow(number)
        said = (key for key in _TEXTS if cells.get(key) and (key != "note" or key in own))
        row.texts |= {key: cells[key] for key in said if key != "measure"} | self._tiers
        row.texts["target"] = joined_target(*(cells.get(key, "") for key in ("sign", "target", "measure")))
        read = {key for key in _TEXTS if key in own}
        read |= {"sign"} if is_sign(cells.get("sign", "")) else set()
        read |= self._take_month(row, cells) | self._take_numbers(table, row)
        read |= self._take_possibility(table, row, cells) | self._take_causes(row, cells)
        table.rows.append(row)
        self._claim(number, read & own)
        return True

    def _begins_here(self, number: int, key: str) -> bool:
        return self._grid.begins(number, self._columns[key])[0] == number

    def _claim(self, number: int, keys: Iterable[str]) -> None:
        """What stands in these columns was read, if the system has a place for it."""
        kept = (self._columns[key] for key in keys if is_kept(self._kind, key))
        self._grid.read(number, *(self._grid.begins(number, column)[1] for column in kept))

    def _take_tiers(self, cells: Mapping[str, str]) -> None:
        if cells.get("tier1") and self._plain_tier(cells["tier1"]) != self._tiers["tier1"]:
            self._tiers["tier2"] = ""
        for tier in _TIERS:
            if cells.get(tier):
                self._tiers[tier] = self._plain_tier(cells[tier])

    @staticmethod
    def _plain_tier(text: str) -> str:
        """产出指标（50分） is 产出指标."""
        return _POINTS_IN_NAME.sub("", single_line(text))

    def _take_month(self, row: ReadRow, cells: Mapping[str, str]) -> set[str]:
        text = cells.get("planned_month", "")
        if month := planned_month_of(text):
            row.texts["planned_month"] = str(month)
        return {"planned_month"} if month or says_nothing(text) else set()

    def _take_numbers(self, table: ReadTable, row: ReadRow) -> set[str]:
        read = set()
        for key in ("weight", "score"):
            if own := self._grid.own(row.row, self._columns.get(key)):
                column, cell = own
                found = self._values.number(table, cell, row.row, column, key)
                if found is not None:
                    row.numbers[key] = found
                if found is not None or is_nothing(cell.text):
                    read.add(key)
        return read

    def _take_possibility(self, table: ReadTable, row: ReadRow, cells: Mapping[str, str]) -> set[str]:
        """One column with words, or three columns of which one is ticked."""
        text = cells.get("possibility", "")
        if found := possibility_of(text):
            row.texts["possibility"] = found.value
        read = {"possibility"} if found or is_nothing(text) else set()
        columns = {one: f"possibility:{one.value}" for one in Possibility}
        said = {one: key for one, key in columns.items() if cells.get(key)}
        ticked = [one for one, key in said.items() if not is_no_tick(cells[key])]
        if len(ticked) > 1:
            self._say_both(table, row, said[ticked[1]])
            return read
        if ticked:
            row.texts["possibility"] = ticked[0].value
        return read | set(said.values())

    def _say_both(self, table: ReadTable, row: ReadRow, key: str) -> None:
        reason, action = "完成目标可能性选了不止一项", "没有读入，请只选一项"
        letters = get_column_letter(self._columns[key])
        table.findings.append(
            self._values.findings.error(reason, action, row.row, letters, "possibility", "√")
        )

    def _take_causes(self, row: ReadRow, cells: Mapping[str, str]) -> set[str]:
        notes, read = [row.text("cause_note")], set()
        for cause in Cause:
            key = f"cause:{cause.value}"
            if text := cells.get(key, ""):
                read.add(key)
                if not is_no_tick(text):
                    row.causes.append(cause.value)
                    notes += [] if is_tick(text) else [text]
        if note := "；".join(note for note in notes if note):
            row.texts["cause_note"] = note
        return read
