"""Filling in a goal table: the page, 暂存, autosave, and the small pieces asked for while typing."""

import json

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filings.domain.sent_back import sent_back
from filings.locking import TableLocked
from indicators import rules
from indicators.domain.cycle_rules import NO_RULES, has_rules
from indicators.domain.entry.conflicts import Conflict
from indicators.domain.entry.entries import References, entry_of
from indicators.domain.entry.past import past_of
from indicators.domain.entry.saving import StaleGoal
from indicators.domain.exports import table_pages
from indicators.domain.review.obstacles import form_problems
from indicators.fields import FACTS
from indicators.forms.entry.goal import unbound_forms
from indicators.forms.entry.posted import PostedGoal
from indicators.forms.entry.rows import grid_rows, row_to_copy
from indicators.models import PerformanceGoal
from indicators.tables.source import form_of, printed_goals
from perfgoals.accounts.enums import Role
from perfgoals.common.money import AmountError, chinese_amount, in_wan, parse_amount
from perfgoals.common.numbers import posted_number
from perfgoals.common.text import clean_text, quoted
from printing.fonts import CannotPrint
from printing.preview import Preview
from projects.domain.code_requests import request_code
from projects.models import FunctionalSubject

from ..review.places import remark_places
from ..scope import goal_or_404
from .problem_list import ProblemList

VIEW_ONLY = "您可以查看这张表；修改由申报单位的填报人员办理。"
LOCKED = "该项目的绩效目标表已送审或已批复，不能再修改。如需修改，请先撤回或等待退回。"
SUGGESTIONS = 12


@require_safe
def goal_edit(request, pk):
    goal = editable_goal_or_404(request, pk)
    if not rules.may_edit(request.user, goal):
        messages.info(request, VIEW_ONLY if goal.is_editable else LOCKED)
        return redirect("goal_detail", pk=goal.pk)
    if not has_rules(goal.project.cycle):
        messages.error(request, NO_RULES)
        return redirect("goal_detail", pk=goal.pk)
    return _page(request, goal, entry_of(goal), References(goal))


@require_POST
def goal_save(request, pk):
    """暂存 without JavaScript."""
    goal = editable_goal_or_404(request, pk)
    _demand_edit(request, goal)
    posted = posted_or_400(request, goal)
    try:
        posted.save(by=request.user)
    except TableLocked as error:
        raise PermissionDenied(LOCKED) from error
    except StaleGoal as stale:
        if found := posted.conflicts(stale.goal):
            return _page(request, stale.goal, posted.mine, posted.references, conflict=found, status=409)
    messages.success(request, f"已保存 {timezone.localtime():%H:%M:%S}")
    return redirect("goal_edit", pk=goal.pk)


@require_POST
def goal_autosave(request, pk):
    """The same as goal_save for the page's script: answers JSON, see static/js/autosave.js."""
    goal = editable_goal_or_404(request, pk)
    if not rules.may_edit(request.user, goal):
        return JsonResponse({"message": LOCKED}, status=403)
    posted = posted_or_400(request, goal)
    try:
        posted.save(by=request.user)
    except TableLocked:
        return JsonResponse({"message": LOCKED}, status=403)
    except StaleGoal as stale:
        if found := posted.conflicts(stale.goal):
            return _conflict(request, stale.goal, found)
        posted.take_ids_of(stale.goal)
    return _saved(goal, posted)


def _saved(goal: PerformanceGoal, posted: PostedGoal) -> JsonResponse:
    fresh = with_rows().with_project().get(pk=goal.pk)
    entry = entry_of(fresh)
    prefixes = posted.prefixes
    row_ids = [row.pk or posted.row_ids.get(place) for place, row in enumerate(posted.entry.rows)]
    found = problem_list(fresh, posted.entry, posted.references, prefixes, row_ids)
    return JsonResponse(
        {
            "revision": fresh.revision,
            "base": json.dumps(entry.fingerprints()),
            "saved_at": f"{timezone.localtime():%H:%M:%S}",
            "rows": {prefix: posted.row_ids.get(place) for place, prefix in enumerate(prefixes)},
            "problems": [
                {"target": item.target, "message": item.short, "kind": item.kind} for item in found.items
            ],
            "box": render_to_string("indicators/entry/_problems.html", {"found": found}),
            "blocking": found.blocking,
            "sections": found.sections,
            "amount_note": fresh.project.amount_note,
        }
    )


def _conflict(request, theirs: PerformanceGoal, found: list[Conflict]) -> JsonResponse:
    context = {"conflict": found, "theirs": theirs}
    return JsonResponse(
        {
            "revision": theirs.revision,
            "base": json.dumps(entry_of(theirs).fingerprints()),
            "box": render_to_string("indicators/entry/_conflict.html", context, request=request),
        },
        status=409,
    )


