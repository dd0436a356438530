"""From the database to a table's content: the only place where goals become blocks."""

from django.utils import timezone

from printing.content import ALL_UNITS
from projects.models import BudgetCycle, Department

from ..models import Indicator, PerformanceGoal
from .content import IndicatorRow, ProjectBlock
from .layout import GoalTable


def goal_table(goals, *, cycle: BudgetCycle, unit: Department | None = None, paper: str = "A4") -> GoalTable:
    """Read the goals of a queryset (already limited to what the reader may see) as one table, by unit.

    Two queries whatever the number of goals. Goals of one unit are headed by it, chosen or not.
    """
    rows = goals.with_project().with_indicators().in_table_order()
    blocks = tuple(project_block(goal) for goal in rows)
    return GoalTable(
        title=cycle.title,
        blocks=blocks,
        printed_on=timezone.localdate(),
        scope_label=unit.label if unit else _scope_of(blocks),
        paper=paper,
    )


def _scope_of(blocks: tuple[ProjectBlock, ...]) -> str:
    units = {block.unit for block in blocks}
    return units.pop() if len(units) == 1 else ALL_UNITS


def project_block(goal: PerformanceGoal) -> ProjectBlock:
    """One goal as a block; needs `with_project()` and `with_indicators()` to stay at two queries."""
    project, fund, subject = goal.project, goal.project.fund_source, goal.project.functional_subject
    return ProjectBlock(
        key=str(project.pk),
        unit_code=project.department.code,
        unit_name=project.department.name,
        name=project.name,
        fund_code=fund.code if fund else "",
        fund_name=fund.name if fund else "",
        amount=project.amount,
        amount_note=project.amount_note,
        subject_code=subject.code if subject else "",
        subject_name=subject.name if subject else "",
        justification=project.justification,
        overall_objective=goal.overall_objective,
        annual_objective=goal.annual_objective,
        rows=tuple(indicator_row(indicator) for indicator in goal.indicators.all()),
    )


def indicator_row(indicator: Indicator) -> IndicatorRow:
    return IndicatorRow(
        tier1=indicator.category.parent.name,
        tier2=indicator.category.name,
        name=indicator.name,
        period_target=indicator.period_target,
        annual_target=indicator.annual_target,
    )
