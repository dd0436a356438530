"""The bell in the top bar: what waits for this person, asked only by pages that show it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from filings.domain.queue import waiting_counts
from filings.enums import FilingStatus
from filings.faces import all_faces
from indicators import rules
from indicators.domain.review.queue import bell_counts
from projects.context import default_cycle


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
    """`bell` for the frame, None for those without business."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {}
    return {"bell": SimpleLazyObject(lambda: _bell(request, user)) if rules.may_see_goals(user) else None}


def _bell(request, user) -> Bell:
    cycle = getattr(request, "cycle", None) or default_cycle(request)
    if cycle is None:
        return Bell()
    counts = bell_counts(user=user, cycle=cycle)
    goals = reverse("goal_list", args=[cycle.code])
    returned = f"{goals}?{urlencode({'status': FilingStatus.RETURNED.value})}"
    lines = (
        BellLine("待审核", counts["to_judge"], reverse("review_queue", args=[cycle.code])),
        BellLine("被退回", counts["returned"], returned),
        BellLine("待调整", counts["revised"], f"{goals}?{urlencode({'fill': 'revised'})}"),
    )
    return Bell(tuple(line for line in (*lines, *_of_other_kinds(user, cycle)) if line.count))


def _of_other_kinds(user, cycle) -> list[BellLine]:
    """What waits of the tables that have the common pages: monitoring reports, self-evaluations …"""
    counts = waiting_counts(user=user, cycle=cycle)
    lines = []
    for face in all_faces():
        queue = reverse("filing_queue", args=[cycle.code, face.key])
        lines.append(BellLine(f"{face.label}待审核", counts[face.key]["to_judge"], queue))
        lines.append(BellLine(f"{face.label}被退回", counts[face.key]["returned"], face.list_url(cycle)))
    return lines
