"""统计: the figures of a cycle on one page, and who has not handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from filings.enums import FilingStatus, Stage
from filings.rules import may_see_queue
from filings.views.urging import say_urged
from indicators import rules
from indicators.domain.checking.keeping import is_fresh
from indicators.domain.counting.reading import Counts
from indicators.domain.review.deadlines import route_of_goals
from indicators.domain.review.reminders import urge
from indicators.domain.review.waiting import progress_scope
from indicators.models import CheckRun
from indicators.views.scope import cycle_or_404, next_of
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.downloads import MEDIA_TYPES, made_file
from projects.models import BudgetCycle

from . import figures
from .behind import Behind, units_behind
from .book import write_statistics
from .plots import curve, status_bars

SHOWN_BEHIND = 10
PAGE_SIZE = 50


@require_safe
def statistics(request, cycle):
    """All figures of what this person may see; for those who look after units, first who is behind."""
    cycle = cycle_or_404(request, cycle)
    tables = tables_of(request.user, cycle)
    page = Paginator(tables["units"], PAGE_SIZE).get_page(request.GET.get("page"))
    units = figures.status_lines(cycle, list(page))
    last, today = route_of_goals(cycle).last_days[Stage.DECLARATION], timezone.localdate()
    plot = curve(tables["days"], total=tables["all_units"].total.count, last=last, today=today)
    context = tables | {
        "cycle": cycle,
        "goals": reverse("goal_list", args=[cycle.code]),
        "statuses": FilingStatus,
        "money": [("资金类型", tables["funds"]), ("功能科目类", tables["classes"])],
        "page": page,
        "units": units,
        "unit_bars": [(line, status_bars(line)) for line in units],
        "curve": plot,
        "last": last,
        "days_left": (last - today).days if last else None,
        "first_behind": tables["behind"][:SHOWN_BEHIND],
        "may_urge": may_see_queue(request.user),
        "may_see_behind": rules.may_see_progress(request.user),
        "counted_at": timezone.now(),
    }
    return render(request, "overview/statistics/page.html", context)


@require_safe
def statistics_checks(request, cycle):
    """检查发现的问题，少了多少: a page of its own, because it counts every finding of the cycle."""
    cycle = cycle_or_404(request, cycle)
    context = {
        "cycle": cycle,
        "goals": reverse("goal_list", args=[cycle.code]),
        "findings": reverse("cycle_findings", args=[cycle.code]),
        "checks": figures.check_lines(Counts(cycle, request.user)),
        "run": CheckRun.objects.filter(cycle=cycle).first(),
        "fresh": is_fresh(cycle),
    }
    return render(request, "overview/statistics/checks.html", context)


@require_safe
def statistics_file(request, cycle):
    """The same tables as a workbook."""
    cycle = cycle_or_404(request, cycle)
    tables = tables_of(request.user, cycle) | {"checks": figures.check_lines(Counts(cycle, request.user))}
    tables["units"] = figures.status_lines(cycle, list(tables["units"]))
    name = f"{cycle.fiscal_year}年绩效目标申报统计"
    answer = made_file(
        lambda path: write_statistics(path, **tables), name=f"{name}.xlsx", content_type=MEDIA_TYPES["xlsx"]
    )
    record(Verb.EXPORT, by=request.user, obj=cycle, name=f"统计：{cycle}", after={"format": "xlsx"})
    return answer


@require_safe
def unit_list_behind(request, cycle):
    """还没有交的单位: all of them, with whom to call."""
    if not rules.may_see_progress(request.user):
        raise PermissionDenied("各单位的进度由主管部门、财政和系统管理员查看。")
    cycle = get_object_or_404(BudgetCycle, code=cycle)
    page = Paginator(behind_of(request.user, cycle), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"cycle": cycle, "page": page, "may_urge": may_see_queue(request.user)}
    if rules.may_see_goals(request.user):
        context["goals"] = reverse("goal_list", args=[cycle.code])
    return render(request, "overview/statistics/behind.html", context)


@require_POST
def units_urge(request, cycle):
    """催办 the ticked units, or with `all` every unit that is behind."""
    if not may_see_queue(request.user):
        raise PermissionDenied("催办由主管部门和财政的审核人员办理。")
    cycle = get_object_or_404(BudgetCycle, code=cycle)
    behind = behind_of(request.user, cycle)
    chosen = set(request.POST.getlist("units"))
    units = [line.unit for line in behind if "all" in request.POST or line.unit.code in chosen]
    if not units:
        messages.info(request, "没有勾选单位，没有催办。请先勾选，或用“催办全部”。")
    else:
        say_urged(request, urge(cycle=cycle, units=units, by=request.user, today=timezone.localdate()))
    return redirect(next_of(request) or reverse("units_behind", args=[cycle.code]))


def behind_of(user, cycle: BudgetCycle) -> Behind:
    """The units behind that this person looks after, none for those who look after none."""
    if not rules.may_see_progress(user):
        return Behind(cycle)
    return units_behind(cycle=cycle, scope=progress_scope(user))


def tables_of(user, cycle: BudgetCycle) -> dict:
    """Every table of the page, as this person may see it; its workbook has the checks as well.

    `units` and `behind` are read when they are shown: a page of them is enough for a page.
    """
    counts = Counts(cycle, user)
    funds = figures.fund_lines(counts)
    return {
        "behind": behind_of(user, cycle),
        "units": counts.units("state"),
        "all_units": figures.status_total(counts),
        "funds": funds,
        "classes": figures.class_lines(counts),
        "total": figures.money_total(funds),
        "days": figures.day_lines(counts),
    }
