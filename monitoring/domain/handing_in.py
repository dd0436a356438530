"""What 监控表 and 自评表 share on their way: deadlines, findings in words, plain values to freeze."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from filings.enums import Stage
from filings.kinds import Route
from filings.models import Filing

from ..checks import TableFinding
from ..enums import MoneySource

GOAL_ROUTE = ("cycle__rules",)  # what `route_of` reads of a filing


def route_of(filing: Filing, *, due_on: date | None, review_due_on: date | None = None) -> Route:
    """The way of the cycle's goal tables, with dates of its own: it begins when the goals are approved."""
    rules = getattr(filing.cycle, "rules", None)
    return Route(
        filing.kind,
        supervised=rules is None or rules.has_supervisor_step,
        last_days={Stage.DECLARATION: due_on, Stage.REVIEW: review_due_on},
        in_window=False,
    )


def tables_of(model, filings: Sequence[Filing]) -> dict[int, Any]:
    """Key of the filing → its table with all that is asked of it; a constant number of queries."""
    by_key = {filing.pk: filing for filing in filings}
    found = {table.filing_id: table for table in model.objects.with_all().filter(filing__in=by_key)}
    for key, table in found.items():
        table.filing = by_key[key]
    return found


def in_words(findings: Iterable[TableFinding]) -> str:
    """All of them in one sentence."""
    return "；".join(finding.hit.message.rstrip("。") for finding in findings) + "。"


def common_values(table) -> dict:
    """What both kinds freeze of their project, cycle, goal version and money; amounts as text."""
    project, cycle, unit = table.project, table.project.cycle, table.project.department
    version = table.version
    return {
        "version_number": table.filing.version_number,
        "cycle": {
            "code": cycle.code, "title": cycle.title, "fiscal_year": cycle.fiscal_year,
            "region": cycle.region, "level": cycle.level,
        },
        "goal_version": {"serial": version.serial, "sha256": version.sha256} if version else None,
        "project": {
            "key": str(project.pk), "name": project.name,
            "unit_code": unit.code, "unit_name": unit.name,
            "supervisor_code": unit.supervisor.code,
            "supervisor_name": unit.supervisor.name,
        },
        "annual_objective": table.annual_objective,
        "stated_rate": text_of(table.stated_rate),
        "money": {row.source: _amounts(row) for row in sorted(table.money.all(), key=_place)},
        "rules": table.frozen_rules,
    }  # fmt: skip


def _place(row) -> int:
    return MoneySource.values.index(row.source)


def _amounts(row) -> dict[str, str | None]:
    return {name: text_of(getattr(row, name)) for name in row.AMOUNTS}


def text_of(number: Decimal | None) -> str | None:
    """A number to freeze: as text, always with the decimals of its column."""
    return None if number is None else str(number)
