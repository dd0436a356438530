"""审核: the queue, one table with everything a reviewer needs beside it, remarks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from filings import rules
from filings.domain import remarks as handling
from filings.domain.deadlines import term_of
from filings.domain.steps import NotAllowed, StepRefused, possible_steps
from filings.enums import RemarkState
from filings.forms import AnswerForm
from filings.workflow import JUDGEMENTS
from indicators.domain.review import queue
from indicators.domain.review.deadlines import review_term
from indicators.domain.review.remarks import remarked_row, rows_of_remarks
from indicators.fields import REMARKED
from indicators.forms.review import QueueFilterForm, RemarkForm
from indicators.models import PerformanceGoal, SavedView
from indicators.record import record_of
from indicators.tables.layout import GOAL_LAYOUT
from indicators.workflow import WORKFLOW

from ..scope import cycle_or_404, goal_or_404, next_of
from .page import ReviewPage
from .places import form_rows, input_url

PAGE_SIZE = 50


@require_safe
def review_queue(request, cycle):
    cycle = cycle_or_404(request, cycle)
    if not rules.may_see_queue(request.user):
        raise PermissionDenied("待审核列表由主管部门和财政的审核人员使用。")
    form = QueueFilterForm(request.GET, cycle=cycle, user=request.user)
    goals = form.apply(queue.queue(user=request.user, cycle=cycle, judged=form.judged))
    ordered = queue.in_order(goals, judged=form.judged).values_list("pk", flat=True)
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    keys = list(page)
    shown = queue.with_review_figures(PerformanceGoal.objects.with_step_facts().filter(pk__in=keys))
    by_key = {goal.pk: goal for goal in shown}
    saved = list(SavedView.objects.filter(user=request.user, cycle=cycle))
    context = {
        "cycle": cycle, "form": form, "page": page, "goals": [by_key[key] for key in keys],
        "actions": [a for a in JUDGEMENTS if rules.may_do_somewhere(request.user, a, WORKFLOW)],
        "filters": request.GET.urlencode(), "term": review_term(cycle),
        "saved_views": saved, "is_saved": any(view.query == form.query for view in saved),
    }  # fmt: skip
    return render(request, "indicators/review/queue.html", context)


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
    place, filters = queue.neighbours(goals, goal), filters_of(request)
    following = reverse("goal_review", args=[place["next"]]) if place["next"] else None
    next_url = following or reverse("review_queue", args=[cycle.code])
    context = page.context() | {
        "cycle": cycle,
        "next_url": f"{next_url}?{filters}" if filters else next_url,
        "steps": possible_steps(filing=goal.filing, by=request.user),
        "place_in_queue": place,
        "term": term_of(goal.filing),
        "filters": filters,
        "keep": f"{filters}&" if filters else "",
        "here": f"{request.path}?{filters}&view=remarks" if filters else f"{request.path}?view=remarks",
        "may_remark": rules.may_remark(request.user, goal.filing),
        "may_rate": rules.may_rate(request.user, goal.filing),
        "sheet": page.sheet,
    }
    return render(request, "indicators/review/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remark_add(request, pk):
    """Write a remark on the cell of the address; without a place on the whole table."""
    goal = whole_goal_or_404(request, pk)
    if not rules.may_remark(request.user, goal.filing):
        raise PermissionDenied("现在不由您审核这张表，不能提意见。")
    form = RemarkForm(request.POST or None, initial=request.GET.dict())
    row = _row_of(goal, request.POST.get("row") or request.GET.get("row"))
    if request.method == "POST" and form.is_valid():
        try:
            handling.add_remark(
                filing=goal.filing, by=request.user, text=form.cleaned_data["text"],
                place=form.cleaned_data["place"], row=remarked_row(row) if row else None,
            )  # fmt: skip
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "意见已记下，退回后单位会看到。")
            return redirect(next_of(request) or f"{reverse('goal_review', args=[goal.pk])}?view=remarks")
    context = {"goal": goal, "cycle": goal.project.cycle, "form": form, "where": _where(request, row)}
    context |= {"back": next_of(request), "cell_text": _text_at(request, goal, row)}
    return render(request, "indicators/review/remark.html", context)


@require_safe
def goal_remarks(request, pk):
    """The unit's side: what the reviewers said, each with the way to its cell and an answer."""
    goal = whole_goal_or_404(request, pk)
    remarks = list(goal.filing.remarks.with_people())
    rows = rows_of_remarks(remarks, goal.indicators.all())
    places = form_rows(goal)
    entries = [
        {"remark": remark, "url": _input_of(goal, remark, rows[remark.pk], places), "form": AnswerForm()}
        for remark in remarks
    ]
    context = {
        "goal": goal,
        "cycle": goal.project.cycle,
        "entries": entries,
        "open_count": sum(remark.state == RemarkState.OPEN for remark in remarks),
        "may_answer": rules.may_answer_remarks(request.user, goal.filing),
        "last_return": goal.filing.transitions.filter(action="return")
        .select_related("by")
        .order_by("pk")
        .last(),
    }
    return render(request, "indicators/review/remarks.html", context)


def whole_goal_or_404(request, pk: int) -> PerformanceGoal:
    return goal_or_404(request, pk, goals=PerformanceGoal.objects.with_step_facts().with_indicators())


def filters_of(request) -> str:
    """The queue's filters of this address, to hand on to the next table."""
    kept = request.GET.copy()
    for name in ("view", "against", "changes", "place", "row", "next"):
        kept.pop(name, None)
    return kept.urlencode()


def _row_of(goal, key):
    if not key:
        return None
    row = next((row for row in goal.indicators.all() if str(row.pk) == str(key)), None)
    if row is None:
        raise Http404
    return row


def _where(request, row) -> str:
    place = request.POST.get("place") or request.GET.get("place") or ""
    if place not in REMARKED:
        return "整张表"
    label = REMARKED[place].label
    return f"{row.category.name}“{row.name}”的{label}" if row else label


def _text_at(request, goal, row) -> str:
    """What the printed table says at the place of the address; "" for the whole table."""
    place = request.POST.get("place") or request.GET.get("place") or ""
    if place not in REMARKED:
        return ""
    number = list(goal.indicators.all()).index(row) if row else 0
    cells = [cell for line in GOAL_LAYOUT.body_rows(record_of(goal)) for cell in line]
    return next((c.text for c in cells if c.column.key == place and c.row == number), "")


def _input_of(goal, remark, row, places) -> str:
    if not goal.is_editable or not remark.place:
        return ""
    return input_url(goal, remark.place, row.pk if row else None, places)
