"""Rules of a page → tables: a lattice of columns and rows, and cells of one or more of its squares."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .page import Box, Page, Rule

CLOSE = 1.8  # lines nearer than this are one: double borders, hair lines beside each other
_TOUCH = 3.0  # lines that nearly meet belong to one table
_COVERED = 0.6  # so much of a square's side must be drawn to be a wall
_SHORTEST = 4.0
_TALLEST_ROW = 60.0  # of a row without sides


class LatticeCell(NamedTuple):
    """Squares of the lattice, counted from 0; the last ones included.

    `open_below`, `open_right`: the cell ends with the page, not with a rule.
    """

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    open_below: bool = False
    open_right: bool = False
    open_left: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """`xs` and `ys` are the lines between columns and rows, one more than there are of them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box_of(self, cell: LatticeCell) -> Box:
        return Box(
            self.xs[cell.first_column],
            self.ys[cell.first_row],
            self.xs[cell.last_column + 1],
            self.ys[cell.last_row + 1],
        )

    def square_at(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) of a point; None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return (row, column) if inside else None


def lattices(page: Page) -> list[Lattice]:
    """The tables of a page from the top down. A box alone is none, nor is a frame round others."""
    horizontal, vertical = joined(page.horizontal), joined(page.vertical)
    found = [_lattice(*part) for part in _parts(horizontal, vertical)]
    tables = [lattice for lattice in found if lattice and len(lattice.cells) > 1]
    outer = [t for t in tables if not any(o is not t and o.box.holds(t.box) for o in tables)]
    return sorted(outer, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules in one line that touch are one."""
    found: list[Rule] = []
    for group in clusters(rules):
        at = sum(rule.at for rule in group) / len(group)
        start, end = group[0].start, group[0].end
        for rule in sorted(group, key=lambda rule: rule.start)[0:]:
            if rule.start <= end + CLOSE and rule.start >= start - CLOSE:
                end = max(end, rule.end)
            elif rule.start > end:
                found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            else:
                start, end = min(start, rule.start), max(end, rule.end)
        found.append(Rule(at, start, end))
    return found


def clusters(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Rules at nearly the same place, each group sorted by where they start."""
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[0].at > CLOSE:
            yield sorted(group, key=lambda one: one.start)
            group = []
        group.append(rule)
    if group:
        yield sorted(group, key=lambda one: one.start)


def _parts(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that meet each other, in groups that do not."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    heights = [rule.at for rule in horizontal]
    for offset, upright in enumerate(vertical, len(horizontal)):
        first = bisect_left(heights, upright.start - _TOUCH)
        last = bisect_right(heights, upright.end + _TOUCH)
        for index in range(first, last):
            flat = horizontal[index]
            if flat.start - _TOUCH <= upright.at <= flat.end + _TOUCH:
                parent[root(index)] = root(offset)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate(horizontal):
        groups.setdefault(root(index), ([], []))[0].append(rule)
    for index, rule in enumerate(vertical, len(horizontal)):
        groups.setdefault(root(index), ([], []))[1].append(rule)
    tables = [part for part in groups.values() if part[0] and part[1]]
    alone = [rule for flat, upright in groups.values() if not upright for rule in flat]
    for rule in alone:
        _attach(rule, tables)
    yield from tables


def _attach(rule: Rule, tables: Iterable[tuple[list[Rule], list[Rule]]]) -> None:
    """A row without sides, its rule as wide as the table close by: a row that goes on beside the page."""
    for flat, _ in tables:
        left, right = min(one.start for one in flat), max(one.end for one in flat)
        near = min(abs(one.at - rule.at) for one in flat)
        if abs(rule.start - left) <= _TOUCH and abs(rule.end - right) <= _TOUCH and near <= _TALLEST_ROW:
            flat.append(rule)


def _lattice(horizontal: list[Rule], vertical: list[Rule]) -> Lattice | None:
    if not horizontal or not vertical:
        return None
    left, right = min(rule.start for rule in horizontal), max(rule.end for rule in horizontal)
    heights = [rule.at for rule in horizontal]
    top = min(min(rule.start for rule in vertical), min(heights))
    bottom = max(max(rule.end for rule in vertical), max(heights))
    xs = merged_places([rule.at for rule in vertical], left, right)
    ys = merged_places(heights, top, bottom)
    if len(xs) < 2 or len(ys) < 2:
        return None
    walls = _Walls(xs, ys, horizontal, vertical)
    return Lattice(xs, ys, tuple(walls.cells()))


def merged_places(places: Iterable[float], first: float, last: float) -> tuple[float, ...]:
    """Places in order, near ones once; `first` and `last` are added if they stand clearly outside."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > CLOSE:
            found.append(place)
    if found[0] - first > _SHORTEST:
        found.insert(0, first)
    if last - found[-1] > _SHORTEST:
        found.append(last)
    return tuple(found)


class _Walls:
    """Which sides of the lattice's squares are drawn."""

    def __init__(
        self, xs: Sequence[float], ys: Sequence[float], horizontal: Sequence[Rule], vertical: Sequence[Rule]
    ) -> None:
        self._rows, self._columns = len(ys) - 1, len(xs) - 1
        self._left = _drawn(vertical, xs, ys)  # [line][row]
        self._above = _drawn(horizontal, ys, xs)  # [line][column]

    def cells(self) -> Iterator[LatticeCell]:
        """Rectangles of squares without a wall between them, in reading order."""
        taken = [[False] * self._columns for _ in range(self._rows)]
        for row in range(self._rows):
            for column in range(self._columns):
                if taken[row][column]:
                    continue
                last_column = column
                while last_column + 1 < self._columns and not (
                    self._left[last_column + 1][row] or taken[row][last_column + 1]
                ):
                    last_column += 1
                last_row = row
                while last_row + 1 < self._rows and self._goes_down(last_row + 1, column, last_column, taken):
                    last_row += 1
                for r in range(row, last_row + 1):
                    for n in range(column, last_column + 1):
                        taken[r][n] = True
                yield self._cell(row, column, last_row, last_column)

    def _goes_down(self, row: int, first: int, last: int, taken: list[list[bool]]) -> bool:
        """Whether the squares of this row belong to the cell above them."""
        return (
            not any(self._above[row][n] or taken[row][n] for n in range(first, last + 1))
            and not any(self._left[n][row] for n in range(first + 1, last + 1))
            and (first == 0 or self._left[first][row] or taken[row][first - 1])
            and (last + 1 == self._columns or self._left[last + 1][row])
        )

    def _cell(self, row: int, column: int, last_row: int, last_column: int) -> LatticeCell:
        rows, columns = range(row, last_row + 1), range(column, last_column + 1)
        return LatticeCell(
            row,
            column,
            last_row,
            last_column,
            open_below=last_row + 1 == self._rows and not any(self._above[self._rows][n] for n in columns),
            open_right=last_column + 1 == self._columns
            and not any(self._left[self._columns][r] for r in rows),
            open_left=column == 0 and not any(self._left[0][r] for r in rows),
        )


def _drawn(rules: Iterable[Rule], lines: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """For each line, and each stretch between two of `across`: whether a rule runs along it."""
    drawn = [[False] * (len(across) - 1) for _ in lines]
    covered: dict[tuple[int, int], float] = {}
    for rule in rules:
        line = min(range(len(lines)), key=lambda index: abs(lines[index] - rule.at))
        if abs(lines[line] - rule.at) > 2 * CLOSE:
            continue
        first = max(bisect_right(across, rule.start) - 1, 0)
        for stretch in range(first, len(across) - 1):
            if across[stretch] >= rule.end:
                break
            part = min(rule.end, across[stretch + 1]) - max(rule.start, across[stretch])
            covered[line, stretch] = covered.get((line, stretch), 0.0) + part
    for (line, stretch), length in covered.items():
        drawn[line][stretch] = length >= _COVERED * (across[stretch + 1] - across[stretch])
    return drawn
