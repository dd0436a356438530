"""Where a finding is, in the words of the table."""

from indicators.fields import field_named
from perfgoals.common.text import quoted


def place_of(goal, finding) -> str:
    """E.g. 当年项目金额, or 成本指标“补贴标准” 年度指标值; reads the goal's (prefetched) indicators."""
    if getattr(finding, "row", None) is not None:  # of the form: the table may not have the row yet
        return label_of(finding.field, of_row=True)
    row = next((row for row in goal.indicators.all() if row.pk == finding.indicator), None)
    return place_in_row(row, finding.field)


def place_in_row(row, field: str) -> str:
    """The same from the row itself, None for a field of the project."""
    if row is None:
        return label_of(field)
    return f"{row.category.name}{quoted(row.name)} {label_of(field, of_row=True)}"


def label_of(name: str, *, of_row: bool | None = None) -> str:
    """The label of a field by any of its names; what a check called it, should the table not have it."""
    field = field_named(name, of_row=of_row)
    return field.label if field else name
