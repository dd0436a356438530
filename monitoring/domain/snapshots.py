"""A monitoring report as plain values to freeze: what was typed, the limits that counted, its lights."""

from ..lights import Lit
from ..models import MonitoringIndicator, MonitoringReport
from .handing_in import common_values
from .subjects import monitored_projects

SCHEMA = 1


def snapshot(report: MonitoringReport) -> dict:
    """Everything of the table, loaded `with_all()`; `lights` follow from the rest."""
    (subject,) = monitored_projects([report])
    return {
        "schema": SCHEMA,
        **common_values(report),
        "round": {"label": report.round.label, "last_month": report.round.last_month},
        "indicators": [_row(row) for row in report.indicators.all()],
        "lights": {
            "project": subject.light.label,
            "money": _light(subject.money_light),
            "indicators": [_light(lit) for lit in subject.lights],
        },
    }


def _row(row: MonitoringIndicator) -> dict:
    names = ("tier1", "tier2", "name", "target", "actual", "expected", "planned_month", "possibility")
    return {
        "key": row.approved_key or -row.position,
        **{name: getattr(row, name) for name in names},
        "causes": list(row.causes),
        "cause_note": row.cause_note,
        "note": row.note,
        "evidence": row.evidence,
    }


def _light(lit: Lit) -> dict:
    return {"light": lit.light.label, "explanation": lit.explanation}
