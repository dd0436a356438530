"""Keeping what the checks found: for a whole cycle, for a goal that is submitted; lists of it."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from indicators.checks import CHECKS, CheckedProject, Finding, grouped
from indicators.models import CheckAnswer, CheckRun, CheckSetting, GoalFinding, PerformanceGoal
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

from ..counting.parts import with_whole_answers
from ..counting.reading import Counts
from .counts import keep_counts, settings_mark
from .findings import checked_project, checks_between_projects, find_in_projects
from .settings import settings_of, tree_of

CHECK_JOB = "check_cycle"
# Checked within a request that asks for it; larger cycles are checked by a job.
CHECKED_AT_ONCE = 300


def is_fresh(cycle: BudgetCycle) -> bool:
    """Whether the kept findings belong to the cycle's tables as they are now."""
    run = CheckRun.objects.filter(cycle=cycle).first()
    return run is not None and run.state == _state_of(cycle)


def refresh_findings(*, cycle: BudgetCycle, progress=None) -> int:
    """Check every goal of the cycle anew and keep what was found; returns the number of findings.

    The state is read before the goals: what changes while checking makes the result stale, never wrong. Of
    two checks at once the second to finish replaces the findings of the first.
    """
    state = _state_of(cycle)
    settings = settings_of(cycle)
    projects, revisions = _projects_of(cycle)
    if progress:
        progress(0, len(projects))
    found: dict[int, list[tuple]] = {}
    blocking: Counter[int] = Counter()
    for key, findings in groupby(find_in_projects(projects, settings), key=attrgetter("project")):
        findings = list(findings)
        blocking[key] = sum(f.blocks and not f.check.spans_projects for f in findings)
        found[key] = _contents(findings)
    with transaction.atomic():
        _lock_run(cycle)
        _replace_changed(cycle, found)
        counts = [(key, revision, blocking[key]) for key, revision in revisions.items()]
        keep_counts(counts, mark=settings_mark(cycle, settings))
        CheckRun.objects.filter(cycle=cycle).update(state=state, ran_at=timezone.now())
    if progress:
        progress(len(projects), len(projects))
    return sum(map(len, found.values()))


def _projects_of(cycle: BudgetCycle) -> tuple[list[CheckedProject], dict[int, int]]:
    """The cycle's goals as plain data in the order of the table, and the revision of each as it was read.

    Of thousands the stored rows would weigh on memory and on the garbage collector: they are let go at once.
    """
    goals = PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators().in_table_order()
    projects, revisions = [], {}
    for goal in goals.iterator(chunk_size=500):
        projects.append(checked_project(goal))
        revisions[goal.pk] = goal.revision
    return projects, revisions


_CONTENT = (
    "check_id", "level", "outcome", "field", "indicator_id", "message", "proposal",
    "related", "also", "spot", "leads", "fingerprint",
)  # fmt: skip


def _replace_changed(cycle: BudgetCycle, found: dict[int, list[tuple]]) -> None:
    """Write the findings of those goals only of which something else is found now, in their order.

    `found`: key of a goal → its findings as `_contents` gives them.
    """
    kept: dict[int, list[tuple]] = defaultdict(list)
    for goal, *content in (
        GoalFinding.objects.in_cycle(cycle).order_by("pk").values_list("goal", *_CONTENT).iterator(2000)
    ):
        kept[goal].append(tuple(content))
    changed = [goal for goal in sorted(kept.keys() | found.keys()) if kept.get(goal) != found.get(goal)]
    for start in range(0, len(changed), 500):
        part = changed[start : start + 500]
        GoalFinding.objects.filter(goal__in=part).delete()
        rows = [_row(goal, content) for goal in part for content in found.get(goal, ())]
        GoalFinding.objects.bulk_create(rows, batch_size=1000)


def _lock_run(cycle: BudgetCycle) -> None:
    CheckRun.objects.get_or_create(cycle=cycle, defaults={"state": "", "ran_at": timezone.now()})
    CheckRun.objects.select_for_update().get(cycle=cycle)


