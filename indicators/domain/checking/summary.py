"""What the checks found in a cycle, summed up: in all, by check, by unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from indicators.checks import CHECKS
from indicators.enums import CheckLevel, CheckOutcome
from projects.models import BudgetCycle, Department

from ..counting.parts import Counted
from ..counting.reading import Counts

FOUND = {
    "blocking": (CheckLevel.BLOCKING, CheckOutcome.FINDING),
    "advice": (CheckLevel.ADVICE, CheckOutcome.FINDING),
}
COUNTS = {
    "blocking": Count("pk", filter=Q(level=CheckLevel.BLOCKING, outcome=CheckOutcome.FINDING)),
    "advice": Count("pk", filter=Q(level=CheckLevel.ADVICE, outcome=CheckOutcome.FINDING)),
    "undecided": Count("pk", filter=Q(outcome=CheckOutcome.UNDECIDED)),
    "answered_count": Count("pk", filter=Q(answered=True)),
}


@dataclass(frozen=True, slots=True)
class Units:
    """The units in which something was found, by code; a slice has the lines of its units.

    `figures`: units → key of the unit → the figures of its line.
    """

    units: object
    figures: Callable[[Sequence[Department]], dict[int, dict]]

    def __len__(self) -> int:
        return self.units.count()

    def __getitem__(self, place: slice) -> list[dict]:
        shown = list(self.units[place])
        figures = self.figures(shown)
        return [{"code": unit.code, "name": unit.name, **figures[unit.pk]} for unit in shown]


@dataclass(frozen=True, slots=True)
class Summary:
    """`totals` and each line have COUNTS and `projects`; `listed` is how many lines the list has."""

    totals: dict[str, int]
    checks: list[dict]
    units: Units
    listed: int


def kept_summary(user, cycle: BudgetCycle) -> Summary:
    """Of everything this person may see, from kept figures."""
    counts = Counts(cycle, user)
    leads = list(counts.by_key("lead").values())
    totals = {**_kinds(leads), "projects": counts.total("found").count}
    checks = []
    for key, row in counts.by_key("check").items():
        check, _, level = key.rpartition(" ")
        figures = {"hits": row.count, "projects": int(row.amount), "answered_count": row.second}
        checks.append({"check_id": check, "level": level, **figures})
    units = Units(counts.units("found"), lambda shown: _kept_lines(counts, shown))
    return Summary(totals, _in_order(checks), units, sum(row.count for row in leads))


def _kinds(leads: Sequence[Counted]) -> dict[str, int]:
    """COUNTS from the figures of the part `lead`."""
    by_kind = {tuple(row.key.split(" ")): row.count for row in leads}
    kinds = {name: by_kind.get((str(level), str(outcome)), 0) for name, (level, outcome) in FOUND.items()}
    undecided = sum(count for (_, outcome), count in by_kind.items() if outcome == CheckOutcome.UNDECIDED)
    return {**kinds, "undecided": undecided, "answered_count": sum(row.second for row in leads)}


def _kept_lines(counts: Counts, units: Sequence[Department]) -> dict[int, dict]:
    leads: dict[int, list[Counted]] = {unit.pk: [] for unit in units}
    for row in counts.by_unit("lead", units=leads):
        leads[row.unit].append(row)
    projects = {row.unit: row.count for row in counts.by_unit("found", units=leads)}
    return {unit: {**_kinds(rows), "projects": projects.get(unit, 0)} for unit, rows in leads.items()}


def summary_of(leading, listed) -> Summary:
    """Of these findings: `leading` one of each kind in a goal, `listed` all of them, each with `answered`."""
    totals = leading.aggregate(**COUNTS, projects=Count("goal", distinct=True), listed=Count("pk"))
    checks = listed.values("check_id", "level").annotate(
        hits=Count("pk"),
        projects=Count("goal", distinct=True),
        answered_count=Count("pk", filter=Q(answered=True)),
    )
    units = Department.objects.filter(pk__in=leading.values("goal__project__department")).order_by("code")
    number = totals.pop("listed")
    return Summary(totals, _in_order(checks), Units(units, lambda shown: _lines(leading, shown)), number)


def _lines(leading, units: Sequence[Department]) -> dict[int, dict]:
    unit = "goal__project__department"
    rows = leading.filter(**{f"{unit}__in": units}).values(unit)
    return {row.pop(unit): row for row in rows.annotate(**COUNTS, projects=Count("goal", distinct=True))}


def _in_order(lines) -> list[dict]:
    """A line for each check that found something, in the order of the checks."""
    order = list(CHECKS)
    known = [line | {"check": CHECKS[line["check_id"]]} for line in lines if line["check_id"] in CHECKS]
    return sorted(known, key=lambda line: (order.index(line["check_id"]), line["level"]))
