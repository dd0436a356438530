"""The checks: findings of a cycle, of one goal, answers, settings, and both as files."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from .. import rules
from ..checks import CHECKS
from ..domain.checking import findings as checking
from ..domain.checking.listings import start_findings, start_opinion
from ..domain.checking.report import AT_ONCE, write_findings
from ..domain.checking.words import place_of
from ..domain.exports import MEDIA_TYPES
from ..enums import CheckLevel, CheckOutcome
from ..forms.checking import AnswerForm, CheckSettingsForm, FindingFilterForm
from ..models import CheckRun, PerformanceGoal
from .scope import cycle_or_404, goal_or_404

PAGE_SIZE = 100


@require_safe
def cycle_findings(request, cycle):
    """Findings by check, by unit and one by one; a small cycle is checked while the page opens."""
    cycle = cycle_or_404(request, cycle)
    fresh = checking.refresh_if_small(cycle)
    form = FindingFilterForm(request.GET, cycle=cycle, user=request.user)
    findings = form.apply(checking.listed_findings(request.user, cycle))
    page = Paginator(checking.with_places(findings), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "cycle": cycle,
        "form": form,
        "fresh": fresh,
        "run": CheckRun.objects.filter(cycle=cycle).first(),
        "totals": findings.aggregate(**COUNTS, projects=Count("goal", distinct=True)),
        "by_check": by_check(findings),
        "by_unit": by_unit(findings),
        "page": page,
        "in_background": page.paginator.count > AT_ONCE,
        "related": related_goals(request.user, page.object_list),
        "may_set": rules.may_set_checks(request.user),
    }
    return render(request, "indicators/checking/cycle.html", context)


@require_POST
def check_cycle(request, cycle):
    """Check a large cycle anew, as a background job."""
    cycle = cycle_or_404(request, cycle)
    return redirect("job_detail", pk=checking.start_check(by=request.user, cycle=cycle).pk)


@require_safe
def export_findings(request, cycle):
    """What the page shows as a workbook, at once; of many findings it is export_findings_job's."""
    cycle = cycle_or_404(request, cycle)
    checking.refresh_if_small(cycle)
    form = FindingFilterForm(request.GET, cycle=cycle, user=request.user)
    findings = checking.with_places(form.apply(checking.listed_findings(request.user, cycle)))
    if findings.count() > AT_ONCE:
        messages.error(request, f"检查结果超过 {AT_ONCE} 条，请点本页的“导出 Excel”，由后台生成。")
        return redirect(f"{reverse('cycle_findings', args=[cycle.code])}?{request.GET.urlencode()}")
    record(Verb.EXPORT, by=request.user, obj=cycle, name=f"检查结果：{cycle}")
    content = BytesIO()
    write_findings(findings, content)
    return HttpResponse(
        content.getvalue(),
        content_type=MEDIA_TYPES["xlsx"],
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=f"{cycle.fiscal_year}年绩效目标检查结果.xlsx"
            )
        },
    )


@require_POST
def export_findings_job(request, cycle):
    """Queue the workbook of what the page shows."""
    cycle = cycle_or_404(request, cycle)
    filters = _posted_filters(request, cycle)
    return redirect("job_detail", pk=start_findings(by=request.user, cycle=cycle, filters=filters).pk)


@require_POST
def print_opinion(request, cycle):
    """Queue the 审核意见 of what the page shows: a whole cycle is many pages."""
    cycle = cycle_or_404(request, cycle)
    checking.refresh_if_small(cycle)
    filters = _posted_filters(request, cycle)
    return redirect("job_detail", pk=start_opinion(by=request.user, cycle=cycle, filters=filters).pk)


def _posted_filters(request, cycle) -> dict[str, str]:
    form = FindingFilterForm(request.POST, cycle=cycle, user=request.user)
    return {name: request.POST[name] for name in form.chosen}


@require_safe
def goal_findings(request, pk):
    """The findings of one goal as it is stored now; a fragment beside form and table, or a page."""
    goal = goal_or_404(request, pk)
    context = {"goal": goal, "cycle": goal.project.cycle, **findings_context(request.user, goal)}
    fragment = (
        "indicators/checking/_brief.html" if "brief" in request.GET else "indicators/checking/_goal.html"
    )
    template = fragment if request.htmx else "indicators/checking/goal.html"
    return render(request, template, context)


