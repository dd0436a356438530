"""From the database to a table to print."""

from django.utils import timezone

from printing.content import ALL_UNITS
from projects.models import BudgetCycle, Department

from ..record import GoalRecord, record_of
from .layout import GoalTable


def goal_table(goals, *, cycle: BudgetCycle, unit: Department | None = None, paper: str = "A4") -> GoalTable:
    """Read the goals of a queryset (already limited to what the reader may see) as one table, by unit.

    Two queries whatever the number of goals. Goals of one unit are headed by it, chosen or not.
    """
    rows = goals.with_project().with_indicators().in_table_order()
    blocks = tuple(record_of(goal) for goal in rows)
    return GoalTable(
        title=cycle.title,
        blocks=blocks,
        printed_on=timezone.localdate(),
        scope_label=unit.label if unit else _scope_of(blocks),
        paper=paper,
    )


def _scope_of(blocks: tuple[GoalRecord, ...]) -> str:
    units = {block.unit for block in blocks}
    return units.pop() if len(units) == 1 else ALL_UNITS
