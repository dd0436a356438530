"""The figures of 统计: a constant number of queries, each answered from an index.

Every `Figure` carries the filters that list exactly its rows: names of GoalFilterForm, those of what the
checks find now of FindingFilterForm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.utils.http import urlencode

from filings.enums import FilingStatus, Stage
from filings.models import Filing
from indicators.checks import CHECKS
from indicators.domain.counting.reading import Counts
from indicators.domain.review.deadlines import route_of_goals
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models.goal import GOAL
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource

CENT = Decimal("0.01")
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of projects and the filters of the list that shows them."""

    count: int
    filters: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The filters as they stand in the list's address."""
        return urlencode(self.filters)


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One unit, or all of them: projects by status, in the order of FilingStatus, and all together."""

    label: str
    by_status: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A fund or a class of subjects: its projects, the sum of the known amounts in 元, those without one.

    `share` is its part of the largest line, in percent, for the plot.
    """

    label: str
    projects: Figure
    amount: Decimal
    missing: Figure
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class DayLine:
    """What was submitted on one day, and until then; `days_left` to the deadline, None without one."""

    day: date
    days_left: int | None
    on_day: Figure
    until_day: Figure


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: the projects in which it finds something now, in which it did at first, and those mended."""

    label: str
    level: str
    now: Figure
    at_first: Figure
    mended: Figure

    @property
    def mended_percent(self) -> int | None:
        return round(self.mended.count * 100 / self.at_first.count) if self.at_first.count else None


def status_total(counts: Counts) -> StatusLine:
    """All projects of what this person may see, by status."""
    found = counts.by_key("status")
    return _status_line("合计", {key: row.count for key, row in found.items()}, {})


def status_lines(cycle: BudgetCycle, units: list[Department]) -> list[StatusLine]:
    """These units × status, in their order; the index filing_by_status answers for a page of them."""
    filings = Filing.objects.of_kind(GOAL).in_cycle(cycle).filter(status__in=FilingStatus.values)
    # A long list of keys helps nobody: then all units are counted.
    filings = filings.filter(department__in=units) if len(units) <= AT_ONCE else filings
    counted: dict[int, dict[str, int]] = {}
    rows = filings.values_list("status", "department").annotate(count=Count("pk")).order_by()
    for status, unit, count in rows:
        counted.setdefault(unit, {})[status] = count
    return [_status_line(unit.label, counted.get(unit.pk, {}), {"unit": unit.code}) for unit in units]


def _status_line(label: str, counts: dict[str, int], filters: dict[str, str]) -> StatusLine:
    figures = [Figure(counts.get(value, 0), {**filters, "status": value}) for value in FilingStatus.values]
    return StatusLine(label, tuple(figures), Figure(sum(figure.count for figure in figures), filters))


def fund_lines(counts: Counts) -> list[MoneyLine]:
    """Amounts by 资金类型, by code; projects without one last."""
    sums = _sums(counts, "fund")
    funds = FundSource.objects.in_bulk([key for key in sums if key])
    known = sorted((fund.code, fund.label, sums[key]) for key, fund in funds.items())
    lines = [_money_line(label, {"fund": code}, *found) for code, label, found in known]
    if None in sums:
        lines.append(_money_line("没有填资金类型", {"lack": "fund"}, *sums[None]))
    return with_shares(lines)


def class_lines(counts: Counts) -> list[MoneyLine]:
    """Amounts by 类 of 功能科目 (the first three digits), by code; projects without a subject last."""
    sums = _sums(counts, "subject")
    codes = dict(
        FunctionalSubject.objects.filter(pk__in=[key for key in sums if key]).values_list("pk", "code")
    )
    classes: dict[str, list[tuple]] = {}
    for key, code in codes.items():
        classes.setdefault(code[:3], []).append(sums[key])
    names = dict(FunctionalSubject.objects.filter(code__in=classes).values_list("code", "name"))
    lines = [
        _money_line(f"{code}{names.get(code, '类')}", {"subject_class": code}, *_added(classes[code]))
        for code in sorted(classes)
    ]
    if None in sums:
        lines.append(_money_line("没有填功能科目", {"lack": "subject"}, *sums[None]))
    return with_shares(lines)


def _sums(counts: Counts, part: str) -> dict[int | None, tuple[int, Decimal, int]]:
    """Key of the code → (projects, sum of the known amounts, projects without an amount); kept figures."""
    rows = counts.by_key(part)
    return {
        int(key) if key else None: (row.count, row.amount.quantize(CENT), row.second)
        for key, row in rows.items()
    }


def _added(parts: Iterable[tuple]) -> tuple:
    return tuple(map(sum, zip(*parts, strict=True)))


def _money_line(label: str, filters: dict[str, str], count: int, amount: Decimal, missing: int) -> MoneyLine:
    return MoneyLine(label, Figure(count, filters), amount, Figure(missing, {**filters, "unpriced": "yes"}))


def with_shares(lines: list[MoneyLine]) -> list[MoneyLine]:
    largest = max((line.amount for line in lines), default=0)
    return [
        MoneyLine(
            li.label, li.projects, li.amount, li.missing, float(li.amount / largest * 100) if largest else 0.0
        )
        for li in lines
    ]


def money_total(lines: list[MoneyLine]) -> MoneyLine:
    """All lines together: the total row of either table."""
    return _money_line(
        "合计",
        {},
        sum(line.projects.count for line in lines),
        sum((line.amount for line in lines), Decimal(0)),
        sum(line.missing.count for line in lines),
    )


def day_lines(counts: Counts) -> list[DayLine]:
    """The days on which something was submitted that has not come back since, in order."""
    last, until, lines = route_of_goals(counts.cycle).last_days[Stage.DECLARATION], 0, []
    for key, row in sorted(counts.by_key("day").items()):
        day, count = date.fromisoformat(key), row.count
        until += count
        left = (last - day).days if last else None
        on_day = Figure(count, {"sent_on": day.isoformat()})
        lines.append(DayLine(day, left, on_day, Figure(until, {"sent_until": day.isoformat()})))
    return lines


def check_lines(counts: Counts) -> list[CheckLine]:
    """Projects by kind of finding: now (as last checked), at their first submission, and mended since."""
    now = {tuple(key.rsplit(" ", 1)): row.count for key, row in counts.by_key("now").items()}
    first = {key: (row.count, row.second) for key, row in counts.by_key("first").items()}
    known = {check for check, _ in now} | first.keys()
    return [line for check in CHECKS if check in known for line in _check_lines(check, now, first)]


def _check_lines(check: str, now: dict, first: dict) -> Iterable[CheckLine]:
    """One line; two where tables were checked under both levels. What was at first stands with the first."""
    levels = [level for level in CheckLevel.values if (check, level) in now]
    at_first, gone = first.get(check, (0, 0))
    for place, level in enumerate(levels or [""]):
        filters = {"check": check, "level": level, "outcome": CheckOutcome.FINDING.value}
        counted = (at_first, gone) if not place else (0, 0)
        yield CheckLine(
            CHECKS[check].title,
            CheckLevel(level).label if level else "—",
            Figure(now.get((check, level), 0), filters),
            Figure(counted[0], {"found": check}),
            Figure(counted[1], {"mended": check}),
        )
