"""The published 13-column table typed into grids in the shapes that units send it."""

import json
from itertools import groupby
from pathlib import Path

from reading import ImportedFile
from tests.reading.grids import Grid, Value

FIXTURE = Path(__file__).parents[2] / "fixtures" / "qujiang_2023.json"
TABLE = json.loads(FIXTURE.read_text(encoding="utf-8"))
PROJECTS = TABLE["projects"]
HEADER = (
    "申报单位",
    "二级项目名称",
    "资金类型",
    "当年项目金额",
    "用途范围(功能科目)",
    "设立依据及申报理由",
    "整体绩效",
    "年度绩效",
    "一级指标",
    "二级指标",
    "三级指标",
    "实施周期值（计划完成水平）",
    "年度指标值（本年度完成计划）",
)
TOP = (*HEADER[:6], "绩效目标", None, "绩效指标", None, None, None, None)
BOTTOM = (*[None] * 6, *HEADER[6:])
WIDTH = len(HEADER)


def project_values(project: dict) -> list[Value]:
    return [
        f"{project['unit_code']}-{project['unit_name']}",
        project["name"],
        f"{project['fund_code']}{project['fund_name']}",
        float(project["amount"]) if project["amount"] else "##########",
        f"{project['subject_code']}{project['subject_name']}",
        project["justification"],
        project["overall_objective"],
        project["annual_objective"],
    ]


def indicator_values(indicator: dict) -> list[Value]:
    return [indicator[key] for key in ("tier1", "tier2", "name", "period_target", "annual_target")]


def add_title(grid: Grid, text: str = TABLE["title"]) -> None:
    row = grid.add(text)
    grid.merge(row, 1, row, WIDTH)


def add_header(grid: Grid, *, merged: bool = True) -> None:
    row = grid.add(*TOP)
    grid.add(*BOTTOM)
    if merged:
        for column in range(1, 7):
            grid.merge(row, column, row + 1, column)
        grid.merge(row, 7, row, 8)
        grid.merge(row, 9, row, 13)


def add_project(grid: Grid, project: dict, style: str, indicators: list[dict] | None = None) -> None:
    """`style`: merged, repeated (every cell on every row), first (each only where it changes)."""
    rows = project["indicators"] if indicators is None else indicators
    cells = project_values(project)
    start = len(grid.rows) + 1
    before: list[Value] = [None, None]
    for index, indicator in enumerate(rows):
        own = indicator_values(indicator)
        tiers = own[:2]
        if style != "repeated":
            same_tier1 = index > 0 and tiers[0] == before[0]
            own[:2] = [None if same_tier1 else tiers[0], None if same_tier1 and tiers == before else tiers[1]]
        before = tiers
        grid.add(*(cells if style == "repeated" or index == 0 else [None] * 8), *own)
    if not rows:
        grid.add(*cells)
    elif style == "merged":
        _merge_project(grid, start, rows)


def _merge_project(grid: Grid, start: int, rows: list[dict]) -> None:
    for column in range(1, 9):
        grid.merge(start, column, start + len(rows) - 1, column)
    for column, keys in ((9, ("tier1",)), (10, ("tier1", "tier2"))):
        row = start
        for _, group in groupby(rows, key=lambda indicator, keys=keys: [indicator[key] for key in keys]):
            count = len(list(group))
            grid.merge(row, column, row + count - 1, column)
            row += count


def table(style: str = "merged", projects: list[dict] = PROJECTS) -> Grid:
    """Title, header, all projects."""
    grid = Grid()
    add_title(grid)
    add_header(grid, merged=style == "merged")
    for project in projects:
        add_project(grid, project, style)
    return grid


def printed_pages(style: str = "merged", rows_on_a_page: int = 20) -> Grid:
    """Title and header on every page; a project that crosses a page is printed again on the next."""
    grid = Grid()
    left = 0
    for project in PROJECTS:
        rows = project["indicators"]
        while rows:
            if left == 0:
                add_title(grid)
                add_header(grid, merged=style == "merged")
                left = rows_on_a_page
            add_project(grid, project, style, rows[:left])
            rows, left = rows[left:], max(left - len(rows), 0)
    return grid


def as_published(file: ImportedFile) -> list[dict]:
    """The blocks of an import in the shape of the fixture."""
    return [
        {
            **{key: getattr(block, key) for key in PROJECTS[0] if key not in ("amount", "indicators")},
            "amount": None if block.amount is None else str(block.amount),
            "indicators": [
                {key: getattr(indicator, key) for key in PROJECTS[0]["indicators"][0]}
                for indicator in block.indicators
            ],
        }
        for block in file.blocks
    ]
