"""Taking a step of the workflow: one at a time, by the right person, with everything it leaves behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from .. import rules
from ..enums import Action, FilingStatus, Rating, RequestState
from ..kinds import Kind
from ..models import Filing, FilingTransition
from ..models.review import MAX_COMMENT
from ..workflow import STAGE_OF_NEED, Need, Transition
from .deadlines import late_reason, route_of
from .telling import tell_of_step
from .versions import freeze

BATCH_LIMIT = 200


class StepRefused(Exception):
    """The step can't be taken; the text says why and what to do."""


class AlreadyDone(StepRefused):
    """Somebody else has taken a step since the page was opened."""


class StaleTable(StepRefused):
    """The table was edited since the page was opened."""


class NotAllowed(StepRefused):
    """This person may not take this step."""


class NotReady(StepRefused):
    """Blocking findings stand in the way; `findings` lists them, `said` names the first few."""

    def __init__(self, findings, said: str):
        self.findings = findings
        super().__init__(f"还有 {len(findings)} 处必须先改：{said}")


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
    """What became of one table in a batch."""

    filing: Filing
    done: bool
    message: str


def take_step(*, filing: Filing, action: str, by, revision: int, comment: str = "") -> FilingTransition:
    """Take `action` on the table as it stood at `revision`, all or nothing.

    Writes the new status, a frozen version where the workflow says so, the transition and the audit event in
    one transaction; `filing` itself is brought up to date. Raises AlreadyDone, StaleTable, NotAllowed,
    NotReady or StepRefused, and has then changed nothing.
    """
    comment = clean_text(comment).strip()
    if len(comment) > MAX_COMMENT:
        raise StepRefused(f"意见有 {len(comment):,} 字，超过 {MAX_COMMENT:,} 字。请删减后再办理。")
    kind = filing.kind_of
    with transaction.atomic():
        locked = Filing.objects.with_step_facts(*kind.joins).locked([filing.pk]).get()
        step = _find_step(locked, kind, action, by, revision)
        table = kind.load(locked)
        findings = kind.findings(table) if Need.COMPLETE in step.needs else ()
        _refuse_unmet(locked, kind, step, findings, by, comment)
        if step.action == Action.SUBMIT:
            kind.on_submit(table, findings)
        elif step.action == Action.APPROVE:
            kind.on_approve(table)
        # Last: recording holds up everybody else's recording.
        taken = _write(locked, table, step, by, comment)
    for field in ("status", "revision", "version_number", "submission", "submitted_at"):
        setattr(filing, field, getattr(locked, field))
    return taken


def possible_steps(*, filing: Filing, by) -> list[PossibleStep]:
    """The buttons of this person for this table; needs `with_step_facts()`."""
    rows = filing.kind_of.workflow.leaving(filing.status, supervised=route_of(filing).supervised)
    return [
        PossibleStep(step, obstacle(filing=filing, step=step, by=by))
        for step in rows
        if rules.may_take(by, step, filing)
    ]


def take_steps(*, filings: Iterable[tuple[Filing, int]], action: str, by, comment: str = ""):
    """Take the same step on (filing, revision) pairs, at most BATCH_LIMIT, each in a transaction of its own.

    Returns a StepResult per pair, in order: one that is refused does not stop the others.
    """
    filings = list(filings)
    if len(filings) > BATCH_LIMIT:
        noun = filings[0][0].kind_of.noun
        raise StepRefused(f"一次最多办理 {BATCH_LIMIT} 个{noun}，现选了 {len(filings)} 个。请分几次办理。")
    return [_try_step(filing, action, by, revision, comment) for filing, revision in filings]


def obstacle_of(*, filing: Filing, action: str, by) -> str:
    """Why `by` can't take this action on this table now, "" when he can; needs `with_step_facts()`."""
    step = transition_of(filing, action)
    if step is None:
        return _impossible(filing, action)
    if not rules.may_take(by, step, filing):
        return f"您的角色不办理这一步，或该{filing.kind_of.noun}不属于您负责的单位。"
    return obstacle(filing=filing, step=step, by=by)


def transition_of(filing: Filing, action: str) -> Transition | None:
    """The row of its workflow that applies to this action now."""
    return filing.kind_of.workflow.find(action, filing.status, supervised=route_of(filing).supervised)


def obstacle(*, filing: Filing, step: Transition, by) -> str:
    """Which need of the step is not met, in words; "" when all are. The comment is asked for later."""
    for need in step.needs:
        if reason := _OBSTACLES[need](filing, need, by):
            return reason
    return ""


def _try_step(filing, action, by, revision, comment) -> StepResult:
    try:
        take_step(filing=filing, action=action, by=by, revision=revision, comment=comment)
    except StepRefused as refusal:
        return StepResult(filing, False, str(refusal))
    return StepResult(filing, True, f"已{Action(action).label}")


