"""Planning the pages of a table before a single one is drawn.

The planner breaks every text into lines, finds row heights, fills pages and repeats merged texts where a
project crosses a page, so the number of pages is known and the drawing has nothing left to decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perfgoals.common.money import format_amount
from perfgoals.common.text import quoted

from .content import Block, Totals, UnitBook
from .fonts import PrintFonts
from .fragments import Cell, Cutter, Part, PlacedCell
from .layout import Align, Layout, Scope, Table
from .lines import LineBreaker
from .paper import PAPERS, Paper, column_widths

# Distances above the table, in parts of the type size they belong to.
TITLE_LINE = 1.6
NOTE_LINE = 2.0
# A project that fits on a page moves there whole, unless cutting it saves this part of the gap it leaves.
WORTH_CUTTING = 0.5
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """A part of a project, or a total line, on its page. `opens` marks the first part of a project."""

    top: float
    part: Part
    key: str = ""
    name: str = ""
    opens: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One page. `top` is the upper edge of its header; `opens` marks the first page of a unit's book."""

    unit: str
    opens: bool
    top: float
    parts: tuple[PlacedPart, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class PlannedBook:
    """The pages of one unit; nothing in them depends on other units' pages, save the common column widths."""

    unit: str
    pages: tuple[PlannedPage, ...]


@dataclass(frozen=True, slots=True)
class PlannedHeader:
    """The table header: its cells broken into lines, and its height."""

    cells: tuple[PlacedCell, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Whole:
    """What a part of a table has to know of the whole, so that its pages come out as they do in the whole.

    `amount` is the width in em of the widest amount, `mark` what pages without a project are marked as.
    """

    amount: float
    totals: Totals
    units: int
    mark: str


@dataclass(frozen=True)
class Plan:
    """All pages of a table, or of a part with so many pages `before` and `after` it.

    `missing` names, per project, characters that no font has (printed as 〓).
    """

    table: Table
    whole: Whole
    fonts: PrintFonts
    paper: Paper
    widths: tuple[float, ...]
    header: PlannedHeader
    books: tuple[PlannedBook, ...]
    missing: dict[str, set[str]] = field(default_factory=dict)
    before: int = 0
    after: int = 0

    @property
    def page_count(self) -> int:
        return sum(len(book.pages) for book in self.books)

    @property
    def pages(self) -> Iterator[PlannedPage]:
        return (page for book in self.books for page in book.pages)


def warnings_of(missing: Mapping[str, set[str]]) -> list[str]:
    """A sentence for each project with characters that no font has."""
    return [
        f"项目{quoted(name)}中的字符 {'、'.join(f'{char}（U+{ord(char):04X}）' for char in sorted(chars))} "
        "字库中没有，打印为〓，请改用其他字或安装含该字的字库"
        for name, chars in missing.items()
    ]


def plan_table(table: Table, fonts: PrintFonts) -> Plan:
    """Plan all pages. An empty selection gives one page that says so."""
    return plan_part(table, fonts, whole_of(table, fonts))


def whole_of(table: Table, fonts: PrintFonts) -> Whole:
    """What its parts have to know of the table."""
    units = sum(1 for _ in table.books())
    return Whole(_longest_amount(table, fonts), table.totals, units, table.mark_of())


def plan_part(table: Table, fonts: PrintFonts, whole: Whole, *, ends: bool = True) -> Plan:
    """Plan the pages of some units of a table; with the last of them it `ends`, by the total of all units."""
    paper = PAPERS[table.paper]
    widths = column_widths(table.layout, paper, whole.amount * paper.size)
    setter = _Setter(table.layout, paper, widths, fonts)
    header = setter.header()
    books = list(table.books()) or [UnitBook(table.scope_label, ())]
    planned = []
    for book in books:
        pages = _Pages(paper, header, book)
        for block in book.blocks:
            pages.add_project(block, setter.cells(block))
        pages.add_line(setter.total_line(book.totals) if book.blocks else setter.empty_line())
        if ends and whole.units > 1 and book is books[-1]:
            pages.add_line(setter.total_line(whole.totals, all_units=True))
        planned.append(PlannedBook(book.unit, pages.finish()))
    return Plan(table, whole, fonts, paper, widths, header, tuple(planned), setter.missing)


def _longest_amount(table: Table, fonts: PrintFonts) -> float:
    """Width in em of the widest number in the amount column; the total is set in the heavier face."""
    amounts = {format_amount(block.amount) for block in table.blocks}
    total = format_amount(table.totals.amount)
    return max([fonts.head.width(total), *map(fonts.body.width, amounts)])


class _Setter:
    """Breaks the texts of cells into lines for columns of these widths."""

    def __init__(self, layout: Layout, paper: Paper, widths: tuple[float, ...], fonts: PrintFonts):
        self.layout = layout
        self.paper, self.widths, self.fonts = paper, widths, fonts
        self.body = LineBreaker(fonts.body.advances)
        self.head = LineBreaker(fonts.head.advances)
        self.missing: dict[str, set[str]] = {}
        self.room = [self._ems(column) for column in range(len(widths))]
        self.balanced = [
            column.align is Align.CENTER or column.scope is Scope.ROW for column in layout.columns
        ]

    def _ems(self, column: int, span: int = 1) -> float:
        return (sum(self.widths[column : column + span]) - 2 * self.paper.pad_x) / self.paper.size

    def cells(self, block: Block) -> list[Cell]:
        return [
            Cell(
                index,
                column.scope,
                row,
                row_span,
                self.body.lines(
                    self._printable(text, block), self.room[index], balanced=self.balanced[index]
                ),
                marks_continuation=column.key == self.layout.continued,
            )
            for column, index, row, row_span, text in self.layout.body_cells(block)
        ]

    def _printable(self, text: str, block: Block) -> str:
        shown = self.fonts.body.printable(text)
        if missing := self.fonts.body.missing(text, shown):
            self.missing.setdefault(block.name, set()).update(missing)
        return shown

    def header(self) -> PlannedHeader:
        cells = [cell for row in self.layout.header_cells() for cell in row]
        lines = {
            cell: self.head.heading(cell.text, self._ems(cell.column, cell.column_span)) for cell in cells
        }
        heights = [0.0] * self.layout.header_rows
        for cell in sorted(cells, key=lambda cell: cell.row_span):
            lack = self.paper.text_height(len(lines[cell])) - sum(
                heights[cell.row : cell.row + cell.row_span]
            )
            heights[cell.row + cell.row_span - 1] += max(0.0, lack)
        placed = tuple(
            PlacedCell(
                cell.column,
                sum(heights[: cell.row]),
                sum(heights[cell.row : cell.row + cell.row_span]),
                lines[cell],
                cell.column_span,
            )
            for cell in cells
        )
        return PlannedHeader(placed, sum(heights))

    def total_line(self, totals: Totals, *, all_units: bool = False) -> Part:
        layout, amount = self.layout, self.layout.amount_index
        texts = (
            (0, amount, layout.total_label(totals, all_units=all_units)),
            (amount, 1, format_amount(totals.amount)),
            (amount + 1, len(layout.columns) - amount - 1, layout.total_note(totals)),
        )
        return self._line(texts)

    def empty_line(self) -> Part:
        return self._line(((0, len(self.layout.columns), self.layout.nothing),))

    def _line(self, texts: tuple[tuple[int, int, str], ...]) -> Part:
        lines = [
            (column, span, self.head.lines(text, self._ems(column, span))) for column, span, text in texts
        ]
        height = max(self.paper.text_height(len(broken)) for *_, broken in lines)
        return Part(
            height, tuple(PlacedCell(column, 0.0, height, broken, span) for column, span, broken in lines)
        )


class _Pages:
    """Fills the pages of one unit's book from top to bottom."""

    def __init__(self, paper: Paper, header: PlannedHeader, book: UnitBook):
        self.paper, self.header, self.book = paper, header, book
        self.pages: list[PlannedPage] = []
        self._open_page()

    def _table_top(self, opens: bool) -> float:
        title = self.paper.title_size * TITLE_LINE if opens else 0.0
        return self.paper.margin_top + title + self.paper.note_size * NOTE_LINE

    def _open_page(self) -> None:
        self.parts: list[PlacedPart] = []
        self.y = self._table_top(opens=not self.pages) + self.header.height

    def _close_page(self) -> None:
        opens = not self.pages
        self.pages.append(
            PlannedPage(self.book.unit, opens, self._table_top(opens), tuple(self.parts), self.book.totals)
        )

    def _turn(self) -> None:
        self._close_page()
        self._open_page()

    @property
    def room(self) -> float:
        return self.paper.bottom - self.y

    @property
    def page(self) -> float:
        """Height that the first page, the shortest, has for projects."""
        return self.paper.bottom - self._table_top(opens=True) - self.header.height

    def add_project(self, block: Block, cells: list[Cell]) -> None:
        cutter = Cutter(cells, max(len(block.rows), 1), self.paper, self.page)
        if self.parts and self._better_on_next_page(cutter):
            self._turn()
        opens = True
        while not cutter.done:
            count = self._count(cutter)
            if not count and self.parts:
                self._turn()
                continue
            part = cutter.take(self.room, count)
            self._put(PlacedPart(self.y, part, block.key, block.name, opens))
            opens = False
            if not cutter.done:
                self._turn()

    def _count(self, cutter: Cutter) -> int:
        """How many rows go on this page, leaving no single row for the next."""
        count = cutter.slices_that_fit(self.room)
        if cutter.slices_left - count == 1 and count > FEWEST_ROWS:
            return count - 1
        return count

    def _better_on_next_page(self, cutter: Cutter) -> bool:
        whole = cutter.height()
        if whole <= self.room or whole > self.page:
            return False
        count = self._count(cutter)
        if count < FEWEST_ROWS:
            return True
        repeated = cutter.height(count=count) + cutter.height(first=count) - whole
        return repeated > self.room * WORTH_CUTTING

    def add_line(self, line: Part) -> None:
        if line.height > self.room:
            self._turn()
        self._put(PlacedPart(self.y, line, total=True))

    def _put(self, placed: PlacedPart) -> None:
        self.parts.append(placed)
        self.y += placed.part.height

    def finish(self) -> tuple[PlannedPage, ...]:
        self._close_page()
        return tuple(self.pages)
