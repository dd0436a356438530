"""Pages that a spreadsheet program printed beside each other, put side by side again.

Pages whose rules do not fit are named, never joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..cells import Mark
from .arranging import arranged, same_heights
from .filling import Filled, Sheaf, Table
from .lattice import Lattice, LatticeCell, merged_places
from .page import Piece
from .running import plain


@dataclass(slots=True)
class Spread:
    """Pages side by side, or one page; `numbers` are theirs.

    `misfits` are pages that by their order belong beside this one, but whose rules stand at other heights.
    """

    sheaf: Sheaf
    numbers: tuple[int, ...]
    misfits: tuple[int, ...] = ()


def spreads(pages: Sequence[Sheaf]) -> Iterator[Spread]:
    """Every page once, those that belong beside another joined to it."""
    for row in arranged(pages):
        misfits = tuple(page.number for page in row[1:] if not same_heights(row[0], page))
        if misfits or len(row) == 1:
            yield Spread(row[0], (row[0].number,), misfits)
        else:
            yield Spread(_beside(row), tuple(page.number for page in row))


def _beside(row: Sequence[Sheaf]) -> Sheaf:
    table, outside = row[0].tables[0], list(row[0].outside)
    for page in row[1:]:
        right = page.tables[0]
        shift = table.lattice.xs[-1] - right.lattice.xs[0]
        table = _joined(table, right, shift)
        outside = _with_texts_of(page.outside, outside, shift)
    return Sheaf(row[0].page, [table], outside)


def _with_texts_of(right: Sequence[Piece], left: Sequence[Piece], shift: float) -> list[Piece]:
    """What stands outside the table on both pages. A title over all columns is on each page in part, and what
    can be seen on both is said once."""
    rows = _by_height(left)
    for height, pieces in _by_height(right).items():
        own = next((rows[h] for h in (height, height - 1, height + 1) if h in rows), None)
        if own is None:
            rows[height] = [piece.moved(shift) for piece in pieces]
            continue
        said, more = _text(own), _text(pieces)
        if more in said:
            continue
        if said in more:
            own[:] = [piece.moved(shift) for piece in pieces]
        elif common := _overlap(said, more):
            own[-1] = replace(own[-1], text=own[-1].text + more[common:])
        else:
            own += [piece.moved(shift) for piece in pieces]
    return [piece for pieces in rows.values() for piece in pieces]


def _by_height(pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    rows: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda one: (one.baseline, one.ink.left)):
        rows.setdefault(round(piece.baseline), []).append(piece)
    return rows


def _text(pieces: Sequence[Piece]) -> str:
    return plain("".join(piece.text for piece in sorted(pieces, key=lambda one: one.ink.left)))


def _overlap(left: str, right: str) -> int:
    """How many signs at the end of one text begin the other; fewer than two are chance."""
    sizes = range(min(len(left), len(right)), 1, -1)
    return next((size for size in sizes if left.endswith(right[:size])), 0)


def _joined(left: Table, right: Table, shift: float) -> Table:
    xs = (*left.lattice.xs, *(x + shift for x in right.lattice.xs[1:]))
    ys = merged_places((*left.lattice.ys, *right.lattice.ys), left.lattice.ys[0], left.lattice.ys[-1])
    columns = len(left.lattice.xs) - 1
    cells = [_moved(one, left.lattice, ys, 0) for one in left.cells]
    cells += [_moved(one, right.lattice, ys, columns) for one in right.cells]
    cells = _across(cells, columns)
    cells.sort(key=lambda one: one.cell[:2])
    return Table(Lattice(xs, ys, tuple(one.cell for one in cells)), cells)


def _moved(one: Filled, old: Lattice, ys: Sequence[float], columns: int) -> Filled:
    cell = one.cell
    top, bottom = _line(ys, old.ys[cell.first_row]), _line(ys, old.ys[cell.last_row + 1])
    moved = LatticeCell(
        top, cell.first_column + columns, max(bottom - 1, top), cell.last_column + columns, *cell[4:]
    )
    return replace(one, cell=moved)


def _line(ys: Sequence[float], y: float) -> int:
    return min(range(len(ys)), key=lambda index: abs(ys[index] - y))


def _across(cells: list[Filled], columns: int) -> list[Filled]:
    """A merged cell that crosses the edge between the pages is one again: equal parts once, else both."""
    lefts = {
        _rows_of(one): one for one in cells if one.cell.open_right and one.cell.last_column == columns - 1
    }
    kept = []
    for one in cells:
        is_right = one.cell.open_left and one.cell.first_column == columns
        left = lefts.get(_rows_of(one)) if is_right else None
        if left is None:
            kept.append(one)
            continue
        left.cell = left.cell._replace(last_column=one.cell.last_column, open_right=one.cell.open_right)
        if plain(one.text) not in plain(left.text):
            left.mark = left.mark or (Mark.ACROSS_PAGES if left.text else one.mark)
            left.text += one.text
    return kept


def _rows_of(one: Filled) -> tuple[int, int]:
    return one.cell.first_row, one.cell.last_row
