"""The checks: findings of a cycle, of one goal, answers, settings, and both as files."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES

from .. import rules
from ..checks import FindingGroup, grouped
from ..domain.checking.answers import answer_findings, answers_of
from ..domain.checking.experience import experience_of
from ..domain.checking.findings import findings_now
from ..domain.checking.keeping import (
    findings_at,
    is_fresh,
    is_small,
    leading_findings,
    listed_findings,
    refresh_if_small,
    start_check,
    with_members,
    with_places,
)
from ..domain.checking.listings import start_findings, start_opinion
from ..domain.checking.report import AT_ONCE, write_findings
from ..domain.checking.settings import change_settings, settings_of
from ..domain.checking.summary import kept_summary, summary_of
from ..domain.checking.trend import trend_by_check, trend_by_unit
from ..domain.checking.words import place_of
from ..domain.counting.reading import Counts
from ..domain.long_lists import LONG, keys_by_unit
from ..enums import AnswerVerdict, CheckLevel, CheckOutcome
from ..forms.checking import AnswerForm, CheckSettingsForm, FindingFilterForm
from ..models import CheckRun, GoalFinding, PerformanceGoal
from .scope import cycle_or_404, goal_or_404

PAGE_SIZE = 100
UNITS_SHOWN = 50
# The order of the table; see with_places.
PLACE = ("goal__project__department__code", "goal__project__position", "goal_id", "pk")


@require_safe
def cycle_findings(request, cycle):
    """The kept findings by check, by unit and one by one, and when they were found.

    Where tables changed since, the page asks for check_cycle: by itself where that is done at once.
    """
    cycle = cycle_or_404(request, cycle)
    fresh = is_fresh(cycle)
    form = FindingFilterForm(request.GET, cycle=cycle, user=request.user)
    leading = form.apply(leading_findings(request.user, cycle))
    listed = form.apply(listed_findings(request.user, cycle))
    summary = summary_of(leading, listed) if form.chosen else kept_summary(request.user, cycle)
    page = _page(request, leading, form.units, summary.listed)
    mark_answerable(request.user, page.object_list)
    context = {
        "cycle": cycle,
        "form": form,
        "fresh": fresh,
        "small": not fresh and is_small(cycle),
        "run": CheckRun.objects.filter(cycle=cycle).first(),
        "totals": summary.totals,
        "by_check": summary.checks,
        "by_unit": Paginator(summary.units, UNITS_SHOWN).get_page(request.GET.get("units")),
        "page": page,
        "in_background": sum(line["hits"] for line in summary.checks) > AT_ONCE,
        "may_answer": any(finding.may_answer for finding in page.object_list),
        "verdicts": AnswerVerdict.choices,
        "related": related_goals(request.user, page.object_list),
        "may_set": rules.may_set_checks(request.user),
    }
    return render(request, "indicators/checking/cycle.html", context)


def _page(request, leading, units, total: int):
    """Keys are sorted, not findings with their texts; of a long list, unit by unit."""
    paginator = Paginator(leading.order_by(*PLACE).values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = total
    page = paginator.get_page(request.GET.get("page"))
    keys = page.object_list
    if total > LONG:
        start = page.start_index() - 1
        keys = keys_by_unit(
            leading,
            units=units,
            start=start,
            stop=start + PAGE_SIZE,
            total=total,
            project="goal__project__",
        )
    page.object_list = with_members(with_places(findings_at(keys)))
    return page


@require_POST
def check_cycle(request, cycle):
    """Check a cycle anew: a small one at once, a large one as a background job."""
    cycle = cycle_or_404(request, cycle)
    if refresh_if_small(cycle):
        back = f"{reverse('cycle_findings', args=[cycle.code])}?{request.GET.urlencode()}".rstrip("?")
        return HttpResponse(headers={"HX-Redirect": back}) if request.htmx else redirect(back)
    return redirect("job_detail", pk=start_check(by=request.user, cycle=cycle).pk)


@require_safe
def export_findings(request, cycle):
    """What the page shows as a workbook, at once; of many findings it is export_findings_job's."""
    cycle = cycle_or_404(request, cycle)
    form = FindingFilterForm(request.GET, cycle=cycle, user=request.user)
    findings = with_places(form.apply(listed_findings(request.user, cycle)))
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
    refresh_if_small(cycle)
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
    """The unit's reason for keeping what one or several 提示 found."""
    goal = goal_or_404(request, pk)
    if not rules.may_answer_findings(request.user, goal):
        raise PermissionDenied("只有本单位填报人员在草稿或已退回时可以说明理由。")
    answer_named(request, goal, request.POST.getlist("fingerprint"))
    return redirect("goal_findings", pk=goal.pk)


