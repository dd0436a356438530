"""The bell in the top bar: what waits for this person, asked only by pages that show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from filings.domain.queue import waiting_counts
from filings.enums import FilingStatus
from filings.faces import all_faces
from indicators import rules
from indicators.domain.review.queue import bell_counts
from notices.models import Message, Notice
from projects.context import all_cycles, default_cycle
from projects.enums import CycleState


@dataclass(frozen=True)
class BellLine:
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Bell:
    """The lines of the bell; those with nothing are left out."""

    lines: tuple[BellLine, ...] = ()

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)


def bell(request):
    """`bell` for the frame, None for those without a role."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {}
    return {"bell": SimpleLazyObject(lambda: Bell(tuple(_lines(request, user)))) if user.roles else None}


def _lines(request, user) -> Iterator[BellLine]:
    """What is told first, then what waits, cycle by cycle."""
    unread = Message.objects.readable_by(user).unread().count()
    news = Notice.objects.for_user(user).with_reading(user).filter(is_read=False).count()
    lines = [
        BellLine("未读消息", unread, f"{reverse('message_list')}?state=unread"),
        BellLine("未读公告", news, reverse("notice_list")),
    ]
    if rules.may_see_goals(user):
        lines += _waiting(request, user)
    yield from (line for line in lines if line.count)


def _waiting(request, user) -> Iterator[BellLine]:
    """Of every open cycle, and of the one that the person looks at."""
    current = getattr(request, "cycle", None) or default_cycle(request)
    cycles = [cycle for cycle in all_cycles(request) if cycle == current or cycle.state == CycleState.OPEN]
    counts = bell_counts(user=user, cycles=cycles)
    for cycle in cycles:
        yield from _lines_of(cycle, counts.get(cycle.pk, {}), f"（{cycle}）" if cycle != current else "")
    if current is not None:
        yield from _of_other_kinds(user, current)


def _lines_of(cycle, counts: dict[str, int], said: str) -> Iterator[BellLine]:
    goals = reverse("goal_list", args=[cycle.code])
    returned = f"{goals}?{urlencode({'status': FilingStatus.RETURNED.value})}"
    revised = f"{goals}?{urlencode({'fill': 'revised'})}"
    yield BellLine(f"待审核{said}", counts.get("to_judge", 0), reverse("review_queue", args=[cycle.code]))
    yield BellLine(f"被退回{said}", counts.get("returned", 0), returned)
    yield BellLine(f"待调整{said}", counts.get("revised", 0), revised)


def _of_other_kinds(user, cycle) -> Iterator[BellLine]:
    """What waits of the tables that have the common pages: monitoring reports, self-evaluations …"""
    faces = all_faces()
    counts = waiting_counts(user=user, cycle=cycle, kinds=[face.key for face in faces])
    for face in faces:
        queue = reverse("filing_queue", args=[cycle.code, face.key])
        yield BellLine(f"{face.label}待审核", counts[face.key]["to_judge"], queue)
        yield BellLine(f"{face.label}被退回", counts[face.key]["returned"], face.list_url(cycle))
