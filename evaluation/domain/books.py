"""The book of self-evaluations: summary, paragraph for the 决算, forms; as PDF or workbook."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from indicators.models import PerformanceGoal
from monitoring.domain.books import MOST_SHEETS, printed_today, scope_label
from monitoring.models import MonitoringReport
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from printing.grids.documents import join_to, print_forms, print_list, print_paragraph
from printing.grids.workbooks import FormBook
from projects.models import BudgetCycle, Department

from ..models import Evaluation
from ..subject import EvaluatedProject
from ..tables.forms import evaluation_form
from ..tables.summary import closing_paragraph, summary_table

Progress = Callable[[int, int], None]
BOOK_JOB = "print_evaluations"


def write_book(
    projects: Sequence[EvaluatedProject], *, cycle: BudgetCycle, unit: Department | None, format: str,
    path: Path, progress: Progress | None = None,
) -> None:  # fmt: skip
    """Write summary, paragraph and forms of these projects to `path`. Raises CannotPrint."""
    title = f"{cycle.region}{cycle.fiscal_year}年度项目支出绩效自评结果汇总表"
    table = summary_table(projects, title=title, scope=scope_label(unit))
    if format == "xlsx":
        book = FormBook()
        book.add_list(table, "自评结果汇总表")
        for project in projects if len(projects) <= MOST_SHEETS else ():
            book.add_form(evaluation_form(project))
        book.save(path)
        return
    printed_on = printed_today()
    paragraphs = paragraph_of(projects, cycle=cycle, unit=unit)
    forms = [evaluation_form(project) for project in projects if project.rows]

    parts = [
        *print_list(table, printed_on=printed_on),
        *print_paragraph("预算绩效管理工作开展情况", paragraphs, printed_on=printed_on),
        *print_forms(forms, printed_on=timezone.localdate()),
    ]
    join_to(path, parts, progress=progress)


def start_book(*, cycle: BudgetCycle, by, format: str) -> Job:
    """Queue the book of the cycle; the job reads the tables anew, within what `by` may see then."""
    found = Evaluation.objects.visible_to(by).in_cycle(cycle)
    units = found.order_by().values_list("project__department", flat=True).distinct()
    title = f"{'打印' if format == 'pdf' else '导出 Excel'}：{cycle}自评（{found.count()} 个项目）"
    with transaction.atomic():
        params = {"cycle": cycle.code, "format": format}
        job = start_job(kind=BOOK_JOB, title=title, owner=by, params=params, units=units)
        record(Verb.EXPORT, by=by, obj=job, after=params)
    return job


def paragraph_of(
    projects: Sequence[EvaluatedProject], *, cycle: BudgetCycle, unit: Department | None
) -> list[str]:
    """The paragraph on performance for the 决算 of a unit or of all."""
    goals = PerformanceGoal.objects.in_cycle(cycle)
    reports = MonitoringReport.objects.filter(round__cycle=cycle)
    if unit:
        goals = goals.filter(project__department=unit)
        reports = reports.filter(project__department=unit)
    counted = goals.aggregate(number=Count("pk"), amount=Sum("project__amount"))
    return closing_paragraph(
        projects,
        office=unit.name if unit else f"{cycle.region}各部门",
        year=cycle.fiscal_year,
        with_goals=(counted["number"], counted["amount"] or Decimal(0)),
        monitored=reports.values("project").distinct().count(),
    )
