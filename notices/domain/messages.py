"""Telling people something, and noting that they have read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership

from ..enums import MessageKind
from ..models import MAX_TEXT, Message


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is said: `about` and `table` name the kind and the filing, `mark` a reminder that comes once."""

    kind: MessageKind
    title: str
    text: str = ""
    cycle: Any = None
    department: Any = None
    about: str = ""
    table: int | None = None
    by: Any = None
    mark: str = ""


def tell(people: Iterable[int], word: Word) -> int:
    """Leave this word for the people with these keys, in the caller's transaction; returns how many.

    Whoever has the word's mark already is left out.
    """
    keys = set(people)
    if word.mark:
        keys -= set(
            Message.objects.filter(mark=word.mark, recipient__in=keys).values_list("recipient", flat=True)
        )
    now = timezone.now()
    Message.objects.bulk_create(
        [
            Message(
                recipient_id=key, kind=word.kind, cycle=word.cycle, department=word.department,
                about=word.about, table=word.table, title=word.title[:300], text=word.text[:MAX_TEXT],
                by=word.by, at=now, mark=word.mark,
            )
            for key in sorted(keys)
        ],
        ignore_conflicts=bool(word.mark),  # of two at once the second tells nobody again
    )  # fmt: skip
    return len(keys)


def people_of(department, *roles: Role) -> set[int]:
    """Keys of the active people who act in one of these roles for the unit; its parents are at hand."""
    above = department.parent
    chain = [department.pk, *([above.pk, above.parent_id] if above else [])]
    preparers = Q(role=Role.PREPARER, department=department)
    others = ~Q(role=Role.PREPARER) & (Q(department=None) | Q(department__in=[key for key in chain if key]))
    held = Membership.objects.filter(preparers | others, role__in=roles, user__is_active=True)
    return set(held.values_list("user", flat=True))


def mark_read(user, keys: Iterable[int] | None = None) -> int:
    """Note that the person has read these messages of his, or all he can read; returns how many were new."""
    messages = Message.objects.readable_by(user).unread()
    if keys is not None:
        messages = messages.filter(pk__in=keys)
    return messages.update(read_at=timezone.now())
