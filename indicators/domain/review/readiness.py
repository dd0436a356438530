"""What stands between a goal table and its submission: one list of sentences, the same for page and step."""

from dataclasses import dataclass

from filings.enums import RemarkState
from indicators.enums import CheckLevel, CheckOutcome
from indicators.fields import FACTS
from indicators.models import PerformanceGoal

from ..checking.findings import find_in_goal, findings_now
from ..checking.settings import settings_of
from ..entry.entries import GoalEntry, References, entry_of
from ..entry.problems import Problem, ProblemKind, problems


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


def submission_findings(goal: PerformanceGoal) -> list:
    """Findings of the checks as the cycle has set them, the heaviest first, and reminders of open remarks.

    Load the goal `with_project()` and `with_indicators()`. They are those of the other pages of the goal: the
    projects of its unit are compared as they stand (`findings_now`).
    """
    return [*_unfinished(goal), *findings_now(goal), *_open_remarks(goal)]


def blocking(findings) -> list:
    """Those that stop the submission."""
    return [finding for finding in findings if finding.blocks]


def stopping(goal: PerformanceGoal) -> list:
    """The same as `blocking(submission_findings(goal))`; projects are only compared where that can block."""
    settings = settings_of(goal.project.cycle)
    compared = any(check.spans_projects and level == CheckLevel.BLOCKING for check, level in settings.enabled)
    findings = findings_now(goal, settings) if compared else find_in_goal(goal, settings)
    return [*_unfinished(goal), *blocking(findings)]


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
