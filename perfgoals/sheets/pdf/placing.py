"""Pieces of text → the cells of a page's tables in which they can be seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from .lattice import Lattice, LatticeCell
from .page import Piece

SLACK = 3.0  # how far a clip may reach over the rules of its cell
_OVER = 0.25  # × size: text that reaches so far over a rule is struck through by it
_ON = 0.4  # × size: texts that cover so much of each other in both directions are printed over each other
_INSIDE = 1.0  # points: so far from an edge a place is surely on its inner side
_MOST_PAIRS = 40  # pieces of a cell that are compared with each other
_SAME_LINE = 0.3  # × size: the widest gap inside a line
_EVEN = 0.3  # points by which the lines of one text may differ in distance
_SPACING = (0.8, 2.2)  # × size: from one line of a text to the next

Home = tuple[int, LatticeCell]


@dataclass(slots=True)
class Placement:
    """Pieces by the number of their table and their cell; `overlapping` cells have text over text."""

    inside: dict[Home, list[Piece]] = field(default_factory=dict)
    outside: list[Piece] = field(default_factory=list)
    overlapping: set[Home] = field(default_factory=set)


def place(pieces: Iterable[Piece], tables: Sequence[Lattice]) -> Placement:
    """Each piece in the cell where it stands.

    Where a row is too low, spreadsheet programs let the middle of a text stand in its row and print the lines
    above and below over the neighbours. A text of several lines that is struck through by a rule, or stands
    on another text, is put as a whole where its middle is.
    """
    finders = [_CellFinder(lattice) for lattice in tables]
    texts = [(text, [_home(piece, finders) for piece in text]) for text in texts_of(pieces)]
    clashing = _clashing(texts, finders)
    placement = Placement()
    last = placement.outside
    for index, (text, homes) in enumerate(texts):
        middle = _home_of_middle(text, finders) if index in clashing else None
        if middle:
            placement.overlapping |= {middle, *(home for home in homes if home)}
            placement.inside.setdefault(middle, []).extend(text)
            continue
        for piece, home in zip(text, homes, strict=True):
            if not piece.text.isspace():  # a blank belongs to what stands before it
                if home and (start := finders[home[0]].start_of(piece)):
                    placement.overlapping |= {home, (home[0], start)}
                    home = home[0], start
                last = placement.inside.setdefault(home, []) if home else placement.outside
            last.append(piece)
    return placement


def _home(piece: Piece, finders: Sequence["_CellFinder"]) -> Home | None:
    for index, finder in enumerate(finders):
        if cell := finder.cell_of(piece):
            return index, cell
    return None


def _home_of_middle(text: Sequence[Piece], finders: Sequence["_CellFinder"]) -> Home | None:
    x = (text[0].ink.left + text[0].ink.right) / 2
    y = (text[0].ink.top + text[-1].ink.bottom) / 2
    for index, finder in enumerate(finders):
        if cell := finder.at(x, y):
            return index, cell
    return None


def _clashing(
    texts: Sequence[tuple[list[Piece], list[Home | None]]], finders: Sequence["_CellFinder"]
) -> set[int]:
    """Which texts of several lines are struck through by a rule or stand on another text."""
    found: set[int] = set()
    by_home: dict[Home, list[tuple[int, Piece]]] = {}
    for index, (text, homes) in enumerate(texts):
        for piece, home in zip(text, homes, strict=True):
            if home and not piece.text.isspace():
                by_home.setdefault(home, []).append((index, piece))
                if piece.clip is None and finders[home[0]].is_struck(piece, home[1]):
                    found.add(index)
    for pieces in by_home.values():
        for (one, piece), (other, second) in combinations(pieces[:_MOST_PAIRS], 2):
            if one != other and _stands_on(piece, second):
                found |= {one, other}
    return {index for index in found if _has_lines(texts[index][0])}


def _has_lines(text: Sequence[Piece]) -> bool:
    return text[-1].baseline - text[0].baseline > _EVEN and all(piece.clip is None for piece in text)


def _stands_on(one: Piece, other: Piece) -> bool:
    common = one.ink.overlap(other.ink)
    least = _ON * min(one.size, other.size)
    return common.right - common.left > least and common.bottom - common.top > least


class _CellFinder:
    """Spreadsheet programs draw hidden text too: it lies over neighbours, but its clip is its own cell.

    A clip that reaches over several cells says nothing more than that the text is somewhere inside.
    """

    def __init__(self, lattice: Lattice) -> None:
        self._lattice = lattice
        self._cells = {
            (row, column): cell
            for cell in lattice.cells
            for row in range(cell.first_row, cell.last_row + 1)
            for column in range(cell.first_column, cell.last_column + 1)
        }

    def at(self, x: float, y: float) -> LatticeCell | None:
        square = self._lattice.square_at(x, y)
        return self._cells.get(square) if square else None

    def cell_of(self, piece: Piece) -> LatticeCell | None:
        ink = piece.ink
        x, y = (ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2
        if piece.clip is not None:
            seen = piece.clip.overlap(self._lattice.box)
            if seen.right <= seen.left or seen.bottom <= seen.top:
                return None
            own = self.at((seen.left + seen.right) / 2, (seen.top + seen.bottom) / 2)
            if own and self._lattice.box_of(own).holds(seen, SLACK):
                return own
            x = min(max(x, seen.left + _INSIDE), seen.right - _INSIDE)
            y = min(max(y, seen.top + _INSIDE), seen.bottom - _INSIDE)
        return self.at(x, y)

    def start_of(self, piece: Piece) -> LatticeCell | None:
        """The cell in which a text begins that runs over the side of a cell into the next ones.

        None where it does not. Programs draw it so if the next cells are empty; it belongs to the first.
        """
        if piece.clip is not None:
            return None
        y = (piece.ink.top + piece.ink.bottom) / 2
        first = self.at(piece.ink.left + _INSIDE, y)
        last = self.at(piece.ink.right - _INSIDE, y)
        if first is None or last is None or first == last:
            return None
        box, over = self._lattice.box_of(first), _OVER * piece.size
        return first if piece.ink.right > box.right + over else None

    def is_struck(self, piece: Piece, cell: LatticeCell) -> bool:
        """Whether the upper or lower rule of its cell runs through a piece."""
        box, over = self._lattice.box_of(cell), _OVER * piece.size
        is_over_below = piece.ink.bottom > box.bottom + over and not cell.open_below
        return piece.ink.top < box.top - over or is_over_below


def texts_of(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that were drawn one after another as the lines of one text: in one column, evenly spaced."""
    text: list[Piece] = []
    spacing = 0.0
    for piece in pieces:
        step = piece.baseline - text[-1].baseline if text else 0.0
        if text and (piece.text.isspace() or _goes_on(text, piece, step, spacing)):
            text.append(piece)
            spacing = max(spacing, step)
            continue
        if text:
            yield text
        text, spacing = [piece], 0.0
    if text:
        yield text


def _goes_on(text: Sequence[Piece], piece: Piece, step: float, spacing: float) -> bool:
    if abs(step) <= _EVEN:
        return 0 <= piece.ink.left - text[-1].ink.right <= _SAME_LINE * piece.size
    left, right = min(one.ink.left for one in text), max(one.ink.right for one in text)
    is_below = min(right, piece.ink.right) > max(left, piece.ink.left)
    if not is_below or not _SPACING[0] * piece.size <= step <= _SPACING[1] * piece.size:
        return False
    return not spacing or abs(step - spacing) <= _EVEN
