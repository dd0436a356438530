"""Departments' tables as files: one PDF with contents and bookmarks, or a workbook with a sheet for each."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from filings.models import FilingVersion
from indicators.tables.source import standing_of
from printing.fonts import find_fonts
from printing.grids.grid import Form
from printing.grids.pages import FormPages
from printing.grids.workbooks import FormBook
from printing.pdf import write_pages
from projects.models import BudgetCycle

from ..models import DepartmentGoal
from ..record import record_of
from ..tables.forms import department_form

Progress = Callable[[int, int], None]


def write_tables(
    goals: Sequence[DepartmentGoal],
    *,
    cycle: BudgetCycle,
    format: str,
    path: Path,
    progress: Progress | None = None,
) -> list[str]:
    """Write the tables, loaded `with_all()`; returns warnings for the user. Raises CannotPrint."""
    forms = _forms(goals)
    if format == "pdf":
        title = f"{cycle.region}{cycle.fiscal_year}年部门整体支出绩效目标表"
        pages = FormPages(forms, find_fonts(settings.DATA_DIR), title, timezone.localdate())
        return write_pages(pages, path, progress=progress)
    book = FormBook()
    for done, form in enumerate(forms, start=1):
        book.add_form(form)
        if progress:
            progress(done, len(forms))
    if not forms:
        book.add_note("部门整体支出绩效目标表", "没有符合条件的部门")
    book.save(path)
    return []


def _forms(goals: Sequence[DepartmentGoal]) -> list[Form]:
    versions = FilingVersion.objects.filter(filing__in=[goal.filing_id for goal in goals]).order_by("serial")
    sha = dict(versions.values_list("filing", "sha256"))
    return [
        department_form(record_of(goal), mark=standing_of(goal.filing, sha.get(goal.filing_id, "")))
        for goal in goals
    ]
