"""Asking for a functional subject that the list lacks, and dealing with it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from ..models import CodeRequest


def request_code(*, text: str, by) -> bool:
    """Ask 系统管理员 for it. False when somebody has asked for the same already."""
    try:
        with transaction.atomic():
            asked = CodeRequest.objects.create(text=text, requested_by=by)
            record(Verb.CREATE, by=by, obj=asked, note="请求添加功能科目")
    except IntegrityError:
        return False
    return True


def settle_request(*, request: CodeRequest, by) -> bool:
    """It was added, or is not to be. False when somebody dealt with it before."""
    with transaction.atomic():
        waiting = CodeRequest.objects.open().filter(pk=request.pk)
        settled = waiting.update(settled_by=by, settled_at=timezone.now())
        if settled:
            record(Verb.CHANGE, by=by, obj=request, after={"办理": "已办"})
    return bool(settled)
