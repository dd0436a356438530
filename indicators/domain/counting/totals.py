"""What a filtered list adds up to, where one kept figure is the answer."""

from filings.enums import FilingStatus
from projects.models import BudgetCycle

from .parts import Counted
from .reading import Counts


def kept_totals(*, user, cycle: BudgetCycle, chosen: dict) -> dict | None:
    """Tables (`count`), 元 (`amount`) and how many lack an amount (`missing`) of the list with these filters
    of GoalFilterForm; None where no single figure is kept for them."""
    if len(chosen) > 1 or not chosen.keys() <= {"status", "handed", "fund", "subject", "unpriced"}:
        return None
    part, keys = _figure_of(chosen)
    found = Counts(cycle, user).total(part, keys=keys)
    if "unpriced" in chosen:
        found = Counted(None, "", found.second, found.second)
    known = found.amount if found.count > found.second else None
    return {"count": found.count, "amount": known, "missing": found.second}


def _figure_of(chosen: dict) -> tuple[str, list[str] | None]:
    """The part and the keys that these filters mean."""
    if code := chosen.get("fund") or chosen.get("subject"):
        return ("fund" if "fund" in chosen else "subject"), [str(code.pk)]
    if status := chosen.get("status"):
        return "status", [status]
    if handed := chosen.get("handed"):
        with_unit = FilingStatus.editable()
        return "status", [s for s in FilingStatus.values if (s in with_unit) == (handed == "no")]
    return "status", None
