"""The rounds of a cycle, opening one, and the tables of one with their lights."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings.faces import face_of
from filings.rules import may_see_queue
from filings.views.scope import cycle_or_404
from filings.views.urging import urge_awaited
from perfgoals.accounts.enums import Role
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file

from .. import rules
from ..checks import CHECKS
from ..domain.books import start_book, write_list
from ..domain.reminders import due_of
from ..domain.rounds import change_round, open_round, projects_of, round_before, status_counts
from ..domain.subjects import monitored_projects
from ..forms.rounds import RoundForm
from ..models import MonitoringReport, MonitoringRound
from ..models.report import MONITORING
from .scope import round_or_404

PAGE_SIZE = 50
STATES = {"todo": "只看未填的", "behind": "只看红灯和黄灯", "correction": "只看待整改的"}


@require_safe
def round_list(request, cycle):
    """The rounds of a cycle: how many tables each has, and how far they are."""
    cycle = cycle_or_404(request, cycle)
    rounds = MonitoringRound.objects.filter(cycle=cycle).prefetch_related("units")
    context = {
        "cycle": cycle,
        "rounds": [(one, status_counts(one, request.user)) for one in rounds],
        "may_open": rules.may_open_rounds(request.user),
        "may_review": may_see_queue(request.user),
        "face": face_of(MONITORING),
    }
    return render(request, "monitoring/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request, cycle):
    cycle = cycle_or_404(request, cycle)
    _must_open_rounds(request)
    form = RoundForm(request.POST or None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_round(cycle=cycle, by=request.user, **form.values())
        except ValidationError as refusal:  # these months have a round already
            form.add_error(None, refusal)
            return _round_page(request, form, cycle)
        messages.success(request, f"已开展“{opened.label}”监控，单位现在可以填报。")
        return redirect("round_detail", pk=opened.pk)
    return _round_page(request, form, cycle)


@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request, pk):
    round = round_or_404(request, pk)
    _must_open_rounds(request)
    form = RoundForm(request.POST or None, cycle=round.cycle, instance=round)
    if request.method == "POST" and form.is_valid():
        try:
            change_round(round=round, by=request.user, **form.values())
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return _round_page(request, form, round.cycle)
        messages.success(request, "监控批次已保存。")
        return redirect("round_detail", pk=pk)
    return _round_page(request, form, round.cycle)


def _must_open_rounds(request) -> None:
    if not rules.may_open_rounds(request.user):
        raise PermissionDenied("监控由财政部门开展。")


def _round_page(request, form, cycle):
    context = {"cycle": cycle, "form": form, "round": form.instance if form.instance.pk else None}
    return render(request, "monitoring/round_form.html", context, status=422 if form.errors else 200)


@require_safe
def round_detail(request, pk):
    """The tables of a round, each with its lights and the light of the round before."""
    round = round_or_404(request, pk)
    state = request.GET.get("state") if request.GET.get("state") in STATES else ""
    page = Paginator(_shown(request, round, state), PAGE_SIZE).get_page(request.GET.get("page"))
    keys = [project.pk for project in page]
    reports, earlier = _reports(round, keys), _reports(round_before(round), keys)
    may_submit = request.user.has_role(Role.PREPARER)
    context = {
        "round": round, "cycle": round.cycle, "page": page, "state": state, "states": STATES,
        "lines": [
            (project, *reports.get(project.pk, (None, None, 0)), earlier.get(project.pk, (None, None))[1])
            for project in page
        ],
        "counts": status_counts(round, request.user),
        "face": face_of(MONITORING),
        "may_submit": may_submit,
        "may_choose": may_submit and any(report.is_editable for report, *_ in reports.values()),
        "may_review": may_see_queue(request.user),
        "may_open": rules.may_open_rounds(request.user),
    }  # fmt: skip
    return render(request, "monitoring/round.html", context)


def _shown(request, round: MonitoringRound, state: str):
    projects = projects_of(round).visible_to(request.user).select_related("department")
    reports = MonitoringReport.objects.filter(round=round)
    if state == "todo":
        return projects.exclude(pk__in=reports.values("project"))
    if state == "correction":
        waiting = reports.filter(needs_correction=True, correction_result="")
        return projects.filter(pk__in=waiting.values("project"))
    if state == "behind":
        found = monitored_projects(reports.filter(project__in=projects.order_by()).with_all())
        pairs = zip(reports.filter(project__in=projects.order_by()).with_all(), found, strict=True)
        return projects.filter(pk__in=[r.project_id for r, subject in pairs if subject.is_behind])
    return projects


def _reports(round: MonitoringRound | None, keys: list[int]) -> dict:
    """Project → (report, as plain data, number of 强制 findings)."""
    if round is None:
        return {}
    found = list(MonitoringReport.objects.filter(round=round, project__in=keys).with_all())
    pairs = zip(found, monitored_projects(found), strict=True)
    return {
        report.project_id: (report, subject, sum(finding.blocks for finding in CHECKS.run(subject)))
        for report, subject in pairs
    }


@require_POST
def round_urge(request, pk):
    """催办 the units whose tables of the round are awaited."""
    round = round_or_404(request, pk)
    urge_awaited(request, due_of(round))
    return redirect("round_detail", pk=pk)


@require_safe
def round_workbook(request, pk):
    """The list of the round, of what this person may see, as a workbook."""
    round = round_or_404(request, pk)
    found = MonitoringReport.objects.visible_to(request.user).filter(round=round).with_all().in_table_order()
    subjects = monitored_projects(found)
    title = f"{round.cycle.region}{round.cycle.fiscal_year}年绩效运行监控汇总表（{round.period}）"
    answer = made_file(
        lambda path: write_list(subjects, title=title, path=path),
        name=f"{title}.xlsx",
        content_type=MEDIA_TYPES["xlsx"],
    )
    record(Verb.EXPORT, by=request.user, obj=round, after={"format": "xlsx", "projects": len(subjects)})
    return answer


@require_POST
def round_book(request, pk):
    """Queue list and forms of the round, as PDF or workbook."""
    round = round_or_404(request, pk)
    format = "xlsx" if request.POST.get("format") == "xlsx" else "pdf"
    return redirect("job_detail", pk=start_book(round=round, by=request.user, format=format).pk)
