"""Finds the header of a list, in one or several rows, and what its columns mean."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import column_index_from_string, get_column_letter

from perfgoals.sheets import MergedAreas, Row

from .fields import FIELD, UNIT_TITLE, field_of_title, is_group_title, likely_field, plain_title
from .layouts import list_layout_for
from .titles import bracketed_unit

IGNORED = ""  # in a mapping: the column is not to be read
_MOST_HEADER_ROWS = 4
_FEWEST_FIELDS = 3
_FEWEST_CELLS = 5


@dataclass(frozen=True, slots=True)
class Header:
    """`titles` are the plain titles of a column from the top; `fields` the columns by field.

    `ignored` columns are those a mapping leaves out on purpose.
    """

    first_row: int
    last_row: int
    titles: Mapping[int, tuple[str, ...]]
    fields: Mapping[str, int]
    ignored: frozenset[int] = frozenset()

    @property
    def signature(self) -> str:
        return signature_of(f"{column}{'/'.join(path)}" for column, path in self.titles.items())

    @property
    def amount_unit(self) -> str:
        """元 or 万元 where the title of the amount says it."""
        return bracketed_unit("".join(self.titles.get(self.fields.get("amount", 0), ())))

    @property
    def columns(self) -> dict[str, str]:
        """Field by column letters, IGNORED for those left out on purpose."""
        return {get_column_letter(column): field for field, column in self.fields.items()} | {
            get_column_letter(column): IGNORED for column in sorted(self.ignored)
        }

    def unmapped(self) -> dict[int, str]:
        """Title by column, of those that are neither read nor ignored."""
        known = {*self.fields.values(), *self.ignored}
        return {column: path[-1] for column, path in self.titles.items() if column not in known}

    def title(self, column: int) -> str:
        """The lowest title of a column, "" for one without."""
        return self.titles[column][-1] if column in self.titles else ""

    def suggestion(self, column: int) -> str:
        return likely_field("".join(self.titles.get(column, ())), taken=self.fields) or ""

    def repeated_by(self, row: Row) -> bool:
        """Whether `row` is this header again, as on the next printed page."""
        known = sum(plain_title(cell.text) in self.titles.get(n, ()) for n, cell in row.cells.items())
        return known >= 2 and 2 * known >= len(row.cells)

    def mapped(self, mapping: Mapping[str, Mapping[str, str]]) -> "Header":
        """With the columns that somebody assigned by hand for this signature: letters → field or IGNORED."""
        chosen = {
            column_index_from_string(key): field for key, field in mapping.get(self.signature, {}).items()
        }
        if not chosen:
            return self
        fields = {
            field: column
            for field, column in self.fields.items()
            if column not in chosen and field not in chosen.values()
        }
        fields |= {field: column for column, field in chosen.items() if field in FIELD}
        return replace(
            self, fields=fields, ignored=frozenset(n for n, field in chosen.items() if field == IGNORED)
        )


def reassigned(before: Header, after: Header) -> dict[int, str]:
    """Columns whose title surely means another field than a mapping made of them: that field or IGNORED."""
    now = {column: field for field, column in after.fields.items()}
    pairs = ((column, field, now.get(column, IGNORED)) for field, column in before.fields.items())
    return {column: chosen for column, field, chosen in pairs if chosen != field}


def signature_of(titles: Iterable[str]) -> str:
    """The same for all files whose titles stand in the same order."""
    return hashlib.sha256("|".join(titles).encode()).hexdigest()[:16]


def find_header(rows: Sequence[Row], merges: MergedAreas) -> Header | None:
    """The first complete header of a list, else the rows that look most like one, else many short texts.

    The last kind has few fields or none: it waits for a mapping by hand.
    """
    best: Header | None = None
    for index, row in enumerate(rows):
        if _known_titles(row) >= 2:
            header = _header(_header_rows(rows, index, merges), merges)
            if list_layout_for(header.fields.keys()):
                return header
            if best is None or len(header.fields) > len(best.fields):
                best = header
    if best is not None and len(best.fields) >= _FEWEST_FIELDS:
        return best
    for index, row in enumerate(rows):
        if sum(_looks_like_a_title(cell.text) for cell in row.cells.values()) >= _FEWEST_CELLS:
            return _header(_header_rows(rows, index, merges), merges)
    return best


def is_header_row(row: Row) -> bool:
    """Whether most cells of a row are known titles, and more than a few."""
    return 2 * _known_titles(row) > len(row.cells) >= _FEWEST_FIELDS


def _known_titles(row: Row) -> int:
    return sum(is_known_title(cell.text) for cell in row.cells.values())


def is_known_title(text: str) -> bool:
    title = plain_title(text)
    return title == UNIT_TITLE or is_group_title(title) or field_of_title(title) is not None


def _looks_like_a_title(text: str) -> bool:
    title = plain_title(text)
    return 2 <= len(title) <= 20 and not any(character.isdigit() for character in title)


def _header_rows(rows: Sequence[Row], index: int, merges: MergedAreas) -> list[Row]:
    """The row at `index` and those below it that belong to the same header."""
    header = [rows[index]]
    for row in rows[index + 1 : index + _MOST_HEADER_ROWS]:
        if row.number != header[-1].number + 1 or not (
            _covered(row.number, header, merges) or 2 * _known_titles(row) > len(row.cells) > 1
        ):
            break
        header.append(row)
    return header


def _covered(number: int, header: list[Row], merges: MergedAreas) -> bool:
    """Whether a title above is merged down to this row."""
    areas = (merges.at(header[-1].number, column) for row in header for column in row.cells)
    return any(
        area.last_row >= number and area.last_row < header[0].number + _MOST_HEADER_ROWS
        for area in areas
        if area
    )


def _header(rows: list[Row], merges: MergedAreas) -> Header:
    columns = sorted({column for row in rows for column in _columns(row, merges)})
    paths = {column: _path(rows, column, merges) for column in columns}
    titles = {column: path for column, path in paths.items() if path}
    return Header(rows[0].number, rows[-1].number, titles, _fields(titles))


def _columns(row: Row, merges: MergedAreas) -> set[int]:
    """Columns with a title of their own or under a group that is merged over them."""
    found = set(row.cells)
    for column in row.cells:
        if area := merges.at(row.number, column):
            found.update(range(column, min(area.last_column, column + 50) + 1))
    return found


def _path(rows: list[Row], column: int, merges: MergedAreas) -> tuple[str, ...]:
    """The titles over a column from the top down."""
    path: list[str] = []
    for position, row in enumerate(rows):
        title = plain_title(row.text(column)) or _group_over(rows, position, column, merges)
        if title and title not in path[-1:]:
            path.append(title)
    return tuple(path)


def _group_over(rows: list[Row], position: int, column: int, merges: MergedAreas) -> str:
    """The group title that reaches over a column from its left: merged, or by nothing else in between."""
    row = rows[position]
    if area := merges.at(row.number, column):
        return plain_title(row.text(area.first_column)) if area.first_row == row.number else ""
    below = rows[position + 1 :]
    if not any(row.text(column) for row in below):
        return ""
    left = max((n for n in row.cells if n < column), default=0)
    title = plain_title(row.text(left))
    return title if any(row.text(left) for row in below) else ""


def _fields(titles: Mapping[int, tuple[str, ...]]) -> dict[str, int]:
    """Field → column for the titles that are certain; of two columns for one field the first."""
    fields: dict[str, int] = {}
    for column, path in titles.items():
        if path[-1] == UNIT_TITLE:
            field = "measure" if "indicator" in fields else "unit"
        else:
            field = field_of_title("".join(path)) or field_of_title(path[-1])
        if field:
            fields.setdefault(field, column)
    return fields
