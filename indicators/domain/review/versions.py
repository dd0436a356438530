"""A goal table as plain values to freeze, and a frozen one as a table to print."""

from dataclasses import asdict, fields
from decimal import Decimal

from django.utils import timezone

from filings.domain.versions import read_content
from filings.models import FilingVersion
from indicators.models import PerformanceGoal
from indicators.record import GoalRecord, IndicatorRecord, record_of
from indicators.tables.layout import GoalTable

SCHEMA = 1
# The year stands with the cycle, the rows by themselves.
PROJECT_VALUES = tuple(f.name for f in fields(GoalRecord) if f.name not in ("fiscal_year", "rows"))


def snapshot(goal: PerformanceGoal) -> dict:
    """The table as plain values; amounts as text, so that no figure changes on the way."""
    record, cycle = record_of(goal), goal.project.cycle
    return {
        "schema": SCHEMA,
        "version_number": goal.filing.version_number,
        "cycle": {
            "code": cycle.code, "title": cycle.title, "fiscal_year": cycle.fiscal_year,
            "region": cycle.region, "level": cycle.level,
        },
        "project": _project(record),
        "indicators": [asdict(row) for row in record.rows],
    }  # fmt: skip


def _project(record: GoalRecord) -> dict:
    values = {name: getattr(record, name) for name in PROJECT_VALUES}
    return values | {"key": str(record.key), "amount": None if record.amount is None else str(record.amount)}


def version_record(content: dict) -> GoalRecord:
    """The project of a snapshot exactly as the page, the PDF and the workbook would have shown it.

    A field that the table got later is empty in an earlier snapshot.
    """
    project = content["project"]
    amount = project["amount"]
    values = project | {"key": int(project["key"]), "amount": None if amount is None else Decimal(amount)}
    rows = tuple(IndicatorRecord(**row) for row in content["indicators"])
    return GoalRecord(rows=rows, fiscal_year=content["cycle"]["fiscal_year"], **values)


def version_table(version: FilingVersion, *, paper: str = "A4") -> GoalTable:
    """A version as a table to print, dated on the day it was frozen."""
    content = read_content(version)
    record = version_record(content)
    return GoalTable(
        title=content["cycle"]["title"],
        blocks=(record,),
        printed_on=timezone.localtime(version.frozen_at).date(),
        scope_label=record.unit,
        paper=paper,
    )
