"""A table as a workbook: official merges, heights that show every character, amounts as numbers.

Row heights are computed, because spreadsheets do not fit merged cells by themselves. Cells hold exactly the
text of the project, as text: `=100%` stays a text. Nothing is split: the sheet read back is the same table.
"""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from decimal import Decimal
from io import BytesIO
from math import ceil
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from perfgoals.common.money import format_amount
from perfgoals.common.text import clean_text, quoted

from .content import Block
from .fonts import CannotPrint
from .fragments import spread
from .layout import AMOUNT_FORMAT, Align, BodyCell, Column, ColumnKind, Table
from .lines import LineBreaker
from .sheet_paper import BOTTOM_MARGIN, PAPERS, SIDE_MARGIN, TOP_MARGIN
from .sheet_rows import Looks, SheetRows, save_book

FONT = "宋体"
SIZE, TITLE_SIZE = 9, 18
# The tallest line that a font standing in for 宋体 needs, and what a cell keeps free of text.
LINE, PADDING_X, PADDING_Y = 12.9, 7.0, 3.5
DIGIT_WIDTH = 0.64
HIGHEST_ROW = 400.0
LONGEST_TEXT = 32767
FIRST_ROW = 5
MOST_BREAKS = 1000
STEP = 50
# The normal font decides what a column width means: 宋体 11 has digits 8 pixels wide.
NORMAL_SIZE, DIGIT = 11, 8
FILLS = {"head": PatternFill("solid", fgColor="F0F0F0")}
SIDE = Side(style="thin")
BORDER = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
HORIZONTAL = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}
TOP = " at the top"

Progress = Callable[[int, int], None]


class TextTooLong(CannotPrint):
    """A text is longer than a cell of a workbook can hold; `key` is that of the project where known."""

    def __init__(self, message: str, *, key=None):
        self.key = key
        super().__init__(message)


class SafeWidths(dict):
    """Advance widths in em, on the safe side for any font that may stand in for 宋体."""

    def __missing__(self, char: str) -> float:
        wide = not char.isascii() or char in "MWmw%@&"
        self[char] = 1.0 if wide else 0.8 if char.isupper() else DIGIT_WIDTH
        return self[char]


def write_workbook(
    table: Table,
    path: Path,
    *,
    progress: Progress | None = None,
    finish: Callable[[Workbook, int], None] | None = None,
) -> list[str]:
    """Write `table` to `path` as xlsx; `progress(projects done, all projects)` may raise to stop it.

    One sheet: title, unit line, header of two rows, a block of rows per project, a total row. `finish(book,
    number of rows)` may add to the book at the end. Returns no warnings (the same form as printing). Raises
    TextTooLong, a CannotPrint.
    """
    book = Workbook(write_only=True)
    set_normal_font(book)
    book.properties.title, book.properties.creator = clean_text(table.title), "perfgoals"
    book.properties.language = "zh-CN"
    try:
        with closing(TableSheet(book, table)) as sheet:
            _fill(sheet, table, progress)
            if finish:
                finish(book, sheet.row)
            sheet.save(path)
    except BaseException:
        with suppress(Exception):
            book.save(BytesIO())  # Takes away openpyxl's unfinished file.
        raise
    return []


def _fill(sheet: "TableSheet", table: Table, progress: Progress | None) -> None:
    sheet.add_head()
    for done, block in enumerate(table.blocks, 1):
        sheet.add_project(block)
        if progress and (done % STEP == 0 or done == len(table.blocks)):
            progress(done, len(table.blocks))
    sheet.add_total()


def set_normal_font(book: Workbook) -> None:
    """The font that column widths are counted in; openpyxl has no other door to it."""
    book._named_styles["Normal"].font = Font(name=FONT, size=NORMAL_SIZE)


