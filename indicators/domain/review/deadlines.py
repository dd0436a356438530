"""Until when a unit may submit and its tables may be reviewed: the cycle's dates, or its own later ones."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from indicators.enums import GoalStatus, Stage
from indicators.models import CycleRules, PerformanceGoal
from projects.enums import CycleState


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


@dataclass(frozen=True)
class Term:
    """The last day of a stage, to be shown: `word` is 申报, 重新送审 or 审核."""

    word: str
    last: date

    @property
    def days_left(self) -> int:
        return (self.last - timezone.localdate()).days


def term_of(goal: PerformanceGoal) -> Term | None:
    """Until when the table may take its next step, None without a limit; needs `with_step_facts()`."""
    status = GoalStatus(goal.status)
    stage = Stage.DECLARATION if status in GoalStatus.editable() else Stage.REVIEW
    if status == GoalStatus.APPROVED or (last := _last_day(goal, stage)) is None:
        return None
    return Term("重新送审" if status == GoalStatus.RETURNED else stage.label, last)


def review_term(cycle) -> Term | None:
    """Until when the tables of the cycle are to be judged, extensions apart."""
    rules = _rules(cycle)
    return Term(Stage.REVIEW.label, rules.review_closes_on) if rules and rules.review_closes_on else None


def late_reason(goal: PerformanceGoal, stage: Stage) -> str:
    """Why it is too early or too late for this stage; empty when it is not."""
    cycle = goal.project.cycle
    if cycle.state == CycleState.PREPARING:
        return f"{cycle}批次尚未开放申报。"
    if goal.version_number > 1:
        return ""
    last = _last_day(goal, stage)
    if last is not None and timezone.localdate() > last:
        word = Stage(stage).label
        return (
            f"{word}已于 {last.month}月{last.day}日 截止。如需延期，请联系系统管理员为本单位延长{word}期限。"
        )
    if cycle.state == CycleState.CLOSED:
        return f"{cycle}批次已结束。如需办理，请联系系统管理员重新开放批次。"
    return ""


def _last_day(goal: PerformanceGoal, stage: Stage) -> date | None:
    """The unit's last day of this stage for this table.

    A table sent back may come again as long as it may be reviewed. 调整 (第 2 版 and later) comes when it
    comes: the dates are those of the first round.
    """
    if goal.version_number > 1:
        return None
    project = goal.project
    last = deadline_of(project.cycle, project.department, stage)
    if stage == Stage.DECLARATION and goal.status == GoalStatus.RETURNED:
        review = deadline_of(project.cycle, project.department, Stage.REVIEW)
        last = max(last, review) if last and review else None
    return last


def _rules(cycle) -> CycleRules | None:
    return getattr(cycle, "rules", None)
