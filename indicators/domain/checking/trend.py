"""What became of the findings: counted when a goal is first submitted and when it is approved."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from filings.enums import FilingStatus
from indicators.checks import CHECKS, Finding
from indicators.enums import CheckOutcome, TallyStage
from indicators.models import CheckTally, PerformanceGoal
from projects.models import BudgetCycle

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

    key: str
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


def approved_tallies(user, cycle: BudgetCycle):
    """The counts of the approved goals that this person may see."""
    goals = (
        PerformanceGoal.objects.visible_to(user).in_cycle(cycle).filter(filing__status=FilingStatus.APPROVED)
    )
    return CheckTally.objects.filter(goal__in=goals)


def trend_by_check(tallies) -> list[TrendLine]:
    """A line for each check that found something, in the order of the checks."""
    lines = {line.key: line for line in _lines(tallies, "check_id")}
    known = [lines[id] for id in CHECKS if id in lines]
    return [TrendLine(li.key, CHECKS[li.key].title, li.projects, li.found, li.left) for li in known]


def trend_by_unit(tallies) -> list[TrendLine]:
    """A line for each unit, by code."""
    unit = "goal__project__department"
    names = dict(tallies.values_list(f"{unit}__code", f"{unit}__name").distinct())
    lines = sorted(_lines(tallies, f"{unit}__code"), key=lambda line: line.key)
    return [TrendLine(li.key, f"{li.key}-{names[li.key]}", li.projects, li.found, li.left) for li in lines]


def _lines(tallies, field: str) -> Iterator[TrendLine]:
    """What was found at approval but not at submission is left, too: it is never below zero."""
    rows = (
        tallies.order_by()
        .values(field)
        .annotate(
            projects=Count("goal", distinct=True),
            found=Sum("count", filter=Q(stage=TallyStage.SUBMITTED), default=0),
            left=Sum("count", filter=Q(stage=TallyStage.APPROVED), default=0),
        )
    )
    return (TrendLine(row[field], "", row["projects"], row["found"], row["left"]) for row in rows)
