"""Pages in order → the rows of sheets. A table goes on over pages; its header is printed again on each.

A cell without a rule below it goes on overleaf. Spreadsheet programs print the whole text of such a cell on
every page that it touches: the copies must agree. Programs that lay out text let it flow: the parts follow
each other. A row whose cells are all open is one row, cut by the edge of the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..cells import Area, Cell, Mark, MergedAreas, Row, Sheet
from .beside import Spread
from .filling import Filled, Sheaf, Table
from .lattice import CLOSE, merged_places
from .lines import Line, lines_of, parts_of
from .page import Piece
from .running import Running, plain, rows_of, without_page_numbers

_NEAR = 2 * CLOSE
_LONGEST_TITLE = 60
_MOST_HEADER_ROWS = 6
_FEWEST_TITLES = 2
_MOST_TITLES = 0.75


@dataclass(slots=True)
class Placed:
    """A cell of a sheet: rows count from 1, its sides are points. `pages` are those it touches."""

    first_row: int
    last_row: int
    left: float
    right: float
    text: str
    mark: Mark | None
    page: int


@dataclass(slots=True)
class Stack:
    """A sheet in the making. `pages` are (first row, page number), in order."""

    cells: list[Placed] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    xs: tuple[float, ...] = ()
    open_cells: list[Placed] = field(default_factory=list)
    open_row: bool = False
    header: list[tuple] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    waiting: dict[str, tuple[int, Line]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_row(self, lines: Sequence[Line], page: int) -> None:
        """Text outside the tables, as a row of its own."""
        self.rows += 1
        self.pages.append((self.rows, page))
        self.cells += [_loose(line, self.rows, page) for line in lines]

    def end(self) -> None:
        """Add the headers and footers that have not been said above the table: in its first column, where
        they are no part of a row."""
        for text, (page, line) in self.waiting.items():
            if text not in self.said:
                self.add_row([line], page)
                self.cells[-1].left, self.cells[-1].right = self.xs[:2]


class Stacker:
    """Takes spreads in order. `stacks` are the sheets so far."""

    def __init__(self, running: Running) -> None:
        self.stacks: list[Stack] = []
        self._running = running
        self._pending: list[tuple[int, list[Line]]] = []

    def take(self, spread: Spread) -> None:
        sheaf = spread.sheaf
        outside = sheaf.outside
        for index, table in enumerate(sheaf.tables):
            top, bottom = table.lattice.ys[0], table.lattice.ys[-1]
            above = [piece for piece in outside if piece.baseline <= top + CLOSE]
            beside = [piece for piece in outside if top + CLOSE < piece.baseline < bottom - CLOSE]
            outside = [piece for piece in outside if piece.baseline >= max(bottom - CLOSE, top + CLOSE)]
            self._add_table(sheaf, table, above, is_first=index == 0)
            self._note_lost(sheaf.number, self._lines(beside))
            self.stacks[-1].notes += [_misfit(spread.numbers[0], number) for number in spread.misfits]
            if index + 1 < len(sheaf.tables):
                self._close()
        self._pending.append((sheaf.number, self._lines(outside)))
        if not sheaf.tables:
            self._close()

    def finish(self) -> list[Stack]:
        if self.stacks:
            self._close()
            self._add_pending()
        for stack in self.stacks:
            stack.end()
        return self.stacks

    def _lines(self, outside: Sequence[Piece]) -> list[Line]:
        """Text outside the tables, without page numbers and copies of cells that cross the page's end.

        Spreadsheet programs print the whole text of such a cell on both pages; what lies beyond the table
        there is a copy of it.
        """
        going_on = [plain(one.text) for stack in self.stacks[-1:] for one in stack.open_cells]
        kept = [
            piece
            for piece in outside
            if self._running.is_running(piece) or not any(plain(piece.text) in text for text in going_on)
        ]
        parts = [part for line in lines_of(kept) for part in parts_of(line)]
        return without_page_numbers(parts)

    def _close(self) -> None:
        """What is open does not go on: the file ends, or something else stands between."""
        if self.stacks:
            _end(self.stacks[-1])

    def _add_table(self, sheaf: Sheaf, table: Table, above: list[Piece], *, is_first: bool) -> None:
        lines = self._lines(above)
        says_more = any(not self._running.is_running_line(line) for line in lines)
        stack = self.stacks[-1] if self.stacks else None
        goes_on = stack is not None and bool(stack.open_cells) and is_first
        if stack is None or not (_fits(stack, table) or (goes_on and not says_more)):
            if stack is not None:
                self._close()
                self._add_pending()
            self.stacks.append(Stack())
            goes_on = False
        if goes_on:
            for number, pending in self._take_pending():
                self._note_lost(number, pending)
            self._note_lost(sheaf.number, lines)
        else:
            self._close()
            self._pending.append((sheaf.number, lines))
            self._add_pending()
        _append(self.stacks[-1], table, sheaf.number)

    def _take_pending(self) -> list[tuple[int, list[Line]]]:
        pending, self._pending = self._pending, []
        return pending

    def _note_lost(self, number: int, lines: Sequence[Line]) -> None:
        """Beside a table, and between two halves of a cell, there is no row for other text."""
        stack = self.stacks[-1]
        for row in rows_of(lines):
            if rest := [line.text.strip() for line in row if not self._waits(line, number)]:
                stack.notes.append(f"第 {number} 页表格外的文字“{' '.join(rest)[:40]}”没有读入")

    def _add_pending(self) -> None:
        """Lines outside the tables, as rows; headers and footers once a sheet, and never amid its table."""
        stack = self.stacks[-1]
        for number, lines in self._take_pending():
            for row in rows_of(lines):
                if kept := [line for line in row if not (stack.xs and self._waits(line, number))]:
                    stack.said |= {plain(line.text) for line in kept}
                    stack.add_row(kept, number)

    def _waits(self, line: Line, number: int) -> bool:
        """Whether a line is a header or footer; the first of its kind is kept for the end of the sheet."""
        if not self._running.is_running_line(line):
            return False
        self.stacks[-1].waiting.setdefault(plain(line.text), (number, line))
        return True


def _loose(line: Line, row: int, page: int) -> Placed:
    return Placed(row, row, line.ink.left, line.ink.right, line.text.strip(), None, page)


def _misfit(page: int, other: int) -> str:
    return f"第 {page} 页和第 {other} 页的表格线对不上，没有拼在一起，第 {other} 页的内容没有读入"


def _fits(stack: Stack, table: Table) -> bool:
    """Whether the columns of a table are those of the sheet, or some of them, or those and more."""
    fewer, more = sorted((stack.xs, table.lattice.xs), key=len)
    return all(any(abs(x - other) <= _NEAR for other in more) for x in fewer)


def _append(stack: Stack, table: Table, page: int) -> None:
    header = _header_rows(stack, table)
    start = stack.rows + 1 - (1 if stack.open_row else 0)
    stack.pages.append((start, page))
    open_before = stack.open_cells
    last = table.rows() - 1
    placed_open: list[Placed] = []
    for one in table.cells:
        if one.cell.last_row < header:
            continue
        first = max(one.cell.first_row, header) - header + start
        placed = Placed(
            first, one.cell.last_row - header + start, *_sides(table, one), one.text, one.mark, page
        )
        if first == start and (above := _same_place(open_before, placed)):
            open_before.remove(above)
            _go_on(above, placed, one, stack)
            placed = above
        else:
            stack.cells.append(placed)
        if one.cell.last_row == last and one.cell.open_below:
            placed_open.append(placed)
    for left_over in open_before:
        left_over.mark = left_over.mark or Mark.CUT
    bottom = [one for one in table.cells if one.cell.last_row == last]
    stack.open_cells = placed_open
    stack.open_row = bool(bottom) and all(one.cell.open_below for one in bottom)
    stack.rows = start + last - header
    stack.xs = merged_places((*stack.xs, *table.lattice.xs), table.lattice.xs[0], table.lattice.xs[-1])
    if not stack.header:
        stack.header = [_row_texts(table, row) for row in range(min(table.rows(), _MOST_HEADER_ROWS))]


def _end(stack: Stack) -> None:
    """Cells that are open where others are closed should have gone on; a table may lack its last rule."""
    if not stack.open_row:
        for one in stack.open_cells:
            one.mark = one.mark or Mark.CUT
    stack.open_cells, stack.open_row = [], False


def _sides(table: Table, one: Filled) -> tuple[float, float]:
    return table.lattice.xs[one.cell.first_column], table.lattice.xs[one.cell.last_column + 1]


def _same_place(open_cells: Iterable[Placed], placed: Placed) -> Placed | None:
    for one in open_cells:
        if abs(one.left - placed.left) <= _NEAR and abs(one.right - placed.right) <= _NEAR:
            return one
    return None


def _go_on(above: Placed, below: Placed, one: Filled, stack: Stack) -> None:
    """The same cell on the next page."""
    above.last_row = below.last_row
    above.mark = above.mark or below.mark
    if not below.text or plain(above.text) == plain(below.text):
        return
    if not above.text:
        above.text = below.text
    elif plain(above.text) in plain(below.text) or plain(below.text) in plain(above.text):
        above.text = max(above.text, below.text, key=len)
        above.mark = above.mark or Mark.COPIES_DIFFER
    else:
        above.text += below.text
        above.mark = above.mark or Mark.ACROSS_PAGES


def _header_rows(stack: Stack, table: Table) -> int:
    """How many rows at the top of a further page repeat those at the top of the first one."""
    if not stack.header:
        return 0
    rows = [_row_texts(table, row) for row in range(min(table.rows(), _MOST_HEADER_ROWS))]
    best = 0
    for start in range(len(stack.header)):
        length = 0
        while (
            start + length < len(stack.header)
            and length < len(rows)
            and _is_repeated(rows[length], stack.header[start + length])
        ):
            length += 1
        best = max(best, length)
    return best


def _row_texts(table: Table, row: int) -> tuple:
    """The cells that begin in a row: their places, heights and texts."""
    return tuple(
        (one.cell.first_column, one.cell.last_column, one.cell.last_row - row, plain(one.text))
        for one in table.cells
        if one.cell.first_row == row
    )


def _is_repeated(row: tuple, first: tuple) -> bool:
    """Whether a row says again what titles of the first page say; hidden text may add or hide one of them."""
    titles = {cell for cell in row if cell[-1] and len(cell[-1]) <= _LONGEST_TITLE}
    others = {cell for cell in first if cell[-1]}
    return len(titles & others) >= max(_FEWEST_TITLES, _MOST_TITLES * max(len(titles), len(others)))


def _without_doubts(cells: Sequence[Placed]) -> None:
    """A text that stands elsewhere with room to spare, word for word, is whole here too."""
    whole = {cell.text for cell in cells if cell.mark is None}
    for cell in cells:
        if cell.mark is Mark.CUT and cell.text in whole and not any(map(str.isdigit, cell.text)):
            cell.mark = None


def sheet_of(stack: Stack, name: str) -> Sheet:
    """The stack as the reader of workbooks hands out a sheet."""
    _without_doubts(stack.cells)
    sides = [side for cell in stack.cells for side in (cell.left, cell.right)]
    xs = stack.xs or merged_places(sides, min(sides), max(sides))
    rows: dict[int, dict[int, Cell]] = {}
    areas = []
    for cell in sorted(stack.cells, key=lambda one: (one.first_row, one.left)):
        first, last = _columns(xs, cell)
        if (cell.first_row, first) != (cell.last_row, last):
            areas.append(Area(cell.first_row, first, cell.last_row, last))
        if cell.text:
            row = rows.setdefault(cell.first_row, {})
            while first in row:  # two texts outside the tables over one column
                first += 1
            row[first] = Cell(cell.text, marks=(cell.mark,) if cell.mark else ())
    found = [Row(number, dict(sorted(cells.items()))) for number, cells in sorted(rows.items())]
    return Sheet(
        name,
        lambda: iter(found),
        merges=MergedAreas(areas),
        expected_rows=len(found),
        pages=tuple(stack.pages),
        notes=tuple(stack.notes),
    )


def _columns(xs: Sequence[float], cell: Placed) -> tuple[int, int]:
    """First and last column, from 1, of a cell between two lines, or of a text anywhere."""
    first = _nearest(xs, cell.left)
    last = _nearest(xs, cell.right)
    if abs(xs[first] - cell.left) <= _NEAR and abs(xs[last] - cell.right) <= _NEAR and last > first:
        return first + 1, last
    middle = sum(x <= (cell.left + cell.right) / 2 for x in xs)
    column = min(max(middle, 1), len(xs) - 1)
    return column, column


def _nearest(xs: Sequence[float], place: float) -> int:
    return min(range(len(xs)), key=lambda index: abs(xs[index] - place))
