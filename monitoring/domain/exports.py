"""Monitoring reports as plain data for other programs."""

from ..enums import Light
from ..lights import Lit
from ..subject import MonitoredProject, MonitoredRow


def as_dict(project: MonitoredProject) -> dict:
    """One report: amounts in 元; red, yellow, green, blue or 无法判断; None for what is not filled in."""
    return {
        "unit": project.unit_code,
        "project": project.name,
        "budget": number(project.total.budget),
        "executed": number(project.total.executed),
        "light": light_name(project.light),
        "indicators": [_row(row, lit) for row, lit in zip(project.rows, project.lights, strict=True)],
    }


def _row(row: MonitoredRow, lit: Lit) -> dict:
    return {
        "tier1": row.tier1,
        "tier2": row.tier2,
        "name": row.name,
        "target": row.target,
        "actual": row.actual,
        "expected": row.expected,
        "light": light_name(lit.light),
        "possibility": row.possibility.label if row.possibility else None,
    }


def light_name(light: Light) -> str:
    return light.label if light == Light.UNDECIDED else light.value


def number(value) -> float | int | None:
    """A JSON number that reads as the decimal does; two decimals below 10^13 fit a float exactly enough."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
