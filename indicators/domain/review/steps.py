"""Taking a step of the workflow: one at a time, by the right person, with everything it leaves behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from indicators import rules
from indicators.enums import Action, GoalStatus, Rating
from indicators.models import GoalTransition, PerformanceGoal
from indicators.models.review import MAX_COMMENT
from indicators.workflow import STAGE_OF_NEED, Need, Transition, find_transition, transitions_from
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from ..checking.findings import keep_findings
from .deadlines import has_supervisor_step, late_reason
from .readiness import blocking, in_words, submission_findings
from .versions import freeze

BATCH_LIMIT = 200


class StepRefused(Exception):
    """The step can't be taken; the text says why and what to do."""


class AlreadyDone(StepRefused):
    """Somebody else has taken a step since the page was opened."""


class StaleGoal(StepRefused):
    """The table was edited since the page was opened."""


class NotAllowed(StepRefused):
    """This person may not take this step."""


class NotReady(StepRefused):
    """Blocking findings stand in the way; `findings` lists them."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__(f"还有 {len(findings)} 处必须先改：" + in_words(findings[:3]))


@dataclass(frozen=True)
class PossibleStep:
    """A step that this person's role takes in this status; `obstacle` says why not now, "" when it can."""

    transition: Transition
    obstacle: str

    @property
    def action(self) -> Action:
        return self.transition.action


@dataclass(frozen=True)
class StepResult:
    """What became of one goal in a batch."""

    goal: PerformanceGoal
    done: bool
    message: str


def take_step(*, goal: PerformanceGoal, action: str, by, revision: int, comment: str = "") -> GoalTransition:
    """Take `action` on the goal as it stood at `revision`, all or nothing.

    Writes the new status, a frozen version where the table says so, the transition and the audit event in one
    transaction; `goal` itself is brought up to date. Raises AlreadyDone, StaleGoal, NotAllowed, NotReady or
    StepRefused, and has then changed nothing.
    """
    comment = clean_text(comment).strip()
    if len(comment) > MAX_COMMENT:
        raise StepRefused(f"意见有 {len(comment):,} 字，超过 {MAX_COMMENT:,} 字。请删减后再办理。")
    with transaction.atomic():
        goals = PerformanceGoal.objects.with_step_facts().with_indicators()
        locked = goals.locked([goal.pk]).get()
        step = _find_step(locked, action, by, revision, comment)
        if step.action == Action.SUBMIT:
            keep_findings(goal=locked)  # for the queue: the last check of the cycle may be older
        taken = _write(locked, step, by, comment)  # last: recording holds up everybody else's recording
    for field in ("status", "revision", "version_number", "submission"):
        setattr(goal, field, getattr(locked, field))
    return taken


def possible_steps(*, goal: PerformanceGoal, by) -> list[PossibleStep]:
    """The buttons of this person for this goal; needs `with_step_facts()`."""
    supervised = has_supervisor_step(goal.project.cycle)
    return [
        PossibleStep(step, obstacle(goal=goal, step=step, by=by))
        for step in transitions_from(goal.status, supervised=supervised)
        if rules.may_take(by, step, goal)
    ]


def take_steps(*, goals: Iterable[tuple[PerformanceGoal, int]], action: str, by, comment: str = ""):
    """Take the same step on (goal, revision) pairs, at most BATCH_LIMIT, each in a transaction of its own.

    Returns a StepResult per pair, in order: one that is refused does not stop the others.
    """
    goals = list(goals)
    if len(goals) > BATCH_LIMIT:
        raise StepRefused(f"一次最多办理 {BATCH_LIMIT} 个项目，现选了 {len(goals)} 个。请分几次办理。")
    return [_try_step(goal, action, by, revision, comment) for goal, revision in goals]


def obstacle_of(*, goal: PerformanceGoal, action: str, by) -> str:
    """Why `by` can't take this action on this goal now, "" when he can; needs `with_step_facts()`."""
    step = find_transition(action, goal.status, supervised=has_supervisor_step(goal.project.cycle))
    if step is None:
        return _impossible(goal, action)
    if not rules.may_take(by, step, goal):
        return "您的角色不办理这一步，或该项目不属于您负责的单位。"
    return obstacle(goal=goal, step=step, by=by)


def obstacle(*, goal: PerformanceGoal, step: Transition, by) -> str:
    """Which need of the step is not met, in words; "" when all are. The comment is asked for later."""
    for need in step.needs:
        if reason := _OBSTACLES[need](goal, need, by):
            return reason
    return ""


