"""What is counted for each unit: one query a part, the same for kept figures and for those of now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

from filings.enums import FilingStatus
from indicators.enums import CheckOutcome, TallyStage
from indicators.models import CheckAnswer, CheckTally, GoalFinding, PerformanceGoal
from projects.models import BudgetCycle

UNIT = "project__department"


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: of a unit, or of several together (`unit` is None then)."""

    unit: int | None
    key: str
    count: int
    second: int = 0
    amount: Decimal = Decimal(0)
    moment: datetime | None = None


Scope = Callable[[str], Q]
Part = Callable[[BudgetCycle, Scope], Iterable[tuple]]


def counted(part: str, cycle: BudgetCycle, scope: Scope) -> list[Counted]:
    """The figures of a part as the tables are now. `scope` makes a condition on units at a path."""
    return [
        Counted(unit, *row[:3], Decimal(row[3] or 0), *row[4:]) for unit, *row in PARTS[part](cycle, scope)
    ]


def _goals(cycle: BudgetCycle, scope: Scope):
    return PerformanceGoal.objects.in_cycle(cycle).filter(scope(UNIT)).order_by()


def _money(goals, column: str, **more):
    """Tables, those without an amount, and the sum of the known amounts in 元, by a column of the project."""
    missing = Count("pk", filter=Q(project__amount=None))
    figures = {"count": Count("pk"), "missing": missing, "sum": Sum("project__amount"), **more}
    return goals.values_list(UNIT, column).annotate(**figures)


def by_status(cycle: BudgetCycle, scope: Scope):
    """count: tables; second: without an amount; amount: 元; moment: submission of the longest waiting."""
    return _money(_goals(cycle, scope), "filing__status", oldest=Min("filing__submitted_at"))


def by_fund(cycle: BudgetCycle, scope: Scope):
    return [_keyed(row) for row in _money(_goals(cycle, scope), "project__fund_source")]


def by_subject(cycle: BudgetCycle, scope: Scope):
    return [_keyed(row) for row in _money(_goals(cycle, scope), "project__functional_subject")]


def _keyed(row: tuple) -> tuple:
    """The key of a code as text, empty where the project has none."""
    unit, code, *figures = row
    return unit, "" if code is None else str(code), *figures


def by_day(cycle: BudgetCycle, scope: Scope):
    """count: tables handed in on the day and not sent back since."""
    goals = _goals(cycle, scope).filter(filing__handed_on__isnull=False)
    rows = goals.values_list(UNIT, "filing__handed_on").annotate(count=Count("pk"))
    return [(unit, day.isoformat(), count, 0, 0) for unit, day, count in rows]


def state(cycle: BudgetCycle, scope: Scope):
    """count: tables; amount: their revisions together; moment: the last change of one."""
    goals = _goals(cycle, scope).values_list(UNIT)
    rows = goals.annotate(
        count=Count("pk"), revisions=Sum("filing__revision"), last=Max("filing__updated_at")
    )
    return [(unit, "", count, 0, revisions, last) for unit, count, revisions, last in rows]


def _findings(cycle: BudgetCycle, scope: Scope):
    findings = GoalFinding.objects.in_cycle(cycle).filter(scope(f"goal__{UNIT}")).order_by()
    return findings.annotate(unit=F(f"goal__{UNIT}"))


def by_check(cycle: BudgetCycle, scope: Scope):
    """count: findings of a check at a level; second: the answered ones; amount: tables that have some."""
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    rows = (
        _findings(cycle, scope)
        .annotate(answered=Exists(answers))
        .values_list("unit", "check_id", "level")
        .annotate(
            hits=Count("pk"), said=Count("pk", filter=Q(answered=True)), goals=Count("goal", distinct=True)
        )
    )
    return [(unit, f"{check} {level}", hits, said, goals) for unit, check, level, hits, said, goals in rows]


