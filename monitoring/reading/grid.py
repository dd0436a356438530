"""A sheet as people see it: what a merged range covers belongs to its first cell, and is not read twice."""

from collections.abc import Iterable, Iterator

from perfgoals.sheets import Cell, MergedAreas, Row


class Grid:
    """The rows of a sheet, with merged ranges. `texts(row)` are the cells that show, left to right."""

    def __init__(self, rows: Iterable[Row], merges: MergedAreas) -> None:
        self.rows = list(rows)
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

    def at(self, number: int, column: int) -> Cell | None:
        """The cell that is seen at a place: the first one of the range that covers it."""
        area = self._merges.at(number, column)
        place = (area.first_row, area.first_column) if area else (number, column)
        row = self._by_number.get(place[0])
        return row.cells.get(place[1]) if row else None

    def text(self, number: int, column: int) -> str:
        cell = self.at(number, column)
        return cell.text.strip() if cell else ""

    def begins(self, number: int, column: int) -> tuple[int, int]:
        """Where the cell that is seen at a place begins: (row, column)."""
        area = self._merges.at(number, column)
        return (area.first_row, area.first_column) if area else (number, column)

    def last_column(self, number: int, column: int) -> int:
        """The last column that the cell at a place covers."""
        area = self._merges.at(number, column)
        return area.last_column if area else column

    def last_row(self, number: int, column: int) -> int:
        area = self._merges.at(number, column)
        return area.last_row if area else number

    def _is_covered(self, number: int, column: int) -> bool:
        return self.begins(number, column) != (number, column)
