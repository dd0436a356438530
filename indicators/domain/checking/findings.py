"""The checks on stored goals: a goal as plain data, what they say of it now."""

from collections.abc import Iterable, Iterator, Sequence

from indicators.checks import (
    CHECKS,
    CheckedIndicator,
    CheckedProject,
    CheckSettings,
    Finding,
    run_cycle_checks,
    run_project_checks,
)
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import GoalFinding, PerformanceGoal
from indicators.record import record_of

from .settings import settings_of

# The projects of a unit that are compared while a page opens; of more the last run of the cycle is shown.
COMPARED_AT_ONCE = 300
LEVEL_ORDER = [CheckLevel.BLOCKING, CheckLevel.ADVICE]


def checked_project(goal: PerformanceGoal) -> CheckedProject:
    """A stored goal as the checks read it; load it `with_project()` and `with_indicators()`."""
    return record_of(goal, project_type=CheckedProject, row_type=CheckedIndicator)


def find_in_goal(goal: PerformanceGoal, settings: CheckSettings | None = None) -> list[Finding]:
    """What the checks of single projects say now about one goal, the heaviest first."""
    return by_weight(run_project_checks(checked_project(goal), settings or settings_of(goal.project.cycle)))


def all_findings_of(goal: PerformanceGoal, settings: CheckSettings | None = None) -> list[Finding]:
    """The goal's own findings as it stands now, and those between projects kept from the last run.

    Load the goal `with_project()` and `with_indicators()`.
    """
    return by_weight([*find_in_goal(goal, settings), *kept_between(goal)])


def findings_now(goal: PerformanceGoal, settings: CheckSettings | None = None) -> list[Finding]:
    """All that `check_goals` would say of the goal now, the projects of its unit compared as they stand.

    Of a unit with more than COMPARED_AT_ONCE projects the comparison is that of the last run.
    """
    settings = settings or settings_of(goal.project.cycle)
    unit = PerformanceGoal.objects.in_cycle(goal.project.cycle).filter(
        project__department=goal.project.department_id
    )
    members = list(unit.with_project().with_indicators().in_table_order()[: COMPARED_AT_ONCE + 1])
    if len(members) > COMPARED_AT_ONCE:
        return all_findings_of(goal, settings)
    between = run_cycle_checks([checked_project(member) for member in members], settings)
    own = [finding for finding in between if finding.project == goal.pk]
    return by_weight([*find_in_goal(goal, settings), *own])


def kept_between(goal: PerformanceGoal) -> list[Finding]:
    """What the last run of the cycle found between this goal's project and others."""
    kept = GoalFinding.objects.filter(goal=goal, check_id__in=checks_between_projects())
    return [_as_finding(row) for row in kept]


def checks_between_projects() -> list[str]:
    """Ids of the checks that compare projects; their findings are as old as the last run."""
    return [check.id for check in CHECKS.values() if check.spans_projects]


def _as_finding(row: GoalFinding) -> Finding:
    return Finding(
        check_id=row.check_id,
        level=CheckLevel(row.level),
        outcome=CheckOutcome(row.outcome),
        project=row.goal_id,
        field=row.field,
        indicator=row.indicator_id,
        message=row.message,
        proposal=row.proposal,
        related=tuple(row.related),
        also=tuple(row.also),
        kept_spot=row.spot,
        mark=row.fingerprint,
    )


def find_in_cycle(
    goals: Iterable[PerformanceGoal], settings: CheckSettings, *, compared: set | None = None
) -> Iterator[Finding]:
    """Every finding of the goals, project by project; those between projects follow each project's own.

    With `compared`, goals outside this set of keys take part in comparisons only.
    """
    return find_in_projects([checked_project(goal) for goal in goals], settings, compared=compared)


def find_in_projects(
    projects: Sequence[CheckedProject], settings: CheckSettings, *, compared: set | None = None
) -> Iterator[Finding]:
    """The same of a cycle's goals as plain data."""
    between: dict[object, list[Finding]] = {}
    for finding in run_cycle_checks(projects, settings):
        between.setdefault(finding.project, []).append(finding)
    for project in projects:
        if compared is None or project.key in compared:
            yield from by_weight([*run_project_checks(project, settings), *between.get(project.key, [])])


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """强制 before 提示, findings before 无法判断; then what matters more, wrong numbers before words."""
    return sorted(
        findings,
        key=lambda f: (f.outcome != CheckOutcome.FINDING, LEVEL_ORDER.index(f.level), -f.check.weight),
    )
