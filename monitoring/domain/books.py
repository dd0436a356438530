"""The book of a monitoring round: the list of all projects, then the long forms; as PDF or workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from printing.grids.documents import join_to, print_forms, print_list
from printing.grids.workbooks import FormBook
from projects.models import BudgetCycle, Department

from ..models import MonitoringReport, MonitoringRound
from ..subject import MonitoredProject
from ..tables.forms import monitoring_form, monitoring_list

ALL_UNITS = "全部单位"
# A workbook with more sheets than this is no use to anybody: then the list stands alone.
MOST_SHEETS = 100
Progress = Callable[[int, int], None]
BOOK_JOB = "print_monitoring"


def write_book(
    projects: Sequence[MonitoredProject], *, cycle: BudgetCycle, unit: Department | None, format: str,
    path: Path, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Write the list, and the forms of the key projects among these, to `path`. Raises CannotPrint."""
    month = projects[0].month if projects else 12
    title = f"{cycle.region}{cycle.fiscal_year}年项目支出绩效运行监控汇总表（1-{month}月）"
    table = monitoring_list(projects, title=title, scope=scope_label(unit))
    key = [project for project in projects if project.is_key]
    if format == "xlsx":
        book = FormBook()
        book.add_list(table, "监控汇总表")
        for project in key if len(key) <= MOST_SHEETS else ():
            book.add_form(monitoring_form(project))
        book.save(path)
        return
    printed_on = printed_today()
    forms = [monitoring_form(project) for project in key]

    parts = [*print_list(table, printed_on=printed_on), *print_forms(forms, printed_on=timezone.localdate())]
    join_to(path, parts, progress=progress)


def start_book(*, round: MonitoringRound, by, format: str) -> Job:
    """Queue the book of the round; the job reads the reports anew, within what `by` may see then."""
    reports = MonitoringReport.objects.visible_to(by).filter(round=round)
    units = reports.values_list("project__department", flat=True).distinct()
    title = f"{'打印' if format == 'pdf' else '导出 Excel'}：{round}监控（{reports.count()} 个项目）"
    with transaction.atomic():
        params = {"round": round.pk, "format": format}
        job = start_job(kind=BOOK_JOB, title=title, owner=by, params=params, units=units)
        record(Verb.EXPORT, by=by, obj=job, after=params)
    return job


def write_list(projects: Sequence[MonitoredProject], *, title: str, path: Path) -> None:
    """The list of a round alone, as a workbook."""
    units = {project.unit for project in projects}
    book = FormBook()
    scope = units.pop() if len(units) == 1 else ALL_UNITS
    book.add_list(monitoring_list(projects, title=title, scope=scope), "监控汇总表")
    book.save(path)


def scope_label(unit: Department | None) -> str:
    return unit.label if unit else ALL_UNITS


def printed_today() -> str:
    return date_format(timezone.localdate(), "Y年n月j日")