def _page(request, goal, entry, references, *, conflict=None, status=200):
    base = entry_of(goal).fingerprints()
    form, formset = unbound_forms(entry, revision=goal.revision, references=references)
    found = problem_list(goal, entry, references, [f"rows-{place}" for place in range(len(entry.rows))])
    fresh = goal.revision == 1 and not any(entry.facts[key] for key in FACTS if key != "name")
    if fresh:
        found.be_quiet()
    back = sent_back(goal.filing)
    if back:
        found.add_remarks(remark_places(goal, entry, back.remarks))
    context = {
        "goal": goal,
        "cycle": goal.project.cycle,
        "form": form,
        # Not the formset itself: a template that asks it for a name builds the form of every row.
        "grid": {name: getattr(formset, name) for name in ("shown", "headings", "names", "management_form")},
        "rows": grid_rows(entry, references, past_of(goal.project), total=formset.total_form_count()),
        "row_to_copy": [row_to_copy(references)],
        "categories": list(references.categories.values()),
        "present": {row.category for row in entry.rows},
        "found": found,
        "fresh": fresh,
        "back": back,
        "base": json.dumps(base),
        "echo": amount_echo(form["amount"].value()),
        "conflict": conflict,
        "theirs": goal,
        "may_delete": rules.may_delete(request.user, goal),
    }
    return render(request, "indicators/entry/page.html", context, status=status)


def problem_list(goal, entry, references, prefixes, row_ids=None) -> ProblemList:
    found = form_problems(entry, goal=goal, references=references, row_ids=row_ids)
    return ProblemList(found, entry, prefixes)


@require_safe
def edit_preview(request, pk):
    """内容预览: the printed pages of what is saved, to be put beside the form."""
    goal = goal_or_404(request, pk)
    goals = PerformanceGoal.objects.filter(pk=goal.pk)
    cycle = goal.project.cycle
    table = printed_goals(goals, cycle=cycle, form=form_of(cycle), unit=goal.project.department)
    try:
        pages = Preview(table_pages(table))
    except CannotPrint as error:
        return render(request, "indicators/entry/_preview.html", {"problem": str(error)})
    context = {"pages": pages, "warnings": pages.warnings}
    return render(request, "indicators/entry/_preview.html", context)


@require_safe
def amount_words(request):
    """The amount in 大写 and 万元 while it is typed."""
    echo = amount_echo(request.GET.get("amount", ""))
    return HttpResponse(render_to_string("indicators/entry/_amount.html", echo))


@require_safe
def subject_suggest(request):
    """功能科目 that match a code, any part of the path or pinyin initials; only 项 may be chosen."""
    if not rules.may_see_goals(request.user):
        raise PermissionDenied
    text = request.GET.get("q", "")[:100]
    year = posted_number(request.GET.get("year", "")) or timezone.localdate().year
    year = min(max(year, 2000), 2100)
    found = FunctionalSubject.objects.usable_in(year).items().matching(text)[: SUGGESTIONS + 1]
    context = {"subjects": found[:SUGGESTIONS], "more": len(found) > SUGGESTIONS, "text": text}
    context["may_ask"] = request.user.has_role(Role.PREPARER) and bool(text.strip())
    return render(request, "indicators/entry/_subjects.html", context)


@require_POST
def subject_request(request):
    """系统管理员 is asked for a subject that the list lacks; the answer says so."""
    if not request.user.has_role(Role.PREPARER):
        raise PermissionDenied
    text = " ".join(clean_text(request.POST.get("text", "")).split())[:100]
    if not text:
        raise BadRequest("nothing asked for")
    asked = request_code(text=text, by=request.user)
    words = "已告诉系统管理员" if asked else "已有人告诉过系统管理员"
    return JsonResponse({"message": f"{words}：需要功能科目{quoted(text)}。添加后会自动归类。"})


def amount_echo(text: str) -> dict:
    if not text:
        return {}
    try:
        amount = parse_amount(text)
    except AmountError as error:
        return {"problem": str(error)}
    return {"words": chinese_amount(amount), "wan": in_wan(amount)}


def editable_goal_or_404(request, pk) -> PerformanceGoal:
    return goal_or_404(request, pk, goals=with_rows())


def with_rows():
    """Goals with all that the form reads; categories come once for all rows, from References."""
    goals = PerformanceGoal.objects.select_related("project__cycle__rules")
    return goals.prefetch_related("indicators")


def posted_or_400(request, goal) -> PostedGoal:
    posted = PostedGoal(request.POST, goal=goal)
    if not posted.is_readable:
        raise BadRequest("form of another shape")
    return posted


def _demand_edit(request, goal):
    if not rules.may_edit(request.user, goal):
        raise PermissionDenied(LOCKED if not goal.is_editable else "只有申报单位的填报人员可以修改。")
