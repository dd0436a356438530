"""The 13 columns of the 项目绩效目标表, declared once: web page, planner, PDF and workbook all read this.

Column order, header words and merges follow the published 区级项目绩效目标表.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from operator import attrgetter

from perfgoals.common.money import format_amount
from printing.content import Totals
from printing.layout import Align, Column, ColumnKind, Layout, Scope, Table

from ..fields import FACTS, FIELD, ROW_FIELDS, SUMS
from ..record import GoalRecord, IndicatorRecord

OBJECTIVES = "绩效目标"
INDICATORS = "绩效指标"


def _column(key: str, *shape, header: str = "", **looks) -> Column:
    return Column(key, header or FIELD[key].label, *shape, **looks)


COLUMNS = (
    _column("unit", 5.5, Scope.BLOCK),
    _column("name", 6.5, Scope.BLOCK),
    _column("fund", 5.0, Scope.BLOCK),
    _column("amount", 7.5, Scope.BLOCK, Align.END, ColumnKind.AMOUNT),
    _column("subject", 6.0, Scope.BLOCK),
    _column("justification", 9.5, Scope.BLOCK, Align.START),
    _column("overall_objective", 10.5, Scope.BLOCK, Align.START, group=OBJECTIVES),
    _column("annual_objective", 10.5, Scope.BLOCK, Align.START, group=OBJECTIVES),
    _column("tier1", 4.5, Scope.GROUP, group=INDICATORS),
    _column("tier2", 5.5, Scope.SUBGROUP, group=INDICATORS),
    _column("indicator", 14.0, Scope.ROW, Align.START, group=INDICATORS),
    _column("period_target", 7.5, Scope.ROW, header="实施周期值（计划完成水平）", group=INDICATORS),
    _column("annual_target", 7.5, Scope.ROW, header="年度指标值（本年度完成计划）", group=INDICATORS),
)


def cell_text(block: GoalRecord, row: IndicatorRecord | None, column: Column) -> str:
    """What stands in `column` for this row; row None is the empty row of a project without indicators."""
    if column.scope is Scope.BLOCK:
        return block.text(column.key)
    return "" if row is None else getattr(row, column.key)


def total_label(totals: Totals, *, all_units: bool = False) -> str:
    """The name of a total row: of one unit's projects, or of all units of the table."""
    return f"{'全部' if all_units else ''}合计（{totals.projects} 个项目）"


def total_sentence(totals: Totals) -> str:
    """The total in one line, for the foot of a page."""
    amount = format_amount(totals.amount) or "—"
    lacking = f"（{totals.missing_amounts} 个项目金额缺失）" if totals.missing_amounts else ""
    return f"本单位 {totals.projects} 个项目，合计 {amount} 元{lacking}"


def total_note(totals: Totals) -> str:
    """What the total row says beside the sum: indicator count, and how many amounts the sum lacks."""
    note = f"共 {totals.indicators} 项绩效指标"
    if totals.missing_amounts:
        note += f"；另有 {totals.missing_amounts} 个项目金额缺失，未计入合计"
    return note


GOAL_LAYOUT = Layout(
    columns=COLUMNS,
    cell_text=cell_text,
    groups={Scope.GROUP: attrgetter("tier1"), Scope.SUBGROUP: attrgetter("tier1", "tier2")},
    total_label=total_label,
    total_note=total_note,
    total_sentence=total_sentence,
    sheet="绩效目标表",
    money_unit="单位：元",
    unit_word="申报单位",
    nothing="没有符合条件的项目",
    continued="indicator",
    note_span=8,
)


def layout_asking(asks: Collection[str]) -> Layout:
    """The list with a column for each further input of `asks`: what a cycle's form asks beyond the list."""
    texts = [key for key, known in FACTS.items() if known.for_forms and key in asks and key not in SUMS]
    further = {"name": texts, "amount": [key for key in SUMS if key in asks]}
    columns = []
    for column in COLUMNS:
        columns.append(column)
        columns += [_column(key, 5.5, Scope.BLOCK) for key in further.get(column.key, ())]
    of_rows = [known.key for known in ROW_FIELDS if known.key in asks]
    columns += [_column(key, 4.0, Scope.ROW, group=INDICATORS) for key in of_rows]
    whole = sum(column.share for column in columns)
    scaled = tuple(replace(column, share=100 * column.share / whole) for column in columns)
    return replace(GOAL_LAYOUT, columns=scaled)


@dataclass(frozen=True, slots=True)
class GoalTable(Table):
    """A whole goal table; see printing.content.Table."""

    layout: Layout = field(default=GOAL_LAYOUT, kw_only=True)
