"""Tables as grids of values, and the ways people save them: openpyxl, Excel-like shared strings, csv."""

import csv
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import get_column_letter

from reading import ImportedFile, read_blocks
from tests.workbook_files import saved, shared_strings, styles, workbook, worksheet

Value = str | int | float | None


@dataclass
class Grid:
    """`rows` from row 1 on; `merges` are (first row, first column, last row, last column) from 1."""

    rows: list[list[Value]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, *values: Value) -> int:
        """Appends a row and returns its number."""
        self.rows.append(list(values))
        return len(self.rows)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        if (first_row, first_column) != (last_row, last_column):
            self.merges.append((first_row, first_column, last_row, last_column))

    def openpyxl(self) -> bytes:
        """Inline strings; a text that begins with = is kept a text, as the export does."""
        sheet = (book := openpyxl.Workbook()).active
        sheet.title = "表1"
        for number, row in enumerate(self.rows, 1):
            for column, value in enumerate(row, 1):
                if value not in (None, ""):
                    cell = sheet.cell(number, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
                    elif isinstance(value, float):
                        cell.number_format = "#,##0.00"
        for area in self.merges:
            sheet.merge_cells(None, *area)
        return saved(book)

    def by_hand(self) -> bytes:
        """As Excel and WPS write: shared strings, styled empty cells, equations of = texts as formulas."""
        strings: dict[str, int] = {}
        rows = []
        for number, row in enumerate(self.rows, 1):
            cells = "".join(
                _cell(f"{get_column_letter(column)}{number}", value, strings)
                for column, value in enumerate(row, 1)
            )
            rows.append(f'<row r="{number}" spans="1:13">{cells}</row>')
        areas = "".join(
            f'<mergeCell ref="{get_column_letter(c1)}{r1}:{get_column_letter(c2)}{r2}"/>'
            for r1, c1, r2, c2 in self.merges
        )
        after = f'<mergeCells count="{len(self.merges)}">{areas}</mergeCells>' if areas else ""
        items = [f'<t xml:space="preserve">{escape(text)}</t>' for text in strings] or ["<t/>"]
        return workbook(
            worksheet("".join(rows), after=after),
            strings=shared_strings(*items),
            style_sheet=styles("General", "#,##0.00"),
        )

    def csv(self, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
        writer = csv.writer(text := StringIO(), delimiter=delimiter)
        writer.writerows([["" if value is None else value for value in row] for row in self.rows])
        return text.getvalue().encode(encoding)


def _cell(ref: str, value: Value, strings: dict[str, int]) -> str:
    if value in (None, ""):
        return f'<c r="{ref}" s="0"/>'
    if isinstance(value, str):
        return f'<c r="{ref}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{ref}" s="1"><v>{value}</v></c>'


def read(content: bytes, filename: str = "table.xlsx", **options: object) -> ImportedFile:
    return read_blocks(BytesIO(content), filename=filename, **options)


def read_grid(grid: Grid, **options: object) -> ImportedFile:
    return read(grid.openpyxl(), **options)
