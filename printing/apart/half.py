"""What the two processes hand each other: a half to be planned, and what its pages are to the other half."""

from typing import NamedTuple

from ..fonts import PrintFonts
from ..layout import Table
from ..pages import Bookmark, TablePages
from ..planner import Plan, Whole, plan_part


class Half(NamedTuple):
    """The last units of a table; `whole` is the whole table's."""

    table: Table
    fonts: PrintFonts
    whole: Whole

    def plan(self) -> Plan:
        """Its pages, counted from the first of its own."""
        return plan_part(self.table, self.fonts, self.whole)


class Planned(NamedTuple):
    """What must be known of a half before a page of either is drawn; bookmarks count from its first page."""

    page_count: int
    bookmarks: list[Bookmark]
    missing: dict[str, set[str]]
    characters: dict[str, set[str]]


def planned(plan: Plan) -> Planned:
    """The same of a plan."""
    pages = TablePages(plan)
    return Planned(plan.page_count, pages.bookmarks(), plan.missing, pages.characters())
