"""How many 强制 findings each goal has, kept with the revision and the settings they were counted for."""

import hashlib
import json
from collections.abc import Iterable

from django.db.models import F, Q

from indicators.checks import CHECKS, CheckSettings
from indicators.models import GoalCheck
from projects.models import BudgetCycle


def settings_mark(cycle: BudgetCycle, settings: CheckSettings) -> str:
    """Changes with everything beside the goal itself that decides what its checks find."""
    rules = sorted((id, r.enabled, r.level, str(r.threshold)) for id, r in settings.rules.items())
    required = sorted(settings.required_categories or ()), sorted(settings.required_tiers or ())
    state = [rules, required, cycle.fiscal_year, sorted(CHECKS)]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]


def outdated(goals, mark: str):
    """Those of the queryset `goals` that were not counted as they are now."""
    return goals.filter(
        Q(check_result=None)
        | ~Q(check_result__revision=F("filing__revision"))
        | ~Q(check_result__settings=mark)
    )


def keep_counts(counts: Iterable[tuple[int, int, int]], *, mark: str) -> None:
    """Keep (key of a goal, its revision as it was read, number of its own 强制 findings)."""
    # In one order: two at once wait for each other instead of locking each other out.
    rows = [
        GoalCheck(goal_id=goal, revision=revision, settings=mark, blocking=count)
        for goal, revision, count in sorted(counts)
    ]
    GoalCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["goal"],
        update_fields=["revision", "settings", "blocking"],
    )
