"""The workbook that a unit fills in for all its projects: approved rows with what is known already."""

from pathlib import Path

from printing.grids.workbooks import FormBook

from ..models import MonitoringRound
from ..tables.fill_in import fill_in_list, monitoring_columns
from .entry import NotApproved, open_report

HINT = "一行一个指标；项目的金额写在它的第一行。填好后在“导入”上传，确认前不写入。"


def write_fill_in(*, round: MonitoringRound, projects, path: Path) -> int:
    """Write the list of these projects to `path`; returns how many there are."""
    tables = []
    for project in projects.select_related("cycle", "department__parent", "goal"):
        try:
            tables.append((project.department.label, project.name, open_report(round, project).values))
        except NotApproved:
            continue
    title = f"{round.cycle.region}{round.cycle.fiscal_year}年绩效运行监控表（{round.period}）"
    columns = monitoring_columns(round.last_month)
    book = FormBook()
    book.add_list(fill_in_list(tables, title=title, columns=columns, hint=HINT), "监控表")
    book.save(path)
    return len(tables)


def own_projects(projects, user):
    """Those of the projects that this person fills in."""
    return projects.filter(department__in=user.home_departments())
