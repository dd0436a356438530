"""What stops 送审 of one goal: asked here, for the step, its page, the batch and the form's box.

Two things stop it: 强制 findings of the checks as the cycle has set them, and typed text that can't stand
in the table. What the checks only advise against stops nothing. Lists of many goals ask `blocked`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from filings.enums import RemarkState
from indicators.checks import Finding
from indicators.enums import CheckLevel, CheckOutcome
from indicators.fields import FACTS, field_named
from indicators.models import PerformanceGoal

from ..checking.findings import all_findings_of, find_in_goal, findings_now
from ..checking.settings import settings_of
from ..entry.entries import GoalEntry, References, entry_of
from ..entry.problems import ROWS, Problem, ProblemKind, problems


@dataclass(frozen=True, slots=True)
class Reminder:
    """A sentence that no check says; it reads like a checks.Finding.

    `row` is the place among the rows of the form, from 0, of a sentence about a row.
    """

    message: str
    field: str
    level: CheckLevel = CheckLevel.ADVICE
    outcome: CheckOutcome = CheckOutcome.FINDING
    indicator: int | None = None
    proposal: str = ""
    blocks: bool = False
    row: int | None = None


def said_before_submission(goal: PerformanceGoal) -> list:
    """Findings of the checks as the cycle has set them, the heaviest first, and reminders of open remarks.

    Load the goal `with_project()` and `with_indicators()`. They are those of the other pages of the goal: the
    projects of its unit are compared as they stand (`findings_now`). Writes nothing.
    """
    return [*_unfinished(goal), *findings_now(goal), *_open_remarks(goal)]


def obstacles_of(goal: PerformanceGoal) -> list:
    """What stops 送审, none when the goal may be handed in."""
    return [finding for finding in found_before_submission(goal) if finding.blocks]


def found_before_submission(goal: PerformanceGoal) -> list:
    """What 送审 asks, at one time: all that the checks say of the goal itself, and typed text that does not
    stand in the table. Projects are only compared where that can block."""
    settings = settings_of(goal.project.cycle)
    compared = any(check.spans_projects and level == CheckLevel.BLOCKING for check, level in settings.enabled)
    findings = findings_now(goal, settings) if compared else find_in_goal(goal, settings)
    return [*_unfinished(goal), *findings]


def own_findings(found: Iterable) -> list[Finding]:
    """Those of them that the checks of single projects say."""
    return [one for one in found if isinstance(one, Finding) and not one.check.spans_projects]


def in_words(findings) -> str:
    """All of them in one sentence, each with its row where it is not in the table yet."""
    said = (
        f"填报页第 {f.row + 1} 行：{f.message}" if getattr(f, "row", None) is not None else f.message
        for f in findings
    )
    return "；".join(text.rstrip("。") for text in said) + "。"


def _unfinished(goal) -> list[Reminder]:
    """What was typed but does not stand in the table: submitting would pass over it, so all of it blocks."""
    if not goal.unfinished:
        return []
    entry = entry_of(goal)
    facts, rows = set(goal.unfinished.get("facts", ())), _kept_rows(goal, entry)

    def is_kept(problem: Problem) -> bool:
        return problem.field in facts if problem.row is None else problem.row in rows

    found = [
        problem
        for problem in problems(entry, references=References(goal))
        if problem.kind == ProblemKind.WRONG or (problem.blocks and is_kept(problem))
    ]
    said = {problem.field for problem in found if problem.row is None}
    found += [Problem(key, _waiting(f"“{FACTS[key].label}”")) for key in FACTS if key in facts - said]
    silent = rows - {problem.row for problem in found}
    found += [Problem("name", _waiting("本行"), row=place) for place in sorted(silent)]
    return [_reminder(problem, entry) for problem in found]


def _kept_rows(goal, entry: GoalEntry) -> set[int]:
    """Places of the rows of the form that are not in the table as they were typed."""
    kept = {row["pk"] for row in goal.unfinished.get("rows", ())}
    return {place for place, row in enumerate(entry.rows) if row.pk in kept}


def _waiting(what: str) -> str:
    return f"{what}在填报页上的内容还没有写入表中。请打开填报页，核对后再存一次。"


def _reminder(problem, entry) -> Reminder:
    known = entry.rows[problem.row].pk if problem.row is not None else None
    return Reminder(
        problem.message, problem.field, CheckLevel.BLOCKING, indicator=known, blocks=True, row=problem.row
    )


def _open_remarks(goal) -> list[Reminder]:
    count = goal.filing.remarks.filter(state=RemarkState.OPEN).count()
    return [Reminder(f"还有 {count} 条审核意见没有答复。", "remarks")] if count else []


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
    previous = goal.project.previous_id and goal.project.read_previous()
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
