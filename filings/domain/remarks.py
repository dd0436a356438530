"""审核意见: remarks from opening to settling."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from .. import rules
from ..enums import RemarkState
from ..models import Filing, Remark
from .steps import NotAllowed, StepRefused


@dataclass(frozen=True, slots=True)
class RemarkedRow:
    """The row of a table that a remark is pinned to: its key, its name, and the group it stands in."""

    key: int
    name: str
    group: str


def add_remark(*, filing: Filing, by, text: str, place: str = "", row: RemarkedRow | None = None) -> Remark:
    """Pin a remark to a place of the table, to a cell of `row`, or to the whole table."""
    with transaction.atomic():
        filing = _locked(filing)
        if not rules.may_remark(by, filing):
            raise NotAllowed(
                f"{filing.kind_of.noun}现在是“{filing.get_status_display()}”，或不由您审核，不能提意见。"
            )
        if (row is None) != (place not in filing.kind_of.row_places):
            raise StepRefused("意见的位置不完整：请在表中点一个单元格。")
        remark = Remark.objects.create(
            filing=filing, version=filing.submission, place=place,
            row_key=row.key if row else None,
            row_name=row.name if row else "",
            row_group=row.group if row else "",
            text=_required(text, "请填写审核意见。"), by=by, at=timezone.now(),
        )  # fmt: skip
        record(Verb.REMARK, by=by, obj=filing.table, after={remark.where: remark.text}, note="提出意见")
    return remark


def answer_remark(*, remark: Remark, by, text: str) -> None:
    """The unit says what it did; the remark then waits for the reviewer."""
    with transaction.atomic():
        filing = _locked(remark.filing)
        if not rules.may_answer_remarks(by, filing):
            raise NotAllowed(f"{filing.kind_of.noun}现在是“{filing.get_status_display()}”，不能答复意见。")
        answer = _required(text, "请填写答复。")
        _change(
            remark, (RemarkState.OPEN, RemarkState.ANSWERED), state=RemarkState.ANSWERED, answer=answer,
            answered_by=by, answered_at=timezone.now(),
        )  # fmt: skip
        record(Verb.REMARK, by=by, obj=filing.table, after={remark.where: answer}, note="答复意见")


def resolve_remark(*, remark: Remark, by) -> None:
    """The reviewer is content."""
    _judge(
        remark, by, (RemarkState.OPEN, RemarkState.ANSWERED), "确认解决",
        state=RemarkState.RESOLVED, resolved_by=by, resolved_at=timezone.now(),
    )  # fmt: skip


def reopen_remark(*, remark: Remark, by) -> None:
    """The reviewer is not content after all; the unit answers anew."""
    _judge(
        remark, by, (RemarkState.ANSWERED, RemarkState.RESOLVED), "重新提出",
        state=RemarkState.OPEN, resolved_by=None, resolved_at=None,
    )  # fmt: skip


def _judge(remark, by, states, note, **changes) -> None:
    with transaction.atomic():
        filing = _locked(remark.filing)
        if not rules.may_remark(by, filing):
            raise NotAllowed(
                f"{filing.kind_of.noun}现在是“{filing.get_status_display()}”，或不由您审核，不能处理意见。"
            )
        _change(remark, states, **changes)
        record(Verb.REMARK, by=by, obj=filing.table, after={remark.where: remark.text}, note=note)


def _change(remark, states, **changes) -> None:
    if not Remark.objects.filter(pk=remark.pk, state__in=states).update(**changes):
        raise StepRefused("这条意见已由他人处理，请刷新后查看。")
    for name, value in changes.items():
        setattr(remark, name, value)


def _locked(filing) -> Filing:
    return Filing.objects.with_step_facts().locked([filing.pk]).get()


def _required(text: str, message: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise StepRefused(message)
    return text
