"""Drawing up a form: cells are put between edges from 0 to 100, and the grid is made of the edges in use."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from .grid import Form, Sort

WHOLE = 100


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    start: float
    end: float
    text: str | Decimal
    sort: Sort
    rows: int


@dataclass
class FormDraft:
    """Rows of cells between edges. Rows count from 0; `row` is the one begun last."""

    cells: list[_Cell] = field(default_factory=list)
    row: int = -1

    def put(
        self, start: float, end: float, text, sort: Sort, *, row: int | None = None, rows: int = 1
    ) -> None:
        """A cell from one edge to another; a Decimal is an amount."""
        self.cells.append(_Cell(self.row if row is None else row, start, end, text, sort, rows))

    def line(self, *cells: tuple[float, float, object, Sort]) -> int:
        """Begin a row with these cells."""
        self.row += 1
        for start, end, text, sort in cells:
            self.put(start, end, text, sort)
        return self.row

    def form(self, name: str, title: str, **options) -> Form:
        """The form whose columns lie between all edges in use."""
        edges = sorted({edge for cell in self.cells for edge in (cell.start, cell.end)} | {0, WHOLE})
        place = {edge: number for number, edge in enumerate(edges)}
        widths = [end - start for start, end in pairwise(edges)]
        form = Form(name, title, widths, **options)
        for cell in self.cells:
            first, end = place[cell.start], place[cell.end]
            form.put(cell.row, first, cell.text, cell.sort, end - first, cell.rows)
        form.row = self.row
        return form
