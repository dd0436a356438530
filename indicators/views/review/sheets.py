"""审核表: filling it in, for one or for many, and the official form as a PDF."""

from functools import cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filings.domain import rating
from filings.domain.steps import BATCH_LIMIT, NotAllowed, StepRefused, StepResult, take_step, take_steps
from filings.domain.versions import read_content
from filings.enums import Action, Rating
from filings.models import FilingVersion, ReviewSheet
from filings.rules import may_do_somewhere, may_rate
from filings.workflow import FINANCE
from indicators.checks import grouped
from indicators.domain.checking.findings import findings_now
from indicators.domain.review.opinions import FINE, proposed_opinion
from indicators.domain.review.queue import with_review_figures
from indicators.domain.review.versions import version_record
from indicators.forms.review import SheetForm
from indicators.models.goal import GOAL
from indicators.workflow import WORKFLOW
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES
from perfgoals.common.numbers import posted_number
from perfgoals.common.visible import visible_or_404
from printing.documents import print_document
from printing.fonts import CannotPrint

from ..scope import cycle_or_404, next_of, visible_goals, whole_goal_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def goal_sheet(request, pk):
    """Rate the submission under review; with `then`, approve it at once and go on to the next."""
    goal = whole_goal_or_404(request, pk)
    if not may_rate(request.user, goal.filing):
        raise PermissionDenied("审核表在“待财政审核”时由财政审核人员填写。")
    form, status = sheet_form(request, goal), 200
    if request.method == "POST" and "fill" not in request.POST and form.is_valid():
        try:
            sheet = rating.rate(
                filing=goal.filing, by=request.user, ratings=form.ratings(), seen=form.cleaned_data["seen"],
                overall=form.cleaned_data["overall"], opinion=form.cleaned_data["opinion"],
            )  # fmt: skip
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            goal, status = whole_goal_or_404(request, pk), 409
            form = sheet_form(request, goal, again=True)
        else:
            return _saved(request, goal, sheet)
    context = {"goal": goal, "cycle": goal.project.cycle, "form": form, "sheet": form.sheet}
    context["hint"] = rating.leniency(form.sheet) if form.sheet else ""
    context |= {"back": next_of(request), "following": next_of(request, "following")}
    return render(request, "indicators/review/sheet.html", context, status=status)


def _saved(request, goal, sheet):
    """Tell it, take the step that was asked for with it, and go back or on."""
    if hint := rating.leniency(sheet):
        messages.warning(request, hint)
    back = next_of(request) or reverse("goal_review", args=[goal.pk])
    said = f"审核表已保存，总体评价为“{sheet.get_overall_display()}”"
    if not request.POST.get("then"):
        messages.success(request, f"{said}。")
        return redirect(back)
    try:
        goal = whole_goal_or_404(request, goal.pk)
        take_step(filing=goal.filing, action=Action.APPROVE, by=request.user, revision=goal.revision)
    except StepRefused as refusal:
        messages.success(request, f"{said}。")
        messages.error(request, f"没有批复：{refusal}")
        return redirect(back)
    messages.success(request, f"{goal}：{said}，已批复。")
    return redirect(next_of(request, "following") or back)


@require_POST
def batch_sheet(request, cycle):
    """One 审核表 for many: first which and with what, then what became of each; `then` approves them too."""
    cycle = cycle_or_404(request, cycle)
    if not request.user.has_role(*FINANCE):
        raise PermissionDenied("审核表由财政审核人员填写。")
    back = next_of(request) or reverse("review_queue", args=[cycle.code])
    form = _batch_form(request)
    if request.POST.get("confirm") and "fill" not in request.POST and form.is_valid():
        return _rated_all(request, cycle, form, back)
    keys = request.POST.getlist("goals") or [item.partition("|")[0] for item in request.POST.getlist("items")]
    keys = [key for key in map(posted_number, keys) if key is not None]
    goals = list(with_review_figures(visible_goals(request, cycle).with_step_facts().filter(pk__in=keys)))
    goals.sort(key=lambda goal: keys.index(goal.pk))
    ready = [goal for goal in goals if may_rate(request.user, goal.filing)]
    for goal in ready:
        goal.seen = mark_of(goal.filing)
    context = {
        "cycle": cycle, "form": form, "back": back, "ready": ready[:BATCH_LIMIT],
        "over": max(len(ready) - BATCH_LIMIT, 0), "left_out": [goal for goal in goals if goal not in ready],
        "may_approve": may_do_somewhere(request.user, Action.APPROVE, WORKFLOW),
        "marks": "-".join(str(goal.pk) for goal in ready),
    }  # fmt: skip
    return render(request, "indicators/review/batch_sheet.html", context)