@require_POST
def answer_selected(request, cycle):
    """One reason for the 提示 ticked in the list, in all the tables that are this person's to change."""
    cycle = cycle_or_404(request, cycle)
    chosen = GoalFinding.objects.visible_to(request.user).in_cycle(cycle)
    chosen = with_members(chosen.leading().filter(pk__in=numbers(request.POST.getlist("finding"))))
    goals = PerformanceGoal.objects.filter(pk__in={finding.goal_id for finding in chosen}).with_project()
    mine = {goal.pk: goal for goal in goals if rules.may_answer_findings(request.user, goal)}
    if not chosen:
        messages.info(request, "没有勾选任何提示。")
    for goal in mine.values():
        rows = [row for finding in chosen if finding.goal_id == goal.pk for row in finding.members]
        answer_named(request, goal, [row.fingerprint for row in rows])
    if others := len({finding.goal_id for finding in chosen} - mine.keys()):
        messages.warning(request, f"有 {others} 个项目现在不能由您说明理由，未办理。")
    return redirect("cycle_findings", cycle=cycle.code)


def answer_named(request, goal, fingerprints: list[str]) -> None:
    """Answer the findings of a goal with these fingerprints by what the form says, and tell what was done."""
    form = AnswerForm(request.POST)
    goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)
    known = {finding.fingerprint: finding for finding in findings_now(goal)}
    named = [known[key] for key in dict.fromkeys(fingerprints) if key in known]
    if not named:
        messages.info(request, "这条提示已经不存在：内容改动后检查结果也变了。")
    elif not form.is_valid():
        messages.error(request, " ".join(form.errors.get("reason", ["请写明理由。"])))
    else:
        try:
            answer_findings(goal=goal, findings=named, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))


def numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


@require_safe
def check_trend(request, cycle):
    """What was found when tables were submitted, and what was left of it when they were approved."""
    cycle = cycle_or_404(request, cycle)
    counts = Counts(cycle, request.user)
    units = Paginator(counts.units("tallied"), UNITS_SHOWN).get_page(request.GET.get("units"))
    context = {"cycle": cycle, "by_check": trend_by_check(counts), "units": units}
    context["by_unit"] = trend_by_unit(counts, list(units))
    return render(request, "indicators/checking/trend.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check_settings(request, cycle):
    """Level, threshold and on/off of each check in this cycle."""
    if not rules.may_set_checks(request.user):
        raise PermissionDenied("检查的级别和界限由财政部门的“财政审核”或“批复”人员设置，请联系他们。")
    cycle = cycle_or_404(request, cycle)
    form = CheckSettingsForm(request.POST or None, settings=settings_of(cycle))
    if request.method == "POST" and form.is_valid():
        change_settings(cycle=cycle, rules=form.chosen_rules(), by=request.user)
        messages.success(request, "检查设置已保存，检查结果将按新的设置更新。")
        return redirect("cycle_findings", cycle=cycle.code)
    known = experience_of(cycle)
    lines = [(*row, known[row[0].id]) for row in form.rows()]
    context = {"cycle": cycle, "form": form, "lines": lines}
    return render(request, "indicators/checking/settings.html", context)


def related_goals(user, findings) -> dict[int, PerformanceGoal]:
    """The other goals that the findings of a page name, as far as this person may see them."""
    keys = {
        key
        for finding in findings
        for member in getattr(finding, "members", [finding])
        for key in member.related
    }
    goals = PerformanceGoal.objects.visible_to(user).filter(pk__in=keys).select_related("project")
    return {goal.pk: goal for goal in goals}


def mark_answerable(user, findings) -> None:
    """Each with `may_answer`: a 提示 in a table that is this person's to change."""
    for finding in findings:
        advises = finding.level == CheckLevel.ADVICE or finding.outcome != CheckOutcome.FINDING
        finding.may_answer = advises and rules.may_answer_findings(user, finding.goal)


def findings_context(user, goal) -> dict:
    """The findings of one goal by kind, the heaviest first; those that are answered stand apart."""
    goal = PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)
    answers = answers_of(goal)
    findings = findings_now(goal)
    open_groups = grouped(f for f in findings if f.fingerprint not in answers)
    settled = grouped(f for f in findings if f.fingerprint in answers)
    return {
        "groups": [_group(goal, group, answers) for group in open_groups],
        "settled": [_group(goal, group, answers) for group in settled],
        "finding_count": len(open_groups),
        "blocking": sum(group.lead.blocks for group in open_groups),
        "related": related_goals(user, findings),
        "may_answer": rules.may_answer_findings(user, goal),
        "verdicts": AnswerVerdict.choices,
    }


def _group(goal, group: FindingGroup, answers: dict) -> dict:
    """A kind of finding for the page: its places in the table's words, each with its answer."""
    places = [
        {"finding": f, "where": place_of(goal, f), "answer": answers.get(f.fingerprint)}
        for f in group.findings
    ]
    said = list({place["answer"].reason: place["answer"] for place in places if place["answer"]}.values())
    return {"group": group, "lead": group.lead, "places": places, "answers": said}
