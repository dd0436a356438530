"""What stands between a goal table and its submission: one list of sentences, the same for page and step."""

from dataclasses import dataclass

from ..enums import CheckLevel, CheckOutcome, RemarkState
from ..models import PerformanceGoal
from .checking import all_findings_of, refresh_if_small
from .completeness import problems
from .entries import References, entry_of


@dataclass(frozen=True, slots=True)
class Reminder:
    """A sentence that no check says; it reads like a checks.Finding."""

    message: str
    field: str
    level: CheckLevel = CheckLevel.ADVICE
    outcome: CheckOutcome = CheckOutcome.FINDING
    indicator: int | None = None
    proposal: str = ""
    blocks: bool = False
    row: int | None = None
    """Its place among the rows of the form, which may not be in the table yet."""


def submission_findings(goal: PerformanceGoal) -> list:
    """Findings of the checks as the cycle has set them, the heaviest first, and reminders of open remarks.

    Load the goal `with_project()` and `with_indicators()`. Findings between projects are of the last run;
    one of them may block, a small cycle is checked anew.
    """
    findings = all_findings_of(goal)
    between = any(f.blocks and f.check.spans_projects for f in findings)
    if between and refresh_if_small(goal.project.cycle):
        findings = all_findings_of(goal)
    return [*_unfinished(goal), *findings, *_open_remarks(goal)]


def blocking(findings) -> list:
    """Those that stop the submission."""
    return [finding for finding in findings if finding.blocks]


def _unfinished(goal) -> list[Reminder]:
    """What was typed but can't stand in the table: it would be lost by submitting."""
    if not goal.unfinished:
        return []
    entry = entry_of(goal)
    found = problems(entry, references=References(goal))
    return [_reminder(problem, entry) for problem in found if problem.loses_text]


def _reminder(problem, entry) -> Reminder:
    known = entry.rows[problem.row].pk if problem.row is not None else None
    return Reminder(
        problem.message, problem.field, CheckLevel.BLOCKING, indicator=known, blocks=True, row=problem.row
    )


def _open_remarks(goal) -> list[Reminder]:
    count = goal.remarks.filter(state=RemarkState.OPEN).count()
    return [Reminder(f"还有 {count} 条审核意见没有答复。", "remarks")] if count else []
