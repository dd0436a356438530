"""Rows as lines of JSON: each cell goes over once, and a row names its cells by their numbers.

A line is `{"cells": […], "shapes": […], "rows": […]}`: new cells, new shapes (the columns of a row), and rows
as [number, shape, flags, numbers of cells…]. Cells under merged ranges follow in a row of their own. A line
`{"forget": true}` says that both sides begin to count anew, so that neither keeps a whole file.
"""

import json
from collections.abc import Iterable, Iterator

from ..cells import Cell, Mark, Problem, Row

BATCH = 250  # rows
HIDDEN, COVERED = 1, 2
_LONGEST_LINE = 1_000_000  # characters of new cells
_MOST_KEPT = 5_000_000
_OVERHEAD = 100


class Writer:
    """Rows → lines. A cell that comes again is the same object (see PlainRows), so objects are counted."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[Cell] = []  # keeps each object alive, so that no other gets its identity
        self._shapes: dict[tuple[int, ...], int] = {}
        self._size = 0
        self._sent = (0, 0, 0)  # cells, shapes, size

    def lines(self, rows: Iterable[Row]) -> Iterator[bytes]:
        batch: list[list[int]] = []
        for number, cells, hidden, covered in rows:
            if covered:
                batch.append(self._row(number, covered, HIDDEN * hidden + COVERED))
            batch.append(self._row(number, cells, HIDDEN * hidden))
            if len(batch) >= BATCH or self._size - self._sent[2] > _LONGEST_LINE:
                yield self._line(batch)
                batch = []
                if self._size > _MOST_KEPT:
                    self.__init__()
                    yield as_line({"forget": True})
        if batch:
            yield self._line(batch)

    def _line(self, rows: list[list[int]]) -> bytes:
        cells, shapes, _ = self._sent
        self._sent = (len(self._kept), len(self._shapes), self._size)
        return as_line({"cells": self._kept[cells:], "shapes": list(self._shapes)[shapes:], "rows": rows})

    def _row(self, number: int, cells: dict[int, Cell], flags: int) -> list[int]:
        shape = self._shapes.setdefault(tuple(cells), len(self._shapes))
        numbers = self._numbers
        row = [number, shape, flags]
        for cell in cells.values():
            known = numbers.get(id(cell))
            row.append(self._new(cell) if known is None else known)
        return row

    def _new(self, cell: Cell) -> int:
        number = self._numbers[id(cell)] = len(self._kept)
        self._kept.append(cell)
        self._size += _OVERHEAD + len(cell.text)
        return number


class Reader:
    """Lines → the same rows; equal cells are one object here too."""

    def __init__(self) -> None:
        self._cells: list[Cell] = []
        self._shapes: list[tuple[int, ...]] = []

    def rows(self, line: dict) -> Iterator[Row]:
        """The rows of one line. Raises LookupError, TypeError or ValueError for a line that nobody wrote."""
        if line.get("forget"):
            self.__init__()
            return
        self._cells += [_cell(*plain) for plain in line["cells"]]
        self._shapes += [tuple(shape) for shape in line["shapes"]]
        known, shapes, covered = self._cells, self._shapes, None
        for number, shape, flags, *cells in line["rows"]:
            found = dict(zip(shapes[shape], [known[n] for n in cells], strict=True))
            if flags & COVERED:
                covered = found
            elif covered is None:
                yield Row(number, found, bool(flags))
            else:
                yield Row(number, found, bool(flags), covered)
                covered = None


def _cell(text, number, formula, is_date, problem, unit, marks) -> Cell:
    return Cell(text, number, formula, is_date, problem and Problem(problem), unit, tuple(map(Mark, marks)))


def as_line(plain: dict) -> bytes:
    return json.dumps(plain, separators=(",", ":")).encode() + b"\n"
