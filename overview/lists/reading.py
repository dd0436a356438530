"""A list's file → its sheets, titles and rows as plain texts, which wait in ListUpload to be written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from itertools import islice

from perfgoals.common.text import without_unstorable
from perfgoals.sheets import UnreadableFile, open_workbook
from projects.enums import ListKind
from projects.formats import CODE_LIST_LIMITS

from .fields import FIELDS, field_of_title

# Titles stand near the top: above them at most the name of the table, a date, a unit of money.
TITLES_WITHIN = 10
MOST_ROWS = 5_000
NOTHING = UnreadableFile("文件里除表头外没有内容。第一行是表头，从第二行起每行一条；请照模板填写。")
TOO_MANY = UnreadableFile(f"文件超过 {MOST_ROWS:,} 行。请拆成几个文件，分几次上传。")
_EXPLANATIONS = {"说明", "填写说明", "示例"}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?")


@dataclass(frozen=True)
class ListRow:
    """One row of the file under the fields that its titles mean; `number` counts as the spreadsheet does."""

    sheet: str
    number: int
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


def read_sheets(content: bytes, *, filename: str, kind: ListKind) -> list[dict]:
    """The sheets as ListUpload keeps them. Raises UnreadableFile with a sentence for the sender.

    Hidden sheets and those that only explain are passed over. A sheet with titles that the list knows comes
    before all; without any, the first row of the first sheet is taken for the titles, to be mapped by hand.
    """
    with open_workbook(BytesIO(content), filename=filename, limits=CODE_LIST_LIMITS) as book:
        shown = [sheet for sheet in book.sheets if not sheet.hidden and sheet.name not in _EXPLANATIONS]
        sheets = [read for sheet in shown if (read := _sheet(sheet, kind))]
    known = [sheet for sheet in sheets if any(field_of_title(kind, title) for title in sheet["titles"])]
    chosen = [sheet for sheet in known or sheets[:1] if sheet["rows"]]
    if not chosen:
        raise NOTHING
    if sum(len(sheet["rows"]) for sheet in chosen) > MOST_ROWS:
        raise TOO_MANY
    return chosen


def _sheet(sheet, kind: ListKind) -> dict | None:
    rows = list(islice(sheet.rows(), MOST_ROWS + TITLES_WITHIN + 1))
    if not rows:
        return None
    place = max(range(min(len(rows), TITLES_WITHIN)), key=lambda n: (_known_titles(rows[n], kind), -n))
    header = rows[place]
    columns = range(1, max(header.cells) + 1)
    return {
        "name": sheet.name,
        "header_row": header.number,
        "titles": [_text(header, column) for column in columns],
        "rows": [
            [row.number, [_text(row, column) for column in columns]]
            for row in rows[place + 1 :]
            if any(_text(row, column) for column in columns)
        ],
    }


def _known_titles(row, kind: ListKind) -> int:
    return len({field_of_title(kind, cell.text) for cell in row.cells.values()} - {""})


def _text(row, column: int) -> str:
    """As displayed, on one line; a number without its commas, which are no part of a code."""
    cell = row.cells.get(column)
    if cell is None:
        return ""
    text = cell.all_digits.replace(",", "") if cell.number and not cell.is_date else cell.text
    return " ".join(without_unstorable(text).removeprefix("'").split())


def guessed_mapping(kind: ListKind, sheets: list[dict]) -> dict[str, str]:
    """Title → field for every title of the file; a field that two titles claim goes to the first."""
    mapping: dict[str, str] = {}
    for sheet in sheets:
        taken: set[str] = set()
        for title in sheet["titles"]:
            key = mapping.get(title) or field_of_title(kind, title)
            mapping.setdefault(title, "" if key in taken else key)
            taken.add(key)
    mapping.pop("", None)
    return mapping


def rows_of(sheets: list[dict], mapping: dict[str, str]) -> Iterator[ListRow]:
    """Every row of the file, its texts under the fields of the mapping."""
    for sheet in sheets:
        places = {mapping[title]: n for n, title in enumerate(sheet["titles"]) if mapping.get(title)}
        for number, texts in sheet["rows"]:
            yield ListRow(sheet["name"], number, {key: texts[place] for key, place in places.items()})


def missing_fields(kind: ListKind, mapping: dict[str, str]) -> list[str]:
    """Labels of required fields that no column has."""
    return [f.label for f in FIELDS[kind] if f.required and f.key not in mapping.values()]


def read_date(text: str) -> date | None:
    """A day as lists write it (2026-01-01, 2026年1月1日, 2026/1); without a day the first one.

    Raises ValueError for what is no date; None for an empty text.
    """
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day = found.groups()
    return date(int(year), int(month), int(day or 1))
