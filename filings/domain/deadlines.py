"""Until when a unit may submit and its tables may be reviewed: the kind's dates, or the unit's own later."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from projects.enums import CycleState

from ..enums import FilingStatus, Stage
from ..kinds import Route
from ..models import Filing


@dataclass(frozen=True)
class Term:
    """The last day of a stage, to be shown: `word` is 申报, 重新送审 or 审核."""

    word: str
    last: date

    @property
    def days_left(self) -> int:
        return (self.last - timezone.localdate()).days


def route_of(filing: Filing) -> Route:
    return filing.kind_of.route(filing)


def deadline_of(route: Route, cycle, department, stage: Stage) -> date | None:
    """The last day of this stage for this unit; None when there is no limit. Reads `cycle.extensions`."""
    general = route.last_days.get(stage)
    if general is None:
        return None
    wanted = (route.kind, department.pk, stage)
    own = [e.until for e in cycle.extensions.all() if (e.kind, e.department_id, e.stage) == wanted]
    return max([general, *own])


def term_of(filing: Filing) -> Term | None:
    """Until when the table may take its next step, None without a limit; needs `with_step_facts()`."""
    status = FilingStatus(filing.status)
    stage = Stage.DECLARATION if status in FilingStatus.editable() else Stage.REVIEW
    if status == FilingStatus.APPROVED or (last := _last_day(filing, stage)) is None:
        return None
    return Term("重新送审" if status == FilingStatus.RETURNED else stage.label, last)


def late_reason(filing: Filing, stage: Stage) -> str:
    """Why it is too early or too late for this stage; empty when it is not."""
    cycle, in_window = filing.cycle, route_of(filing).in_window
    if in_window and cycle.state == CycleState.PREPARING:
        return f"{cycle}批次尚未开放申报。"
    if filing.version_number > 1:
        return ""
    last = _last_day(filing, stage)
    if last is not None and timezone.localdate() > last:
        word = Stage(stage).label
        return (
            f"{word}已于 {last.month}月{last.day}日 截止。如需延期，请联系系统管理员为本单位延长{word}期限。"
        )
    if in_window and cycle.state == CycleState.CLOSED:
        return f"{cycle}批次已结束。如需办理，请联系系统管理员重新开放批次。"
    return ""


def _last_day(filing: Filing, stage: Stage) -> date | None:
    """The unit's last day of this stage for this table.

    A table sent back may come again as long as it may be reviewed. 调整 (第 2 版 and later) comes when it
    comes: the dates are those of the first round.
    """
    if filing.version_number > 1:
        return None
    route, cycle, department = route_of(filing), filing.cycle, filing.department
    last = deadline_of(route, cycle, department, stage)
    if stage == Stage.DECLARATION and filing.status == FilingStatus.RETURNED:
        review = deadline_of(route, cycle, department, Stage.REVIEW)
        last = max(last, review) if last and review else None
    return last