def _find_step(filing, kind: Kind, action, by, revision) -> Transition:
    """The row of the workflow that applies and is his, or the reason why none does."""
    if filing.revision != revision:
        _refuse_outdated(filing, revision)
    step = transition_of(filing, action)
    if step is None:
        raise StepRefused(_impossible(filing, action))
    if not rules.may_take(by, step, filing):
        raise NotAllowed(f"您的角色不能对这个{kind.noun}办理“{step.action.label}”。")
    return step


def _refuse_unmet(filing, kind: Kind, step: Transition, findings, by, comment) -> None:
    """Raise what stands in the way of a step that is his; `findings` are those of his table as it is now."""
    if blocking := [finding for finding in findings if finding.blocks]:
        raise NotReady(blocking, kind.in_words(blocking[:3]))
    if reason := obstacle(filing=filing, step=step, by=by):
        raise StepRefused(reason)
    if Need.COMMENT in step.needs and not comment:
        raise StepRefused(f"请写明{step.action.label}的理由。")


def _refuse_outdated(filing, revision):
    later = filing.transitions.filter(revision__gt=revision).select_related("by").order_by("pk").last()
    if later is not None:
        raise AlreadyDone(f"{later.sentence}，您的这一步没有执行。请看过现在的情况再决定。")
    at = f"{timezone.localtime(filing.updated_at):%m月%d日 %H:%M}"
    who = filing.updated_by or "他人"
    raise StaleTable(
        f"表的内容在您打开之后已由 {who} 于 {at} 修改，您的这一步没有执行。请看过现在的内容再办理。"
    )


def _write(filing, table, step: Transition, by, comment) -> FilingTransition:
    now, before = timezone.now(), filing.status
    version = freeze(table=table, action=step.action, by=by, at=now) if step.freezes else None
    filing.status, filing.revision = step.target, filing.revision + 1
    if step.action == Action.SUBMIT:
        filing.submission, filing.submitted_at, filing.handed_on = version, now, timezone.localdate(now)
    elif step.target == FilingStatus.DRAFT:
        filing.submission = filing.submitted_at = None
    if step.target in FilingStatus.editable():
        filing.handed_on = None
    if step.action == Action.REVISE:
        filing.version_number += 1
    # Conditional beside the lock: on a database without row locks a second step would change no row.
    changed = Filing.objects.filter(pk=filing.pk, status=before, revision=filing.revision - 1).update(
        status=filing.status, revision=filing.revision, version_number=filing.version_number,
        submission=filing.submission, submitted_at=filing.submitted_at, handed_on=filing.handed_on,
    )  # fmt: skip
    if not changed:
        raise AlreadyDone("已由他人处理，您的这一步没有执行。请刷新后查看。")
    taken = FilingTransition.objects.create(
        filing=filing, action=step.action, from_status=before, to_status=filing.status, by=by, at=now,
        comment=comment, revision=filing.revision, version=version,
    )  # fmt: skip
    if step.action == Action.REVISE:
        filing.revision_requests.open().settle(RequestState.GRANTED, by=by, answer=comment)
    tell_of_step(filing=filing, table=table, action=step.action, by=by, comment=comment)
    after = {"状态": filing.get_status_display(), "版本": filing.version_number}
    if version is not None:
        after["sha256"] = version.sha256
    record(
        Verb(step.action.value), by=by, obj=table, note=comment,
        before={"状态": FilingStatus(before).label}, after=after,
    )  # fmt: skip
    return taken


def _impossible(filing, action) -> str:
    return f"{filing.kind_of.noun}现在是“{filing.get_status_display()}”，不能{Action(action).label}。"


def _late(filing, need, by) -> str:
    return late_reason(filing, STAGE_OF_NEED[need])


def _acted(filing, need, by) -> str:
    if filing.sheet is not None or filing.has_remarks:
        return "审核人已经开始处理，不能再撤回。请等待审核结果，或联系审核人退回。"
    return ""


def _own_submission(filing, need, by) -> str:
    if filing.submission is not None and filing.submission.frozen_by_id == by.pk:
        return f"这是您本人送审的{filing.kind_of.noun}，须由他人审核、批复。"
    return ""


def _unrated(filing, need, by) -> str:
    sheet = filing.sheet
    if sheet is None:
        return "请先填写审核表。"
    if sheet.overall == Rating.FAIR:
        return "审核表总体评价为“中”，应退回单位修改后重新送审。"
    if sheet.overall == Rating.POOR:
        return "审核表总体评价为“差”，不得进入下一步预算程序。"
    return ""


def _nothing(filing, need, by) -> str:
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
