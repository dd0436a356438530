"""Pages ready to be drawn, of whatever kind of table: what the drawers and the preview ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .drawing import Drawing, draw_pages, lines_shown
from .fonts import PrintFonts
from .pen import Glyphs, Pen, Sheet
from .planner import Plan, warnings_of


@dataclass(slots=True)
class Bookmark:
    """A place in the book: `page` counts from 0, `top` in points from its upper edge (None: all of it)."""

    title: str
    page: int
    top: float | None = None
    is_closed: bool = False
    children: list["Bookmark"] = field(default_factory=list)


class Printable(Protocol):
    """What a PDF is made from. Nothing of `sheets` is kept, so a long book costs no memory."""

    fonts: PrintFonts

    @property
    def title(self) -> str: ...

    @property
    def page_count(self) -> int: ...

    @property
    def warnings(self) -> list[str]: ...

    def sheets(self, fonts: Sequence[Glyphs]) -> Iterator[Sheet]:
        """The pages as a PDF has them, set in these fonts."""
        ...

    def characters(self) -> Mapping[str, set[str]]:
        """Role → the characters that the pages show."""
        ...

    def bookmarks(self) -> Sequence[Bookmark]: ...


class Pages(Printable, Protocol):
    """Planned pages, to be drawn by any drawer, or only some of them."""

    def drawings(self, wanted: slice = slice(None)) -> Iterator[Drawing]: ...


class TablePages:
    """The pages of a planned table, with a bookmark for every unit and under it for every project."""

    def __init__(self, plan: Plan):
        self.plan, self.fonts = plan, plan.fonts

    @property
    def title(self) -> str:
        return f"{self.plan.table.title}（{self.plan.table.scope_label}）"

    @property
    def page_count(self) -> int:
        return self.plan.page_count

    @property
    def warnings(self) -> list[str]:
        return warnings_of(self.plan.missing)

    def drawings(self, wanted: slice = slice(None)) -> Iterator[Drawing]:
        return draw_pages(self.plan, wanted)

    def sheets(self, fonts: Sequence[Glyphs]) -> Iterator[Sheet]:
        return map(Pen(self.fonts, fonts).sheet, self.drawings())

    def characters(self) -> dict[str, set[str]]:
        return {role: set().union(*lines) for role, lines in lines_shown(self.plan).items()}

    def bookmarks(self) -> list[Bookmark]:
        found, number = [], 0
        for book in self.plan.books:
            unit = Bookmark(book.unit, number, is_closed=self.plan.whole.units > 1)
            for page in book.pages:
                opened = [placed for placed in page.parts if placed.opens]
                unit.children += [Bookmark(placed.name, number, placed.top) for placed in opened]
                number += 1
            found.append(unit)
        return found
