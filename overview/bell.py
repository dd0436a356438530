"""The bell in the top bar: what waits for this person, asked only by pages that show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from filings.enums import FilingStatus
from filings.faces import all_faces
from indicators import rules
from indicators.models.goal import GOAL
from projects.context import default_cycle

from .waiting import shown_cycles, unread_messages, unread_notices, waiting_tables


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
    lines = [
        BellLine("未读消息", unread_messages(request), f"{reverse('message_list')}?state=unread"),
        BellLine("未读公告", unread_notices(request), reverse("notice_list")),
    ]
    if rules.may_see_goals(user):
        lines += _waiting(request)
    yield from (line for line in lines if line.count)


def _waiting(request) -> Iterator[BellLine]:
    """Of every open cycle, and of the one that the person looks at."""
    current = getattr(request, "cycle", None) or default_cycle(request)
    counts = waiting_tables(request)
    for cycle in shown_cycles(request):
        yield from _of_goals(cycle, counts[cycle.pk][GOAL], f"（{cycle}）" if cycle != current else "")
    if current is not None:
        yield from _of_other_kinds(current, counts[current.pk])


def _of_goals(cycle, counts: dict[str, int], said: str) -> Iterator[BellLine]:
    if counts["to_judge"]:
        yield BellLine(f"待审核{said}", counts["to_judge"], reverse("review_queue", args=[cycle.code]))
    goals = reverse("goal_list", args=[cycle.code])
    returned, revised = {"status": FilingStatus.RETURNED.value}, {"fill": "revised"}
    yield BellLine(f"被退回{said}", counts["returned"], f"{goals}?{urlencode(returned)}")
    yield BellLine(f"待调整{said}", counts["revised"], f"{goals}?{urlencode(revised)}")


def _of_other_kinds(cycle, counts: dict[str, dict[str, int]]) -> Iterator[BellLine]:
    """What waits of the tables that have the common pages: monitoring reports, self-evaluations …"""
    for face in all_faces():
        waiting = counts[face.key]
        if waiting["to_judge"]:
            queue = reverse("filing_queue", args=[cycle.code, face.key])
            yield BellLine(f"{face.label}待审核", waiting["to_judge"], queue)
        if waiting["returned"]:
            yield BellLine(f"{face.label}被退回", waiting["returned"], face.list_url(cycle))
