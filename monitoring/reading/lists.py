"""A list: one row per indicator or per project, project cells merged, repeated, or only on the first row."""

import re

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, Row
from reading.cleaning import single_line
from reading.money_units import bracketed_unit
from reading.side_rows import is_aside, is_column_numbers, is_total

from ..enums import MoneySource
from .blocks import Kind, ReadTable
from .grid import Grid
from .headers import Header
from .indicators import IndicatorReader
from .titles import MONEY, PROJECT
from .values import ValueReader, rate_of

_NUMBERS = ("execution_score", "indicators_score", "total")
_LONG = ("objective", "result", "problems", "improvements", "conclusion", "rate_reason")
_COUNTS = re.compile(r"共 ?[0-9]+ ?个项目：")  # the line that our own lists end with
_UNIT_KEYS = ("unit", "unit_code", "supervisor")


class ListReader:
    """Reads the rows below `header`."""

    def __init__(self, grid: Grid, header: Header, kind: Kind, sheet: str, values: ValueReader) -> None:
        self._grid, self._header, self._kind, self._sheet, self._values = grid, header, kind, sheet, values
        columns = dict(header.columns)
        if "indicator" not in columns and "total" not in columns and "score" in columns:
            columns["total"] = columns.pop("score")  # one row a project: 得分 is its total
        self._columns = {key: n for key, n in columns.items() if key in PROJECT or key in MONEY}
        rows = {key: n for key, n in columns.items() if key not in PROJECT and key not in MONEY}
        self._indicators = IndicatorReader(grid, rows, values)
        self._row_columns = rows
        self.tables: list[ReadTable] = []
        self.unread: dict[int, tuple[int, str]] = {}
        self._table: ReadTable | None = None
        self._unit: dict[str, str] = {}

    @property
    def amount_unit(self) -> str:
        """元 or 万元 where the title of an amount says it."""
        titles = (self._header.titles.get(self._columns[key], "") for key in MONEY if key in self._columns)
        return next((unit for title in titles if (unit := bracketed_unit(title))), "")

    def read(self) -> list[ReadTable]:
        for row in self._grid:
            if row.number > self._header.last:
                self._take(row)
        return self.tables

    def _take(self, row: Row) -> None:
        shown = self._grid.shown(row)
        if not shown or self._is_aside(shown) or self._repeats_header(shown):
            return
        if self._is_remark(row, shown):
            self.unread.setdefault(shown[0][0], (row.number, shown[0][1].text))
            return
        cells = self._project_cells(row)
        name = single_line(cells["name"].text) if "name" in cells else ""
        if name and not self._goes_on(name, cells):
            self._begin(row, name)
        if self._table is None:
            self._note_outside(row, shown, cells)
            return
        if cells:
            self._take_project(row, cells)
        if self._row_columns:
            self._indicators.take(self._table, row.number)
        self._note_unread(row, shown)

    def _is_aside(self, shown: list[tuple[int, Cell]]) -> bool:
        first = shown[0][1].text
        name = next((cell.text for column, cell in shown if column == self._columns["name"]), "")
        if _COUNTS.match(first) or is_total(name):
            return True
        numbers = len(shown) > 2 and is_column_numbers(cell.text for _, cell in shown)
        return is_total(first) or is_aside(first, alone=len(shown) == 1) or numbers

    def _is_remark(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        """One text merged over several columns, the name's among them, is no project."""
        column = shown[0][0]
        last = self._grid.last_column(row.number, column)
        return len(shown) == 1 and column <= self._columns["name"] < last

    def _repeats_header(self, shown: list[tuple[int, Cell]]) -> bool:
        same = sum(self._header.titles.get(column) == cell.text.strip() for column, cell in shown)
        return same >= 2 and same * 2 >= len(shown)

    def _project_cells(self, row: Row) -> dict[str, Cell]:
        found = {}
        for key, column in self._columns.items():
            cell = self._grid.at(row.number, column)
            begins = self._grid.begins(row.number, column) == (row.number, column)
            if begins and key != "sequence" and cell and cell.text.strip():
                found[key] = cell
        return found

    def _goes_on(self, name: str, cells: dict[str, Cell]) -> bool:
        if self._table is None or self._table.text("name") != name:
            return False
        same = (key for key in _UNIT_KEYS if key in cells and key in self._table.texts)
        goes_on = all(single_line(cells[key].text) == self._table.texts[key] for key in same)
        return goes_on and ("indicator" in self._row_columns or "target" in self._row_columns)

    def _begin(self, row: Row, name: str) -> None:
        self._table = ReadTable(self._kind, self._sheet, row.number, {"name": name})
        for key in _UNIT_KEYS:
            column = self._columns.get(key)
            # A unit merged over several projects, or written on the first one only.
            text = single_line(self._grid.text(row.number, column)) if column else ""
            if text or self._unit.get(key):
                self._table.texts[key] = self._unit[key] = text or self._unit[key]
        self.tables.append(self._table)

    def _take_project(self, row: Row, cells: dict[str, Cell]) -> None:
        table = self._table
        amounts = table.money.setdefault(MoneySource.TOTAL, {}) if self._has_money else {}
        for key, cell in cells.items():
            column = self._columns[key]
            if key in MONEY and key != "rate":
                label = self._header.titles.get(column, "")
                amount = self._values.amount(table, cell, row.number, column, label)
                if amount is not None:
                    name = "expected" if key == "expected_money" else key
                    self._keep(table, amounts, name, amount, row, column)
            elif key in _NUMBERS:
                number = self._values.number(table, cell, row.number, column, key)
                if number is not None:
                    self._keep(table, table.numbers, key, number, row, column)
            elif key != "rate":
                text = self._values.text(cell, long=key in _LONG)
                self._keep(table, table.texts, key, text if key in _LONG else single_line(text), row, column)
        if "rate" in cells:
            self._take_rate(table, row, cells["rate"], amounts)

    @property
    def _has_money(self) -> bool:
        return any(key in self._columns for key in MONEY if key != "rate")

    def _take_rate(self, table: ReadTable, row: Row, cell: Cell, amounts: dict) -> None:
        column = self._columns["rate"]
        number = self._values.number(table, cell, row.number, column, "rate")
        if number is not None:
            budget = amounts.get("budget", amounts.get("initial_budget"))
            rate = rate_of(number, cell.text, budget, amounts.get("executed"))
            self._keep(table, table.numbers, "rate", rate, row, column)

    def _keep(self, table: ReadTable, into: dict, key: str, value, row: Row, column: int) -> None:
        """The first value stands; a row of the same project that says another is an error."""
        if into.setdefault(key, value) != value and not any(f.field == key for f in table.findings):
            reason = f"同一个项目的“{self._header.titles.get(column, key)}”前后不一致"
            action = "请改成一致，或检查项目名称是否填错"
            place = (row.number, get_column_letter(column), key, str(value))
            table.findings.append(self._values.findings.error(reason, action, *place))

    def _note_outside(self, row: Row, shown: list[tuple[int, Cell]], cells: dict[str, Cell]) -> None:
        """A row before any project: a unit's own line, or something that belongs nowhere."""
        if cells.keys() and cells.keys() <= {*_UNIT_KEYS, *MONEY}:
            self._unit |= {key: single_line(cells[key].text) for key in _UNIT_KEYS if key in cells}
            return
        column, cell = shown[0]
        self.unread.setdefault(column, (row.number, cell.text))

    def _note_unread(self, row: Row, shown: list[tuple[int, Cell]]) -> None:
        known = {*self._columns.values(), *self._row_columns.values()}
        for column, cell in shown:
            if column not in known:
                self.unread.setdefault(column, (row.number, cell.text))
