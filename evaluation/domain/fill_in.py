"""The workbook that a unit fills in for all its projects: approved rows with what is known already."""

from pathlib import Path

from monitoring.domain.fill_in import HINT
from monitoring.tables.fill_in import INDICATOR_COLUMNS, PROJECT_COLUMNS, fill_in_list
from printing.grids.grid import Column, Sort
from printing.grids.workbooks import FormBook
from projects.models import BudgetCycle

from .entry import NotApproved, open_evaluation

NUMBER = Sort.NUMBER
COLUMNS = (
    *PROJECT_COLUMNS,
    Column("initial_budget", "年初预算数（元）", 9, NUMBER),
    Column("budget", "全年预算数（元）", 9, NUMBER),
    Column("executed", "全年执行数（元）", 9, NUMBER),
    Column("result", "实际完成情况", 20),
    *INDICATOR_COLUMNS,
    Column("actual", "实际完成值", 9),
    Column("weight", "分值", 5, NUMBER),
    Column("score", "得分", 5, NUMBER),
    Column("reason", "偏差原因及改进措施", 14),
    Column("evidence", "佐证", 8),
)


def write_fill_in(*, cycle: BudgetCycle, projects, path: Path) -> int:
    """Write the list of these projects to `path`; returns how many there are."""
    tables = []
    for project in projects.select_related("cycle__evaluation_rules", "department__parent", "goal"):
        try:
            tables.append((project.department.label, project.name, open_evaluation(project).values))
        except NotApproved:
            continue
    title = f"{cycle.region}{cycle.fiscal_year}年度绩效自评表"
    hint = HINT + "得分空着时由系统计算；定性指标填达成、部分达成或未达成。"
    book = FormBook()
    book.add_list(fill_in_list(tables, title=title, columns=COLUMNS, hint=hint), "自评表")
    book.save(path)
    return len(tables)
