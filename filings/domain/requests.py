"""调整申请: asked by the unit, which may withdraw it; granted by the step 调整 itself, or declined."""

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from .. import rules
from ..enums import FilingStatus, RequestState
from ..models import Filing, RevisionRequest
from .steps import NotAllowed, StepRefused
from .telling import tell_of_refusal, tell_of_request, tell_of_withdrawal


def ask_revision(*, filing: Filing, by, reason: str) -> RevisionRequest:
    """Ask the finance side to open an approved table, once at a time; tells it, with an audit event.

    Raises NotAllowed or StepRefused and has then changed nothing.
    """
    reason = _required(reason, "请写明为什么要调整。")
    with transaction.atomic():
        filing = _locked(filing)
        if not rules.may_ask_revision(by, filing):
            raise NotAllowed("调整由本单位填报人员申请。")
        if filing.status != FilingStatus.APPROVED:
            noun = filing.kind_of.noun
            raise StepRefused(f"{noun}现在是“{filing.get_status_display()}”，不需要申请调整。")
        if filing.revision_requests.open().exists():
            raise StepRefused("这张表已有一个调整申请在等财政办理，不用再申请。")
        request = RevisionRequest.objects.create(filing=filing, by=by, at=timezone.now(), reason=reason)
        tell_of_request(request=request, table=filing.table)
        record(Verb.REVISION_REQUEST, by=by, obj=filing.table, note=f"申请调整：{reason}")
    return request


def withdraw_request(*, request: RevisionRequest, by) -> None:
    """The unit takes its request back before it is decided; tells the finance side, with an audit event."""
    with transaction.atomic():
        filing = _locked(request.filing)
        if not rules.may_ask_revision(by, filing):
            raise NotAllowed("调整申请由本单位填报人员撤回。")
        waiting = filing.revision_requests.open().filter(pk=request.pk)
        if not waiting.settle(RequestState.WITHDRAWN, by=by, answer=""):
            raise StepRefused("这个申请已经办理或撤回，请刷新后查看。")
        request.refresh_from_db()
        tell_of_withdrawal(request=request, table=filing.table)
        record(Verb.REVISION_REQUEST, by=by, obj=filing.table, note="撤回调整申请")


def decline_revision(*, request: RevisionRequest, by, answer: str) -> None:
    """Leave the table as it was approved; tells the unit why, with an audit event."""
    answer = _required(answer, "请写明为什么不同意调整。")
    with transaction.atomic():
        filing = _locked(request.filing)
        if not rules.may_decide_request(by, filing):
            raise NotAllowed("调整申请由负责该单位的财政人员办理。")
        waiting = filing.revision_requests.open().filter(pk=request.pk)
        if not waiting.settle(RequestState.DECLINED, by=by, answer=answer):
            raise StepRefused("这个申请已由他人办理，请刷新后查看。")
        request.refresh_from_db()
        tell_of_refusal(request=request, table=filing.table)
        record(Verb.REVISION_REQUEST, by=by, obj=filing.table, note=f"未同意调整：{answer}")


def _locked(filing) -> Filing:
    return Filing.objects.with_step_facts().locked([filing.pk]).get()


def _required(text: str, message: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise StepRefused(message)
    return text
