"""What became of the findings: counted when a goal is first submitted and when it is approved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.checks import CHECKS, Finding
from indicators.enums import CheckOutcome, TallyStage
from indicators.models import CheckTally, PerformanceGoal
from projects.models import Department

from ..counting.parts import Counted
from ..counting.reading import Counts
from .findings import kept_between


def tally(*, goal: PerformanceGoal, stage: TallyStage, own: Iterable[Finding]) -> None:
    """Keep how many findings of each check the goal has at this stage; part of the step's transaction.

    The first submission of a round counts: what is mended after a return is the gain. A goal that was
    approved and submitted again begins a new round. `own` are the goal's own findings as it stands now; those
    between projects count as the last run of the cycle found them.
    """
    known = set(CheckTally.objects.filter(goal=goal).values_list("stage", flat=True))
    if stage == TallyStage.SUBMITTED and known == {TallyStage.SUBMITTED}:
        return
    begins = stage == TallyStage.SUBMITTED
    CheckTally.objects.filter(goal=goal, **({} if begins else {"stage": stage})).delete()
    findings = [*own, *kept_between(goal)]
    found = Counter(f.check_id for f in findings if f.outcome == CheckOutcome.FINDING)
    CheckTally.objects.bulk_create(
        CheckTally(goal=goal, stage=stage, check_id=id, count=count) for id, count in found.items()
    )


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A check or a unit: the places found at submission, and those left at approval."""

    label: str
    projects: int
    found: int
    left: int

    @property
    def gone(self) -> int:
        return self.found - self.left

    @property
    def gone_percent(self) -> int:
        return round(self.gone * 100 / self.found) if self.found else 0


def trend_by_check(counts: Counts) -> list[TrendLine]:
    """A line for each check that found something in tables now approved, in the order of the checks."""
    rows = counts.by_key("trend")
    return [_line(CHECKS[key].title, rows[key]) for key in CHECKS if key in rows]


def trend_by_unit(counts: Counts, units: Sequence[Department]) -> list[TrendLine]:
    """A line for each of these units that has such tables, in their order."""
    keys = [unit.pk for unit in units]
    rows = {row.unit: row for row in counts.by_unit("tallied", units=keys)}
    return [_line(unit.label, rows[unit.pk]) for unit in units if unit.pk in rows]


def _line(label: str, row: Counted) -> TrendLine:
    """What was found at approval but not at submission is left, too: it is never below zero."""
    return TrendLine(label, row.count, row.second, int(row.amount))
