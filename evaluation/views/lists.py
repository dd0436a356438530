"""The self-evaluations of a cycle: which are filled in, with which points; the summary as a workbook."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from filings.faces import face_of
from filings.rules import may_see_queue
from filings.views.urging import urge_awaited
from indicators.views.scope import cycle_or_404
from monitoring.domain.books import ALL_UNITS
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from printing.grids.workbooks import FormBook

from .. import rules
from ..checks import CHECKS
from ..domain.books import start_book
from ..domain.measured import MeasuredProjects
from ..domain.reminders import due_of
from ..domain.subjects import evaluated_projects
from ..forms.spot_check import DrawForm
from ..models import Evaluation
from ..models.evaluation import EVALUATION
from ..tables.summary import summary_table

PAGE_SIZE = 50


@require_safe
def evaluation_list(request, cycle):
    """Every project that was approved or has a self-evaluation, with its points."""
    cycle = cycle_or_404(request, cycle)
    todo = request.GET.get("state") == "todo"
    page = Paginator(MeasuredProjects(request.user, cycle, todo=todo), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    found = Evaluation.objects.filter(pk__in=[project.pk for project in page]).with_all()
    found = list(found.select_related("spot_check"))
    subjects = {subject.key: subject for subject in evaluated_projects(found)}
    tables = {table.pk: table for table in found}
    may_submit = request.user.has_role(Role.PREPARER)
    context = {
        "cycle": cycle,
        "page": page,
        "todo": todo,
        "lines": [(project, tables.get(project.pk), *_judged(subjects.get(project.pk))) for project in page],
        "face": face_of(EVALUATION),
        "may_submit": may_submit,
        "may_choose": may_submit and any(table.is_editable for table in found),
        "may_review": may_see_queue(request.user),
        "draw": DrawForm() if rules.may_draw_spot_checks(request.user) else None,
    }
    return render(request, "evaluation/list.html", context)


def _judged(subject) -> tuple:
    """(the table, number of its 强制 findings)."""
    return subject, sum(finding.blocks for finding in CHECKS.run(subject)) if subject else 0


@require_POST
def evaluation_urge(request, cycle):
    """催办 the units whose self-evaluations are awaited."""
    cycle = cycle_or_404(request, cycle)
    urge_awaited(request, due_of(cycle))
    return redirect("evaluation_list", cycle=cycle.code)


@require_safe
def evaluation_summary(request, cycle):
    """自评结果汇总表 of what this person may see, as a workbook."""
    cycle = cycle_or_404(request, cycle)
    found = Evaluation.objects.visible_to(request.user).in_cycle(cycle).with_all().in_table_order()
    subjects = evaluated_projects(found)
    units = {subject.unit for subject in subjects}
    title = f"{cycle.region}{cycle.fiscal_year}年度项目支出绩效自评结果汇总表"
    table = summary_table(subjects, title=title, scope=units.pop() if len(units) == 1 else ALL_UNITS)
    book = FormBook()
    book.add_list(table, "自评结果汇总表")
    answer = made_file(book.save, name=f"{title}.xlsx", content_type=MEDIA_TYPES["xlsx"])
    record(Verb.EXPORT, by=request.user, name=title, after={"format": "xlsx", "projects": len(subjects)})
    return answer


@require_POST
def evaluation_book(request, cycle):
    """Queue summary, paragraph for the 决算 and forms, as PDF or workbook."""
    cycle = cycle_or_404(request, cycle)
    format = "xlsx" if request.POST.get("format") == "xlsx" else "pdf"
    return redirect("job_detail", pk=start_book(cycle=cycle, by=request.user, format=format).pk)
