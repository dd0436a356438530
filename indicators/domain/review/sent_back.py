"""Why a table lies with its unit again: returned by a reviewer, or opened for 调整 after its approval."""

from dataclasses import dataclass

from django.db.models import Q

from indicators.enums import Action, GoalStatus
from indicators.models import GoalTransition, PerformanceGoal, Remark

WHY = {Action.RETURN: "退回", Action.REVISE: "退回调整"}


@dataclass(frozen=True)
class SentBack:
    """The step that brought the table back, and the remarks that are not answered yet."""

    step: GoalTransition
    remarks: list[Remark]

    @property
    def word(self) -> str:
        return WHY[Action(self.step.action)]


def being_revised() -> Q:
    """Condition on goals: approved once, opened for 调整 and not submitted again."""
    return Q(status=GoalStatus.DRAFT, version_number__gt=1)


def sent_back(goal: PerformanceGoal) -> SentBack | None:
    """None for a table that never left its unit or lies with the reviewers. No query for a first draft."""
    returned = goal.status == GoalStatus.RETURNED
    if not returned and not (goal.status == GoalStatus.DRAFT and goal.version_number > 1):
        return None
    steps = goal.transitions.filter(action__in=WHY).select_related("by").order_by("pk")
    if (step := steps.last()) is None:
        return None
    return SentBack(step, list(goal.remarks.open().with_people()))
