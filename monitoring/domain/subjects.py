"""Stored monitoring reports as plain data for lights, checks, forms and exports."""

from collections.abc import Iterable

from indicators.tables.source import standing_of

from ..enums import MoneySource, Possibility
from ..lights import DEFAULT_RULES, LightRules
from ..models import MonitoringIndicator, MonitoringReport, MonitoringRound
from ..subject import ApprovedRow, Money, MonitoredProject, MonitoredRow
from .approved import approved_of


def monitored_projects(reports: Iterable[MonitoringReport]) -> list[MonitoredProject]:
    """Reports, loaded `with_all()`, as plain data, in the same order; two queries more, however many."""
    reports = list(reports)
    approved, before = approved_of(reports), values_before(reports)
    return [_project(report, approved[report.project_id], before) for report in reports]


def light_rules(round: MonitoringRound) -> LightRules:
    """The limits of the round's cycle; the defaults where nobody has set any."""
    rules = getattr(round.cycle, "monitoring_rules", None)
    return rules.value() if rules else DEFAULT_RULES


def _rules_for(report: MonitoringReport) -> LightRules:
    """Those of the submission while the table lies with the reviewers and after it, else the cycle's."""
    kept = report.rules_at_submission
    return light_rules(report.round) if kept is None else LightRules.from_dict(kept)


def values_before(reports: Iterable[MonitoringReport]) -> dict[tuple[int, int, object], str]:
    """(project, last month of the round, row) → the value of the last round before it."""
    reports = list(reports)
    projects = {report.project_id for report in reports}
    months = {report.round.last_month for report in reports}
    if not months:
        return {}
    cycles = {report.round.cycle_id for report in reports}
    earlier = MonitoringIndicator.objects.filter(
        report__project__in=projects,
        report__round__cycle__in=cycles,
        report__round__last_month__lt=max(months),
    ).order_by("report__round__last_month")
    fields = ("report__project", "report__round__last_month", "approved_key", "tier2", "name", "actual")
    found: dict[tuple[int, int, object], str] = {}
    for project, month, key, tier2, name, actual in earlier.values_list(*fields):
        for later in months:
            if later > month and actual:
                found[project, later, key or (tier2, name)] = actual
    return found


def _project(
    report: MonitoringReport, approved: tuple[ApprovedRow, ...] | None, before: dict
) -> MonitoredProject:
    unit = report.project.department
    return MonitoredProject(
        key=report.pk,
        unit_code=unit.code,
        unit_name=unit.name,
        name=report.project.name,
        supervisor=unit.supervisor.label,
        fiscal_year=report.round.cycle.fiscal_year,
        objective=report.annual_objective,
        money=money_of(report),
        stated_rate=report.stated_rate,
        approved=approved,
        bound=report.version_id is not None,
        standing=standing_of(report.filing),
        month=report.round.last_month,
        rules=_rules_for(report),
        is_key=report.round.is_key(report.project),
        rows=tuple(_row(report, row, before) for row in report.indicators.all()),
    )


def money_of(table) -> dict[MoneySource, Money]:
    """The rows of 项目资金 in the order of the form."""
    rows = {MoneySource(row.source): row for row in table.money.all()}
    return {
        source: Money(*(getattr(rows[source], name) for name in rows[source].AMOUNTS))
        for source in MoneySource
        if source in rows
    }


def _row(report: MonitoringReport, row: MonitoringIndicator, before: dict) -> MonitoredRow:
    place = row.approved_key or (row.tier2, row.name)
    return MonitoredRow(
        key=row.pk,
        tier1=row.tier1,
        tier2=row.tier2,
        name=row.name,
        target=row.target,
        actual=row.actual,
        evidence=row.evidence,
        approved_key=row.approved_key,
        expected=row.expected,
        planned_month=row.planned_month,
        possibility=Possibility(row.possibility) if row.possibility else None,
        causes=tuple(row.causes),
        cause_note=row.cause_note,
        note=row.note,
        before=before.get((report.project_id, report.round.last_month, place), ""),
    )
