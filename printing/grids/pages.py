"""Planning forms: where each cell of a grid stands on which page, in the same lines and rules as a table.

A form begins on a new page. Where it does not fit on one, it is cut between two rows: the head of its list
and its merged labels stand again on the next page; a text longer than a page goes on by lines (fragments).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, chain, groupby, islice

from perfgoals.common.text import quoted

from ..drawing import Drawing, page_number
from ..fonts import PrintFonts
from ..fragments import Cell, Cutter, PlacedCell
from ..layout import Scope
from ..lines import LineBreaker
from ..pages import Bookmark
from ..paper import Paper
from ..pen import Glyphs, Pen, Sheet
from .drawing import TITLE_LINE, FormPage, FormSheet
from .grid import Form, FormCell, Sort

MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 42, 40, 46
NOTE_LINE = 1.9
A4_PORTRAIT = Paper("A4", 595.28, 841.89, MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM, 9, 12.4, 3, 3, 17, 8.5)
A4_LANDSCAPE = Paper("A4", 841.89, 595.28, 34, 32, 42, 8, 10.8, 2.5, 2.6, 16, 8.5)
A3_PORTRAIT = Paper("A3", 841.89, 1190.55, 58, 54, 60, 12, 16.4, 4, 4, 24, 11)
A3_LANDSCAPE = Paper("A3", 1190.55, 841.89, 46, 44, 56, 11, 14.8, 3.5, 3.6, 22, 11)
PAPERS = {
    ("A4", False): A4_PORTRAIT, ("A4", True): A4_LANDSCAPE,
    ("A3", False): A3_PORTRAIT, ("A3", True): A3_LANDSCAPE,
}  # fmt: skip
CONTENTS = "目　录"


@dataclass
class FormPages:
    """All pages of some forms, behind a contents page if `contents` is asked for and there are several forms.

    `title` is that of the file. `missing` names, per form, characters that no font has (printed as 〓).
    Those of a part of a book (`is_part`) are numbered with the whole of it (see numbers.py).
    """

    forms: Sequence[Form]
    fonts: PrintFonts
    title: str
    printed_on: date
    paper: str = "A4"
    contents: bool = True
    is_part: bool = False
    missing: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.body, self.head = LineBreaker(self.fonts.body.advances), LineBreaker(self.fonts.head.advances)
        if not self.forms:  # a file without a page could not be opened
            empty = Form(self.title, self.title, (100,))
            empty.line(("没有符合条件的内容", Sort.CENTER, 1))
            self.forms = [empty]
        self._starts: list[int] = []
        self._own: list[FormPage] = []
        for form in self.forms:
            self._starts.append(len(self._own))
            self._own += self._pages_of(form)
        self._front: list[FormPage] = []
        if self.contents and len(self.forms) > 1:
            self._front = self._contents()

    @property
    def page_count(self) -> int:
        return len(self._front) + len(self._own)

    def numbered(self, number: int) -> str:
        """What the foot of a page says of its place, from 1."""
        return "" if self.is_part else page_number(number, self.page_count)

    @property
    def warnings(self) -> list[str]:
        return [
            f"{quoted(name)}中的字符 {'、'.join(f'{char}（U+{ord(char):04X}）' for char in sorted(chars))} "
            "字库中没有，打印为〓，请改用其他字或安装含该字的字库"
            for name, chars in self.missing.items()
        ]

    def drawings(self, wanted: slice = slice(None)) -> Iterator[Drawing]:
        start, stop, step = wanted.indices(self.page_count)
        pages = enumerate(chain(self._front, self._own), start=1)
        for number, page in islice(pages, start, stop, step):
            yield FormSheet(self, page, number).drawing()

    def sheets(self, fonts: Sequence[Glyphs]) -> Iterator[Sheet]:
        return map(Pen(self.fonts, fonts).sheet, self.drawings())

    def characters(self) -> dict[str, set[str]]:
        lines: dict[str, set[str]] = {"body": set(), "head": set()}  # they repeat a lot: once is enough
        for drawing in self.drawings():
            for text in drawing.texts:
                lines[text.role].update(text.lines)
        return {role: set().union(*shown) for role, shown in lines.items()}

    def bookmarks(self) -> list[Bookmark]:
        """Every form; where forms name a section (a unit), under it."""
        front = [Bookmark("目录", 0)] if self._front else []
        pairs = list(zip(self.forms, self._starts, strict=True))
        marks: list[Bookmark] = []
        for section, members in groupby(pairs, key=lambda pair: pair[0].section):
            own = [Bookmark(form.name, len(self._front) + start) for form, start in members]
            if section:
                own = [Bookmark(section, own[0].page, is_closed=True, children=own)]
            marks += own
        if len(marks) == 1:
            marks[0].is_closed = False
        return front + marks

    def page_of(self, place: int) -> int:
        """The number (from 1) of the page on which a form begins."""
        return len(self._front) + self._starts[place] + 1

    # --- planning ---------------------------------------------------------------------------------------

    def _contents(self) -> list[FormPage]:
        """Its own length shifts the numbers that it shows: planned once for the length, once for good."""
        self._front = self._pages_of(self._contents_form())
        return self._pages_of(self._contents_form())

    def _contents_form(self) -> Form:
        has_sections = any(one.section for one in self.forms)
        widths, titles = ((8, 36, 46, 10), ("序号", "单位", "项目名称", "页码"))
        if not has_sections:
            widths, titles = ((8, 82, 10), ("序号", "名称", "页码"))
        form = Form(CONTENTS, CONTENTS, widths, repeats=(0, 0))
        form.line(*((title, Sort.LABEL, 1) for title in titles))
        for place, one in enumerate(self.forms):
            names = [one.section, one.name] if has_sections else [one.name]
            form.line(
                (str(place + 1), Sort.CENTER, 1),
                *((name, Sort.TEXT, 1) for name in names),
                (str(self.page_of(place)), Sort.CENTER, 1),
            )
        return form

    def _pages_of(self, form: Form) -> list[FormPage]:
        paper = PAPERS[self.paper, form.landscape]
        return _FormPlanner(self, form, paper).pages()

    def printable(self, text: str, form: Form) -> str:
        shown = self.fonts.body.printable(text)
        if missing := self.fonts.body.missing(text, shown):
            self.missing.setdefault(form.name, set()).update(missing)
        return shown


class _FormPlanner:
    """Cuts one form into pages."""

    def __init__(self, book: FormPages, form: Form, paper: Paper):
        self.book, self.form, self.paper = book, form, paper
        for text in (form.title, *form.above, form.mark):
            book.printable(text, form)  # what stands beside the grid is told as well
        whole = sum(form.widths)
        self.widths = [share * paper.inner_width / whole for share in form.widths]
        self.cells = [self._cell(cell) for cell in form.cells]

    def _cell(self, cell: FormCell) -> Cell:
        """A number is not broken into lines but where it says so: it is set smaller (see FormSheet)."""
        width = sum(self.widths[cell.column : cell.column + cell.columns])
        room = max((width - 2 * self.paper.pad_x) / self.paper.size, 1.0)
        text = self.book.printable(cell.text, self.form)
        balanced = cell.sort in (Sort.LABEL, Sort.CENTER, Sort.SUM)
        if cell.sort is Sort.LABEL:
            lines = self.book.head.heading(self.book.fonts.head.printable(cell.text), room)
        elif cell.sort is Sort.NUMBER:
            lines = tuple(text.split("\n"))
        else:
            lines = self.book.body.lines(text, room, balanced=balanced)
        scope = Scope.ROW if cell.rows == 1 else Scope.SUBGROUP
        is_label = cell.sort is Sort.LABEL and cell.rows == 1 and len(cell.text) > 2
        return Cell(cell.column, scope, cell.row, cell.rows, lines, is_label, cell.columns, cell)

    def pages(self) -> list[FormPage]:
        head = self._head_height()
        first, later = self._grid_top(opens=True), self._grid_top(opens=False)
        room = self.paper.bottom - max(first, later + head)
        cutter = Cutter(self.cells, max(self.form.rows, 1), self.paper, room)
        pages: list[FormPage] = []
        while not cutter.done:
            opens = not pages
            repeated = head if not opens and self._in_list(cutter) else 0.0
            top = first if opens else later
            room = self.paper.bottom - top - repeated
            part = cutter.take(room, self._count(cutter, room))
            cells = self._with_head(part.cells, repeated) if repeated else part.cells
            pages.append(FormPage(self.form, self.paper, opens, top, cells))
        return pages or [FormPage(self.form, self.paper, True, first, ())]

    def _count(self, cutter: Cutter, room: float) -> int:
        """How many rows go on this page; the rows that stay together at the end are not parted."""
        count = cutter.slices_that_fit(room)
        left = cutter.slices_left - count
        tail = self.form.together
        if 0 < left < tail and count > tail - left:
            return count - (tail - left)
        return count

    def _grid_top(self, opens: bool) -> float:
        paper = self.paper
        title = self.form.title.count("\n") + 1 if opens else 0
        rest = self.form.title.count("\n") * paper.title_size * 0.35 if opens else 0
        height = title * paper.title_size * TITLE_LINE - rest
        notes = NOTE_LINE if self.form.above or not opens else 0.4
        return paper.margin_top + height + notes * paper.note_size

    # --- the head of a list, again on every page --------------------------------------------------------

    def _head_rows(self) -> range:
        first, last = self.form.repeats or (0, -1)
        return range(first, last + 1)

    def _in_list(self, cutter: Cutter) -> bool:
        """Whether what comes next stands under the head that is repeated."""
        rows = self._head_rows()
        row = cutter.slices[cutter.place].row
        return bool(rows) and row >= rows.stop and row < (self.form.list_end or self.form.rows)

    def _head_cells(self) -> list[Cell]:
        rows = self._head_rows()
        return [cell for cell in self.cells if cell.first in rows and cell.end <= rows.stop]

    def _head_height(self) -> float:
        return sum(self._head_heights())

    def _head_heights(self) -> list[float]:
        rows = self._head_rows()
        heights = [self.paper.text_height(1)] * len(rows)
        for cell in sorted(self._head_cells(), key=lambda cell: cell.count):
            first = cell.first - rows.start
            lack = self.paper.text_height(len(cell.lines)) - sum(heights[first : first + cell.count])
            heights[first + cell.count - 1] += max(0.0, lack)
        return heights

    def _with_head(self, cells: Sequence[PlacedCell], height: float) -> tuple[PlacedCell, ...]:
        """The cells of a page below the head; a label beside the list stands beside its head as well."""
        rows = self._head_rows()
        edges = [0.0, *accumulate(self._head_heights())]
        placed = []
        for cell in cells:
            beside = cell.top == 0 and cell.look.row <= rows.start
            place = (0.0, cell.height + height) if beside else (cell.top + height, cell.height)
            placed.append(cell._replace(top=place[0], height=place[1]))
        for cell in self._head_cells():
            top, end = edges[cell.first - rows.start], edges[cell.end - rows.start]
            placed.append(PlacedCell(cell.column, top, end - top, cell.lines, cell.column_span, cell.look))
        return tuple(placed)
