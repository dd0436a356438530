"""What stands where on a planned page: texts, rules and shaded areas, for whatever draws them.

All lengths in points from the upper left corner of the sheet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import NamedTuple

from .fragments import PlacedCell
from .layout import Align, Column, ColumnKind
from .planner import TITLE_LINE, Plan, PlannedPage

THIN, THICK = 0.35, 0.9
SHADE = 0.94
FOOT_GAP = 9
CENTRED_LINES = 4
# From the middle of a line down to the baseline, in em: puts the em box of a Chinese character in the middle.
BASELINE = 0.38
# How much of the width the left, middle and right piece of a head or foot line may take.
HEAD_SHARES = {Align.START: 0.31, Align.CENTER: 0.36, Align.END: 0.2}
HEAD_SHARES_BELOW_TITLE = {Align.START: 0.7, Align.END: 0.2}
MARK_SIZE, MARK_SHARE = 1.3, 0.25
FOOT_SHARES = {Align.START: 0.3, Align.CENTER: 0.2, Align.END: 0.38}


def page_number(number: int, count: int) -> str:
    """What the foot of a page says of its place, from 1."""
    return f"第 {number} 页 / 共 {count} 页"


class Text(NamedTuple):
    """Lines of one alignment in a box. `y` is the upper edge of the first line, `line` the line height.

    `role` is the typeface, "body" or "head".
    """

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    size: float
    line: float
    align: Align = Align.START
    role: str = "body"

    @property
    def anchor(self) -> float:
        """x of the left end, the middle or the right end, as `align` says."""
        return self.x + {Align.START: 0, Align.CENTER: self.width / 2, Align.END: self.width}[self.align]

    def baselines(self) -> Iterator[tuple[float, str]]:
        """(y of the baseline, text) of every line."""
        first = self.y + self.line / 2 + BASELINE * self.size
        return ((first + number * self.line, text) for number, text in enumerate(self.lines))


class Rule(NamedTuple):
    """A straight line, horizontal or vertical."""

    x1: float
    y1: float
    x2: float
    y2: float


class Area(NamedTuple):
    """A shaded rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page of a size: rules of width THIN and THICK, areas of grey SHADE, and texts above them."""

    width: float
    height: float
    texts: tuple[Text, ...]
    thin: tuple[Rule, ...]
    thick: tuple[Rule, ...]
    shades: tuple[Area, ...]


def draw_pages(plan: Plan, wanted: slice = slice(None)) -> Iterator[Drawing]:
    """The pages of the plan, or some of them, in order; nothing is kept, so a long book costs no memory."""
    start, stop, step = wanted.indices(plan.page_count)
    for number, page in islice(enumerate(plan.pages, plan.before + 1), start, stop, step):
        yield _Sheet(plan, page, number).drawing()


def lines_shown(plan: Plan) -> dict[str, set[str]]:
    """Role → the lines that its pages show, and all digits, without drawing them."""
    # Lines repeat a lot: once is enough. Digits, because the pages of another part may count on.
    lines: dict[str, set[str]] = {"body": {"0123456789"}, "head": set()}
    for number, page in enumerate(plan.pages, plan.before + 1):
        for text in _Sheet(plan, page, number).around():
            lines[text.role].update(text.lines)
        for placed in page.parts:
            shown = lines["head" if placed.total else "body"]
            for cell in placed.part.cells:
                shown.update(cell.lines)
    for cell in plan.header.cells:
        lines["head"].update(cell.lines)
    return lines


class _Sheet:
    """Collects what one page needs."""

    def __init__(self, plan: Plan, page: PlannedPage, number: int):
        self.plan, self.page, self.number, self.paper = plan, page, number, plan.paper
        self.pages = plan.before + plan.page_count + plan.after
        self.layout = plan.table.layout
        self.edges = [plan.paper.margin_x + edge for edge in accumulate(plan.widths, initial=0.0)]

    def drawing(self) -> Drawing:
        texts = (*self._head_lines(), *self._mark(), *self._cells(), *self._foot_lines())
        return Drawing(self.paper.width, self.paper.height, texts, *self._rules(), tuple(self._shades()))

    def around(self) -> Iterator[Text]:
        """What stands above and below the table."""
        return chain(self._head_lines(), self._mark(), self._foot_lines())

    def _head_lines(self) -> Iterator[Text]:
        paper, table = self.paper, self.plan.table
        if self.page.opens:
            y, line = paper.margin_top - paper.title_size * 0.3, paper.title_size * TITLE_LINE
            yield self._across(y, table.title, Align.CENTER, 1, paper.title_size, line, "head")
        pieces = {
            Align.START: f"{self.layout.unit_word}：{self.page.unit}",
            Align.END: self.layout.money_unit,
        }
        if not self.page.opens:
            pieces[Align.CENTER] = table.title
        shares = HEAD_SHARES_BELOW_TITLE if self.page.opens else HEAD_SHARES
        yield from self._line(self.page.top - paper.note_size * 1.6, pieces, shares)

    def _mark(self) -> Iterator[Text]:
        """草稿 or the like in the upper right corner, of the projects on this page."""
        keys = [placed.key for placed in self.page.parts if not placed.total]
        if mark := self.plan.table.mark_of(keys) if keys else self.plan.whole.mark:
            size = self.paper.note_size * MARK_SIZE
            y = self.paper.margin_top - size * 1.5
            yield self._across(y, f"【{mark}】", Align.END, MARK_SHARE, size, size * 1.25, "head")

    def _foot_lines(self) -> Iterator[Text]:
        day = self.plan.table.printed_on
        pieces = {
            Align.START: f"打印日期：{day.year}年{day.month}月{day.day}日",
            Align.CENTER: page_number(self.number, self.pages),
            Align.END: self.layout.total_sentence(self.page.totals),
        }
        yield from self._line(self.paper.bottom + FOOT_GAP, pieces, FOOT_SHARES)

    def _line(self, y: float, pieces: dict[Align, str], shares: dict[Align, float]) -> Iterator[Text]:
        size = self.paper.note_size
        for align, text in pieces.items():
            yield self._across(y, text, align, shares[align], size, size * 1.25, "body")

    def _across(
        self, y: float, text: str, align: Align, share: float, size: float, line: float, role: str
    ) -> Text:
        """One line across the sheet, set smaller when it would be wider than its share of the width."""
        typeface, width = self.plan.fonts.role(role), self.paper.inner_width
        shown = typeface.printable(text).replace("\n", " ")
        fitting = share * width / max(typeface.width(shown), 1)
        return Text(self.paper.margin_x, y, width, (shown,), min(size, fitting), line, align, role)

    def _cells(self) -> Iterator[Text]:
        for cell in self.plan.header.cells:
            yield self._cell(cell, self.page.top, Align.CENTER, "head")
        for placed in self.page.parts:
            for cell in placed.part.cells:
                if any(cell.lines):
                    column = self.layout.columns[cell.column]
                    align = _total_align(cell, column) if placed.total else _align(cell, column)
                    yield self._cell(cell, placed.top, align, "head" if placed.total else "body")

    def _cell(self, cell: PlacedCell, top: float, align: Align, role: str) -> Text:
        paper = self.paper
        x, end = self.edges[cell.column], self.edges[cell.column + cell.column_span]
        y = top + cell.top + (cell.height - len(cell.lines) * paper.line) / 2
        width = end - x - 2 * paper.pad_x
        return Text(x + paper.pad_x, y, width, cell.lines, paper.size, paper.line, align, role)

    def _shades(self) -> Iterator[Area]:
        yield Area(self.edges[0], self.page.top, self.paper.inner_width, self.plan.header.height)
        for placed in self.page.parts:
            if placed.total:
                yield Area(self.edges[0], placed.top, self.paper.inner_width, placed.part.height)

    def _rules(self) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """Thin rules between cells, thick ones around the table, under its header and between projects."""
        left, right, top = self.edges[0], self.edges[-1], self.page.top
        levels = [top, top + self.plan.header.height]
        thin = self._cell_rules(self.plan.header.cells, top, self.plan.header.height)
        for placed in self.page.parts:
            thin += self._cell_rules(placed.part.cells, placed.top, placed.part.height)
            levels.append(placed.top + placed.part.height)
        thick = [Rule(left, y, right, y) for y in levels]
        thick += [Rule(x, top, x, levels[-1]) for x in (left, right)]
        return tuple(thin), tuple(thick)

    def _cell_rules(self, cells: Iterable[PlacedCell], top: float, height: float) -> list[Rule]:
        """Between columns from top to bottom; above cells, joined where neighbours start level."""
        starts = {cell.column for cell in cells if not cell.top} - {0}
        rules = [Rule(self.edges[column], top, self.edges[column], top + height) for column in sorted(starts)]
        levels: dict[float, list[PlacedCell]] = {}
        for cell in cells:
            if cell.top:
                levels.setdefault(round(cell.top, 3), []).append(cell)
                rules += self._missing_upright(cell, starts, top)
        rules += [
            Rule(self.edges[first], top + y, self.edges[end], top + y)
            for y, level in levels.items()
            for first, end in _neighbours(level)
        ]
        return rules

    def _missing_upright(self, cell: PlacedCell, starts: set[int], top: float) -> list[Rule]:
        """The left edge of a cell under a wider one: the columns of a header group."""
        if cell.column in starts or not cell.column:
            return []
        x, y = self.edges[cell.column], top + cell.top
        return [Rule(x, y, x, y + cell.height)]


def _align(cell: PlacedCell, column: Column) -> Align:
    """As the layout says, but a note in place of an amount stands in the middle, a long text at the left."""
    if column.kind is ColumnKind.AMOUNT and not cell.lines[-1][-1:].isdigit():
        return Align.CENTER
    return Align.START if column.align is Align.CENTER and len(cell.lines) > CENTRED_LINES else column.align


def _total_align(cell: PlacedCell, column: Column) -> Align:
    if cell.column == 0:
        return Align.CENTER
    return column.align if cell.column_span == 1 else Align.START


def _neighbours(cells: list[PlacedCell]) -> list[tuple[int, int]]:
    """(first column, end column) of every run of neighbouring cells."""
    runs: list[tuple[int, int]] = []
    for cell in sorted(cells, key=lambda cell: cell.column):
        end = cell.column + cell.column_span
        if runs and runs[-1][1] == cell.column:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((cell.column, end))
    return runs


def path_data(rules: Iterable[Rule]) -> str:
    """Straight rules as the data of one SVG path."""
    return "".join(f"M{rule.x1:.2f} {rule.y1:.2f}L{rule.x2:.2f} {rule.y2:.2f}" for rule in rules)
