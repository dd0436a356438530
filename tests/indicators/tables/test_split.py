"""The split list: columns, parts of a target, and the workbook that comes back."""

from dataclasses import replace
from datetime import date

import pytest

from indicators.tables.split import SPLIT_COLUMNS, SPLIT_LAYOUT, SplitTable
from printing.xlsx import write_workbook
from reading import read_blocks
from tests.indicators.tables.blocks import indicator_rows, project

pytestmark = pytest.mark.pure


def table(*blocks):
    return SplitTable(
        title="部门预算项目绩效目标申报表（2023年度）", blocks=blocks, printed_on=date(2023, 3, 1),
        scope_label="全部单位",
    )  # fmt: skip


def test_the_columns_fill_the_page():
    assert sum(column.share for column in SPLIT_COLUMNS) == 100


def test_a_row_without_a_value_of_the_year_shows_that_of_the_term():
    block = project(rows=indicator_rows(1, annual_target="", period_target="≥30次"))
    texts = [cell.text for cell in SPLIT_LAYOUT.body_cells(block)]
    assert texts[8:11] == ["≥", "30", "次"]


def test_what_was_printed_is_read_back(tmp_path):
    rows = tuple(replace(row, weight="12.5", direction="正向指标") for row in indicator_rows(4))
    block = project(rows=rows, project_code="51000021R000000019951")
    write_workbook(table(block), tmp_path / "s.xlsx")
    (found,) = read_blocks(tmp_path / "s.xlsx").blocks
    assert (found.name, found.amount, found.texts) == (
        block.name, block.amount, {"project_code": "51000021R000000019951"},
    )  # fmt: skip
    assert [(i.name, i.annual_target, i.text("weight"), i.text("direction")) for i in found.indicators] == [
        (row.name, row.annual_target, "12.5", "正向指标") for row in rows
    ]
    assert not found.unread
