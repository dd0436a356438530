"""What every view of goal tables starts with: the cycle of the address, the goals one may see."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme

from perfgoals.common.visible import visible_or_404
from projects.context import all_cycles
from projects.models import BudgetCycle

from .. import rules
from ..models import PerformanceGoal


def cycle_or_404(request, code: str) -> BudgetCycle:
    """The cycle of the address; it becomes the one that the frame and the next login show."""
    if not rules.may_see_goals(request.user):
        raise PermissionDenied("您的角色不办理绩效目标业务。")
    cycle = next((cycle for cycle in all_cycles(request) if cycle.code == code), None)
    if cycle is None:
        raise Http404
    request.cycle = cycle
    if request.session.get("cycle") != code:
        request.session["cycle"] = code
    return cycle


def visible_goals(request, cycle: BudgetCycle):
    return PerformanceGoal.objects.visible_to(request.user).in_cycle(cycle)


def goal_or_404(request, pk: int, *, goals=None) -> PerformanceGoal:
    """The goal with its project, if this person may see it; `goals` may bring more along."""
    goals = PerformanceGoal.objects.all() if goals is None else goals
    goal = visible_or_404(goals.visible_to(request.user).with_project(), pk=pk)
    request.cycle = goal.project.cycle
    return goal


def next_of(request) -> str:
    """`next` of the form or address, when it leads into this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else ""
