"""What every view of goal tables starts with: the cycle of the address, the goals one may see."""

from filings.views.scope import cycle_or_404, next_of
from perfgoals.common.visible import visible_or_404
from projects.models import BudgetCycle

from ..models import PerformanceGoal

__all__ = ["cycle_or_404", "goal_or_404", "next_of", "visible_goals", "whole_goal_or_404"]


def visible_goals(request, cycle: BudgetCycle):
    return PerformanceGoal.objects.visible_to(request.user).in_cycle(cycle)


def goal_or_404(request, pk: int, *, goals=None) -> PerformanceGoal:
    """The goal with its project, if this person may see it; `goals` may bring more along."""
    goals = PerformanceGoal.objects.all() if goals is None else goals
    goal = visible_or_404(goals.visible_to(request.user).with_project(), pk=pk)
    request.cycle = goal.project.cycle
    goal.share_place()
    return goal


def whole_goal_or_404(request, pk: int) -> PerformanceGoal:
    """With all that its steps and its rows read."""
    return goal_or_404(request, pk, goals=PerformanceGoal.objects.with_step_facts().with_indicators())