def _try_step(goal, action, by, revision, comment) -> StepResult:
    try:
        take_step(goal=goal, action=action, by=by, revision=revision, comment=comment)
    except StepRefused as refusal:
        return StepResult(goal, False, str(refusal))
    return StepResult(goal, True, f"已{Action(action).label}")


def _find_step(goal, action, by, revision, comment) -> Transition:
    """The row of the table that applies, or the reason why none does."""
    if goal.revision != revision:
        _refuse_outdated(goal, revision)
    step = find_transition(action, goal.status, supervised=has_supervisor_step(goal.project.cycle))
    if step is None:
        raise StepRefused(_impossible(goal, action))
    if not rules.may_take(by, step, goal):
        raise NotAllowed(f"您的角色不能对这个项目办理“{step.action.label}”。")
    if Need.COMPLETE in step.needs and (findings := blocking(submission_findings(goal))):
        raise NotReady(findings)
    if reason := obstacle(goal=goal, step=step, by=by):
        raise StepRefused(reason)
    if Need.COMMENT in step.needs and not comment:
        raise StepRefused(f"请写明{step.action.label}的理由。")
    return step


def _refuse_outdated(goal, revision):
    later = goal.transitions.filter(revision__gt=revision).select_related("by").order_by("pk").last()
    if later is not None:
        raise AlreadyDone(f"{later.sentence}，您的这一步没有执行。请看过现在的情况再决定。")
    at = f"{timezone.localtime(goal.updated_at):%m月%d日 %H:%M}"
    who = goal.updated_by or "他人"
    raise StaleGoal(
        f"表的内容在您打开之后已由 {who} 于 {at} 修改，您的这一步没有执行。请看过现在的内容再办理。"
    )


def _write(goal, step: Transition, by, comment) -> GoalTransition:
    now, before = timezone.now(), goal.status
    version = freeze(goal=goal, action=step.action, by=by, at=now) if step.freezes else None
    goal.status, goal.revision = step.target, goal.revision + 1
    if step.action == Action.SUBMIT:
        goal.submission = version
    elif step.target == GoalStatus.DRAFT:
        goal.submission = None
    if step.action == Action.REVISE:
        goal.version_number += 1
    # Conditional beside the lock: on a database without row locks a second step would change no row.
    changed = PerformanceGoal.objects.filter(pk=goal.pk, status=before, revision=goal.revision - 1).update(
        status=goal.status, revision=goal.revision, version_number=goal.version_number,
        submission=goal.submission,
    )  # fmt: skip
    if not changed:
        raise AlreadyDone("已由他人处理，您的这一步没有执行。请刷新后查看。")
    taken = GoalTransition.objects.create(
        goal=goal, action=step.action, from_status=before, to_status=goal.status, by=by, at=now,
        comment=comment, revision=goal.revision, version=version,
    )  # fmt: skip
    after = {"状态": goal.get_status_display(), "版本": goal.version_number}
    if version is not None:
        after["sha256"] = version.sha256
    record(
        Verb(step.action.value), by=by, obj=goal, note=comment,
        before={"状态": GoalStatus(before).label}, after=after,
    )  # fmt: skip
    return taken


def _impossible(goal, action) -> str:
    return f"项目现在是“{goal.get_status_display()}”，不能{Action(action).label}。"


def _late(goal, need, by) -> str:
    return late_reason(goal, STAGE_OF_NEED[need])


def _acted(goal, need, by) -> str:
    sheet = _sheet(goal)
    if sheet is not None or goal.has_remarks:
        return "审核人已经开始处理，不能再撤回。请等待审核结果，或联系审核人退回。"
    return ""


def _own_submission(goal, need, by) -> str:
    if goal.submission is not None and goal.submission.frozen_by_id == by.pk:
        return "这是您本人送审的项目，须由他人审核、批复。"
    return ""


def _sheet(goal):
    return getattr(goal.submission, "sheet", None) if goal.submission_id else None


def _unrated(goal, need, by) -> str:
    sheet = _sheet(goal)
    if sheet is None:
        return "请先填写审核表。"
    if sheet.overall == Rating.FAIR:
        return "审核表总体评价为“中”，应退回单位修改后重新送审。"
    if sheet.overall == Rating.POOR:
        return "审核表总体评价为“差”，不得进入下一步预算程序。"
    return ""


def _nothing(goal, need, by) -> str:
    return ""


_OBSTACLES = {
    Need.COMPLETE: _nothing,  # a list of findings of its own: see NotReady
    Need.DECLARATION_OPEN: _late,
    Need.REVIEW_OPEN: _late,
    Need.NOBODY_ACTED: _acted,
    Need.OTHER_PERSON: _own_submission,
    Need.PASSING_SHEET: _unrated,
    Need.COMMENT: _nothing,
}
