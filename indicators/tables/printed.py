"""Goals in any of the printed forms: one thing to write as PDF or workbook, or to show page by page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from perfgoals.common.text import quoted
from printing.fonts import PrintFonts, find_fonts
from printing.grids.grid import Form
from printing.grids.pages import FormPages
from printing.grids.workbooks import FormBook
from printing.pdf import write_pages
from printing.xlsx import TextTooLong

from ..printed_form import PrintedForm
from ..record import GoalRecord
from .official_forms import FormData, single_form


@dataclass(frozen=True, slots=True)
class GoalForms:
    """One form a project. `supervisors` and `marks` are by the key of the record; see official_forms."""

    title: str
    blocks: tuple[GoalRecord, ...]
    printed_on: date
    printed: PrintedForm
    year: int
    paper: str = "A4"
    weight_total: int = 90
    supervisors: Mapping = field(default_factory=dict)
    marks: Mapping = field(default_factory=dict)

    def form_of(self, record: GoalRecord) -> Form:
        data = FormData(
            record,
            self.printed,
            self.year,
            record.supervisor or self.supervisors.get(record.key, ""),
            self.marks.get(record.key, ""),
            self.weight_total,
        )
        return single_form(data)

    def forms(self) -> list[Form]:
        return [self.form_of(record) for record in self.blocks]


def form_pages(table: GoalForms, fonts: PrintFonts) -> FormPages:
    """The forms as planned pages, several of them behind a page of contents."""
    return FormPages(table.forms(), fonts, table.title, table.printed_on, table.paper)


def write_forms(
    table: GoalForms,
    format: str,
    path: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    drawer: str | None = None,
    data_dir: Path | None = None,
) -> list[str]:
    """Write the forms as one PDF, or as a workbook with a sheet for each; returns warnings for the user.

    Raises CannotPrint; where a text is too long for a workbook, a TextTooLong with the key of its project.
    """
    if format == "pdf":
        pages = form_pages(table, find_fonts(data_dir or settings.DATA_DIR))
        return write_pages(pages, path, progress=progress, data_dir=data_dir, drawer=drawer)
    book = FormBook()
    for done, record in enumerate(table.blocks, start=1):
        try:
            book.add_form(table.form_of(record))
        except TextTooLong as error:
            raise TextTooLong(f"项目{quoted(record.name)}{error}", key=record.key) from error
        if progress:
            progress(done, len(table.blocks))
    if not table.blocks:
        book.add_note(table.title, "没有符合条件的项目")
    book.save(path)
    return []
