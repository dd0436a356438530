"""The 13 columns of the 项目绩效目标表, declared once: web page, planner, PDF and workbook all read this.

Column order, header words and merges follow the published 区级项目绩效目标表.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from perfgoals.common.money import format_amount

from .content import IndicatorRow, ProjectBlock, Totals

MONEY_UNIT_LINE = "单位：元"
AMOUNT_FORMAT = "#,##0.00"
NOTHING_SELECTED = "没有符合条件的项目"
OBJECTIVES = "绩效目标"
INDICATORS = "绩效指标"


class Scope(StrEnum):
    """How far down one text of a column reaches: it is merged over these rows."""

    PROJECT = "project"
    TIER1 = "tier1"
    TIER2 = "tier2"
    ROW = "row"


class Align(StrEnum):
    """Horizontal alignment; the values are CSS's, SVG's text-anchor says middle for center."""

    START = "start"
    CENTER = "center"
    END = "end"


class Kind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `share` is its part of the table's width; all shares add up to 100."""

    key: str
    header: str
    share: float
    scope: Scope
    align: Align = Align.CENTER
    kind: Kind = Kind.TEXT
    group: str = ""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of the header: 0-based position and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class BodyCell:
    """A cell of one project: `row` is 0-based inside the project, `row_span` rows are merged."""

    column: Column
    column_index: int
    row: int
    row_span: int
    text: str


COLUMNS = (
    Column("unit", "申报单位", 5.5, Scope.PROJECT),
    Column("name", "二级项目名称", 6.5, Scope.PROJECT),
    Column("fund", "资金类型", 5.0, Scope.PROJECT),
    Column("amount", "当年项目金额", 7.5, Scope.PROJECT, Align.END, Kind.AMOUNT),
    Column("subject", "用途范围(功能科目)", 6.0, Scope.PROJECT),
    Column("justification", "设立依据及申报理由", 9.5, Scope.PROJECT, Align.START),
    Column("overall_objective", "整体绩效", 10.5, Scope.PROJECT, Align.START, group=OBJECTIVES),
    Column("annual_objective", "年度绩效", 10.5, Scope.PROJECT, Align.START, group=OBJECTIVES),
    Column("tier1", "一级指标", 4.5, Scope.TIER1, group=INDICATORS),
    Column("tier2", "二级指标", 5.5, Scope.TIER2, group=INDICATORS),
    Column("indicator", "三级指标", 14.0, Scope.ROW, Align.START, group=INDICATORS),
    Column("period_target", "实施周期值（计划完成水平）", 7.5, Scope.ROW, group=INDICATORS),
    Column("annual_target", "年度指标值（本年度完成计划）", 7.5, Scope.ROW, group=INDICATORS),
)
HEADER_ROWS = 2


def column_index(key: str) -> int:
    return next(index for index, column in enumerate(COLUMNS) if column.key == key)


def header_cells() -> tuple[tuple[HeaderCell, ...], ...]:
    """The two header rows; a column without a group spans both, a group spans its columns."""
    top, bottom, index = [], [], 0
    for group, members in groupby(COLUMNS, key=lambda column: column.group):
        columns = list(members)
        if group:
            top.append(HeaderCell(group, 0, index, column_span=len(columns)))
        for offset, column in enumerate(columns):
            cell = HeaderCell(column.header, int(bool(group)), index + offset, row_span=1 if group else 2)
            (bottom if group else top).append(cell)
        index += len(columns)
    return tuple(top), tuple(bottom)


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
    if column.scope is Scope.PROJECT:
        return _PROJECT_TEXTS[column.key](block)
    return "" if row is None else _ROW_TEXTS[column.key](row)


def merge_spans(rows: Sequence[IndicatorRow], scope: Scope) -> list[tuple[int, int]]:
    """(first row, row count) of every merged run, also for a part of a project's rows.

    二级 runs end where their 一级 ends. A project without indicators still has one row.
    """
    count = max(len(rows), 1)
    if scope is Scope.PROJECT or not rows:
        return [(0, count)]
    if scope is Scope.ROW:
        return [(index, 1) for index in range(count)]
    group_of = {
        Scope.TIER1: lambda index: rows[index].tier1,
        Scope.TIER2: lambda index: (rows[index].tier1, rows[index].tier2),
    }[scope]
    # 一级 that returns after another 一级 is a run of its own: order stays as entered.
    runs = (list(members) for _, members in groupby(range(count), key=group_of))
    return [(run[0], len(run)) for run in runs]


def body_cells(block: ProjectBlock) -> Iterator[BodyCell]:
    """Every cell of one project, column by column, merged over its rows."""
    for index, column in enumerate(COLUMNS):
        for first, count in merge_spans(block.rows, column.scope):
            row = block.rows[first] if block.rows else None
            yield BodyCell(column, index, first, count, cell_text(block, row, column))


def body_rows(block: ProjectBlock) -> list[list[BodyCell]]:
    """The same cells by the row they start in: what an HTML table needs."""
    rows: list[list[BodyCell]] = [[] for _ in range(max(len(block.rows), 1))]
    for cell in body_cells(block):
        rows[cell.row].append(cell)
    return rows


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