class TableSheet:
    """Sets a sheet up, fills it row by row, and places its merges and page breaks."""

    def __init__(self, book: Workbook, table: Table):
        self.table, self.layout, self.paper = table, table.layout, PAPERS[table.paper]
        self.sheet = book.create_sheet(self.layout.sheet)
        self.book, self.rows = book, SheetRows()
        self.widths = _column_widths(table, self.paper.table)
        self.breaker = LineBreaker(SafeWidths())
        self.styles = _Styles(self.sheet, self.layout.columns)
        self.page_used = self.head_height = 0.0
        self._set_up()

    def _set_up(self) -> None:
        sheet = self.sheet
        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = (width / 0.75 - 5) / DIGIT
        sheet.freeze_panes = f"C{FIRST_ROW}"
        sheet.sheet_view.zoomScale = 100
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = self.paper.number
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"3:{FIRST_ROW - 1}"
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = SIDE_MARGIN
        margins.top, margins.bottom, margins.header, margins.footer = TOP_MARGIN, BOTTOM_MARGIN, 0.3, 0.3
        if mark := self.table.mark_of():
            sheet.oddHeader.right.text = f"【{mark}】"
        day = self.table.printed_on
        sheet.oddFooter.left.text = f"打印日期：{day.year}年{day.month}月{day.day}日"
        sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"
        sheet.oddFooter.right.text = self.layout.money_unit

    @property
    def row(self) -> int:
        """How many rows there are."""
        return self.rows.count

    def _append(self, cells: Sequence[str | None], height: float) -> None:
        self.page_used += height
        self.rows.append(cells, height)

    def _merge(self, column: int, row: int, columns: int, rows: int) -> None:
        if columns * rows > 1:
            self.rows.merge(column, row, columns, rows)

    def height_of(self, text: str, column: int, columns: int = 1) -> float:
        """Points that a text needs in a cell of this column, or of so many columns."""
        room = sum(self.widths[column : column + columns]) - PADDING_X
        return len(self.breaker.lines(text, room / SIZE)) * LINE + PADDING_Y

    def add_head(self) -> None:
        """Title, unit and money unit, and the two rows of the table header."""
        layout, styles = self.layout, self.styles
        count = len(layout.columns)
        self._append([styles.text(self.table.title, "title")], TITLE_SIZE * 2)
        self._merge(0, 1, count, 1)
        line = [styles.text(f"{layout.unit_word}：{self.table.scope_label}", "note")] + [None] * (count - 1)
        line[-2] = styles.text(layout.money_unit, "money_unit")
        self._append(line, LINE * 1.4)
        self._merge(0, 2, layout.note_span, 1)
        self._merge(count - 2, 2, 2, 1)
        needs = {
            cell: self.height_of(cell.text, cell.column, cell.column_span)
            for cells in layout.header_cells()
            for cell in cells
        }
        tallest = max(needs.values())
        for number, cells in enumerate(layout.header_cells(), 1):
            row = [styles.blank("head")] * count
            for cell in cells:
                row[cell.column] = styles.text(cell.text, "head")
                self._merge(cell.column, 2 + number, cell.column_span, cell.row_span)
            height = max((needs[cell] for cell in cells if cell.row_span == 1), default=tallest / 2)
            self._append(row, height)
            self.head_height += height

    def add_project(self, block: Block) -> None:
        cells = [_checked(cell, block) for cell in self.layout.body_cells(block)]
        heights = self._heights(block, cells)
        # A row taller than a spreadsheet allows becomes several that are merged in every column.
        pieces = [ceil(height / HIGHEST_ROW) for height in heights]
        starts = [sum(pieces[:row]) for row in range(len(pieces) + 1)]
        rows = [list(self.styles.blanks) for _ in range(starts[-1])]
        first = self.row + 1
        # In the middle of a block taller than a page, a text could fall between two pages.
        tall = sum(heights) > self.paper.room
        for cell in cells:
            start, end = starts[cell.row], starts[cell.row + cell.row_span]
            rows[start][cell.column_index] = self._cell(cell, block, TOP if tall else "")
            self._merge(cell.column_index, first + start, 1, end - start)
        self._break_page(sum(heights))
        for row, (height, count) in enumerate(zip(heights, pieces, strict=True)):
            for piece in range(count):
                self._append(rows[starts[row] + piece], height / count)

    def _cell(self, cell: BodyCell, block: Block, place: str):
        if cell.column.kind is ColumnKind.AMOUNT and block.amount is not None:
            return self.styles.amount(block.amount, cell.column.key + place)
        return self.styles.text(cell.text, cell.column.key + place)

    def _heights(self, block: Block, cells: Sequence[BodyCell]) -> list[float]:
        """Points for every row; what a merged text needs beyond its rows' own texts is spread over them."""
        heights = [LINE + PADDING_Y] * max(len(block.rows), 1)
        for cell in sorted(cells, key=lambda cell: cell.row_span):
            need = self.height_of(cell.text, cell.column_index)
            spread(heights, cell.row, cell.row + cell.row_span, need)
        return heights

    def _break_page(self, height: float) -> None:
        """Begin a new page where a project would cross its end, as far as spreadsheets keep page breaks."""
        breaks = self.sheet.row_breaks
        if self.row >= FIRST_ROW and self.page_used + height > self.paper.room and len(breaks) < MOST_BREAKS:
            breaks.append(Break(id=self.row))
            self.page_used = self.head_height

    def add_total(self) -> None:
        layout, totals, styles = self.layout, self.table.totals, self.styles
        row = [styles.blank("head")] * len(layout.columns)
        place = layout.amount_index
        if self.table.blocks:
            row[0] = styles.text(layout.total_label(totals), "head")
            if totals.amount is not None:
                row[place] = styles.amount(totals.amount, "total")
            row[place + 1] = styles.text(layout.total_note(totals), "note_cell")
            self._append(row, LINE + PADDING_Y)
            self._merge(0, self.row, place, 1)
            self._merge(place + 1, self.row, len(layout.columns) - place - 1, 1)
        else:
            row[0] = styles.text(layout.nothing, "head")
            self._append(row, LINE * 2)
            self._merge(0, self.row, len(layout.columns), 1)

    def save(self, path: Path) -> None:
        save_book(self.book, [self.rows], path)

    def close(self) -> None:
        self.rows.close()


