"""Pages as Excel and WPS print them, drawn by hand after their known habits.

Each cell is clipped to its own rectangle; its text comes in runs of one font, some of them sign by sign.
Rules are thin filled rectangles, drawn again by each neighbour. Titles are repeated on every page. A sheet
wider than the paper goes over, then down, or down, then over. A merged cell that crosses a page is drawn on
both, with the lines that fall there and no rule between. A number that does not fit is painted as many #.
"""

from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

CHINESE, LATIN, SIZE, LINE, PADDING = "STSong-Light", "Helvetica", 9, 12, 2.5
WIDTH, HEIGHT, MARGIN = 842, 595, 36
RULE = 0.6


@dataclass
class Printed:
    """A cell that reaches over `rows` rows from `row`; `lost` numbers are painted as #."""

    row: int
    column: int
    text: str
    rows: int = 1
    lost: bool = False
    lines: list[str] = field(default_factory=list)


class ExcelPrint:
    """`widths` of the columns in points; `groups` are the columns of the pages side by side."""

    def __init__(self, cells: list[Printed], widths: list[float], groups: list[range], *, title: str) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        self.cells, self.widths, self.groups, self.title = cells, widths, groups, title
        for cell in cells:
            cell.lines = wrapped(cell.text, widths[cell.column] - 2 * PADDING)
        count = max(cell.row + cell.rows for cell in cells)
        self.heights = [LINE * 1.5] * count
        for cell in cells:
            own = len(cell.lines) * LINE + 2 * PADDING
            self.heights[cell.row] = max(self.heights[cell.row], own if cell.rows == 1 else 0)
        for cell in cells:  # what a merged cell needs goes to its last row
            lack = len(cell.lines) * LINE + 2 * PADDING - sum(self.heights[cell.row : cell.row + cell.rows])
            self.heights[cell.row + cell.rows - 1] += max(lack, 0)

    def content(self, *, over_first: bool = True) -> bytes:
        buffer = BytesIO()
        self.canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
        pages = [(group, rows) for rows in self._pages() for group in self.groups]
        if not over_first:
            pages = [(group, rows) for group in self.groups for rows in self._pages()]
        for number, (group, rows) in enumerate(pages):
            self._page(group, rows, with_title=number == 0)
            self.canvas.showPage()
        self.canvas.save()
        return buffer.getvalue()

    def _pages(self) -> list[range]:
        """Rows of the pages, without the titles (row 0), which stand on each."""
        pages, start, used = [], 1, 0.0
        room = HEIGHT - 2 * MARGIN - self.heights[0] - 3 * LINE
        for row in range(1, len(self.heights)):
            if used + self.heights[row] > room and row > start:
                pages.append(range(start, row))
                start, used = row, 0.0
            used += self.heights[row]
        return [*pages, range(start, len(self.heights))]

    def _page(self, group: range, rows: range, *, with_title: bool) -> None:
        top = MARGIN + 2 * LINE
        if with_title:  # over the empty cells beside it
            self._runs(self.title, MARGIN + 4, MARGIN + LINE)
        for shown in (range(1), rows):
            bottom = top + sum(self.heights[n] for n in shown)
            for cell in self.cells:
                if cell.column in group and cell.row < shown.stop and cell.row + cell.rows > shown.start:
                    self._cell(cell, group, shown, top, bottom)
            top = bottom

    def _cell(self, cell: Printed, group: range, shown: range, top: float, bottom: float) -> None:
        left = MARGIN + sum(self.widths[n] for n in group if n < cell.column)
        right = left + self.widths[cell.column]
        whole_top = top + self._between(shown.start, cell.row)
        whole_bottom = whole_top + sum(self.heights[cell.row : cell.row + cell.rows])
        box = (left, max(whole_top, top), right, min(whole_bottom, bottom))
        self._rules(*box, is_closed=(whole_top >= top, whole_bottom <= bottom))
        lines = ["#" * int((right - left - PADDING) / 5)] if cell.lost else cell.lines
        first = (whole_top + whole_bottom - len(lines) * LINE) / 2 + 0.8 * LINE
        self.canvas.saveState()
        path = self.canvas.beginPath()
        path.rect(box[0], HEIGHT - box[3], right - left, box[3] - box[1])
        self.canvas.clipPath(path, stroke=0, fill=0)
        for number, line in enumerate(lines):
            if box[1] <= (y := first + number * LINE) <= box[3]:
                self._runs(line, left + PADDING, y)
        self.canvas.restoreState()

    def _between(self, start: int, row: int) -> float:
        return sum(self.heights[start:row]) if row >= start else -sum(self.heights[row:start])

    def _rules(
        self, left: float, top: float, right: float, bottom: float, *, is_closed: tuple[bool, bool]
    ) -> None:
        half = RULE / 2
        sides = [(left - half, top, left + half, bottom), (right - half, top, right + half, bottom)]
        ends = [
            (left, y - half, right, y + half)
            for y, drawn in zip((top, bottom), is_closed, strict=True)
            if drawn
        ]
        for x0, y0, x1, y1 in (*sides, *ends):
            self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, fill=1, stroke=0)

    def _runs(self, text: str, x: float, y: float) -> None:
        """One text object for each run of a font; every third run sign by sign."""
        for number, (font, signs) in enumerate(groupby(text, key=font_of)):
            run = "".join(signs)
            for part in run if number % 3 == 2 else [run]:
                drawn = self.canvas.beginText(x, HEIGHT - y)
                drawn.setFont(font, SIZE)
                drawn.textOut(part)
                self.canvas.drawText(drawn)
                x += pdfmetrics.stringWidth(part, font, SIZE)


def font_of(sign: str) -> str:
    return LATIN if sign.isascii() else CHINESE


def width_of(text: str) -> float:
    return sum(pdfmetrics.stringWidth(sign, font_of(sign), SIZE) for sign in text)


def wrapped(text: str, room: float) -> list[str]:
    lines = [""]
    for sign in text:
        if sign == "\n" or width_of(lines[-1] + sign) > room:
            lines.append("")
        lines[-1] += sign.strip("\n")
    return lines