def by_lead(cycle: BudgetCycle, scope: Scope):
    """count: kinds of findings in tables, by level and outcome; second: those answered as a whole."""
    rows = (
        with_whole_answers(_findings(cycle, scope).leading())
        .values_list("unit", "level", "outcome")
        .annotate(kinds=Count("pk"), said=Count("pk", filter=Q(answered=True)))
    )
    return [(unit, f"{level} {outcome}", kinds, said, 0) for unit, level, outcome, kinds, said in rows]


def found(cycle: BudgetCycle, scope: Scope):
    """count: tables in which anything was found."""
    rows = _findings(cycle, scope).leading().values_list("unit")
    return [(unit, "", goals, 0, 0) for unit, goals in rows.annotate(goals=Count("goal", distinct=True))]


def now(cycle: BudgetCycle, scope: Scope):
    """count: tables in which a check finds something at a level, not counting what it can't decide."""
    found = _findings(cycle, scope).leading().filter(outcome=CheckOutcome.FINDING)
    rows = found.values_list("unit", "check_id", "level").annotate(goals=Count("pk"))
    return [(unit, f"{check} {level}", goals, 0, 0) for unit, check, level, goals in rows]


def _tallies(cycle: BudgetCycle, scope: Scope):
    tallies = CheckTally.objects.filter(scope(f"goal__{UNIT}"), goal__project__cycle=cycle).order_by()
    return tallies.annotate(unit=F(f"goal__{UNIT}"))


def first(cycle: BudgetCycle, scope: Scope):
    """count: tables in which a check found something when first submitted; second: where it is mended."""
    left = GoalFinding.objects.leading().filter(
        goal=OuterRef("goal"), check_id=OuterRef("check_id"), outcome=CheckOutcome.FINDING
    )
    rows = _tallies(cycle, scope).filter(stage=TallyStage.SUBMITTED).annotate(is_left=Exists(left))
    gone = Count("pk", filter=Q(is_left=False))
    rows = rows.values_list("unit", "check_id").annotate(goals=Count("pk"), gone=gone)
    return [(*row, 0) for row in rows]


# Places found at submission, and at approval: of tables that are approved now.
_PLACES = {
    "goals": Count("goal", distinct=True),
    "found": Sum("count", filter=Q(stage=TallyStage.SUBMITTED), default=0),
    "left": Sum("count", filter=Q(stage=TallyStage.APPROVED), default=0),
}


def _approved_tallies(cycle: BudgetCycle, scope: Scope):
    return _tallies(cycle, scope).filter(goal__filing__status=FilingStatus.APPROVED)


def trend(cycle: BudgetCycle, scope: Scope):
    """count: approved tables that a check counts in; second: places at submission; amount: at approval."""
    return _approved_tallies(cycle, scope).values_list("unit", "check_id").annotate(**_PLACES)


def tallied(cycle: BudgetCycle, scope: Scope):
    """The same of all checks together."""
    rows = _approved_tallies(cycle, scope).values_list("unit").annotate(**_PLACES)
    return [(unit, "", *figures) for unit, *figures in rows]


def with_whole_answers(leading):
    """Leading findings with `answered`: every one of the kind in the goal is."""
    answers = CheckAnswer.objects.filter(goal=OuterRef("goal"), fingerprint=OuterRef("fingerprint"))
    unanswered = GoalFinding.objects.filter(
        ~Exists(answers),
        goal=OuterRef("goal"),
        check_id=OuterRef("check_id"),
        level=OuterRef("level"),
        outcome=OuterRef("outcome"),
    )
    return leading.annotate(answered=~Exists(unanswered))


# What is counted; a later room adds what it counts of its own, when it is ready (register).
PARTS: dict[str, Part] = {
    "status": by_status,
    "fund": by_fund,
    "subject": by_subject,
    "day": by_day,
    "state": state,
    "check": by_check,
    "lead": by_lead,
    "found": found,
    "now": now,
    "first": first,
    "trend": trend,
    "tallied": tallied,
}


def register(name: str, part: Part) -> None:
    """Count this as well, see ADR 0028. What it reads must be watched by indicators.change_marks."""
    PARTS[name] = part
