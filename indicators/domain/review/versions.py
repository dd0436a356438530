"""A goal table as plain values to freeze, and a frozen one as a table to print."""

from decimal import Decimal

from django.utils import timezone

from filings.domain.versions import read_content
from filings.models import FilingVersion
from indicators.models import PerformanceGoal
from indicators.tables.content import IndicatorRow, ProjectBlock
from indicators.tables.layout import GoalTable

SCHEMA = 1


def snapshot(goal: PerformanceGoal) -> dict:
    """The table as plain values; amounts as text, so that no figure changes on the way."""
    project, cycle = goal.project, goal.project.cycle
    fund, subject = project.fund_source, project.functional_subject
    return {
        "schema": SCHEMA,
        "version_number": goal.filing.version_number,
        "cycle": {
            "code": cycle.code, "title": cycle.title, "fiscal_year": cycle.fiscal_year,
            "region": cycle.region, "level": cycle.level,
        },
        "project": {
            "key": str(project.pk),
            "unit_code": project.department.code,
            "unit_name": project.department.name,
            "name": project.name,
            "fund_code": fund.code if fund else "",
            "fund_name": fund.name if fund else "",
            "amount": None if project.amount is None else str(project.amount),
            "amount_note": project.amount_note,
            "subject_code": subject.code if subject else "",
            "subject_name": subject.name if subject else "",
            "justification": project.justification,
            "overall_objective": goal.overall_objective,
            "annual_objective": goal.annual_objective,
        },
        "indicators": [_row(indicator) for indicator in goal.indicators.all()],
    }  # fmt: skip


def _row(indicator) -> dict:
    return {
        "key": indicator.pk,
        "tier1": indicator.category.parent.name,
        "tier2": indicator.category.name,
        "name": indicator.name,
        "period_target": indicator.period_target,
        "annual_target": indicator.annual_target,
        "not_applicable": indicator.not_applicable,
        "note": indicator.note,
    }


def version_block(content: dict) -> ProjectBlock:
    """The project of a snapshot exactly as the page, the PDF and the workbook would have shown it."""
    project = dict(content["project"])
    amount = project.pop("amount")
    names = ("tier1", "tier2", "name", "period_target", "annual_target")
    rows = tuple(IndicatorRow(**{name: row[name] for name in names}) for row in content["indicators"])
    return ProjectBlock(amount=None if amount is None else Decimal(amount), rows=rows, **project)


def version_table(version: FilingVersion, *, paper: str = "A4") -> GoalTable:
    """A version as a table to print, dated on the day it was frozen."""
    content = read_content(version)
    block = version_block(content)
    return GoalTable(
        title=content["cycle"]["title"],
        blocks=(block,),
        printed_on=timezone.localtime(version.frozen_at).date(),
        scope_label=block.unit,
        paper=paper,
    )
