"""Until when a unit may submit and its tables may be reviewed: the cycle's dates, or its own later ones."""

from datetime import date

from django.utils import timezone

from projects.enums import CycleState

from ..enums import GoalStatus, Stage
from ..models import CycleRules, PerformanceGoal


def has_supervisor_step(cycle) -> bool:
    """Whether tables of this cycle pass 主管部门审核."""
    rules = _rules(cycle)
    return rules is None or rules.has_supervisor_step


def deadline_of(cycle, department, stage: Stage) -> date | None:
    """The last day of this stage for this unit; None when there is no limit. Reads `cycle.extensions`."""
    rules = _rules(cycle)
    general = cycle.closes_on if stage == Stage.DECLARATION else rules and rules.review_closes_on
    own = [e.until for e in cycle.extensions.all() if e.department_id == department.pk and e.stage == stage]
    return max([general, *own]) if general else None


def late_reason(goal: PerformanceGoal, stage: Stage) -> str:
    """Why it is too early or too late for this stage; empty when it is not.

    A table sent back may come again as long as it may be reviewed. 调整 (第 2 版 and later) comes when it
    comes: the dates are those of the first round.
    """
    project = goal.project
    if project.cycle.state == CycleState.PREPARING:
        return f"{project.cycle}批次尚未开放申报。"
    if goal.version_number > 1:
        return ""
    last = deadline_of(project.cycle, project.department, stage)
    if stage == Stage.DECLARATION and goal.status == GoalStatus.RETURNED:
        review = deadline_of(project.cycle, project.department, Stage.REVIEW)
        last = max(last, review) if last and review else None
    if last is not None and timezone.localdate() > last:
        word = Stage(stage).label
        return (
            f"{word}已于 {last.month}月{last.day}日 截止。如需延期，请联系系统管理员为本单位延长{word}期限。"
        )
    if project.cycle.state == CycleState.CLOSED:
        return f"{project.cycle}批次已结束。如需办理，请联系系统管理员重新开放批次。"
    return ""


def _rules(cycle) -> CycleRules | None:
    return getattr(cycle, "rules", None)
