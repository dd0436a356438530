"""A sheet in the making: tables of further pages are added below each other.

A cell without a rule below it goes on overleaf. Spreadsheet programs print the whole text of such a cell on
every page that it touches: the copies must agree. Programs that lay out text let it flow: the parts follow
each other. A row whose cells are all open is one row, cut by the edge of the page.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..cells import Area, Cell, Mark, MergedAreas, Row, Sheet
from .filling import Filled, Table
from .lattice import CLOSE, merged_places
from .lines import TextLine
from .running import plain

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
    waiting: dict[str, tuple[int, TextLine]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_row(self, lines: Sequence[TextLine], page: int) -> None:
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


def _loose(line: TextLine, row: int, page: int) -> Placed:
    return Placed(row, row, line.ink.left, line.ink.right, line.text.strip(), None, page)


def fits(stack: Stack, table: Table) -> bool:
    """Whether the columns of a table are those of the sheet, or some of them, or those and more."""
    fewer, more = sorted((stack.xs, table.lattice.xs), key=len)
    return all(any(abs(x - other) <= _NEAR for other in more) for x in fewer)


def append(stack: Stack, table: Table, page: int) -> None:
    """Add a table below what the sheet has: without the titles that it repeats, going on with open cells."""
    header = _header_rows(stack, table)
    top = [one for one in table.cells if one.cell.first_row <= header <= one.cell.last_row]
    goes_on = stack.open_row and not _begins_anew(stack, table, top)
    start = stack.rows + (0 if goes_on else 1)
    stack.pages.append((start, page))
    open_before = stack.open_cells
    last = table.rows() - 1
    placed_open: list[Placed] = []
    for one in table.cells:
        if one.cell.last_row < header:
            continue
        placed = _placed(table, one, start - header, max(one.cell.first_row, header), page)
        if placed.first_row == start and (above := _same_place(open_before, placed)):
            open_before.remove(above)
            _go_on(above, placed)
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


def _placed(table: Table, one: Filled, shift: int, first_row: int, page: int) -> Placed:
    left, right = _sides(table, one)
    return Placed(first_row + shift, one.cell.last_row + shift, left, right, one.text, one.mark, page)


def _begins_anew(stack: Stack, table: Table, top: Sequence[Filled]) -> bool:
    """Whether a new row begins overleaf although no cell of the last one was closed.

    A row that is cut in two has cells whose text ended above, or begins below. Where every text has another
    one below it, only the padding of the row went over the edge. Then cells of several rows that show another
    text below are new ones too; they are no longer open.
    """
    groups: dict[tuple[int, int], list[tuple[Placed, Filled]]] = {}
    for one in top:
        above = _same_place(stack.open_cells, _placed(table, one, 0, 0, 0))
        if above is not None and above.text:
            height = one.cell.last_row - one.cell.first_row
            groups.setdefault((above.first_row, height), []).append((above, one))
    if not _are_others(groups.get((stack.rows, 0), ()), fewest=2):
        return False
    closed = [above for group in groups.values() if _are_others(group) for above, _ in group]
    stack.open_cells = [one for one in stack.open_cells if one not in closed]
    return True


def _are_others(pairs: Sequence[tuple[Placed, Filled]], *, fewest: int = 1) -> bool:
    texts = [(plain(above.text), plain(below.text)) for above, below in pairs]
    return (
        len(texts) >= fewest
        and all(below for _, below in texts)
        and any(above != below for above, below in texts)
    )


def end(stack: Stack) -> None:
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


def _go_on(above: Placed, below: Placed) -> None:
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
    """A text that stands elsewhere with room to spare, word for word, is whole here too.

    Not so if a longer text begins or ends with it: then it may be that one, cut.
    """
    whole = {cell.text for cell in cells if cell.mark is None}
    doubtful = [cell for cell in cells if cell.mark is Mark.CUT and cell.text in whole]
    if not doubtful:
        return
    beginnings = sorted({cell.text for cell in cells})
    endings = sorted(text[::-1] for text in beginnings)
    for cell in doubtful:
        is_part = _begins_a_longer(cell.text, beginnings) or _begins_a_longer(cell.text[::-1], endings)
        if not is_part and not any(map(str.isdigit, cell.text)):
            cell.mark = None


def _begins_a_longer(text: str, texts: Sequence[str]) -> bool:
    """`texts` are sorted."""
    after = bisect_right(texts, text)
    return after < len(texts) and texts[after].startswith(text)


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
