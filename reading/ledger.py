"""The ledger of cells: every cell of a sheet that says anything ends in one of four ways; the counts add up.

Read: it is stored, or says again what is. Heading: a title, a header, a label. Mark: a total, a column
number, a page number, a signature, a note. Unread: all else, kept by column or label so that somebody can
look at it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, Row

COVERED = "被合并单元格盖住的内容"
OTHER = "other"  # what a known label shows that no field is declared for
_LARGE_SHARE = 0.2  # of the cells, of those whose meaning nobody knows
_LARGEST_SHARE = 0.5  # of all cells, with those that are known and have no place yet
_FEW_CELLS = 3
_MOST_SAMPLES = 3
_LONGEST_SAMPLE = 60


class Fate(StrEnum):
    """What became of a cell. `UNREAD` cells have no place in the system, or none was found."""

    READ = "read"
    HEADING = "heading"
    MARK = "mark"
    UNREAD = "unread"


@dataclass(slots=True)
class Unread:
    """Cells of one column or under one label that were not read.

    `key` is what a mapping calls it: column letters, or a label; `title` may be "". `field` is the field it
    means where that is known but not stored, OTHER for a known label without a field. `samples` are the first
    different texts.
    """

    title: str
    key: str
    first: str
    last: str
    count: int = 0
    samples: list[str] = field(default_factory=list)
    field: str = ""

    def add(self, place: str, text: str, count: int = 1) -> None:
        self.last = place
        self.count += count
        if len(self.samples) < _MOST_SAMPLES and (text := text[:_LONGEST_SAMPLE]) not in self.samples:
            self.samples.append(text)

    def __str__(self) -> str:
        """“权重”K5–K18（14 格：10、20）"""
        cells = self.first if self.first == self.last else f"{self.first}–{self.last}"
        named = f"“{self.title}”" if self.title else ""
        return f"{named}{cells}（{self.count} 格：{'、'.join(self.samples)}）"


class Ledger:
    """Accounts for the cells of one sheet. `unread` are groups by key, in the order of their first cell."""

    def __init__(self) -> None:
        self.counts: Counter[Fate] = Counter()
        self.unread: dict[str, Unread] = {}

    def take(self, fate: Fate, row: Row) -> None:
        """A whole row."""
        self.counts[fate] += len(row.cells)

    def cover(self, row: Row) -> None:
        """What stands under a merged range is not shown, so it is not read; somebody may want to know."""
        for column, cell in row.covered.items():
            self.leave_cell(row.number, column, cell, key=COVERED, title=COVERED, field=OTHER)

    def forget(self) -> None:
        """The rows are read anew, another way: only what merged ranges cover stays as it is."""
        covered = self.unread.get(COVERED)
        self.unread = {COVERED: covered} if covered else {}
        self.counts = Counter({Fate.UNREAD: covered.count} if covered else {})

    def leave_row(self, row: Row, title: str) -> None:
        """A whole row that was not read; `title` says what it is a part of."""
        for column, cell in row.cells.items():
            self.leave_cell(row.number, column, cell, key=title, title=title)

    def leave(
        self, row: Row, columns: Iterable[int], titles: Mapping[int, str] | None = None, field: str = ""
    ) -> None:
        """Cells of a row that were not read, under the titles of their columns."""
        for column in columns:
            letters = get_column_letter(column)
            title = titles.get(column, "") if titles else ""
            self.leave_cell(row.number, column, row.cells[column], key=letters, title=title, field=field)

    def leave_cell(
        self, row: int, column: int, cell: Cell, *, key: str, title: str = "", field: str = ""
    ) -> None:
        self.counts[Fate.UNREAD] += 1
        place = f"{get_column_letter(column)}{row}"
        note(self.unread, key, title, place, cell.text, field)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def large_share(read: int, groups: Iterable[Unread]) -> int | None:
    """How many percent of the cells were not read, where that is so much that somebody has to confirm it."""
    groups = list(groups)
    known = sum(group.count for group in groups if group.field)
    strange = sum(group.count for group in groups) - known
    total = read + known + strange
    if strange > max(_LARGE_SHARE * total, _FEW_CELLS) or known + strange > _LARGEST_SHARE * total:
        return round(100 * (known + strange) / total)
    return None


def note(groups: dict[str, Unread], key: str, title: str, place: str, text: str, field: str = "") -> None:
    """Adds one cell to its group."""
    group = groups.get(key)
    if group is None:
        group = groups[key] = Unread(title, key, place, place, field=field)
    group.add(place, text)
