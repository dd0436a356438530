"""待审核 and 已审核 of one kind: which filings wait for a person's judgement, which he has judged."""

from collections.abc import Iterable

from django.db.models import Count, F, Q

from perfgoals.accounts.enums import Role

from ..enums import FilingStatus
from ..kinds import kind_of
from ..models import Filing, FilingTransition
from ..workflow import JUDGEMENTS, Workflow


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


def waiting_counts(*, user, cycle, kinds: Iterable[str]) -> dict[str, dict[str, int]]:
    """Kind → how many tables wait for this person to judge, and were sent back to him; one query.

    It asks only for the statuses that concern him, so that the index filing_by_status leads to them: each
    page has the bell, and of a cycle's 100,000 tables most concern nobody now.
    """
    asked = [kind_of(key) for key in kinds]
    own = user.department_scope("department", Role.PREPARER)
    figures, statuses = {}, {FilingStatus.RETURNED} if user.has_role(Role.PREPARER) else set()
    for kind in asked:
        of_kind = Q(kind=kind.key)
        figures[f"{kind.key}_to_judge"] = Count("pk", filter=of_kind & waiting_for(user, kind.workflow))
        figures[f"{kind.key}_returned"] = Count("pk", filter=of_kind & own & Q(status=FilingStatus.RETURNED))
        roles = kind.workflow.reviewing_roles
        statuses |= {status for status in kind.workflow.under_review if user.has_role(*roles(status))}
    filings = Filing.objects.in_cycle(cycle).filter(kind__in=[kind.key for kind in asked])
    counts = filings.filter(status__in=statuses).aggregate(**figures)
    return {
        kind.key: {name: counts[f"{kind.key}_{name}"] for name in ("to_judge", "returned")} for kind in asked
    }
