"""How much a person has not read yet; every page asks, for the bell."""

from django.db.models import Count, QuerySet
from django.utils import timezone

from perfgoals.common.prepared import PreparedQuery

from ..models import Message, Notice


def unread_messages(user) -> int:
    """His own unread messages, as far as his roles still reach the unit they are about."""
    return PreparedQuery(
        ("messages", user.pk, user.standing),
        lambda: _counted(Message.objects.readable_by(user).unread(), "recipient"),
    ).number()


def unread_notices(user) -> int:
    """Notices in force for his roles of which he has not said that he read them."""
    return PreparedQuery(
        ("notices", user.pk, user.standing, timezone.localdate()),
        lambda: _counted(Notice.objects.for_user(user).unread_by(user), "withdrawn_at"),
    ).number()


def _counted(rows: QuerySet, same: str) -> QuerySet:
    """The number of rows, in one row; `same`: a column in which they have the same value."""
    return rows.order_by().values(same).annotate(count=Count("pk")).values_list("count")