@require_POST
def answer_finding(request, pk):
    """The unit's reason for keeping what a 提示 found."""
    goal = goal_or_404(request, pk)
    if not rules.may_answer_findings(request.user, goal):
        raise PermissionDenied("只有本单位填报人员在草稿或已退回时可以说明理由。")
    form = AnswerForm(request.POST)
    found = {checking.fingerprint(f): f for f in checking.all_findings_of(goal)}
    finding = found.get(request.POST.get("fingerprint", ""))
    if finding is None:
        messages.info(request, "这条提示已经不存在：内容改动后检查结果也变了。")
    elif not form.is_valid():
        messages.error(request, " ".join(form.errors.get("reason", ["请写明理由。"])))
    else:
        try:
            checking.answer_finding(
                goal=goal, finding=finding, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('goal_findings', args=[goal.pk])}")


@require_http_methods(["GET", "HEAD", "POST"])
def check_settings(request, cycle):
    """Level, threshold and on/off of each check in this cycle."""
    if not rules.may_set_checks(request.user):
        raise PermissionDenied("检查的级别和界限由财政部门的“财政审核”或“批复”人员设置，请联系他们。")
    cycle = cycle_or_404(request, cycle)
    form = CheckSettingsForm(request.POST or None, settings=checking.settings_of(cycle))
    if request.method == "POST" and form.is_valid():
        checking.change_settings(cycle=cycle, rules=form.chosen_rules(), by=request.user)
        messages.success(request, "检查设置已保存，检查结果将按新的设置更新。")
        return redirect("cycle_findings", cycle=cycle.code)
    return render(request, "indicators/checking/settings.html", {"cycle": cycle, "form": form})


COUNTS = {
    "blocking": Count("pk", filter=Q(level=CheckLevel.BLOCKING, outcome=CheckOutcome.FINDING)),
    "advice": Count("pk", filter=Q(level=CheckLevel.ADVICE, outcome=CheckOutcome.FINDING)),
    "undecided": Count("pk", filter=Q(outcome=CheckOutcome.UNDECIDED)),
    "answered_count": Count("pk", filter=Q(answered=True)),
}


def by_check(findings) -> list[dict]:
    """A line for each check that found something, in the order of the checks."""
    order = list(CHECKS)
    lines = findings.values("check_id", "level").annotate(
        hits=Count("pk"),
        projects=Count("goal", distinct=True),
        answered_count=Count("pk", filter=Q(answered=True)),
    )
    known = [line | {"check": CHECKS[line["check_id"]]} for line in lines if line["check_id"] in CHECKS]
    return sorted(known, key=lambda line: order.index(line["check_id"]))


def by_unit(findings) -> list[dict]:
    unit = "goal__project__department"
    return list(
        findings.values(code=F(f"{unit}__code"), name=F(f"{unit}__name"))
        .annotate(**COUNTS, projects=Count("goal", distinct=True))
        .order_by("code")
    )


def related_goals(user, findings) -> dict[int, PerformanceGoal]:
    """The other goals that the findings of a page name, as far as this person may see them."""
    keys = {key for finding in findings for key in finding.related}
    goals = PerformanceGoal.objects.visible_to(user).filter(pk__in=keys).select_related("project")
    return {goal.pk: goal for goal in goals}


def findings_context(user, goal) -> dict:
    """The findings of one goal by place, the heaviest place first, with their answers."""
    goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)
    answers = checking.answers_of(goal)
    findings = checking.all_findings_of(goal)
    places: dict[str, list[dict]] = {}
    for finding in findings:
        key = checking.fingerprint(finding)
        entry = {"finding": finding, "fingerprint": key, "answer": answers.get(key)}
        places.setdefault(place_of(goal, finding), []).append(entry)
    return {
        "places": places,
        "finding_count": len(findings),
        "blocking": sum(finding.blocks for finding in findings),
        "related": related_goals(user, findings),
        "may_answer": rules.may_answer_findings(user, goal),
    }
