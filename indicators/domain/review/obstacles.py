"""What stands in the way of 送审, the same for 待办, list, form and the page of the step.

Two things stop a goal: 强制 findings of the checks as its cycle has set them, and typed text that can't stand
in the table. What the checks only advise against stops nothing.
"""

from collections.abc import Iterator

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.fields import BooleanField

from indicators.checks import Finding
from indicators.enums import CheckLevel, CheckOutcome
from indicators.fields import field_named
from indicators.models import GoalFinding, PerformanceGoal
from projects.models import BudgetCycle

from ..checking.counts import keep_counts, outdated, settings_mark
from ..checking.findings import all_findings_of, checks_between_projects, find_in_goal
from ..checking.keeping import CHECKED_AT_ONCE
from ..checking.settings import settings_of
from ..entry.entries import GoalEntry, References
from ..entry.problems import ROWS, Problem, ProblemKind, problems


def refresh_counts(goals, *, cycle: BudgetCycle) -> bool:
    """Count the 强制 findings of those goals that changed since they were counted, at most CHECKED_AT_ONCE.

    True when all are up to date; else the rest keeps the figure of the last check.
    """
    settings = settings_of(cycle)
    mark = settings_mark(cycle, settings)
    keys = list(outdated(goals, mark).order_by("pk").values_list("pk", flat=True)[: CHECKED_AT_ONCE + 1])
    if keys:
        changed = (
            PerformanceGoal.objects.filter(pk__in=keys[:CHECKED_AT_ONCE]).with_project().with_indicators()
        )
        counts = [(g.pk, g.revision, sum(f.blocks for f in find_in_goal(g, settings))) for g in changed]
        keep_counts(counts, mark=mark)
    return len(keys) <= CHECKED_AT_ONCE


def with_obstacles(goals):
    """With `is_blocked`: something stops 送审. A goal that was never checked counts as stopped."""
    kept = GoalFinding.objects.filter(
        goal=OuterRef("pk"),
        check_id__in=checks_between_projects(),
        level=CheckLevel.BLOCKING,
        outcome=CheckOutcome.FINDING,
    )
    blocked = ~Q(unfinished={}) | Q(check_result=None) | Q(check_result__blocking__gt=0) | Exists(kept)
    return goals.annotate(is_blocked=ExpressionWrapper(blocked, output_field=BooleanField()))


def form_problems(
    entry: GoalEntry,
    *,
    goal: PerformanceGoal,
    references: References,
    row_ids: list[int | None] | None = None,
) -> list[Problem]:
    """The list in the form's box: what stops 送审, and texts that name the year they were copied from.

    `goal` is stored as `entry` says; `row_ids` are its rows' ids, for an entry that doesn't know them yet. An
    empty value is listed only where a 强制 finding asks for it; what other checks say stands in their panel.
    """
    previous = goal.project.previous
    year = previous.cycle.fiscal_year if previous else None
    row_ids = row_ids or [row.pk for row in entry.rows]
    places = {pk: place for place, pk in enumerate(row_ids) if pk}
    _share_categories(goal, references)
    settings = settings_of(goal.project.cycle, categories=references.categories.values())
    blocking = [finding for finding in all_findings_of(goal, settings) if finding.blocks]
    listed = []
    for problem in problems(entry, references=references, previous_year=year):
        same = [finding for finding in blocking if _same_place(finding, problem, places, references)]
        if problem.kind == ProblemKind.ADVICE or problem.loses_text or same:
            listed.append(problem)
        if problem.blocks:
            blocking = [finding for finding in blocking if finding not in same]
    return [*listed, *_as_problems(blocking, places)]


def _share_categories(goal: PerformanceGoal, references: References) -> None:
    """The rows learn their categories from those already read."""
    for row in goal.indicators.all():
        if row.category_id in references.categories:
            row.category = references.categories[row.category_id]


def _same_place(finding: Finding, problem: Problem, places: dict[int, int], references: References) -> bool:
    if problem.category is not None:
        name = references.categories[problem.category].name
        return finding.check_id == "category_missing" and f"“{name}”" in finding.message
    place = places.get(finding.indicator) if finding.indicator is not None else None
    return (_input_of(finding), place) == (problem.field, problem.row)


def _input_of(finding: Finding) -> str:
    return field_named(finding.field, of_row=finding.indicator is not None).input


def _as_problems(findings: list[Finding], places: dict[int, int]) -> Iterator[Problem]:
    for finding in findings:
        row = places.get(finding.indicator)
        unknown_row = finding.indicator is not None and row is None
        field = ROWS if unknown_row else _input_of(finding)
        yield Problem(field, finding.message, ProblemKind.FINDING, row=row)
