"""Who is told of what becomes of a table; called within the transaction in which it happens."""

from notices.domain.messages import Word, people_of, tell
from notices.enums import MessageKind
from perfgoals.accounts.enums import Role
from perfgoals.common.text import quoted

from ..enums import Action
from ..models import Filing, RevisionRequest
from ..workflow import FINANCE

TOLD = {
    Action.RETURN: (MessageKind.RETURNED, "已退回，请修改后再送审"),
    Action.APPROVE: (MessageKind.APPROVED, "已批复"),
    Action.REVISE: (MessageKind.REVISED, "已退回调整，改好后再送审"),
}


def tell_of_step(*, filing: Filing, table, action: str, by, comment: str) -> None:
    """The unit's 填报 staff learn what was returned, approved, opened for 调整; other steps tell nobody."""
    if action in TOLD:
        kind, what = TOLD[Action(action)]
        title = f"{filing.kind_of.label}{quoted(table)}{what}"
        _tell(filing, (Role.PREPARER,), kind, title, comment, by)


def tell_of_request(*, request: RevisionRequest, table) -> None:
    """The finance side of this unit learns that it wants to change an approved table."""
    title = f"{request.filing.department.name}申请调整{quoted(table)}"
    _tell(request.filing, FINANCE, MessageKind.ASKED, title, request.reason, request.by)


def tell_of_withdrawal(*, request: RevisionRequest, table) -> None:
    """The finance side that was asked learns that nothing is to be decided any more."""
    title = f"{request.filing.department.name}撤回了调整申请{quoted(table)}，不用办理"
    _tell(request.filing, FINANCE, MessageKind.ASKED, title, request.reason, request.decided_by)


def tell_of_refusal(*, request: RevisionRequest, table) -> None:
    """The unit learns that the table stays as it was approved, and why."""
    title = f"未同意调整{quoted(table)}"
    _tell(request.filing, (Role.PREPARER,), MessageKind.DECLINED, title, request.answer, request.decided_by)


def _tell(filing: Filing, roles, kind: MessageKind, title: str, text: str, by) -> None:
    """Everybody in these roles for the unit but the person who did it."""
    word = Word(
        kind=kind, title=title, text=text, cycle=filing.cycle, department=filing.department,
        about=filing.kind, table=filing.pk, by=by,
    )  # fmt: skip
    tell(people_of(filing.department, *roles) - {by.pk}, word)
