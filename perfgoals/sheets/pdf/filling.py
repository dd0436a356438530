"""Pieces of a page → the cells in which they can be seen, and what is outside every table."""

from dataclasses import dataclass

from ..cells import Mark
from .cutting import is_cut, is_dense
from .lattice import Lattice, LatticeCell, lattices
from .lines import lines_of, text_of
from .page import Box, Page, Piece
from .placing import place

_JUMBLED = 0.2  # share of overlapping cells from which on no wrapped text of a page is sure


@dataclass(slots=True)
class Filled:
    """A cell of a page with its text. `box` is what can be seen of it."""

    cell: LatticeCell
    box: Box
    pieces: list[Piece]
    text: str = ""
    mark: Mark | None = None

    def read(self, page: Page) -> None:
        """Set text and mark from the pieces."""
        lines = lines_of(self.pieces)
        self.text = text_of(lines, self.box.right - self.box.left)
        if lines and is_cut(self.cell, self.box, lines, page):
            self.mark = Mark.CUT


@dataclass(slots=True)
class Table:
    """A table of one page, or of pages side by side. `cells` are in reading order."""

    lattice: Lattice
    cells: list[Filled]

    def rows(self) -> int:
        return len(self.lattice.ys) - 1


@dataclass(slots=True)
class Sheaf:
    """All of one page: its tables from the top down, and the text outside them."""

    page: Page
    tables: list[Table]
    outside: list[Piece]

    @property
    def number(self) -> int:
        return self.page.number


def filled_page(page: Page) -> Sheaf:
    tables = [Table(lattice, []) for lattice in lattices(page)]
    placement = place(page.pieces, [table.lattice for table in tables])
    is_jumbled = len(placement.overlapping) > _JUMBLED * len(placement.inside)
    for index, table in enumerate(tables):
        for cell in table.lattice.cells:
            one = Filled(cell, table.lattice.box_of(cell), placement.inside.get((index, cell), []))
            one.read(page)
            is_doubtful = is_jumbled and len(lines_of(one.pieces)) > 1
            if one.text and (is_doubtful or (index, cell) in placement.overlapping):
                one.mark = Mark.OVERLAPS
            elif placement.overlapping and is_dense(one.box, lines_of(one.pieces)):
                one.mark = Mark.CUT  # rows are too low on this page
            table.cells.append(one)
    return Sheaf(page, tables, placement.outside)
