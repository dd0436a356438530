"""审核: the queue, and one table with everything a reviewer needs beside it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filings import rules
from filings.domain.deadlines import term_of
from filings.domain.rating import leniency
from filings.domain.steps import possible_steps
from filings.enums import Action, Rating
from filings.workflow import FINANCE, JUDGEMENTS
from indicators.domain.long_lists import LONG, keys_by_amount
from indicators.domain.review import queue
from indicators.domain.review.deadlines import review_term
from indicators.forms.review import QueueFilterForm
from indicators.models import PerformanceGoal, SavedView
from indicators.workflow import WORKFLOW

from ..scope import cycle_or_404, whole_goal_or_404
from .page import ReviewPage
from .sheets import sheet_form

PAGE_SIZE = 50


@require_safe
def review_queue(request, cycle):
    cycle = cycle_or_404(request, cycle)
    if not rules.may_see_queue(request.user):
        raise PermissionDenied("待审核列表由主管部门和财政的审核人员使用。")
    form = QueueFilterForm(request.GET, cycle=cycle, user=request.user)
    goals = form.apply(queue.queue(user=request.user, cycle=cycle, judged=form.judged, key=form.sort_key))
    kept = not form.judged and not form.chosen
    totals = queue.waiting_totals(user=request.user, cycle=cycle) if kept else queue.totals(goals)
    if kept and not form.sort_key:
        ordered, by = queue.longest_waiting(user=request.user, cycle=cycle), "filing_id"
    else:
        ordered, by = queue.in_order(goals, judged=form.judged, key=form.sort_key), "pk"
    paginator = Paginator(ordered.values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = totals["count"]
    page = paginator.get_page(request.GET.get("page"))
    if totals["count"] > LONG and form.sort_key == "-amount":
        start, missing = page.start_index() - 1, totals["missing"]
        page.object_list = keys_by_amount(
            goals, start=start, stop=start + PAGE_SIZE, total=totals["count"], missing=missing
        )
    saved = list(SavedView.objects.filter(user=request.user, cycle=cycle))
    context = {
        "cycle": cycle, "form": form, "page": page, "totals": totals,
        "goals": _lines_of(list(page), request.user, judged=form.judged, by=by),
        "actions": [a for a in JUDGEMENTS if rules.may_do_somewhere(request.user, a, WORKFLOW)],
        "rates": request.user.has_role(*FINANCE), "asked": _asked(request.user, cycle),
        "filters": request.GET.urlencode(), "term": review_term(cycle),
        "saved_views": saved, "is_saved": any(view.query == form.query for view in saved),
    }  # fmt: skip
    return render(request, "indicators/review/queue.html", context)


def _lines_of(keys: list[int], user, *, judged: bool, by: str) -> list[PerformanceGoal]:
    """The goals of a page of the queue with all that a line shows, in the order of their keys `by`."""
    goals = PerformanceGoal.objects.with_step_facts().filter(**{f"{by}__in": keys})
    goals = queue.with_review_figures(goals)
    goals = queue.with_own_judgement(goals, user) if judged else goals
    by_key = {getattr(goal, by): goal for goal in goals}
    for goal in by_key.values() if judged else ():
        goal.own_words = _own_words(goal)
    return [by_key[key] for key in keys if key in by_key]


def _own_words(goal) -> str:
    """What this person did last: 批复 03-01 09:30; 评为“优” 03-01 09:28."""
    said = [(goal.own_at, Action(goal.own_action).label)] if goal.own_action else []
    said += [(goal.rated_at, f"评为“{Rating(goal.own_rating).label}”")] if goal.own_rating else []
    return "；".join(
        f"{word} {timezone.localtime(at):%m-%d %H:%M}" for at, word in sorted(said, reverse=True)
    )


def _asked(user, cycle) -> int:
    """调整申请 that wait for this person."""
    return queue.requests_for(user=user, cycle=cycle).count() if rules.may_decide_requests(user) else 0


@require_safe
def goal_review(request, pk):
    """The table as printed, with findings, differences, remarks, history; and the way to the next."""
    goal = whole_goal_or_404(request, pk)
    if not rules.may_review(request.user, goal.filing):
        raise PermissionDenied("审核页由负责该单位的审核人员使用。")
    page = ReviewPage(request, goal)
    cycle = goal.project.cycle
    form = QueueFilterForm(request.GET, cycle=cycle, user=request.user)
    goals = form.apply(queue.queue(user=request.user, cycle=cycle, judged=form.judged))
    place, filters = queue.neighbours(goals, goal, key=form.sort_key), filters_of(request)
    following = reverse("goal_review", args=[place["next"]]) if place["next"] else None
    next_url = following or reverse("review_queue", args=[cycle.code])
    here = f"{request.path}?{filters}&" if filters else f"{request.path}?"
    context = page.context() | {
        "cycle": cycle,
        "next_url": f"{next_url}?{filters}" if filters else next_url,
        "steps": possible_steps(filing=goal.filing, by=request.user),
        "place_in_queue": place,
        "term": term_of(goal.filing),
        "filters": filters,
        "keep": f"{filters}&" if filters else "",
        "here": f"{here}view=remarks",
        "here_sheet": f"{here}view=sheet",
        "may_remark": rules.may_remark(request.user, goal.filing),
        "may_rate": page.may_rate,
        "sheet": page.sheet,
    }
    if page.view == "sheet":
        context["sheet_form"] = sheet_form(request, goal, groups=page.groups)
        context["hint"] = leniency(page.sheet) if page.sheet else ""
        context["may_approve"] = rules.may_do(request.user, Action.APPROVE, goal.filing)
    return render(request, "indicators/review/page.html", context)


def filters_of(request) -> str:
    """The queue's filters of this address, to hand on to the next table."""
    kept = request.GET.copy()
    for name in ("view", "against", "changes", "place", "row", "next"):
        kept.pop(name, None)
    return kept.urlencode()
