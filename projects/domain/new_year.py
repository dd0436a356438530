"""按上年新建: a new cycle takes over what the one before was set to; each room says what that is for it."""

from collections.abc import Callable
from datetime import date

from django.db import models

from ..models import BudgetCycle

Carrier = Callable[[BudgetCycle, BudgetCycle], int]
_carriers: dict[str, Carrier] = {}


def carried_over(label: str) -> Callable[[Carrier], Carrier]:
    """Register `carry(source, target)`, which copies settings and returns how many; `label` names them."""

    def register(carrier: Carrier) -> Carrier:
        _carriers[label] = carrier
        return carrier

    return register


def carry_over(*, source: BudgetCycle, target: BudgetCycle) -> dict[str, int]:
    """Copy the settings of every room; label → how many, without those that had none. In a transaction."""
    counts = {label: carrier(source, target) for label, carrier in _carriers.items()}
    return {label: n for label, n in counts.items() if n}


def copy_rows(rows: models.QuerySet, *, target: BudgetCycle) -> int:
    """The same rows for another cycle; they refer to it by `cycle`. Returns how many."""
    copies = []
    for row in rows:
        if not row._meta.pk.is_relation:  # else the cycle itself is the key
            row.pk = None
        row.cycle = target
        row._state.adding = True
        copies.append(row)
    rows.model.objects.bulk_create(copies)
    return len(copies)


def next_year(day: date | None, years: int = 1) -> date | None:
    """The same day a year later, or some years; 29 February becomes the 28th, but from leap to leap year."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def following(cycle: BudgetCycle) -> dict:
    """The fields of the cycle after this one, to begin the form with: a year later, the dates too."""
    year = cycle.fiscal_year + 1
    code = cycle.code.replace(str(cycle.fiscal_year), str(year))
    return {
        "code": code if code != cycle.code else str(year), "fiscal_year": year, "region": cycle.region,
        "level": cycle.level, "title_pattern": cycle.title_pattern,
        "opens_on": next_year(cycle.opens_on), "closes_on": next_year(cycle.closes_on),
    }  # fmt: skip
