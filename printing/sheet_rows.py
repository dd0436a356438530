"""The rows and merges of a large sheet, written as the XML they are and put into a workbook of openpyxl.

openpyxl makes everything else of the file. A cell of its own for each of half a million was two thirds of a
district's workbook (docs/adr/0029).
"""

import re
from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter

from perfgoals.common.text import FORMULA_SIGNS, clean_text
from perfgoals.sheets.strings import escaped

_NO_ROWS = re.compile(rb"<sheetData\s*(?:/>|></sheetData>)")
_RANGE = re.compile(rb"<dimension [^>]*/>")
_IN_MEMORY = 1 << 20


class Looks:
    """A model cell's style as texts, texts that begin like a formula, and numbers have it in the file.

    Each of the three is entered in the workbook when it is first asked for.
    """

    def __init__(self, model: Cell, number_format: str):
        self.model, self._number_format = model, number_format
        self._known: dict[str, int] = {}

    def blank(self) -> str:
        """An empty cell, as `SheetRows.append` takes it."""
        return f' s="{self._style("")}"/>'

    def text(self, text: str | None) -> str:
        """A cell that holds exactly this text, also after somebody edits it (quotePrefix)."""
        value = clean_text(text)
        if not value:
            return self.blank()
        style = self._style("quotePrefix" if value.startswith(FORMULA_SIGNS) else "")
        space = ' xml:space="preserve"' if value != value.strip() else ""
        return f' s="{style}" t="inlineStr"><is><t{space}>{escape(escaped(value))}</t></is></c>'

    def number(self, value: Decimal) -> str:
        return f' s="{self._style("number_format")}"><v>{safe_string(value)}</v></c>'

    def _style(self, sort: str) -> int:
        if sort not in self._known:
            cell = copy(self.model)
            cell._style = copy(self.model._style)
            if sort:
                setattr(cell, sort, self._number_format if sort == "number_format" else True)
            self._known[sort] = cell.style_id
        return self._known[sort]


class SheetRows:
    """Takes rows one after the other; they wait in a passing file until the book is saved."""

    def __init__(self) -> None:
        self.count = 0
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed by `close`
        self._file.write(b"<sheetData>")
        self._merges: list[str] = []
        self._letters: list[str] = []

    def append(self, cells: Sequence[str | None], height: float) -> None:
        """The next row, `height` points high: cells made by Looks, None where there is none."""
        self.count = row = self.count + 1
        while len(self._letters) < len(cells):
            self._letters.append(get_column_letter(len(self._letters) + 1))
        shown = [
            f'<c r="{letter}{row}"{cell}'
            for letter, cell in zip(self._letters, cells, strict=False)
            if cell is not None
        ]
        text = f'<row r="{row}" ht="{safe_string(height)}" customHeight="1">{"".join(shown)}</row>'
        self._file.write(text.encode())

    def merge(self, column: int, row: int, columns: int, rows: int) -> None:
        """Merge this many columns and rows from a 0-based column and a row counted from 1."""
        first, last = get_column_letter(column + 1), get_column_letter(column + columns)
        self._merges.append(f'<mergeCell ref="{first}{row}:{last}{row + rows - 1}"/>')

    def close(self) -> None:
        self._file.close()

    def copy_to(self, sheet: IO[bytes]) -> None:
        """Write rows and merges into the XML of a sheet."""
        self._file.seek(0)
        copyfileobj(self._file, sheet, _IN_MEMORY)
        sheet.write(b"</sheetData>")
        if self._merges:
            merges = "".join(self._merges)
            sheet.write(f'<mergeCells count="{len(self._merges)}">{merges}</mergeCells>'.encode())


def save_book(book: Workbook, rows: Sequence[SheetRows], path: Path) -> None:
    """Write `book` to `path`, with `rows` in its sheets, which have none of their own, in their order."""
    made = BytesIO()
    book.save(made)
    of_part = {sheet.path.lstrip("/"): own for sheet, own in zip(book.worksheets, rows, strict=False)}
    with ZipFile(made) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename not in of_part:
                target.writestr(part, content)
                continue
            # The range of a sheet without rows, which quick readers would believe; it may be left out.
            before, after = _NO_ROWS.split(_RANGE.sub(b"", content))
            with target.open(part, "w") as sheet:
                sheet.write(before)
                of_part[part.filename].copy_to(sheet)
                sheet.write(after)
