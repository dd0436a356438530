"""审核意见: written by reviewers on a cell, answered by the unit, settled."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from filings import rules
from filings.domain import remarks as handling
from filings.domain.steps import NotAllowed, StepRefused
from filings.enums import RemarkState
from filings.forms import AnswerForm
from indicators.domain.review.remarks import remarked_row, rows_of_remarks
from indicators.fields import REMARKED
from indicators.forms.review import RemarkForm
from indicators.record import record_of
from indicators.tables.columns import GOAL_LAYOUT
from perfgoals.common.text import quoted

from ..scope import next_of, whole_goal_or_404
from .places import form_rows, input_url


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
    context = {"goal": goal, "filing": goal.filing, "cycle": goal.project.cycle, "form": form}
    context |= {
        "where": _where(request, row),
        "back": next_of(request),
        "remark_count": goal.filing.remarks.count(),
        "cell_text": _text_at(request, goal, row),
    }
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
    return f"{row.category.name}{quoted(row.name)}的{label}" if row else label


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
