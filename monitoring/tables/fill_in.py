"""The list that a unit fills in for all its projects and imports again: one row an indicator, in 元."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from printing.grids.grid import Column, Line, ListTable, Sort

from ..enums import Cause, Possibility
from .forms import TICK

NUMBER, CENTER = Sort.NUMBER, Sort.CENTER
PROJECT_COLUMNS = (Column("unit", "单位", 12), Column("name", "项目名称", 16))
INDICATOR_COLUMNS = (
    Column("tier1", "一级指标", 7),
    Column("tier2", "二级指标", 8),
    Column("indicator", "三级指标", 14),
    Column("target", "年度指标值", 9),
)


def monitoring_columns(month: int) -> tuple[Column, ...]:
    """The columns of a round that ends with `month`, in the words that the import knows."""
    period = f"1-{month}月"
    return (
        *PROJECT_COLUMNS,
        Column("initial_budget", "年初预算数（元）", 9, NUMBER),
        Column("budget", "全年预算数（元）", 9, NUMBER),
        Column("executed", f"{period}执行数（元）", 9, NUMBER),
        Column("expected_money", "全年预计执行数（元）", 9, NUMBER),
        *INDICATOR_COLUMNS,
        Column("actual", f"{period}完成情况", 9),
        Column("expected", "全年预计完成情况", 9),
        Column("possibility", "完成目标可能性", 8, CENTER),
        Column("planned_month", "计划完成月份", 5, CENTER),
        *(Column(f"cause:{cause.value}", cause.label, 4, CENTER) for cause in Cause if cause != Cause.OTHER),
        Column("cause_note", "原因说明", 14),
        Column("evidence", "佐证", 8),
        Column("note", "备注", 8),
    )


def fill_in_list(
    tables: Sequence[tuple[str, str, dict]], *, title: str, columns: Sequence[Column], hint: str
) -> ListTable:
    """`tables` are (unit, project, values as storing has them); project cells stand on its first row."""
    lines = [line for unit, name, values in tables for line in _lines(unit, name, values)]
    return ListTable(title, hint, columns, lines)


def _lines(unit: str, name: str, values: dict) -> Iterator[Line]:
    project = {"unit": unit, "name": name, "result": values.get("objective_result", "")}
    total = values["money"].get("total", {})
    project |= {"expected_money" if key == "expected" else key: amount for key, amount in total.items()}
    for row in values["rows"]:
        yield Line(project | _row(row))
        project = {"unit": unit, "name": name}


def _row(row: dict) -> dict:
    shown = {key: value for key, value in row.items() if isinstance(value, str | Decimal)}
    shown |= {f"cause:{code}": TICK for code in row.get("causes", ())}
    if row.get("planned_month"):
        shown["planned_month"] = str(row["planned_month"])
    if possibility := row.get("possibility"):
        shown["possibility"] = Possibility(possibility).label
    shown["indicator"] = shown.pop("name")  # `name` is the project's
    return shown
