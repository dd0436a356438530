"""A project that goes on overleaf has its name printed again there, merged over the rows of that page."""

import pytest

from tests.reading.grids import Grid, read_grid

pytestmark = pytest.mark.pure

HEADER = ("申报单位", "二级项目名称", "当年项目金额", "一级指标", "二级指标", "三级指标", "年度指标值")
ORPHAN = "这一行没有项目名称，也不在上面项目的合并单元格里"


def two_pages(*, merged_on_the_second):
    """Rows 3–4 of the first page, a header, rows 6–8 of the second; the name is merged on both."""
    grid = Grid([["某县2025年县级项目绩效目标表"], list(HEADER)])
    for place in range(6):
        if place == 2:
            grid.add(*HEADER)
        named = place in (0, 2)
        facts = ("130001-某局", "道路养护", 1000.0) if named else (None, None, None)
        grid.add(*facts, "产出指标", "数量指标", f"次数{place}", "≥2次")
    for column in (1, 2, 3):
        grid.merge(3, column, 4, column)
        grid.merge(6, column, 5 + merged_on_the_second, column)
    return grid


def orphans(grid):
    file = read_grid(grid)
    assert [len(block.indicators) for block in file.blocks] == [6]
    return [finding.row for finding in file.all_findings if finding.reason == ORPHAN]


def test_rows_under_the_name_printed_again_have_a_project():
    assert orphans(two_pages(merged_on_the_second=4)) == []


def test_a_row_below_both_has_lost_its_project():
    assert orphans(two_pages(merged_on_the_second=3)) == [9]