def _checked(cell: BodyCell, block: Block) -> BodyCell:
    text = clean_text(cell.text)
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(
            f"项目{quoted(block.name)}的{quoted(cell.column.header)}有 {len(text)} 个字，"
            f"超过 Excel 单元格 {LONGEST_TEXT} 字的上限，请缩短后再导出，或导出 PDF。",
            key=block.key,
        )
    return BodyCell(cell.column, cell.column_index, cell.row, cell.row_span, text)


def _column_widths(table: Table, whole: float) -> list[float]:
    """Points; the amount column is wide enough for its longest amount."""
    amounts = [block.amount for block in table.blocks if block.amount is not None]
    longest = max((len(format_amount(amount)) for amount in [*amounts, table.totals.amount]), default=0)
    return [
        max(column.share * whole / 100, longest * DIGIT_WIDTH * SIZE + PADDING_X)
        if column.kind is ColumnKind.AMOUNT
        else column.share * whole / 100
        for column in table.layout.columns
    ]


class _Styles:
    """The looks of each sort of cells, made once: styling cells one by one is slow."""

    def __init__(self, sheet, columns: Sequence[Column]):
        self.sheet = sheet
        self.sorts = {}
        for column in columns:
            self.sorts[column.key] = self._sort(_alignment(column.align, column.kind))
            self.sorts[column.key + TOP] = self._sort(_alignment(column.align, column.kind, "top"))
        centre = Alignment("center", "center", wrap_text=True)
        bold = Font(name=FONT, size=SIZE, bold=True)
        self.sorts["title"] = self._sort(centre, Font(name=FONT, size=TITLE_SIZE, bold=True), border=False)
        self.sorts["note"] = self._sort(Alignment("left", "center"), border=False)
        self.sorts["money_unit"] = self._sort(Alignment("right", "center"), border=False)
        self.sorts["head"] = self._sort(centre, bold, fill=True)
        self.sorts["note_cell"] = self._sort(Alignment("left", "center"), bold, fill=True)
        self.sorts["total"] = self._sort(_alignment(Align.END, ColumnKind.AMOUNT), bold, fill=True)
        self.blanks = [self.blank(column.key) for column in columns]

    def _sort(self, alignment: Alignment, font: Font | None = None, *, border=True, fill=False) -> Looks:
        cell = WriteOnlyCell(self.sheet)
        cell.alignment, cell.font = alignment, font or Font(name=FONT, size=SIZE)
        if border:
            cell.border = BORDER
        if fill:
            cell.fill = FILLS["head"]
        return Looks(cell, AMOUNT_FORMAT)

    def blank(self, sort: str) -> str:
        return self.sorts[sort].blank()

    def text(self, text: str, sort: str) -> str:
        """Always a string, whatever it looks like."""
        return self.sorts[sort].text(text)

    def amount(self, amount: Decimal, sort: str) -> str:
        return self.sorts[sort].number(amount)


def _alignment(align: Align, kind: ColumnKind, vertical: str = "center") -> Alignment:
    number = kind is ColumnKind.AMOUNT
    return Alignment(HORIZONTAL[align], vertical, wrap_text=not number, shrink_to_fit=number)
