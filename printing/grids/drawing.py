"""Drawing a planned page of a form: its cells with their rules, what stands above them and at the foot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Protocol

from ..drawing import Area, Drawing, Rule, Text
from ..fonts import PrintFonts
from ..fragments import PlacedCell
from ..layout import Align
from ..paper import Paper
from .grid import Form, Sort

SMALLEST = 4.5
TITLE_LINE, FOOT_GAP = 1.5, 12
_ALIGN = {Sort.TEXT: Align.START, Sort.PLAIN: Align.START, Sort.NUMBER: Align.END}
_SHADED = (Sort.LABEL, Sort.SUM)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points."""


class Book(Protocol):
    """What a page needs to know of the file that it is in."""

    fonts: PrintFonts
    printed_on: date

    def numbered(self, number: int) -> str: ...


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a form: its cells, and where the grid begins. `opens` marks the first page of the form."""

    form: Form
    paper: Paper
    opens: bool
    top: float
    cells: tuple[PlacedCell, ...]


class FormSheet:
    """Draws one page of a form."""

    def __init__(self, book: Book, page: FormPage, number: int):
        self.book, self.page, self.number = book, page, number
        self.form, self.paper, self.fonts = page.form, page.paper, book.fonts
        shares = [share * self.paper.inner_width / sum(self.form.widths) for share in self.form.widths]
        self.edges = [self.paper.margin_x + edge for edge in accumulate(shares, initial=0.0)]

    def drawing(self) -> Drawing:
        framed = [cell for cell in self.page.cells if cell.look.sort not in (Sort.PLAIN, Sort.TITLE)]
        texts = (*self._title(), *self._above(), *self._texts(), *self._foot())
        shades = tuple(self._area(cell) for cell in framed if cell.look.sort in _SHADED)
        thin = _rules(self._box(cell) for cell in framed)
        thick = _frame([self._box(cell) for cell in framed])
        return Drawing(self.paper.width, self.paper.height, texts, thin, thick, shades)

    def _box(self, cell: PlacedCell) -> Box:
        top = round(self.page.top + cell.top, 2)
        bottom = round(self.page.top + cell.top + cell.height, 2)
        left, right = self.edges[cell.column], self.edges[cell.column + cell.column_span]
        return round(left, 2), top, round(right, 2), bottom

    def _area(self, cell: PlacedCell) -> Area:
        left, top, right, bottom = self._box(cell)
        return Area(left, top, right - left, bottom - top)

    def _texts(self) -> Iterator[Text]:
        for cell in self.page.cells:
            if any(cell.lines):
                yield self._text(cell)

    def _text(self, cell: PlacedCell) -> Text:
        paper, sort = self.paper, cell.look.sort
        left, top, right, bottom = self._box(cell)
        width = right - left - 2 * paper.pad_x
        role = "head" if sort in (Sort.LABEL, Sort.SUM) else "body"
        size = paper.size
        if sort is Sort.NUMBER:
            longest = max(self.fonts.role(role).width(line) for line in cell.lines)
            size = max(min(size, width / max(longest, 0.1)), SMALLEST)
        y = top + (bottom - top - len(cell.lines) * paper.line) / 2
        align = _ALIGN.get(sort, Align.CENTER)
        return Text(left + paper.pad_x, y, width, cell.lines, size, paper.line, align, role)

    def _title(self) -> Iterator[Text]:
        if not self.page.opens:
            return
        paper, y = self.paper, self.paper.margin_top - self.paper.title_size * 0.3
        for place, line in enumerate(self.form.title.split("\n")):
            size = paper.title_size if not place else paper.title_size * 0.68
            height = size * TITLE_LINE
            yield self._line(y, line, Align.CENTER, 1, size, height, "head" if not place else "body")
            y += height

    def _above(self) -> Iterator[Text]:
        """The line above the grid: what the form says there, overleaf what it is."""
        size = self.paper.note_size
        y = self.page.top - size * 1.55
        pieces = self.form.above
        if not self.page.opens:
            title = self.form.title.replace("\n", "")
            pieces = (f"{title}（续）", self.form.name if self.form.name != self.form.title else "")
        shares = (1, 1) if not all(pieces) else (0.62, 0.36)
        for text, align, share in zip(pieces, (Align.START, Align.END), shares, strict=False):
            if text:
                yield self._line(y, text, align, share, size, size * 1.25, "body")

    def _foot(self) -> Iterator[Text]:
        day, size = self.book.printed_on, self.paper.note_size
        y = self.paper.bottom + FOOT_GAP
        pieces = (
            (self.form.mark, Align.START, 0.4),
            (self.book.numbered(self.number), Align.CENTER, 0.2),
            (f"打印日期：{day.year}年{day.month}月{day.day}日", Align.END, 0.36),
        )
        for text, align, share in pieces:
            if text:
                yield self._line(y, text, align, share, size, size * 1.25, "body")

    def _line(
        self, y: float, text: str, align: Align, share: float, size: float, line: float, role: str
    ) -> Text:
        """One line across the sheet, set smaller when it would be wider than its share of the width."""
        typeface, width = self.fonts.role(role), self.paper.inner_width
        shown = typeface.printable(text).replace("\n", " ")
        fitting = share * width / max(typeface.width(shown), 1)
        return Text(self.paper.margin_x, y, width, (shown,), min(size, fitting), line, align, role)


def _rules(boxes: Iterable[Box]) -> tuple[Rule, ...]:
    """The edges of boxes, each drawn once, neighbours on one line joined."""
    level: dict[float, list[tuple[float, float]]] = {}
    upright: dict[float, list[tuple[float, float]]] = {}
    for left, top, right, bottom in boxes:
        for y in (top, bottom):
            level.setdefault(y, []).append((left, right))
        for x in (left, right):
            upright.setdefault(x, []).append((top, bottom))
    flat = (Rule(start, y, end, y) for y, runs in level.items() for start, end in _joined(runs))
    tall = (Rule(x, start, x, end) for x, runs in upright.items() for start, end in _joined(runs))
    return (*flat, *tall)


def _joined(runs: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    first, *rest = sorted(runs)
    start, end = first
    for left, right in rest:
        if left > end + 0.05:
            yield start, end
            start, end = left, right
        end = max(end, right)
    yield start, end


def _frame(boxes: Sequence[Box]) -> tuple[Rule, ...]:
    """The thick frame around the grid."""
    if not boxes:
        return ()
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return (
        Rule(left, top, right, top), Rule(left, bottom, right, bottom),
        Rule(left, top, left, bottom), Rule(right, top, right, bottom),
    )  # fmt: skip