def _rated_all(request, cycle, form: SheetForm, back: str):
    """Rate each, approve those that were rated where it was asked for, and show what became of each."""
    items = dict(item.partition("|")[::2] for item in request.POST.getlist("items"))
    seen = {number: mark for key, mark in items.items() if (number := posted_number(key)) is not None}
    goals = list(
        visible_goals(request, cycle).select_related("project", "filing").filter(pk__in=seen).in_table_order()
    )
    pairs = [(goal.filing, seen[goal.pk]) for goal in goals]
    words = {name: form.cleaned_data[name] for name in ("overall", "opinion")}
    try:
        results = rating.rate_many(filings=pairs, by=request.user, ratings=form.ratings(), **words)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if request.POST.get("then"):
        results = [_approved(request, result) if result.done else result for result in results]
    context = {
        "cycle": cycle, "back": back, "action": Action.APPROVE if request.POST.get("then") else None,
        "results": list(zip(goals, results, strict=True)), "done": sum(result.done for result in results),
    }  # fmt: skip
    return render(request, "indicators/review/steps/batch_result.html", context)


def _approved(request, rated: StepResult) -> StepResult:
    """The 批复 of a table that was just rated; the rating stays where it is refused."""
    filing = rated.filing
    (result,) = take_steps(filings=[(filing, filing.revision)], action=Action.APPROVE, by=request.user)
    return StepResult(filing, result.done, f"{rated.message}，{result.message}")


def _batch_form(request) -> SheetForm:
    data = request.POST.copy() if request.POST.get("confirm") else None
    if data is not None and "fill" in data:
        data["everything"] = data["fill"]
    return SheetForm(
        data, questions=rating.questions_in_use(), propose=lambda overall: FINE if overall.passes else ""
    )


def mark_of(filing) -> str:
    """The `sheet_mark` of a filing that comes with its step facts: no query."""
    filled = filing.sheet.filled_at.isoformat() if filing.sheet else ""
    return f"{filing.submission_id}:{filled}"


def sheet_form(request, goal, *, groups=None, again: bool = False) -> SheetForm:
    """The form as posted, or as the sheet is; `again`: what was typed, for the sheet as it is now.

    `groups`: the findings of the goal by kind, where they are at hand; the opinion is proposed from them.
    """
    # Before the sheet: whoever sees an older mark is asked to look again.
    seen = rating.sheet_mark(goal.filing)
    sheet = ReviewSheet.objects.filter(version=goal.filing.submission).prefetch_related("answers").first()
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and (everything := data.get("fill") or _rest_of(data)):
        data["everything"] = everything
    if again:
        data["seen"] = seen
    known = cache(lambda: groups if groups is not None else grouped(findings_now(goal)))
    return SheetForm(
        data, questions=rating.questions_in_use(), sheet=sheet, seen=seen,
        propose=lambda overall: "" if sheet else proposed_opinion(known(), overall=overall),
    )  # fmt: skip


def _rest_of(data) -> str:
    return Rating.EXCELLENT.value if data.get("then") == "approve-all" else ""


@require_safe
def sheet_pdf(request, pk):
    """The official form of one submission's sheet, as it was rated then."""
    versions = FilingVersion.objects.visible_to(request.user).filter(filing__kind=GOAL)
    version = visible_or_404(versions.select_related("filing__goal__project", "frozen_by"), pk=pk)
    sheet = ReviewSheet.objects.filter(version=version).select_related("filled_by").first()
    if sheet is None:
        raise Http404
    try:
        content = print_document("print/review_sheet.html", sheet_context(version, sheet))
    except CannotPrint as error:
        messages.error(request, str(error))
        return redirect(reverse("goal_detail", args=[version.filing.goal.pk]))
    record(Verb.EXPORT, by=request.user, obj=version.filing.goal, note="打印审核表")
    name = f"审核表 {version.filing.goal.project.name}.pdf"
    header = content_disposition_header(as_attachment=False, filename=name)
    return HttpResponse(content, content_type=MEDIA_TYPES["pdf"], headers={"Content-Disposition": header})


def sheet_context(version: FilingVersion, sheet: ReviewSheet) -> dict:
    """The form's texts: from the frozen version and the sheet alone, so that it prints the same for ever."""
    content = read_content(version)
    blocks: dict[str, list] = {}
    for answer in sheet.answers.all():
        blocks.setdefault(answer.block_name, []).append(answer)
    return {
        "cycle": content["cycle"],
        "block": version_record(content),
        "version": version,
        "sheet": sheet,
        "blocks": list(blocks.items()),
        "ratings": Rating,
        "signatures": _signatures(version, sheet),
        "printed_on": date_format(timezone.localdate(), "Y年n月j日"),
    }


def _signatures(version: FilingVersion, sheet: ReviewSheet) -> list[tuple]:
    """(step, who, when, opinion) in the order of the route; the sheet stands between 主管部门 and 批复."""
    rated = f"总体评价：{sheet.get_overall_display()}"
    lines = [("财政审核", sheet.filled_by, sheet.filled_at, rated)]
    for step in rating.judgements_of(version):
        if step.action == Action.ENDORSE:
            lines.insert(0, ("主管部门审核", step.by, step.at, step.comment or "审核通过"))
        else:
            lines.append((step.get_action_display(), step.by, step.at, step.comment or "同意批复"))
    return lines