def keep_findings(*, goal: PerformanceGoal, own: Iterable[Finding]) -> None:
    """Put the goal's own findings of now in place of the kept ones; those between projects stay."""
    with transaction.atomic():
        GoalFinding.objects.filter(goal=goal).exclude(check_id__in=checks_between_projects()).delete()
        GoalFinding.objects.bulk_create(_row(goal.pk, content) for content in _contents(own))


def start_check(*, by, cycle: BudgetCycle) -> Job:
    """Queue a check of the whole cycle."""
    return start_job(kind=CHECK_JOB, title=f"检查：{cycle.title}", owner=by, params={"cycle": cycle.code})


def is_small(cycle: BudgetCycle) -> bool:
    """Checked at once when somebody asks for it; a larger cycle by a job."""
    return Counts(cycle).total("state").count <= CHECKED_AT_ONCE


def refresh_if_small(cycle: BudgetCycle) -> bool:
    """Bring a small cycle's findings up to date; True when they are fresh now."""
    if is_fresh(cycle):
        return True
    if not is_small(cycle):
        return False
    refresh_findings(cycle=cycle)
    return True


def _contents(findings: Iterable[Finding]) -> list[tuple]:
    """What is kept of the findings of a goal, see _CONTENT; the first of every kind leads."""
    return [
        _content(finding, leads=place == 0)
        for group in grouped(findings)
        for place, finding in enumerate(group.findings)
    ]


def _content(finding: Finding, *, leads: bool) -> tuple:
    return (
        finding.check_id,
        finding.level,
        finding.outcome,
        finding.field,
        finding.indicator,
        finding.message,
        finding.proposal,
        list(finding.related),
        list(finding.also),
        finding.spot,
        leads,
        finding.fingerprint,
    )


def _row(goal: int, content: tuple) -> GoalFinding:
    return GoalFinding(goal_id=goal, **dict(zip(_CONTENT, content, strict=True)))


def _state_of(cycle: BudgetCycle) -> str:
    """A digest that changes with every save of a goal and every change of settings, scheme or year."""
    counts = Counts(cycle)
    tables, last = counts.total("state"), counts.last_moment("state")
    revisions = int(tables.amount) if tables.count else None
    goals = {"count": tables.count, "revisions": revisions, "last": last}
    settings = list(
        CheckSetting.objects.filter(cycle=cycle)
        .order_by("check_id")
        .values_list("check_id", "enabled", "level", "threshold")
    )
    state = [goals, settings, tree_of(cycle), cycle.fiscal_year, sorted(CHECKS)]
    return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def listed_findings(user, cycle: BudgetCycle):
    """The kept findings that this person may see, each with `answered`."""
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    return GoalFinding.objects.visible_to(user).in_cycle(cycle).order_by().annotate(answered=Exists(answers))


def leading_findings(user, cycle: BudgetCycle):
    """One for each kind of finding in a goal; `answered` when every one of its kind is."""
    return with_whole_answers(GoalFinding.objects.visible_to(user).in_cycle(cycle).leading().order_by())


def findings_at(keys: Iterable[int]):
    """The leading findings with these keys, which a list has just found among those in sight.

    By the keys alone: SQLite would begin with all projects of the cycle where it does not know their number.
    """
    return with_whole_answers(GoalFinding.objects.filter(pk__in=list(keys)))


def with_members(findings: Iterable[GoalFinding]) -> list[GoalFinding]:
    """The leading findings with `members`: all of their kind in the goal, themselves first; one query."""
    leading = list(findings)
    kinds: dict[tuple, list[GoalFinding]] = {}
    goals = {finding.goal_id for finding in leading}
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    rows = GoalFinding.objects.filter(goal__in=goals).annotate(answered=Exists(answers))
    for row in rows.select_related("indicator__category").order_by("-leads", "pk"):
        kinds.setdefault(row.kind, []).append(row)
    for finding in leading:
        finding.members = kinds.get(finding.kind, [finding])
    return leading


def with_places(findings):
    """Sorted as the table is, with everything that a line of a list shows."""
    return findings.select_related(
        "goal__filing", "goal__project__department", "indicator__category"
    ).order_by("goal__project__department__code", "goal__project__position", "goal_id", "pk")
