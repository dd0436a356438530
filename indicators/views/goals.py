"""The list of a cycle's goal tables and one table as printed."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filings.rules import may_review
from indicators.printed_form import FormStyle
from indicators.tables.columns import GOAL_LAYOUT
from indicators.tables.source import form_of

from .. import rules
from ..domain.counting.totals import kept_totals
from ..domain.lines import lines_in_order
from ..domain.long_lists import LONG, UNKNOWN, keys_by_amount, keys_by_code, keys_by_unit
from ..domain.review import waiting
from ..forms.filters import MOST_KEYS, GoalFilterForm
from ..models import PerformanceGoal
from ..record import record_of
from .scope import cycle_or_404, goal_or_404, visible_goals

PAGE_SIZE = 50
# Orders of a long list that are read unit by unit: by the unit's code, or by the code that stands here first.
WALKED = {"unit": "", "fund": "project__fund_source", "subject": "project__functional_subject"}


@require_safe
def goal_list(request, cycle):
    cycle = cycle_or_404(request, cycle)
    form = GoalFilterForm(request.GET, cycle=cycle, user=request.user)
    goals = form.apply(visible_goals(request, cycle))
    goals, more = _beginning(goals, form) if form.finds_beginning else (goals, False)
    totals = kept_totals(user=request.user, cycle=cycle, chosen=form.chosen)
    totals = totals or ({"count": MOST_KEYS, "more": True} if more else _sums(form.to_sum(goals)))
    page = _page(request, goals, form, totals)
    context = {"cycle": cycle, "form": form, "page": page, "totals": totals}
    context |= {"styles": FormStyle.choices, "own_style": form_of(cycle).style}
    context["only_unit"] = request.user.only_department
    context["term"] = waiting.term_for(user=request.user, cycle=cycle)
    context["may_create"] = rules.may_create(request.user, cycle)
    context["may_import"] = rules.may_import(request.user, cycle)
    return render(request, "indicators/goal_list.html", context)


def _beginning(goals, form):
    """Of a search in a large cycle: the goals, and whether it finds more than are counted. Those of a search
    that finds fewer are asked by their keys, so that no name is read twice."""
    if form.names_many and form.chosen.keys() == {"q"}:
        return goals, True
    keys = list(goals.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
    more = len(keys) > MOST_KEYS
    return (goals if more else PerformanceGoal.objects.filter(pk__in=keys)), more


def _page(request, goals, form, totals: dict):
    """Keys are sorted, not rows with their texts: that is what takes the time on a large site."""
    paginator = Paginator(form.sort(goals).values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = totals["count"]
    page = paginator.get_page(request.GET.get("page"))
    total = UNKNOWN if "more" in totals else totals["count"]
    keys = page.object_list
    if total > LONG and form.sort_key.removeprefix("-") in WALKED:
        start = page.start_index() - 1
        stop = min(start + PAGE_SIZE, totals["count"])
        keys = _keys_by_units(goals, form, start=start, stop=stop, total=total)
    elif LONG < total < UNKNOWN and form.sort_key == "-amount":
        start = page.start_index() - 1
        keys = keys_by_amount(
            goals, start=start, stop=start + PAGE_SIZE, total=total, missing=totals["missing"]
        )
    page.object_list = lines_in_order(PerformanceGoal.objects.with_indicator_count(), keys, "indicator_count")
    return page


def _keys_by_units(goals, form, *, start: int, stop: int, total: int) -> list[int]:
    """The keys of a long list's page, in the order of the form, which is one of WALKED."""
    down, key, units = form.sort_key.startswith("-"), form.sort_key.removeprefix("-"), form.units
    if column := WALKED[key]:
        return keys_by_code(
            goals, column=column, codes=form.codes_in_order(key), units=units, start=start, stop=stop,
            total=total, sign=-1 if down else 1,
        )  # fmt: skip
    if down:
        return keys_by_unit(goals, units=units, start=total - stop, stop=total - start, total=total)[::-1]
    return keys_by_unit(goals, units=units, start=start, stop=stop, total=total)


def _sums(goals) -> dict:
    """Tables, 元 and how many give no amount."""
    missing = Count("pk", filter=Q(project__amount=None))
    return goals.order_by().aggregate(count=Count("pk"), missing=missing, amount=Sum("project__amount"))


@require_safe
def goal_detail(request, pk):
    goals = PerformanceGoal.objects.select_related(
        "project__cycle__rules", "project__department__parent", "filing__submission__sheet"
    )
    goal = goal_or_404(request, pk, goals=goals.with_indicators())
    block = record_of(goal)
    context = {
        "goal": goal,
        "cycle": goal.project.cycle,
        "project_block": block,
        "rows": GOAL_LAYOUT.body_rows(block),
        "header": GOAL_LAYOUT.header_cells(),
        "columns": GOAL_LAYOUT.columns,
        "attachments": goal.filing.attachments.present(),
        "may_review": may_review(request.user, goal.filing),
        "may_edit": rules.may_edit(request.user, goal),
        "money_unit": GOAL_LAYOUT.money_unit,
    }
    return render(request, "indicators/goal_detail.html", context)
