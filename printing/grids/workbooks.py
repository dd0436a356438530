"""Forms and lists as workbooks that print whole: amounts are numbers, row heights show every line of text."""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from perfgoals.common.text import clean_text

from ..fragments import spread
from ..lines import LineBreaker
from ..sheet_rows import Looks, SheetRows, save_book
from ..xlsx import (
    FONT,
    LONGEST_TEXT,
    SafeWidths,
    TextTooLong,
    set_normal_font,
)
from .grid import Column, Form, FormCell, Line, ListTable, Sort, shown_number

SIZE, TITLE_SIZE, LINE, PADDING_X, PADDING_Y = 9, 16, 12.9, 7.0, 4.0
HIGHEST_ROW = 400.0
PORTRAIT, LANDSCAPE = 640.0, 940.0  # points on the screen; printing scales them to the paper
DIGIT = 0.64
SIDE = Side(style="thin")
BORDER = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
GREY = PatternFill("solid", fgColor="F2F2F2")
_HORIZONTAL = {Sort.TEXT: "left", Sort.PLAIN: "left", Sort.NUMBER: "right"}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


class FormBook:
    """A workbook to which forms and lists are added, a sheet each."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        set_normal_font(self.book)
        self.breaker = LineBreaker(SafeWidths())
        self.looks: dict[tuple, Looks] = {}
        self._names: set[str] = set()
        self._rows: list[SheetRows] = []

    def add_form(self, form: Form) -> None:
        """A form on a sheet of its own, fitted to one page in width."""
        sheet = self._sheet(form.name, landscape=form.landscape)
        sheet.oddFooter.left.text = form.mark.replace("&", "&&")
        whole = LANDSCAPE if form.landscape else PORTRAIT
        widths = [share * whole / sum(form.widths) for share in form.widths]
        writer = _SheetWriter(self, sheet, widths)
        writer.title(form.title)
        writer.rows(list(form.by_row()))

    def add_note(self, title: str, text: str) -> None:
        """A sheet that only says something."""
        writer = _SheetWriter(self, self._sheet(title, landscape=False), [PORTRAIT])
        writer.title(title)
        writer.note(text)

    def add_list(self, table: ListTable, name: str) -> None:
        """A list with its title rows and column titles repeated on every printed page."""
        sheet = self._sheet(name, landscape=True)
        sheet.freeze_panes, sheet.print_title_rows = "A4", "3:3"
        writer = _SheetWriter(self, sheet, self._list_widths(table))
        writer.title(table.title)
        writer.note(table.above)
        writer.rows([[_at(n, column.title, Sort.LABEL) for n, column in enumerate(table.columns)]])
        for line in table.lines:
            cells = [_list_cell(n, column, line) for n, column in enumerate(table.columns)]
            writer.rows([cells], is_sum=line.is_sum)
        for text in table.below:
            writer.note(text)

    def save(self, path: Path) -> None:
        try:
            save_book(self.book, self._rows, path)
        finally:
            for rows in self._rows:
                rows.close()

    def begin_rows(self) -> SheetRows:
        """Those of the sheet that was made last."""
        self._rows.append(SheetRows())
        return self._rows[-1]

    # --- sheets -----------------------------------------------------------------------------------------

    def _sheet(self, name: str, *, landscape: bool):
        sheet = self.book.create_sheet(self._free_name(name))
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"
        margins = sheet.page_margins
        margins.left = margins.right = 0.45
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.3
        return sheet

    def _free_name(self, name: str) -> str:
        """A name that a sheet may have and no other has: 31 characters, the number behind it if need be."""
        plain = _NOT_IN_NAMES.sub(" ", clean_text(name)).strip() or "表"
        free, number = plain[:_LONGEST_NAME], 1
        while free.lower() in self._names:
            number += 1
            free = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
        self._names.add(free.lower())
        return free

    def _list_widths(self, table: ListTable) -> list[float]:
        """Shares of the paper; a column of numbers is as wide as its longest number needs."""
        whole = sum(column.width for column in table.columns)
        widths = []
        for column in table.columns:
            values = (line.values.get(column.key) for line in table.lines)
            texts = (shown_number(value) for value in values if isinstance(value, Decimal))
            longest = max((len(text) for text in texts), default=0)
            widths.append(max(column.width * LANDSCAPE / whole, (longest + 1) * DIGIT * SIZE + PADDING_X))
        return widths


class _SheetWriter:
    """Appends rows of cells to one sheet. A row taller than a spreadsheet allows becomes several, merged."""

    def __init__(self, book: FormBook, sheet, widths: Sequence[float]) -> None:
        self._book, self._sheet, self._widths = book, sheet, widths
        self._rows = book.begin_rows()
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = (width / 0.75 - 5) / 8

    def title(self, text: str) -> None:
        self._across(text, Sort.TITLE, TITLE_SIZE * 1.5 * (text.count("\n") + 1))

    def note(self, text: str) -> None:
        self._across(text, Sort.PLAIN, self._need(_at(0, text, Sort.PLAIN, len(self._widths))))

    def rows(self, rows: Sequence[Sequence[FormCell]], *, is_sum: bool = False) -> None:
        """Rows of cells; those that reach over several are merged, and the heights show all their text."""
        heights = self._heights(rows)
        pieces = [ceil(height / HIGHEST_ROW) for height in heights]
        starts = [sum(pieces[:row]) for row in range(len(pieces) + 1)]
        lines: list[list[str | None]] = [[None] * len(self._widths) for _ in range(starts[-1])]
        for cell in (cell for cells in rows for cell in cells):
            first, last = starts[cell.row], starts[cell.row + cell.rows]
            for line in lines[first:last]:
                for column in range(cell.column, cell.column + cell.columns):
                    line[column] = self._looks(cell, is_sum).blank()  # the frame of a merged range
            lines[first][cell.column] = self._cell(cell, is_sum)
            self._merge(cell.column, first, cell.columns, last - first)
        for row, (height, count) in enumerate(zip(heights, pieces, strict=True)):
            for line in lines[starts[row] : starts[row + 1]]:
                self._append(line, height / count)

    def _across(self, text: str, sort: Sort, height: float) -> None:
        self._merge(0, 0, len(self._widths), 1)
        self._append([self._cell(_at(0, text, sort), False)], height)

    def _merge(self, column: int, row: int, columns: int, rows: int) -> None:
        if columns * rows > 1:
            self._rows.merge(column, self._rows.count + row + 1, columns, rows)

    def _append(self, cells: Sequence[str | None], height: float) -> None:
        self._rows.append(cells, min(height, HIGHEST_ROW))

    def _heights(self, rows: Sequence[Sequence[FormCell]]) -> list[float]:
        """Points for every row; what a merged text needs beyond its rows is spread over them."""
        heights = [LINE + PADDING_Y] * len(rows)
        for cell in sorted((cell for cells in rows for cell in cells), key=lambda cell: cell.rows):
            spread(heights, cell.row, cell.row + cell.rows, self._need(cell))
        return heights

    def _need(self, cell: FormCell) -> float:
        width = sum(self._widths[cell.column : cell.column + cell.columns])
        room = max((width - PADDING_X) / SIZE, 1.0)
        lines = len(self._book.breaker.lines(cell.text, room)) if cell.text else 1
        return lines * LINE + PADDING_Y

    def _looks(self, cell: FormCell, is_sum: bool) -> Looks:
        """Those of a sort of cells, made once: styling cells one by one is slow."""
        key = (cell.sort, is_sum, cell.number_format)
        if key not in self._book.looks:
            model = _styled(WriteOnlyCell(self._sheet), cell.sort, is_sum=is_sum)
            self._book.looks[key] = Looks(model, cell.number_format)
        return self._book.looks[key]

    def _cell(self, cell: FormCell, is_sum: bool) -> str:
        """Always a text, whatever it looks like, save for a number."""
        looks = self._looks(cell, is_sum)
        if cell.number is not None:
            return looks.number(cell.number)
        text = clean_text(cell.text)
        if len(text) > LONGEST_TEXT:
            reason = f"有一格文字超过 Excel 单元格 {LONGEST_TEXT} 字的上限"
            raise TextTooLong(f"{reason}，请缩短后再导出，或导出 PDF。")
        return looks.text(text)


def _at(column: int, text: str, sort: Sort, columns: int = 1) -> FormCell:
    return FormCell(0, column, text, sort, columns)


def _list_cell(place: int, column: Column, line: Line) -> FormCell:
    value = line.values.get(column.key)
    if isinstance(value, Decimal):
        return FormCell(0, place, shown_number(value), column.sort, 1, 1, value, column.number_format)
    return _at(place, str(value or ""), column.sort)


def _styled(cell, sort: Sort, *, is_sum: bool):
    title, number = sort == Sort.TITLE, sort == Sort.NUMBER
    cell.font = Font(name=FONT, size=TITLE_SIZE if title else SIZE, bold=title or is_sum)
    horizontal = _HORIZONTAL.get(sort, "center")
    cell.alignment = Alignment(horizontal, "center", wrap_text=not number, shrink_to_fit=number)
    if sort not in (Sort.TITLE, Sort.PLAIN):
        cell.border = BORDER
    if sort == Sort.LABEL or is_sum:
        cell.fill = GREY
    return cell
