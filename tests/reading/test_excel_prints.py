"""What Excel and WPS print comes back: no wrong value without a mark, in both orders of pages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.synthetic import seed_table
from perfgoals.common.money import format_amount
from printing.xlsx import write_workbook
from reading import read_blocks
from tests.reading.excel_prints import ExcelPrint, Printed
from tests.reading.test_printed_pdf import compared

pytestmark = pytest.mark.pure

TITLES = (
    "申报单位", "二级项目名称", "资金类型", "当年项目金额（元）", "用途范围(功能科目)", "设立依据及申报理由",
    "整体绩效", "年度绩效", "一级指标", "二级指标", "三级指标", "实施周期值", "年度指标值",
)  # fmt: skip
WIDTHS = [90, 110, 80, 74, 120, 200, 180, 180, 60, 70, 130, 110, 110]
GROUPS = [range(6), range(6, 10), range(10, 13)]
LOST = 3


@pytest.fixture(scope="module")
def table():
    """Twelve projects of the published table; the texts that no page could hold are shortened."""
    seed = seed_table()
    blocks = tuple(
        replace(
            block, justification=block.justification[:150], overall_objective=block.overall_objective[:120],
            annual_objective=block.annual_objective[:120], amount=Decimal(12_345 + 100 * number),
            amount_note="",
        )
        for number, block in enumerate(seed.blocks[:12])
    )  # fmt: skip
    return replace(seed, blocks=blocks)


def cells_of(table) -> list[Printed]:
    cells = [Printed(0, column, title) for column, title in enumerate(TITLES)]
    row = 1
    for number, block in enumerate(table.blocks):
        facts = (
            f"{block.unit_code}-{block.unit_name}", block.name, f"{block.fund_code} {block.fund_name}",
            format_amount(block.amount), f"{block.subject_code} {block.subject_name}".strip(),
            block.justification, block.overall_objective, block.annual_objective,
        )  # fmt: skip
        count = len(block.rows)
        for column, text in enumerate(facts):
            is_lost = column == LOST and number == 4
            cells.append(Printed(row, column, text, count, is_lost))
        for one in block.rows:
            parts = (one.tier1, one.tier2, one.name, one.period_target, one.annual_target)
            cells += [Printed(row, 8 + n, text) for n, text in enumerate(parts)]
            row += 1
    return cells


@pytest.mark.parametrize("over_first", [True, False])
def test_no_value_is_wrong_without_a_mark(table, tmp_path, over_first):
    path = tmp_path / "excel.pdf"
    title = "韶关市曲江区2023年区级项目绩效目标表"
    path.write_bytes(ExcelPrint(cells_of(table), WIDTHS, GROUPS, title=title).content(over_first=over_first))
    write_workbook(table, tmp_path / "table.xlsx")
    found = compared(path, read_blocks(tmp_path / "table.xlsx"))
    assert (found.projects, found.indicators) == (12, sum(len(block.rows) for block in table.blocks))
    assert (found.wrong, found.invented) == ([], [])
    assert found.amounts == 11, "one was painted as ####"
    assert found.marked == []
