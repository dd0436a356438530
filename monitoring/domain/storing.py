"""A monitoring report in and out of the database as plain values, for imports and pages."""

from collections.abc import Mapping, Sequence
from functools import partial

from filings.models import Filing

from ..models import MonitoringIndicator, MonitoringMoney, MonitoringReport, MonitoringRound
from ..models.report import MONITORING
from ..reading import ReadRow, ReadTable
from .approved import approved_rows
from .filed import store_table, with_approved_keys
from .imports import TableStore, common_values, replace_money
from .subjects import money_of

FIELDS = ("annual_objective", "stated_rate")
ROW_FIELDS = (
    "tier1", "tier2", "name", "target", "actual", "expected", "planned_month", "possibility", "causes",
    "cause_note", "note", "evidence",
)  # fmt: skip


def store_of(round: MonitoringRound) -> TableStore:
    """How reports of this round are stored."""
    return TableStore(
        values_of, partial(stored, round=round), partial(write, round=round), partial(filings, round=round)
    )


def values_of(table: ReadTable) -> dict:
    """What a read table stores."""
    rows = [_row_values(row) for row in table.rows]
    return common_values(table, MonitoringMoney.AMOUNTS) | {"rows": rows}


def _row_values(row: ReadRow) -> dict:
    month = row.text("planned_month")
    return {
        "tier1": row.text("tier1"),
        "tier2": row.text("tier2"),
        "name": row.text("indicator"),
        "target": row.text("target"),
        "actual": row.text("actual"),
        "expected": row.text("expected"),
        "planned_month": int(month) if month and 1 <= int(month) <= 12 else None,
        "possibility": row.text("possibility"),
        "causes": list(row.causes),
        "cause_note": "；".join(text for text in (row.text("cause_note"), row.text("reason")) if text),
        "note": row.text("note"),
        "evidence": row.text("evidence"),
    }


def stored(projects: Sequence[int], *, round: MonitoringRound) -> Mapping[int, dict]:
    """The values of the projects that have a report in this round, in the shape of `values_of`."""
    if round.pk is None:
        return {}
    reports = MonitoringReport.objects.filter(round=round, project__in=projects)
    return {r.project_id: stored_values(r) for r in reports.prefetch_related("money", "indicators")}


def filings(projects: Sequence[int], *, round: MonitoringRound) -> Mapping[int, Filing]:
    """The filings of the reports of this round, by project."""
    if round.pk is None:
        return {}
    reports = MonitoringReport.objects.filter(round=round, project__in=projects)
    return {report.project_id: report.filing for report in reports.select_related("filing")}


def stored_values(report: MonitoringReport) -> dict:
    money = {
        source: {name: getattr(amounts, name) for name in MonitoringMoney.AMOUNTS}
        for source, amounts in money_of(report).items()
    }
    return {name: getattr(report, name) for name in FIELDS} | {
        "version": report.version_id,
        "money": money,
        "rows": [{name: getattr(row, name) for name in ROW_FIELDS} for row in report.indicators.all()],
    }


def write(*, project: int, values: dict, by, round: MonitoringRound) -> MonitoringReport:
    """Store the values of a project in this round, instead of those it has; inside a transaction.

    A round that is not stored yet is stored with it. Raises TableLocked.
    """
    if round.pk is None:
        round.save()
    fields = {name: values[name] for name in FIELDS} | {"version_id": values["version"]}
    report = store_table(
        MonitoringReport, kind=MONITORING, project=project, fields=fields, by=by, round=round
    )
    replace_money(report.money, values["money"])
    report.indicators.all().delete()
    MonitoringIndicator.objects.bulk_create(
        MonitoringIndicator(report=report, position=position, **row)
        for position, row in enumerate(with_approved_keys(values["rows"], approved_rows(report)), start=1)
    )
    return report
