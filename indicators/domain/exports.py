"""Writing a table to a file: the same code for pages, jobs and commands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.tables.printed import GoalForms, form_pages, write_forms
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import quoted
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.kinds import JobCancelled
from perfgoals.jobs.models import Job
from printing.archive import attach_workbook
from printing.fonts import CannotPrint, find_fonts
from printing.layout import Table
from printing.pages import Pages, TablePages
from printing.pdf import write_pdf
from printing.planner import plan_table
from printing.xlsx import TextTooLong, write_workbook
from projects.models import BudgetCycle, Project

from .data_files import write_csv, write_json

EXPORT_JOB = "export_table"
# For other programs; secret projects are left out.
DATA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
WRITERS = {"xlsx": write_workbook, "csv": write_csv, "json": write_json}
# A PDF that carries the same table as a workbook (PDF/A-3).
WITH_WORKBOOK = "pdf-xlsx"
LABELS = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "json": "JSON", WITH_WORKBOOK: "PDF（内附 Excel）"}
Progress = Callable[[int, int], None]


def write_table(
    *,
    table: Table | GoalForms,
    format: str,
    path: Path,
    progress: Progress | None = None,
    drawer: str | None = None,
) -> list[str]:
    """Write a list or forms as "pdf", "xlsx" or WITH_WORKBOOK to `path`, a list as "csv" or "json" too.

    `progress` gets the pieces done and their total. `drawer` draws the PDF in place of the site's own.
    Returns warnings for the user: texts that could not be printed as they are. Raises CannotPrint.
    """
    if format == WITH_WORKBOOK:
        warnings = write_table(table=table, format="pdf", path=path, progress=progress, drawer=drawer)
        return warnings + _attach(table, path)
    if isinstance(table, GoalForms):
        return write_forms(table, format, path, progress=progress, drawer=drawer)
    if format == "pdf":
        return write_pdf(table, path, progress=progress, drawer=drawer)
    return WRITERS[format](table, path, progress=progress)


def _attach(table: Table | GoalForms, path: Path) -> list[str]:
    """The table as a workbook inside the PDF at `path`, dated as it is printed."""
    with TemporaryDirectory() as folder:
        workbook = Path(folder, "table.xlsx")
        warnings = write_table(table=table, format="xlsx", path=workbook)
        printed_at = datetime.combine(table.printed_on, time(), timezone.get_default_timezone())
        attach_workbook(path, workbook, name=f"{table.title}.xlsx", made_at=printed_at)
    return warnings


def ending_of(format: str) -> str:
    """The end of the file's name."""
    return "pdf" if format == WITH_WORKBOOK else format


def table_pages(table: Table | GoalForms) -> Pages:
    """The pages of a list or of forms, to be drawn or shown. Raises CannotPrint."""
    fonts = find_fonts(settings.DATA_DIR)
    if isinstance(table, GoalForms):
        return form_pages(table, fonts)
    return TablePages(plan_table(table, fonts))


def write_what_can_be(
    *, table: Table | GoalForms, format: str, path: Path, progress: Progress | None = None
) -> tuple[Table | GoalForms, list[str]]:
    """As `write_table`; a project that can't be laid out is left out and named among the warnings.

    Returns the table as written. Raises CannotPrint where nothing at all can be written.
    """
    left_out: list[str] = []
    while True:
        try:
            return table, [*left_out, *write_table(table=table, format=format, path=path, progress=progress)]
        except TextTooLong as error:
            if error.key is None:
                raise
            bad = {error.key: str(error)}
        except (CannotPrint, JobCancelled):
            raise
        except Exception:
            bad = _not_laid_out(table)
            if not bad:
                raise
        if len(bad) == len(table.blocks):
            raise CannotPrint("没有一个项目能排版。" + next(iter(bad.values())))
        left_out += [f"{said}（已略过这个项目，其余照常导出）" for said in bad.values()]
        table = replace(table, blocks=tuple(block for block in table.blocks if block.key not in bad))


def _not_laid_out(table: Table | GoalForms) -> dict:
    """Key → sentence for each project that fails by itself."""
    bad = {}
    for block in table.blocks:
        try:
            table_pages(replace(table, blocks=(block,)))
        except Exception:
            bad[block.key] = (
                f"项目{quoted(block.name)}（{block.unit}）不能排版，请核对它的文字，并告诉系统管理员"
            )
    return bad


def start_export(
    *,
    by,
    cycle: BudgetCycle,
    goal_ids: list[int],
    unit: str,
    format: str,
    paper: str,
    form: str = "",
    order: str = "unit",
) -> Job:
    """Queue an export of these goals; the job reads them anew, within what `by` may see then."""
    units = Project.objects.filter(pk__in=goal_ids).values_list("department", flat=True).distinct()
    label = f"{cycle.title}（{len(goal_ids)} 个项目）"
    with transaction.atomic():
        job = start_job(
            kind=EXPORT_JOB,
            title=f"导出 {LABELS[format]}：{label}",
            owner=by,
            params={
                "cycle": cycle.code,
                "goals": goal_ids,
                "unit": unit,
                "format": format,
                "paper": paper,
                "form": form,
                "order": order,
            },
            units=units,
        )
        record(Verb.EXPORT, by=by, obj=job, after={"projects": len(goal_ids), "unit": unit, "format": format})
    return job
