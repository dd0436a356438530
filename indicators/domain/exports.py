"""Writing a table to a file: the same code for pages, jobs and commands."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from indicators.tables.printed import GoalForms, form_pages, write_forms
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from printing.fonts import find_fonts
from printing.layout import Table
from printing.pages import Pages, TablePages
from printing.pdf import write_pdf
from printing.planner import plan_table
from printing.xlsx import write_workbook
from projects.models import BudgetCycle, Project

EXPORT_JOB = "export_table"
Progress = Callable[[int, int], None]
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_table(
    *,
    table: Table | GoalForms,
    format: str,
    path: Path,
    progress: Progress | None = None,
    drawer: str | None = None,
) -> list[str]:
    """Write a list or forms as "pdf" or "xlsx" to `path`; `progress` gets the pieces done and their total.

    `drawer` draws the PDF in place of the site's own. Returns warnings for the user: texts that could not
    be printed as they are. Raises CannotPrint.
    """
    if isinstance(table, GoalForms):
        return write_forms(table, format, path, progress=progress, drawer=drawer)
    if format == "pdf":
        return write_pdf(table, path, progress=progress, drawer=drawer)
    return write_workbook(table, path, progress=progress)


def table_pages(table: Table | GoalForms) -> Pages:
    """The pages of a list or of forms, to be drawn or shown. Raises CannotPrint."""
    fonts = find_fonts(settings.DATA_DIR)
    if isinstance(table, GoalForms):
        return form_pages(table, fonts)
    return TablePages(plan_table(table, fonts))


def start_export(
    *, by, cycle: BudgetCycle, goal_ids: list[int], unit: str, format: str, paper: str, form: str = ""
) -> Job:
    """Queue an export of these goals; the job reads them anew, within what `by` may see then."""
    units = Project.objects.filter(pk__in=goal_ids).values_list("department", flat=True).distinct()
    label = f"{cycle.title}（{len(goal_ids)} 个项目）"
    with transaction.atomic():
        job = start_job(
            kind=EXPORT_JOB,
            title=f"导出 {'PDF' if format == 'pdf' else 'Excel'}：{label}",
            owner=by,
            params={
                "cycle": cycle.code,
                "goals": goal_ids,
                "unit": unit,
                "format": format,
                "paper": paper,
                "form": form,
            },
            units=units,
        )
        record(Verb.EXPORT, by=by, obj=job, after={"projects": len(goal_ids), "unit": unit, "format": format})
    return job
