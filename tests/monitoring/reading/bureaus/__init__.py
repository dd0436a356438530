"""Twenty files of 监控 and 自评 as bureaus send them, one text each, written before the reader was looked at.

A line is a row, `|` parts its cells: `<` is merged with the cell to the left, `^` with the one above; `'7` is
a text, `0.5@0%` a number with its format, `\\n` a line break, `\\_` a blank that Word keeps. `== name` begins
a sheet; a sheet named csv is a file of separated values.
"""

import csv
import re
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook

FOLDER = Path(__file__).parent
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".html"))
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:@(.+))?")


def file_of(name: str) -> tuple[str, bytes]:
    """(File name, content)."""
    path = FOLDER / name
    if path.suffix == ".html":
        return f"{path.stem}.xls", path.read_bytes()
    sheets = dict(_sheets(path.read_text("utf-8")))
    if "csv" in sheets:
        return f"{path.stem}.csv", _separated(sheets["csv"])
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        _fill(book.create_sheet(title), rows)
    content = BytesIO()
    book.save(content)
    return f"{path.stem}.xlsx", content.getvalue()


def _sheets(text: str):
    for part in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        title, *lines = part.rstrip("\n").split("\n")
        yield title, [line.split("|") for line in lines]


def _separated(rows) -> bytes:
    text = StringIO()
    csv.writer(text).writerows([cell.removeprefix("'") for cell in row] for row in rows)
    return text.getvalue().encode("gb18030")


def _fill(sheet, rows) -> None:
    areas: dict[tuple[int, int], tuple[int, int]] = {}
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for at, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            shift = {"<": (0, 1), "^": (1, 0)}.get(text)
            place = (at, column)
            owner = owners[place] = owners[at - shift[0], column - shift[1]] if shift else place
            areas[owner] = max(areas.get(owner, place), place)
            if not shift and text:
                _put(sheet.cell(at, column), text)
    for (row, column), (last_row, last_column) in areas.items():
        if (row, column) != (last_row, last_column):
            sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)


def _put(cell, text: str) -> None:
    if match := _NUMBER.fullmatch(text):
        cell.value = float(match[1]) if "." in match[1] else int(match[1])
        cell.number_format = match[2] or "General"
    else:
        cell.value = text.removeprefix("'").replace("\\n", "\n").replace("\\_", "\xa0")
