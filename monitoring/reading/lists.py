"""A list: one row per indicator or per project, project cells merged, repeated, or only on the first row."""

import re
from collections.abc import Mapping

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, Row
from reading.cleaning import says_nothing, single_line
from reading.ledger import Fate
from reading.money_units import bracketed_unit
from reading.side_rows import is_aside, is_column_numbers, is_heading, is_total
from reading.titles import reporting_unit_of

from ..enums import MoneySource
from .asides import Asides, is_signed
from .blocks import MeasuredKind, ReadTable, is_kept
from .grid import Grid
from .headers import Header
from .indicators import IndicatorReader
from .titles import MONEY, PROJECT
from .values import PUBLIC, ValueReader, is_nothing, rate_of

_NUMBERS = ("execution_score", "indicators_score", "total")
_LONG = ("objective", "result", "problems", "improvements", "conclusion", "rate_reason")
_COUNTS = re.compile(r"共 ?[0-9]+ ?个项目：")  # the line that our own lists end with
_UNIT_KEYS = ("unit", "unit_code", "supervisor")
_LINE = "表格以外"


class ListReader:
    """Reads the rows below `header`; those above are its headings."""

    def __init__(self, grid: Grid, header: Header, kind: MeasuredKind, values: ValueReader) -> None:
        self._grid, self._header, self._kind, self._values = grid, header, kind, values
        columns = dict(header.columns)
        if "indicator" not in columns and "total" not in columns and "score" in columns:
            columns["total"] = columns.pop("score")  # one row a project: 得分 is its total
        self._columns = {key: n for key, n in columns.items() if key in PROJECT or key in MONEY}
        rows = {key: n for key, n in columns.items() if key not in PROJECT and key not in MONEY}
        # Without names or targets there are no indicators: a reason or a note is then one of the project.
        self._row_columns = rows if {"indicator", "target"} & rows.keys() else {}
        self._indicators = IndicatorReader(grid, self._row_columns, kind, values)
        placed = self._columns.keys() | self._row_columns.keys()
        self._unplaced = {n: key for key, n in columns.items() if key not in placed or not is_kept(kind, key)}
        self.tables: list[ReadTable] = []
        self._table: ReadTable | None = None
        self._unit: dict[str, str] = {}
        self._asides = Asides()

    @property
    def amount_unit(self) -> str:
        """元 or 万元 where the title of an amount says it."""
        titles = (self._header.titles.get(self._columns[key], "") for key in MONEY if key in self._columns)
        return next((unit for title in titles if (unit := bracketed_unit(title))), "")

    def read(self) -> list[ReadTable]:
        for row in self._grid:
            if row.number < self._header.first:
                self._take_above(row)
                self._grid.fates.settle(row, label="表头以上")
            elif row.number <= self._header.last:
                self._grid.fates.take_row(Fate.HEADING, row)
                self._grid.fates.settle(row)
            else:
                within = self._take(row)
                titles = self._header.titles if within else {}
                self._grid.fates.settle(
                    row, titles=titles, fields=self._unplaced if within else {},
                    label="" if within else _LINE, project=within.cells if within else None,
                )  # fmt: skip
        return self.tables

    def _take_above(self, row: Row) -> None:
        """What stands alone in its row above the header says what the table is, or how it is filled in."""
        shown = self._grid.shown(row)
        for column, cell in shown:
            if unit := reporting_unit_of(single_line(cell.text)):
                self._unit.setdefault("reported", unit)
                self._grid.read(row.number, column)
            elif len(shown) == 1 or is_heading(cell.text) or self._asides.fate_of_line([(column, cell)]):
                self._grid.heading(row.number, column)

    def _take(self, row: Row) -> ReadTable | None:
        """The project to which a row belongs; None for one that belongs to none."""
        shown = self._grid.shown(row)
        if not shown or self._is_aside(row, shown):
            return None
        if self._is_remark(row, shown):
            return None
        cells = self._project_cells(row)
        name = single_line(cells["name"].text) if "name" in cells else ""
        if not name and self._is_line_of_a_unit(row, cells):
            return None
        if name and not self._goes_on(name, cells):
            self._begin(row, name)
        if self._table is None:
            return None
        self._take_sequence(row)
        if cells:
            self._take_project(row, cells)
        if self._row_columns:
            self._indicators.take(self._table, row.number)
        return self._table

    def _is_aside(self, row: Row, shown: list[tuple[int, Cell]]) -> bool:
        """Totals, column numbers, the header again, signatures, notes, titles."""
        first = shown[0][1].text
        name = next((cell.text for column, cell in shown if column == self._columns["name"]), "")
        line = self._asides.fate_of_line(shown)
        numbers = len(shown) > 2 and is_column_numbers(cell.text for _, cell in shown)
        if is_total(first) or is_total(name) or numbers or is_signed(shown) or _COUNTS.match(first):
            self._grid.fates.take_row(Fate.MARK, row)
        elif self._repeats_header(shown) or is_aside(first, alone=len(shown) == 1) or line is Fate.HEADING:
            self._grid.fates.take_row(Fate.HEADING, row)
        elif line is Fate.MARK:
            self._grid.fates.take_row(Fate.MARK, row)
        else:
            return False
        return True

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

    def _is_line_of_a_unit(self, row: Row, cells: Mapping[str, Cell]) -> bool:
        """A unit's own line above its projects, with their sums: 一 | 某某局 | … | 500."""
        if not any(key in cells for key in _UNIT_KEYS) or not cells.keys() <= {*_UNIT_KEYS, *MONEY}:
            return False
        if any(self._grid.own(row.number, column) for column in self._row_columns.values()):
            return False
        self._unit |= {key: single_line(cells[key].text) for key in _UNIT_KEYS if key in cells}
        self._grid.fates.take_row(Fate.MARK, row)
        self._grid.read(row.number, *(self._columns[key] for key in _UNIT_KEYS if key in cells))
        return True

    def _goes_on(self, name: str, cells: Mapping[str, Cell]) -> bool:
        if self._table is None or self._table.text("name") != name:
            return False
        same = (key for key in _UNIT_KEYS if key in cells and key in self._table.texts)
        goes_on = all(single_line(cells[key].text) == self._table.texts[key] for key in same)
        return goes_on and bool(self._row_columns)

    def _begin(self, row: Row, name: str) -> None:
        self._table = ReadTable(self._kind, self._values.findings.sheet, row.number, {"name": name})
        for key in _UNIT_KEYS:
            column = self._columns.get(key)
            # A unit merged over several projects, or written on the first one only.
            text = single_line(self._grid.text(row.number, column)) if column else ""
            if text or self._unit.get(key):
                self._table.texts[key] = self._unit[key] = text or self._unit[key]
        if "reported" in self._unit and not {"unit", "unit_code"} & self._table.texts.keys():
            self._table.texts["unit"] = self._unit["reported"]
        self.tables.append(self._table)

    def _take_sequence(self, row: Row) -> None:
        if own := self._grid.own(row.number, self._columns.get("sequence")):
            self._grid.mark(row.number, own[0])

    def _take_project(self, row: Row, cells: Mapping[str, Cell]) -> None:
        table = self._table
        amounts = table.money.setdefault(MoneySource.TOTAL, {}) if self._has_money else {}
        for key, cell in cells.items():
            if key != "rate" and self._take_cell(row, key, cell, amounts):
                self._claim(row, key)
        if "rate" in cells and self._take_rate(table, row, cells["rate"], amounts):
            self._claim(row, "rate")

    def _claim(self, row: Row, key: str) -> None:
        if is_kept(self._kind, key):
            self._grid.read(row.number, self._columns[key])

    def _take_cell(self, row: Row, key: str, cell: Cell, amounts: dict) -> bool:
        """Whether the cell said something that was read, or nothing at all."""
        table, column = self._table, self._columns[key]
        if key in MONEY:
            label = self._header.titles.get(column, "")
            value = self._values.amount(table, cell, row.number, column, label)
            into, key = amounts, "expected" if key == "expected_money" else key
        elif key in _NUMBERS:
            value, into = self._values.number(table, cell, row.number, column, key), table.numbers
        else:
            text = self._values.text(cell, long=key in _LONG)
            value, into = text if key in _LONG else single_line(text), table.texts
        if value is None:
            return says_nothing(cell.text) if key in MONEY else is_nothing(cell.text)
        if key == "is_public" and value not in PUBLIC:
            return says_nothing(value)
        return self._keep(table, into, key, value, row, column)

    @property
    def _has_money(self) -> bool:
        return any(key in self._columns for key in MONEY if key != "rate")

    def _take_rate(self, table: ReadTable, row: Row, cell: Cell, amounts: dict) -> bool:
        column = self._columns["rate"]
        number = self._values.number(table, cell, row.number, column, "rate")
        if number is None:
            return is_nothing(cell.text)
        budget = amounts.get("budget", amounts.get("initial_budget"))
        rate = rate_of(number, cell.text, budget, amounts.get("executed"))
        return self._keep(table, table.numbers, "rate", rate, row, column)

    def _keep(self, table: ReadTable, into: dict, key: str, value, row: Row, column: int) -> bool:
        """The first value stands; a row of the same project that says another is an error."""
        if into.setdefault(key, value) == value:
            return True
        if not any(f.field == key for f in table.findings):
            reason = f"同一个项目的“{self._header.titles.get(column, key)}”前后不一致"
            action = "请改成一致，或检查项目名称是否填错"
            place = (row.number, get_column_letter(column), key, str(value))
            table.findings.append(self._values.findings.error(reason, action, *place))
        return False
