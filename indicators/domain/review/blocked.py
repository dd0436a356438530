"""Which of many drafts something stops: 待办, the list's filter 填写. What stops one is asked of `obstacles`.

Reading writes nothing: drafts that changed since they were counted are checked in passing, a page's worth;
their count is kept by a check of the cycle and, within a minute, by the worker.
"""

from dataclasses import dataclass

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.fields import BooleanField

from filings.enums import FilingStatus
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import GoalFinding, PerformanceGoal
from projects.models import BudgetCycle

from ..checking.counts import keep_counts, outdated, settings_mark
from ..checking.findings import checks_between_projects, find_in_goal
from ..checking.settings import settings_of

# Changed drafts that are checked while a page opens; of more the last count is shown.
COUNTED_AT_ONCE = 100
# Those that a worker counts at a time.
COUNTED_BY_WORKER = 1000


@dataclass(frozen=True, slots=True)
class Recount:
    """Drafts that changed since they were counted, as they are now; `complete` when these are all of them."""

    blocked: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()
    complete: bool = True


def recount(goals, *, cycle: BudgetCycle) -> Recount:
    """Check those of `goals` that changed since they were counted, at most COUNTED_AT_ONCE; only reads."""
    found, _, complete = _count(goals, cycle, COUNTED_AT_ONCE)
    blocked = frozenset(goal.pk for goal, count in found if count)
    return Recount(blocked, frozenset(goal.pk for goal, _ in found) - blocked, complete)


def keep_recount(goals, *, cycle: BudgetCycle, limit: int = COUNTED_BY_WORKER) -> int:
    """The same, kept, for at most `limit` goals; returns how many were counted."""
    found, mark, _ = _count(goals, cycle, limit)
    keep_counts([(goal.pk, goal.revision, count) for goal, count in found], mark=mark)
    return len(found)


def keep_recount_of_drafts(*, cycle: BudgetCycle) -> int:
    drafts = PerformanceGoal.objects.in_cycle(cycle).filter(filing__status=FilingStatus.DRAFT)
    return keep_recount(drafts, cycle=cycle)


def _count(goals, cycle: BudgetCycle, limit: int):
    """([(goal, its own 强制 findings)], mark of the settings, whether these are all that changed)."""
    settings = settings_of(cycle)
    mark = settings_mark(cycle, settings)
    keys = list(outdated(goals, mark).order_by("pk").values_list("pk", flat=True)[: limit + 1])
    if not keys:
        return [], mark, True
    changed = PerformanceGoal.objects.filter(pk__in=keys[:limit]).with_project().with_indicators()
    found = [(goal, sum(finding.blocks for finding in find_in_goal(goal, settings))) for goal in changed]
    return found, mark, len(keys) <= limit


def with_obstacles(goals, recount: Recount):
    """With `is_blocked`: something stops 送审. A goal that was never checked counts as stopped."""
    kept = GoalFinding.objects.filter(
        goal=OuterRef("pk"),
        check_id__in=checks_between_projects(),
        level=CheckLevel.BLOCKING,
        outcome=CheckOutcome.FINDING,
    )
    counted = Q(check_result=None) | Q(check_result__blocking__gt=0)
    if recount.free:
        counted &= ~Q(pk__in=recount.free)
    blocked = ~Q(unfinished={}) | counted | Exists(kept)
    if recount.blocked:
        blocked |= Q(pk__in=recount.blocked)
    return goals.annotate(is_blocked=ExpressionWrapper(blocked, output_field=BooleanField()))
