"""A goal table as plain values to freeze, and a frozen one as a table to print."""

from dataclasses import asdict, fields
from decimal import Decimal

from django.utils import timezone

from filings.domain.versions import read_content
from filings.enums import Action, FilingStatus
from filings.models import FilingVersion
from indicators.fields import SUMS
from indicators.models import PerformanceGoal
from indicators.printed_form import LIST_FORM, FormStyle, PrintedForm
from indicators.record import GoalRecord, IndicatorRecord, record_of
from indicators.tables.columns import GoalTable
from indicators.tables.printed import GoalForms
from indicators.tables.source import MARKS
from indicators.tables.split import SplitTable
from printing.layout import Table

SCHEMA = 1
MONEY = ("amount", *SUMS)
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
    amounts = {name: None if values[name] is None else str(values[name]) for name in MONEY}
    return values | {"key": str(record.key)} | amounts


def version_record(content: dict, *, project_type=GoalRecord, row_type=IndicatorRecord):
    """The project of a snapshot exactly as the page, the PDF and the workbook would have shown it, in these
    types of the record. A field that the table got later is empty in an earlier snapshot.
    """
    project = content["project"]
    amounts = {
        name: None if project[name] is None else Decimal(project[name]) for name in MONEY if name in project
    }
    values = project | {"key": int(project["key"])} | amounts
    rows = tuple(row_type(**row) for row in content["indicators"])
    return project_type(rows=rows, fiscal_year=content["cycle"]["fiscal_year"], **values)


def version_table(
    version: FilingVersion, *, form: PrintedForm = LIST_FORM, paper: str = "A4"
) -> Table | GoalForms:
    """A version in a printed form, dated on the day it was frozen; a single form names the version."""
    content = read_content(version)
    record = version_record(content)
    frozen_on, year = timezone.localtime(version.frozen_at).date(), content["cycle"]["fiscal_year"]
    if not form.style.is_list:
        marks = {record.key: version.imprint}
        return GoalForms(content["cycle"]["title"], (record,), frozen_on, form, year, paper, marks=marks)
    make = SplitTable if form.style is FormStyle.SPLIT else GoalTable
    return make(
        title=content["cycle"]["title"],
        blocks=(record,),
        printed_on=frozen_on,
        scope_label=record.unit,
        paper=paper,
        marks={} if version.action == Action.APPROVE else {record.key: MARKS[FilingStatus.SUBMITTED]},
    )
