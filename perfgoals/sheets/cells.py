"""What a reader hands out: workbook, sheets, rows, cells and merged areas, whatever the file format was."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

_LAST = 10**9  # behind every page
_NOTHING: Mapping[int, "Cell"] = MappingProxyType({})


class Problem(StrEnum):
    """What keeps a cell's text from being its value."""

    NO_RESULT = "no_result"  # a formula saved without its result
    ERROR = "error"  # #REF!, #N/A …
    PICTURE = "picture"  # =DISPIMG(…) and its like: the cell shows a picture; `text` is ""


class Mark(StrEnum):
    """What a person has to know about a cell beside its text."""

    STRUCK_OUT = "struck_out"  # part or all of the text is struck through
    SYMBOL_FONT = "symbol_font"  # signs of the font Symbol, given as what they show: ³ is ≥
    UNKNOWN_SIGNS = "unknown_signs"  # signs that only a certain font can show
    PHONETIC = "phonetic"  # a reading guide above the text was left out
    LOST_DIGITS = "lost_digits"  # a spreadsheet keeps 15 digits of a number; the rest became zeros
    REMOVED_CHARACTERS = "removed_characters"  # half characters and the like, which nothing can store
    NOT_SHOWN = "not_shown"  # the number format shows nothing of it
    # Of what was read from paper:
    CUT = "cut"  # perhaps printed only in part: the column or the row was too small for it
    OVERLAPS = "overlaps"  # printed over its neighbours: which text is whose is not sure
    COPIES_DIFFER = "copies_differ"  # printed on two pages, not alike
    ACROSS_PAGES = "across_pages"  # its parts stand on two pages and were put together


class Cell(NamedTuple):
    """One cell that is not empty.

    `text` is the value as displayed (`95%`, `2026/1/1`, `007`). `number` is the stored number in plain digits
    where there is one, for amounts that a number format rounds; `unit` is what it counts where the number
    format says so: 元 under `0.00"元"`, and under `0\\.0,"万元"` too, which shows 12345 as 1.2万元.
    `formula` is without its `=`.
    """

    text: str
    number: str | None = None
    formula: str | None = None
    is_date: bool = False
    problem: Problem | None = None
    unit: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def all_digits(self) -> str:
        """For codes: the text, but a whole number that General shortens to 1.23457E+11 in full."""
        if self.number and "E+" in self.text and self.number.isdecimal():
            return self.number
        return self.text


class Row(NamedTuple):
    """A row with at least one cell. `number` and the keys of `cells` (columns) count from 1.

    `covered` are cells with content under a merged range: its first cell hides them, so they are not shown.
    """

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False
    covered: Mapping[int, Cell] = _NOTHING

    def text(self, column: int) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""


class Area(NamedTuple):
    """A merged range, both corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class MergedAreas:
    """The merged ranges of a sheet, found by position. Columns beyond `columns` are not kept."""

    def __init__(self, areas: Iterable[Area] = (), *, columns: int = 200) -> None:
        by_column: dict[int, list[Area]] = {}
        for area in sorted(areas):
            for column in range(area.first_column, min(area.last_column, columns) + 1):
                by_column.setdefault(column, []).append(area)
        self._areas = by_column
        self._starts = {column: [area.first_row for area in found] for column, found in by_column.items()}

    def at(self, row: int, column: int) -> Area | None:
        """The merged range that covers this cell, if any."""
        starts = self._starts.get(column)
        if not starts:
            return None
        index = bisect_right(starts, row) - 1
        area = self._areas[column][index] if index >= 0 else None
        return area if area and row <= area.last_row else None

    @property
    def columns(self) -> Collection[int]:
        """The columns that any range covers."""
        return self._areas.keys()

    def __bool__(self) -> bool:
        return bool(self._areas)

    def __iter__(self) -> Iterator[Area]:
        """Every range once, by its first cell's column, then row."""
        for column, areas in self._areas.items():
            yield from (area for area in areas if area.first_column == column)


@dataclass
class Sheet:
    """A worksheet. `rows()` starts a new pass over the file; rows come in order, blank rows are left out.

    `hidden_columns` is complete once the first row has come; `expected_rows` is an estimate for progress
    bars. A sheet read from paper has `pages` as (first row, page number), and `notes` on how they were read
    and what was left out, in Chinese.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    hidden: bool = False
    merges: MergedAreas = field(default_factory=MergedAreas)
    expected_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    pages: Sequence[tuple[int, int]] = ()
    notes: Sequence[str] = ()


def on_page(row: int, pages: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """(number of the page, row on it) of a row of a sheet with these `pages`."""
    index = max(bisect_right(pages, (row, _LAST)) - 1, 0)
    page = pages[index][1]
    while index and pages[index - 1][1] == page:
        index -= 1
    return page, row - pages[index][0] + 1
