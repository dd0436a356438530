"""Cutting one project into the parts that fit on pages.

A part repeats every merged text of the project (unit, name, objectives …, and the running 一级 and 二级), so
each page can be read alone. A text taller than a page cannot be repeated: it continues by lines instead.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import ceil
from typing import NamedTuple

from .layout import Scope
from .paper import Paper

SEEN_BEFORE = "（见前页）"
CONTINUED = "（续）"
# Narrow merges first: what they add to rows counts for the wider ones.
MERGES = (Scope.SUBGROUP, Scope.GROUP, Scope.BLOCK)
ROUNDING = 1e-6


class Cell(NamedTuple):
    """A text of the project over `count` of its rows from `first`, broken into lines."""

    column: int
    scope: Scope
    first: int
    count: int
    lines: tuple[str, ...]
    marks_continuation: bool = False
    column_span: int = 1
    look: object = None
    """How the cell is drawn; only the drawing understands it."""

    @property
    def end(self) -> int:
        return self.first + self.count


class PlacedCell(NamedTuple):
    """A cell of a part: `top` from the part's upper edge, and the lines that stand in it."""

    column: int
    top: float
    height: float
    lines: tuple[str, ...]
    column_span: int = 1
    look: object = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds of a project: whole rows of it, or a slice of a row taller than the page."""

    height: float
    cells: tuple[PlacedCell, ...]


@dataclass(slots=True)
class Slice:
    """A row, or a piece of a row that is taller than a page."""

    row: int
    height: float
    continues: bool = False


class Cutter:
    """Cuts one project: ask how much fits, take it as a part, until `done`.

    `page` is the height every page can offer at least; a text that needs more is long and continues by lines.
    """

    def __init__(self, cells: Sequence[Cell], rows: int, paper: Paper, page: float):
        self.cells, self.paper, self.page = cells, paper, page
        self.place = 0
        self.printed: dict[Cell, int] = {}
        self.long = [cell for cell in cells if self._need(len(cell.lines) + 1) > page]
        self.merged = sorted(
            (cell for cell in cells if cell.scope is not Scope.ROW and cell not in self.long),
            key=lambda cell: (cell.count, MERGES.index(cell.scope)),
        )
        self._wanted = [(cell.first, cell.end, self._need(len(cell.lines))) for cell in self.merged]
        self._known: dict[tuple[int, int], list[float]] = {}
        self.row_cells: list[list[Cell]] = [[] for _ in range(rows)]
        for cell in cells:
            if cell.scope is Scope.ROW and cell not in self.long:
                self.row_cells[cell.first].append(cell)
        self.slices = self._slices()
        self.uncut = not self.long  # each slice is a row, and in its row's place

    def _need(self, lines: int) -> float:
        return self.paper.text_height(lines)

    def _row_height(self, row: int, continued: bool = False) -> float:
        """What the row's own short texts need, with the mark of a row that began on the page before."""
        lines = (len(cell.lines) + (continued and cell.marks_continuation) for cell in self.row_cells[row])
        return self._need(max(lines, default=1))

    def _slices(self) -> list[Slice]:
        """One slice a row; rows that long texts make taller than a page become several of equal height."""
        heights = [self._row_height(row) for row in range(len(self.row_cells))]
        if not self.long:
            return [Slice(row, height) for row, height in enumerate(heights)]
        for cell in (*self.merged, *self.long):
            spread(heights, cell.first, cell.end, self._need(len(cell.lines)))
        slices = []
        for row, height in enumerate(heights):
            count = ceil(height / self.page)
            slices += [Slice(row, height / count, continues=part > 0) for part in range(count)]
        return slices

    @property
    def done(self) -> bool:
        return self.place == len(self.slices)

    @property
    def slices_left(self) -> int:
        return len(self.slices) - self.place

    def height(self, first: int = 0, count: int | None = None) -> float:
        """Height of a part of `count` slices (default: all that are left), `first` slices from here."""
        start = self.place + first
        return sum(self._heights(start, len(self.slices) if count is None else start + count))

    def slices_that_fit(self, room: float) -> int:
        """How many slices from here fit into `room` together with all merged texts that stand beside them."""
        if not self.long and self.height() <= room + ROUNDING:
            return self.slices_left  # merged texts lie one inside the other, so no beginning is higher
        count = 0
        while count < self.slices_left and self.height(count=count + 1) <= room + ROUNDING:
            count += 1
        return count

    def take(self, room: float, count: int) -> Part:
        """The next part, of `count` slices; 0 means not even one fits whole, so it is cut inside."""
        if not count:
            self.slices.insert(self.place + 1, Slice(self.slices[self.place].row, 0, continues=True))
            self.uncut = False
            count = 1
        stop = self.place + count
        heights = self._heights(self.place, stop)
        if any(self._left(cell) and self._goes_on(cell, stop) for cell in self.long):
            heights[-1] += max(0.0, room - sum(heights))
        part = Part(sum(heights), tuple(self._place_cells(stop, heights)))
        self.place = stop
        self._drop_finished_slices()
        return part

    def _heights(self, start: int, stop: int) -> list[float]:
        """Heights of the slices start…stop, spread so that each text standing in them has its room."""
        if self.uncut:
            if (start, stop) not in self._known:
                self._known[start, stop] = self._uncut_heights(start, stop)
            return self._known[start, stop]
        heights = self._own_heights(start, stop)
        for cell in self.merged:
            if span := self._span(cell, start, stop):
                spread(heights, *span, self._need(len(cell.lines)))
        for cell in self.long:
            span = self._span(cell, start, stop)
            if span and not self._goes_on(cell, stop):
                spread(heights, *span, self._need(max(1, self._left(cell))))
        return heights

    def _uncut_heights(self, start: int, stop: int) -> list[float]:
        """The same where each slice is a row and no text is long, as for nearly every project."""
        heights = [piece.height for piece in self.slices[start:stop]]
        for first, end, need in self._wanted:
            if first < stop and end > start:
                spread(heights, max(first - start, 0), min(end, stop) - start, need)
        return heights

    def _own_heights(self, start: int, stop: int) -> list[float]:
        slices = self.slices[start:stop]
        if not self.long:
            return [piece.height for piece in slices]
        heights = [piece.height if self._unfinished(piece.row) else self._need(1) for piece in slices]
        first = 0
        for row, pieces in groupby(slices, key=lambda piece: piece.row):
            end = first + len(list(pieces))
            spread(heights, first, end, self._row_height(row, slices[first].continues))
            first = end
        return heights

    def _span(self, cell: Cell, start: int, stop: int) -> tuple[int, int] | None:
        """Which of the slices start…stop the cell covers, counted from start; None when it covers none."""
        if self.uncut:
            first, end = max(cell.first, start), min(cell.first + cell.count, stop)
        else:
            first = bisect_left(self.slices, cell.first, start, stop, key=lambda piece: piece.row)
            end = bisect_left(self.slices, cell.end, first, stop, key=lambda piece: piece.row)
        return (first - start, end - start) if end > first else None

    def _goes_on(self, cell: Cell, stop: int) -> bool:
        """Whether the cell reaches beyond the slices before `stop`."""
        return stop < len(self.slices) and self.slices[stop].row < cell.end

    def _left(self, cell: Cell) -> int:
        return len(cell.lines) - self.printed.get(cell, 0)

    def _unfinished(self, row: int) -> bool:
        return any(self._left(cell) and cell.first <= row < cell.end for cell in self.long)

    def _drop_finished_slices(self) -> None:
        if self.long:
            ahead = self.slices[self.place :]
            self.slices[self.place :] = [s for s in ahead if not s.continues or self._unfinished(s.row)]

    def _place_cells(self, stop: int, heights: list[float]) -> Iterator[PlacedCell]:
        edges = [0.0, *accumulate(heights)]
        continued = self.slices[self.place].row if self.slices[self.place].continues else None
        for cell in self.cells:
            span = self._span(cell, self.place, stop)
            if not span:
                continue
            top, height = edges[span[0]], edges[span[1]] - edges[span[0]]
            if cell in self.long:
                lines = self._next_lines(cell, height)
            else:
                marked = cell.marks_continuation and cell.first == continued
                lines = (*cell.lines, CONTINUED) if marked else cell.lines
            yield PlacedCell(cell.column, top, height, lines, cell.column_span, cell.look)

    def _next_lines(self, cell: Cell, height: float) -> tuple[str, ...]:
        start = self.printed.get(cell, 0)
        if start == len(cell.lines):
            return (SEEN_BEFORE,)
        room = int((height - 2 * self.paper.pad_y + ROUNDING) // self.paper.line)
        self.printed[cell] = min(len(cell.lines), start + room)
        return cell.lines[start : start + room]


def spread(heights: list[float], first: int, end: int, need: float) -> None:
    """Give the rows first…end what they lack of `need` together, each the same."""
    lack = need - sum(heights[first:end])
    if lack > 0:
        share = lack / (end - first)
        for index in range(first, end):
            heights[index] += share
