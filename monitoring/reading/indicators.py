"""A row of indicators, in a form or a list: from cells by column to a ReadRow."""

import re
from collections.abc import Mapping

from reading.cleaning import single_line

from ..enums import Cause, Possibility
from .blocks import ReadRow, ReadTable
from .grid import Grid
from .values import ValueReader, is_tick, joined_target, possibility_of

_POINTS_IN_NAME = re.compile(r"\s*[(（]\s*\d+(?:\.\d+)?\s*分?\s*[)）]\s*$")
_TEXTS = ("tier1", "tier2", "indicator", "actual", "expected", "reason", "cause_note", "evidence", "note")
_CONTENT = ("indicator", "target", "actual", "score", "expected")


class IndicatorReader:
    """Follows the rows under one header; `columns` are the columns by field."""

    def __init__(self, grid: Grid, columns: Mapping[str, int], values: ValueReader) -> None:
        self._grid, self._columns, self._values = grid, columns, values
        self._tiers = {"tier1": "", "tier2": ""}

    def take(self, table: ReadTable, number: int) -> bool:
        """Adds the indicator of a row to the table; False for a row that holds none."""
        cells = {key: self._grid.text(number, column) for key, column in self._columns.items()}
        own = {key for key, column in self._columns.items() if self._begins_here(number, column)}
        if not any(cells.get(key) and key in own for key in _CONTENT):
            return False
        row = ReadRow(number)
        self._take_texts(row, cells)
        self._take_numbers(table, row)
        self._take_choices(row, cells)
        table.rows.append(row)
        return True

    def _begins_here(self, number: int, column: int) -> bool:
        return self._grid.begins(number, column)[0] == number

    def _take_texts(self, row: ReadRow, cells: Mapping[str, str]) -> None:
        if cells.get("tier1") and self._plain_tier(cells["tier1"]) != self._tiers["tier1"]:
            self._tiers["tier2"] = ""
        for tier in self._tiers:
            if cells.get(tier):
                self._tiers[tier] = self._plain_tier(cells[tier])
        row.texts |= {key: cells[key] for key in _TEXTS if cells.get(key)} | self._tiers
        row.texts["target"] = joined_target(*(cells.get(key, "") for key in ("sign", "target", "measure")))
        if month := re.search(r"(\d{1,2})", cells.get("planned_month", "")):
            row.texts["planned_month"] = month[1]

    @staticmethod
    def _plain_tier(text: str) -> str:
        """产出指标（50分） is 产出指标."""
        return _POINTS_IN_NAME.sub("", single_line(text))

    def _take_numbers(self, table: ReadTable, row: ReadRow) -> None:
        for key in ("weight", "score"):
            column = self._columns.get(key)
            cell = self._grid.at(row.row, column) if column and self._begins_here(row.row, column) else None
            if cell and cell.text.strip():
                found = self._values.number(table, cell, row.row, column, key)
                if found is not None:
                    row.numbers[key] = found

    def _take_choices(self, row: ReadRow, cells: Mapping[str, str]) -> None:
        if cells.get("possibility") and (found := possibility_of(cells["possibility"])):
            row.texts["possibility"] = found.value
        for one in Possibility:
            if cells.get(f"possibility:{one.value}"):
                row.texts["possibility"] = one.value
        notes = [row.text("cause_note")]
        for cause in Cause:
            text = cells.get(f"cause:{cause.value}", "")
            if text:
                row.causes.append(cause.value)
                notes += [] if is_tick(text) else [text]
        if note := "；".join(note for note in notes if note):
            row.texts["cause_note"] = note
