"""What the checks would say of a project that an import is about to write: as after it is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from indicators.checks import (
    CheckedIndicator,
    CheckedProject,
    CheckSettings,
    Finding,
    FindingGroup,
    grouped,
    run_cycle_checks,
    run_project_checks,
)
from indicators.enums import ItemState
from indicators.fields import SUMS
from indicators.models import ImportItem, IndicatorCategory, PerformanceGoal, TableImport
from indicators.record import FORM_FACTS, ROW_TEXTS
from perfgoals.common.money import AmountError, parse_amount
from perfgoals.language.codes import split_subject

from .findings import COMPARED_AT_ONCE, by_weight, checked_project


def preview_findings(
    values: Mapping,
    *,
    year: int,
    categories: Mapping[int, IndicatorCategory],
    settings: CheckSettings,
    between: Iterable[Finding] = (),
) -> list[FindingGroup]:
    """The findings of `ImportItem.values` by kind, the heaviest first; no query.

    `between` are those that `findings_between` has for the project. A row without a place in the scheme is
    not in the table yet: no check looks at it.
    """
    own = run_project_checks(_as_checked(values, year, categories), settings)
    return grouped(by_weight([*own, *between]))


def findings_between(
    items: Iterable[ImportItem],
    *,
    table_import: TableImport,
    categories: Mapping[int, IndicatorCategory],
    settings: CheckSettings,
) -> tuple[dict[int, list[Finding]], set[str]]:
    """(key of an item → what the checks between projects will say of it, codes of units left out).

    The projects of a unit are compared as they will stand once the import is written: those of the file, and
    the stored ones that the file leaves as they are. Of a unit with more than COMPARED_AT_ONCE projects
    nothing is compared. As many queries for one item as for many.
    """
    units = {item.values["unit"] for item in items if item.values and item.state in ItemState.writable()}
    coming = table_import.items.filter(state__in=ItemState.writable(), values__unit__in=units)
    stored = (
        PerformanceGoal.objects.in_cycle(table_import.cycle)
        .filter(project__department__code__in=units)
        .exclude(pk__in=coming.exclude(goal=None).values("goal"))
    )
    sizes = Counter(coming.order_by().values_list("values__unit", flat=True))
    sizes.update(stored.values_list("project__department__code", flat=True))
    crowded = {unit for unit in units if sizes[unit] > COMPARED_AT_ONCE}
    members = [
        checked_project(goal)
        for goal in stored.exclude(project__department__code__in=crowded)
        .with_project()
        .with_indicators()
        .in_table_order()
    ]
    year = table_import.cycle.fiscal_year
    for item in coming.exclude(values__unit__in=crowded).order_by("position"):
        members.append(replace(_as_checked(item.values, year, categories), key=("item", item.pk)))
    found: dict[int, list[Finding]] = {}
    for finding in run_cycle_checks(members, settings):
        if isinstance(finding.project, tuple):
            found.setdefault(finding.project[1], []).append(finding)
    return found, crowded


def _as_checked(values: Mapping, year: int, categories: Mapping[int, IndicatorCategory]) -> CheckedProject:
    facts = values["facts"]
    fund_code, fund_name = _code_and_name(facts["fund_source"])
    subject_code, subject_name = _code_and_name(facts["functional_subject"])
    return CheckedProject(
        key=facts["name"],
        unit_code=values["unit"],
        unit_name="",
        name=facts["name"],
        fund_code=fund_code,
        fund_name=fund_name,
        subject_code=subject_code,
        subject_name=subject_name,
        amount=_amount(facts["amount"]),
        amount_note=values.get("amount_note", ""),
        justification=facts["justification"],
        overall_objective=facts["overall_objective"],
        annual_objective=facts["annual_objective"],
        **{name: facts.get(name, "") for name in FORM_FACTS if name not in SUMS},
        **{name: _amount(facts.get(name, "")) for name in SUMS},
        fiscal_year=year,
        rows=tuple(
            CheckedIndicator(
                key=place,
                tier1=categories[row["category"]].parent.name,
                tier2=categories[row["category"]].name,
                **{name: row[name] for name in ROW_TEXTS if name in row},
            )
            for place, row in enumerate(values["rows"])
            if row["category"] in categories and row["name"].strip()
        ),
    )


def _code_and_name(text: str) -> tuple[str, str]:
    """1111预算安排拨款 → (1111, 预算安排拨款); a name alone has no code."""
    code, name = split_subject(text)
    return code or text.strip(), name


def _amount(text: str):
    try:
        return parse_amount(text) if text.strip() else None
    except AmountError:
        return None
