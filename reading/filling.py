"""Where a portal's own list wants which value: its header, and for each row its project and indicator.

Recognised as an import recognises a list (reading/headers.py); a project may also stand above the header, as
a form has it. Nothing here knows stored goals.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, MergedAreas, Row, Sheet, open_workbook

from .fields import field_of_title, plain_title
from .headers import Header, find_header, is_header_row, is_known_title

_HEAD_ROWS = 60
_KEYS = ("project_code", "name", "tier1", "tier2", "indicator")
_UNITS = ("unit_code", "unit")
_OF_PROJECT = ("project_code", "name")
WRITABLE = ("period_target", "annual_target", "value", "sign", "measure", "note")


@dataclass(frozen=True)
class PortalColumn:
    """A column of a list: its letters, its titles, what it is taken for ("" for nothing)."""

    letters: str
    title: str
    field: str

    @property
    def is_writable(self) -> bool:
        return self.field in WRITABLE


@dataclass(frozen=True)
class PortalSheet:
    """A sheet in which indicators were recognised."""

    name: str
    signature: str
    header_row: int
    columns: tuple[PortalColumn, ...]


@dataclass(frozen=True)
class WantedCell:
    """A cell to be written: its place (in a merged range the first), its text now, whether it computes."""

    place: tuple[int, int]
    text: str
    is_formula: bool


@dataclass(frozen=True)
class Wanted:
    """One row that wants values: what it says of itself, and the cell of each writable column."""

    sheet: str
    row: int
    keys: Mapping[str, str]
    cells: Mapping[int, WantedCell]


@dataclass(frozen=True)
class PortalList:
    """A recognised sheet with its rows that name an indicator."""

    sheet: PortalSheet
    header: Header
    rows: tuple[Wanted, ...]


def portal_lists(
    source: BinaryIO, *, filename: str, mapping: Mapping[str, Mapping[str, str]] | None = None
) -> list[PortalList]:
    """The lists of indicators in a workbook; `mapping` is what a person said of such headers before.

    Raises UnreadableFile for what is no workbook.
    """
    with open_workbook(source, filename=filename) as book:
        found = (_list_in(sheet, mapping or {}) for sheet in book.sheets if not sheet.hidden)
        return [one for one in found if one is not None]


def _list_in(sheet: Sheet, mapping: Mapping[str, Mapping[str, str]]) -> PortalList | None:
    rows = list(sheet.rows())
    header = find_header(rows[:_HEAD_ROWS], sheet.merges)
    if header is None:
        return None
    header = header.mapped(mapping)
    if "indicator" not in header.fields:
        return None
    # A line of labels just above the titles may have been taken for their first row.
    above = _labelled([row for row in rows if row.number <= header.last_row])
    below = [row for row in rows if row.number > header.last_row]
    wanted = tuple(_wanted(sheet, header, below, above))
    return PortalList(_described(sheet, header), header, wanted)


def _described(sheet: Sheet, header: Header) -> PortalSheet:
    columns = tuple(
        PortalColumn(get_column_letter(n), "·".join(path), header.assigned.get(n, ""))
        for n, path in sorted(header.titles.items())
    )
    return PortalSheet(sheet.name, header.signature, header.last_row, columns)


def _labelled(rows: list[Row]) -> dict[str, str]:
    """Project and code where a form names them above its list: a label, and the next cell to the right."""
    found: dict[str, str] = {}
    for row in rows:
        cells = sorted(row.cells.items())
        for (_, label), (_, value) in itertools.pairwise(cells):
            key = field_of_title(plain_title(label.text))
            if key in _OF_PROJECT and not is_known_title(value.text):
                found.setdefault(key, value.all_digits.strip())
    return found


def _wanted(sheet: Sheet, header: Header, rows: list[Row], above: dict[str, str]) -> Iterator[Wanted]:
    """The rows that name an indicator; merged and blank cells of project and tiers mean what stands above."""
    shown = {(row.number, column): cell for row in rows for column, cell in row.cells.items()}
    columns = {key: header.fields[key] for key in (*_UNITS, *_KEYS) if key in header.fields}
    writable = [n for n, key in header.assigned.items() if key in WRITABLE]
    last: dict[str, str] = dict(above)
    for row in rows:
        if is_header_row(row) or header.repeated_by(row):
            continue
        texts = {key: _text(shown, sheet.merges, row.number, column) for key, column in columns.items()}
        _begin_anew(last, texts)
        if not texts.get("indicator"):
            continue
        keys = {key: texts.get(key) or last.get(key, "") for key in (*_UNITS, *_KEYS)}
        cells = {n: _cell(shown, sheet.merges, row.number, n) for n in writable}
        yield Wanted(sheet.name, row.number, keys, cells)


def _begin_anew(last: dict[str, str], texts: dict[str, str]) -> None:
    """Remember what a row says; a new project or tier ends what was said below it."""
    last.update({key: texts[key] for key in _UNITS if texts.get(key)})
    for place, key in enumerate(_KEYS[:-1]):
        if texts.get(key) and texts[key] != last.get(key):
            for lower in _KEYS[max(place, 1) + 1 : -1]:
                last.pop(lower, None)
            if key == "project_code" and not texts.get("name"):
                last.pop("name", None)
            last[key] = texts[key]


def _text(shown: Mapping[tuple[int, int], Cell], merges: MergedAreas, row: int, column: int) -> str:
    """What a person reads in a cell: of a merged range its first cell."""
    return _cell(shown, merges, row, column).text


def _cell(shown: Mapping[tuple[int, int], Cell], merges: MergedAreas, row: int, column: int) -> WantedCell:
    area = merges.at(row, column)
    place = (area.first_row, area.first_column) if area else (row, column)
    cell = shown.get(place)
    return WantedCell(place, cell.all_digits.strip() if cell else "", bool(cell and cell.formula is not None))
