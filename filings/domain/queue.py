"""待审核 and 已审核 of one kind: which filings wait for a person's judgement, which he has judged."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from django.db.models import Count, F, Q

from perfgoals.accounts.enums import Role
from perfgoals.common.prepared import PreparedQuery

from ..enums import FilingStatus
from ..kinds import kind_of
from ..models import Filing, FilingTransition
from ..workflow import JUDGEMENTS, Workflow
from .sent_back import being_revised


def waiting_for(user, workflow: Workflow) -> Q:
    """Condition on filings that this person's reviewing roles judge now."""
    condition = Q(pk__in=[])
    for status in workflow.under_review:
        condition |= Q(status=status) & user.department_scope("department", *workflow.reviewing_roles(status))
    return condition


def queue(*, user, cycle, kind: str, judged: bool = False):
    """Filings of the cycle that this person is to judge, or those he has judged, in their order."""
    filings = Filing.objects.visible_to(user).in_cycle(cycle).of_kind(kind)
    if not judged:
        filings = filings.filter(waiting_for(user, kind_of(kind).workflow))
        return filings.order_by(F("submitted_at").asc(nulls_first=True), "pk")
    # A list of keys, read once: asked row by row, SQLite walks all his judgements for each of them.
    steps = FilingTransition.objects.filter(by=user, action__in=JUDGEMENTS)
    judged_ones = filings.filter(pk__in=steps.values("filing"))
    return judged_ones.order_by(F("submitted_at").desc(nulls_last=True), "-pk")


def neighbours(keys: list[int], key: int) -> dict:
    """The place of a filing in a queue: keys before and after it, its number from 1, how many there are."""
    if key not in keys:
        return {"previous": None, "next": keys[0] if keys else None, "number": None, "total": len(keys)}
    place = keys.index(key)
    return {
        "previous": keys[place - 1] if place else None,
        "next": keys[place + 1] if place + 1 < len(keys) else None,
        "number": place + 1,
        "total": len(keys),
    }


def waiting_counts(
    *, user, cycles: Iterable, kinds: Sequence[str], roles: Iterable[Role] | None = None
) -> dict[int, dict[str, dict[str, int]]]:
    """Cycle's key → kind → how many tables wait for this person to judge (`to_judge`), were sent back to his
    units (`returned`), or opened there for 调整 (`revised`). With `roles`, only for these. One query.

    Each page has the bell, and of a cycle's 100,000 tables most concern nobody now: the statuses that concern
    him stand at the top of the condition, so that the index filing_by_status leads to them. They are told
    apart by the status itself.
    """
    keys = tuple(cycle.pk for cycle in cycles)
    found = {key: {kind: dict.fromkeys(FIGURES, 0) for kind in kinds} for key in keys}
    places = tuple(_places(user, kinds, set(Role if roles is None else roles)))
    waiting = PreparedQuery(("waiting", user.standing, keys, places), lambda: _waiting(user, keys, places))
    for cycle, kind, status, count in waiting.rows():
        found[cycle][kind][_FIGURE_OF.get(status, "to_judge")] += count
    return found


def _waiting(user, cycles: Sequence[int], places: Sequence["_Place"]):
    """(cycle, kind, status, number) of the tables that wait in these places for this person."""
    filings = Filing.objects.filter(
        _concerning(user, places),
        user.department_scope("department", *(role for place in places for role in place.roles)),
        cycle__in=cycles,
        kind__in=sorted({kind for place in places for kind in place.kinds}),
        status__in=sorted({place.status for place in places}),
    )
    return filings.order_by().values_list("cycle", "kind", "status").annotate(count=Count("pk"))


FIGURES = ("to_judge", "returned", "revised")
_FIGURE_OF = {FilingStatus.RETURNED: "returned", FilingStatus.DRAFT: "revised"}


@dataclass(frozen=True)
class _Place:
    """Where a table of these kinds waits for these roles."""

    status: FilingStatus
    roles: frozenset[Role]
    kinds: tuple[str, ...]


def _concerning(user, places: Sequence[_Place]) -> Q:
    """Condition on filings: in one of these places, in a unit that those roles reach."""
    found = Q(pk__in=[])
    for place in places:
        here = being_revised() if place.status == FilingStatus.DRAFT else Q(status=place.status)
        found |= here & Q(kind__in=place.kinds) & user.department_scope("department", *place.roles)
    return found


def _places(user, kinds: Sequence[str], roles: Set[Role]) -> list[_Place]:
    """Where tables of these kinds may wait for this person in these of his roles."""
    kinds_of: dict[tuple, list[str]] = {}
    for kind in kinds:
        workflow = kind_of(kind).workflow
        turns = {status: workflow.reviewing_roles(status) for status in workflow.under_review}
        for status, whose in (turns | {key: {Role.PREPARER} for key in _FIGURE_OF}).items():
            if held := frozenset(role for role in whose & roles if user.has_role(role)):
                kinds_of.setdefault((status, held), []).append(kind)
    return [_Place(status, held, tuple(found)) for (status, held), found in kinds_of.items()]
