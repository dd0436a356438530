"""A frozen report as plain data again, to be printed as it was handed in."""

from decimal import Decimal

from ..enums import MoneySource, Possibility
from ..lights import LightRules
from ..models import MonitoringReport
from ..subject import Money, MonitoredProject, MonitoredRow
from .subjects import light_rules


def frozen_project(content: dict, report: MonitoringReport) -> MonitoredProject:
    """What `snapshots.snapshot` gave, with the limits that counted then."""
    rules = content["rules"]
    return MonitoredProject(
        **measured_values(content, report),
        month=content["round"]["last_month"],
        rules=light_rules(report.round) if rules is None else LightRules.from_dict(rules),
        is_key=report.round.is_key(report.project),
        rows=tuple(_row(row) for row in content["indicators"]),
    )


def measured_values(content: dict, table) -> dict:
    """What frozen tables of both kinds have in common, by the names of MeasuredProject."""
    project = content["project"]
    return {
        "key": table.pk,
        "unit_code": project["unit_code"],
        "unit_name": project["unit_name"],
        "name": project["name"],
        "supervisor": "-".join(filter(None, (project["supervisor_code"], project["supervisor_name"]))),
        "fiscal_year": content["cycle"]["fiscal_year"],
        "objective": content["annual_objective"],
        "money": {
            MoneySource(source): Money(**{name: number_of(text) for name, text in amounts.items()})
            for source, amounts in content["money"].items()
        },
        "stated_rate": number_of(content["stated_rate"]),
        "bound": content["goal_version"] is not None,
    }


def row_values(row: dict, *names: str) -> dict:
    """The texts of a frozen row by name, and which approved row it measures."""
    texts = ("tier1", "tier2", "name", "target", "actual", "evidence", *names)
    key = row["key"]
    return {name: row[name] for name in texts} | {"key": key, "approved_key": key if key > 0 else None}


def number_of(text: str | None) -> Decimal | None:
    """What `handing_in.text_of` froze."""
    return None if text is None else Decimal(text)


def _row(row: dict) -> MonitoredRow:
    return MonitoredRow(
        **row_values(row, "expected", "planned_month", "cause_note", "note"),
        possibility=Possibility(row["possibility"]) if row["possibility"] else None,
        causes=tuple(row["causes"]),
    )
