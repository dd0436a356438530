"""A sheet as people see it: what a merged range covers belongs to its first cell, and is not read twice."""

from collections.abc import Iterable, Iterator

from perfgoals.sheets import Cell, MergedAreas, Row
from reading.fates import SheetFates
from reading.ledger import Fate, Ledger


class Grid:
    """The rows of a sheet with merged ranges, and what its cells were taken for (`fates`)."""

    def __init__(self, rows: Iterable[Row], merges: MergedAreas, ledger: Ledger | None = None) -> None:
        self.rows = list(rows)
        self.fates = SheetFates(Ledger() if ledger is None else ledger)
        self._by_number = {row.number: row for row in self.rows}
        self._merges = merges

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def shown(self, row: Row) -> list[tuple[int, Cell]]:
        """(column, cell) of the cells that are not hidden under a merged range and say something."""
        return [
            (column, cell)
            for column, cell in sorted(row.cells.items())
            if cell.text.strip() and not self._is_covered(row.number, column)
        ]

    def row(self, number: int) -> Row | None:
        return self._by_number.get(number)

    def at(self, number: int, column: int) -> Cell | None:
        """The cell that is seen at a place: the first one of the range that covers it."""
        number, column = self.begins(number, column)
        row = self._by_number.get(number)
        return row.cells.get(column) if row else None

    def text(self, number: int, column: int) -> str:
        cell = self.at(number, column)
        return cell.text.strip() if cell else ""

    def begins(self, number: int, column: int) -> tuple[int, int]:
        """Where the cell that is seen at a place begins: (row, column)."""
        area = self._merges.at(number, column)
        return (area.first_row, area.first_column) if area else (number, column)

    def own(self, number: int, column: int | None) -> tuple[int, Cell] | None:
        """(Column, cell) of what is seen at a place, if it begins in this row and says anything."""
        if column is None:
            return None
        first_row, first_column = self.begins(number, column)
        cell = self.at(number, column) if first_row == number else None
        return (first_column, cell) if cell and cell.text.strip() else None

    def last_column(self, number: int, column: int) -> int:
        """The last column that the cell at a place covers."""
        area = self._merges.at(number, column)
        return area.last_column if area else column

    def last_row(self, number: int, column: int) -> int:
        area = self._merges.at(number, column)
        return area.last_row if area else number

    def read(self, number: int, *columns: int) -> None:
        self.fates.take(Fate.READ, number, *columns)

    def heading(self, number: int, *columns: int) -> None:
        self.fates.take(Fate.HEADING, number, *columns)

    def mark(self, number: int, *columns: int) -> None:
        self.fates.take(Fate.MARK, number, *columns)

    def _is_covered(self, number: int, column: int) -> bool:
        return self.begins(number, column) != (number, column)
