"""The list with 符号, 值 and 单位 in columns of their own, with weights (表样 of 四川, 2023)."""

from dataclasses import dataclass, field

from printing.layout import Align, Column, ColumnKind, Layout, Scope, Table

from ..record import GoalRecord, IndicatorRecord
from .columns import GOAL_LAYOUT
from .targets import TargetParts, target_parts

SPLIT_COLUMNS = (
    Column("unit", "单位名称", 8.0, Scope.BLOCK),
    Column("project_code", "项目编码", 6.5, Scope.BLOCK),
    Column("name", "项目名称", 9.0, Scope.BLOCK),
    Column("amount", "预算数", 9.0, Scope.BLOCK, Align.END, ColumnKind.AMOUNT),
    Column("annual_objective", "年度目标", 15.5, Scope.BLOCK, Align.START),
    Column("tier1", "一级指标", 6.0, Scope.GROUP),
    Column("tier2", "二级指标", 8.0, Scope.SUBGROUP),
    Column("indicator", "三级指标", 14.0, Scope.ROW, Align.START),
    Column("sign", "指标性质", 4.5, Scope.ROW),
    Column("value", "指标值", 6.5, Scope.ROW),
    Column("measure", "度量单位", 5.0, Scope.ROW),
    Column("weight", "权重", 3.0, Scope.ROW),
    Column("direction", "指标方向性", 5.0, Scope.ROW),
)
_PARTS = {"sign": "sign", "value": "value", "measure": "unit"}


def parts_of(row: IndicatorRecord) -> TargetParts:
    """The year's value in its parts; a row without one shows that of the whole term."""
    return target_parts(row.annual_target or row.period_target)


def cell_text(block: GoalRecord, row: IndicatorRecord | None, column: Column) -> str:
    if column.scope is Scope.BLOCK:
        return block.text(column.key)
    if row is None:
        return ""
    if column.key in _PARTS:
        return getattr(parts_of(row), _PARTS[column.key])
    return getattr(row, column.key)


SPLIT_LAYOUT = Layout(
    columns=SPLIT_COLUMNS,
    cell_text=cell_text,
    groups=GOAL_LAYOUT.groups,
    total_label=GOAL_LAYOUT.total_label,
    total_note=GOAL_LAYOUT.total_note,
    total_sentence=GOAL_LAYOUT.total_sentence,
    sheet="绩效目标申报表",
    money_unit="金额单位：元",
    unit_word="填报单位",
    nothing=GOAL_LAYOUT.nothing,
    continued="indicator",
    note_span=6,
)


@dataclass(frozen=True, slots=True)
class SplitTable(Table):
    """A whole split list; see printing.content.Table."""

    layout: Layout = field(default=SPLIT_LAYOUT, kw_only=True)
