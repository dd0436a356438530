"""Keeping what the checks found: for a whole cycle, for a goal that is submitted; lists of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Sum
from django.utils import timezone

from indicators.checks import CHECKS, CheckSettings, Finding, grouped
from indicators.models import CheckAnswer, CheckRun, CheckSetting, GoalFinding, PerformanceGoal
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

from .counts import keep_counts, settings_mark
from .findings import checks_between_projects, find_in_cycle, find_in_goal
from .settings import settings_of, tree_of

CHECK_JOB = "check_cycle"
# Checked while the page is opened; larger cycles are checked by a job.
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
    goals = list(PerformanceGoal.objects.in_cycle(cycle).with_project().with_indicators().in_table_order())
    if progress:
        progress(0, len(goals))
    found = list(find_in_cycle(goals, settings))
    rows = _rows(found)
    blocking = Counter(f.project for f in found if f.blocks and not f.check.spans_projects)
    with transaction.atomic():
        _lock_run(cycle)
        GoalFinding.objects.in_cycle(cycle).delete()
        GoalFinding.objects.bulk_create(rows, batch_size=1000)
        keep_counts([(g, blocking[g.pk]) for g in goals], mark=settings_mark(cycle, settings))
        CheckRun.objects.filter(cycle=cycle).update(state=state, ran_at=timezone.now())
    if progress:
        progress(len(goals), len(goals))
    return len(rows)


def _lock_run(cycle: BudgetCycle) -> None:
    CheckRun.objects.get_or_create(cycle=cycle, defaults={"state": "", "ran_at": timezone.now()})
    CheckRun.objects.select_for_update().get(cycle=cycle)


def keep_findings(*, goal: PerformanceGoal, settings: CheckSettings | None = None) -> None:
    """Put the goal's own findings of now in place of the kept ones; those between projects stay.

    Load the goal `with_project()` and `with_indicators()`; `settings` are its cycle's, when at hand.
    """
    with transaction.atomic():
        GoalFinding.objects.filter(goal=goal).exclude(check_id__in=checks_between_projects()).delete()
        GoalFinding.objects.bulk_create(_rows(find_in_goal(goal, settings)))


def start_check(*, by, cycle: BudgetCycle) -> Job:
    """Queue a check of the whole cycle."""
    return start_job(kind=CHECK_JOB, title=f"检查：{cycle.title}", owner=by, params={"cycle": cycle.code})


def refresh_if_small(cycle: BudgetCycle) -> bool:
    """Bring a small cycle's findings up to date while its page opens; True when they are fresh now."""
    if is_fresh(cycle):
        return True
    if PerformanceGoal.objects.in_cycle(cycle).count() > CHECKED_AT_ONCE:
        return False
    refresh_findings(cycle=cycle)
    return True


def _rows(findings: Iterable[Finding]) -> list[GoalFinding]:
    """A row each; the first of every kind in a goal leads."""
    return [
        _row(finding, leads=place == 0)
        for group in grouped(findings)
        for place, finding in enumerate(group.findings)
    ]


def _row(finding: Finding, *, leads: bool) -> GoalFinding:
    return GoalFinding(
        goal_id=finding.project,
        check_id=finding.check_id,
        level=finding.level,
        outcome=finding.outcome,
        field=finding.field,
        indicator_id=finding.indicator,
        message=finding.message,
        proposal=finding.proposal,
        related=list(finding.related),
        also=list(finding.also),
        spot=finding.spot,
        leads=leads,
        fingerprint=finding.fingerprint,
    )


def _state_of(cycle: BudgetCycle) -> str:
    """A digest that changes with every save of a goal and every change of settings, scheme or year."""
    goals = PerformanceGoal.objects.in_cycle(cycle).aggregate(
        count=Count("pk"), revisions=Sum("filing__revision"), last=Max("filing__updated_at")
    )
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
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    unanswered = GoalFinding.objects.filter(
        ~Exists(answers),
        goal=OuterRef("goal"),
        check_id=OuterRef("check_id"),
        level=OuterRef("level"),
        outcome=OuterRef("outcome"),
    )
    leading = GoalFinding.objects.visible_to(user).in_cycle(cycle).leading().order_by()
    return leading.annotate(answered=~Exists(unanswered))


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
