"""The 13 columns of the 项目绩效目标表, declared once: web page, planner, PDF and workbook all read this.

Column order, header words and merges follow the published 区级项目绩效目标表.
"""

from dataclasses import dataclass, field

from perfgoals.common.money import format_amount
from printing.content import Totals
from printing.layout import Align, Column, Kind, Layout, Scope, Table

from .content import IndicatorRow, ProjectBlock

OBJECTIVES = "绩效目标"
INDICATORS = "绩效指标"

COLUMNS = (
    Column("unit", "申报单位", 5.5, Scope.BLOCK),
    Column("name", "二级项目名称", 6.5, Scope.BLOCK),
    Column("fund", "资金类型", 5.0, Scope.BLOCK),
    Column("amount", "当年项目金额", 7.5, Scope.BLOCK, Align.END, Kind.AMOUNT),
    Column("subject", "用途范围(功能科目)", 6.0, Scope.BLOCK),
    Column("justification", "设立依据及申报理由", 9.5, Scope.BLOCK, Align.START),
    Column("overall_objective", "整体绩效", 10.5, Scope.BLOCK, Align.START, group=OBJECTIVES),
    Column("annual_objective", "年度绩效", 10.5, Scope.BLOCK, Align.START, group=OBJECTIVES),
    Column("tier1", "一级指标", 4.5, Scope.GROUP, group=INDICATORS),
    Column("tier2", "二级指标", 5.5, Scope.SUBGROUP, group=INDICATORS),
    Column("indicator", "三级指标", 14.0, Scope.ROW, Align.START, group=INDICATORS),
    Column("period_target", "实施周期值（计划完成水平）", 7.5, Scope.ROW, group=INDICATORS),
    Column("annual_target", "年度指标值（本年度完成计划）", 7.5, Scope.ROW, group=INDICATORS),
)


def amount_text(block: ProjectBlock) -> str:
    return block.amount_note if block.amount is None else format_amount(block.amount)


_PROJECT_TEXTS = {
    "unit": lambda block: block.unit,
    "name": lambda block: block.name,
    "fund": lambda block: block.fund,
    "amount": amount_text,
    "subject": lambda block: block.subject,
    "justification": lambda block: block.justification,
    "overall_objective": lambda block: block.overall_objective,
    "annual_objective": lambda block: block.annual_objective,
}
_ROW_TEXTS = {
    "tier1": lambda row: row.tier1,
    "tier2": lambda row: row.tier2,
    "indicator": lambda row: row.name,
    "period_target": lambda row: row.period_target,
    "annual_target": lambda row: row.annual_target,
}


def cell_text(block: ProjectBlock, row: IndicatorRow | None, column: Column) -> str:
    """What stands in `column` for this row; row None is the empty row of a project without indicators."""
    if column.scope is Scope.BLOCK:
        return _PROJECT_TEXTS[column.key](block)
    return "" if row is None else _ROW_TEXTS[column.key](row)


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
    groups={Scope.GROUP: lambda row: row.tier1, Scope.SUBGROUP: lambda row: (row.tier1, row.tier2)},
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


@dataclass(frozen=True, slots=True)
class GoalTable(Table):
    """A whole goal table; see printing.content.Table."""

    layout: Layout = field(default=GOAL_LAYOUT, kw_only=True)
