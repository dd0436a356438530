"""What a browser posts for the form of a goal."""

import json
from dataclasses import replace

from indicators.domain.entry.entries import GoalEntry, RowEntry, entry_of
from indicators.forms.entry.goal import ENTRY_NAMES
from indicators.models import PerformanceGoal


def reread(goal) -> PerformanceGoal:
    goals = PerformanceGoal.objects.select_related("project__cycle__rules")
    return goals.with_project().with_indicators().get(pk=goal.pk)


def posted(goal, *, rows=None, removed=(), revision=None, base=None, **facts) -> dict:
    """The form as opened now, with these facts typed over; `rows` (RowEntry) stand in place of all rows."""
    entry = entry_of(reread(goal))
    shown = entry.rows if rows is None else tuple(rows)
    data = {**entry.facts, **facts}
    data["revision"] = str(reread(goal).revision if revision is None else revision)
    data["base"] = json.dumps(entry.fingerprints() if base is None else base)
    lines = [(row, False) for row in shown] + [(RowEntry(pk=pk), True) for pk in removed]
    data |= {"rows-TOTAL_FORMS": str(len(lines)), "rows-INITIAL_FORMS": "0"}
    for number, (row, gone) in enumerate(lines):
        data |= _row(f"rows-{number}", row, number + 1, gone)
    return data


def _row(prefix: str, row: RowEntry, order: int, gone: bool) -> dict:
    cells = {name: getattr(row, name) for name in ENTRY_NAMES}
    data = {f"{prefix}-{name}": "" if value is None else str(value) for name, value in cells.items()}
    data.pop(f"{prefix}-not_applicable")
    flags = {"not_applicable": row.not_applicable, "DELETE": gone}
    return (
        data
        | {f"{prefix}-{name}": "on" for name, on in flags.items() if on}
        | {f"{prefix}-ORDER": str(order)}
    )


def rows_of(goal) -> list[RowEntry]:
    return list(entry_of(reread(goal)).rows)


def typed(entry: GoalEntry, **facts) -> GoalEntry:
    return replace(entry, facts=entry.facts | facts)
