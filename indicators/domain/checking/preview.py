"""What the checks would say of a project that an import is about to write: as after it is written."""

from collections.abc import Mapping

from indicators.checks import (
    CheckedIndicator,
    CheckedProject,
    CheckSettings,
    FindingGroup,
    grouped,
    run_project_checks,
)
from indicators.fields import SUMS
from indicators.models import IndicatorCategory
from indicators.record import FORM_FACTS, ROW_TEXTS
from perfgoals.common.money import AmountError, parse_amount
from perfgoals.language.codes import split_subject

from .findings import by_weight


def preview_findings(
    values: Mapping, *, year: int, categories: Mapping[int, IndicatorCategory], settings: CheckSettings
) -> list[FindingGroup]:
    """The findings of `ImportItem.values` by kind, the heaviest first; no query.

    Projects are compared with one another once they are written. A row without a place in the scheme is not
    in the table yet: no check looks at it.
    """
    return grouped(by_weight(run_project_checks(_as_checked(values, year, categories), settings)))


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
