"""通知公告: publishing, withdrawing, and who has read them."""

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from ..models import Notice, NoticeReading


def publish(*, notice: Notice, by) -> Notice:
    """Store a new notice in this person's name, with an audit event."""
    notice.by, notice.at = by, timezone.now()
    with transaction.atomic():
        notice.save()
        after = {"发给": notice.get_audience_display(), "内容": notice.text, "有效期至": notice.until}
        record(Verb.CREATE, by=by, obj=notice, after=after, note="发布通知公告")
    return notice


def withdraw(*, notice: Notice, by) -> bool:
    """Take a notice down; False when somebody did so before. It stays on record."""
    with transaction.atomic():
        current = Notice.objects.filter(pk=notice.pk, withdrawn_at=None)
        if not current.update(withdrawn_at=timezone.now(), withdrawn_by=by):
            return False
        record(Verb.DELETE, by=by, obj=notice, note="撤下通知公告")
    return True


def note_reading(*, notice: Notice, user) -> None:
    """Note that this person has read it; a second time changes nothing."""
    NoticeReading.objects.bulk_create([NoticeReading(notice=notice, user=user)], ignore_conflicts=True)
