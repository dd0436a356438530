"""Our own export is the one workbook that must come back without a single finding that was not in it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.synthetic import seed_table
from indicators.record import GoalRecord
from printing.xlsx import write_workbook
from reading import ImportedBlock, Level, read_blocks
from tests.indicators.tables.blocks import printed_row, project
from tests.workbook_files import through_libreoffice

pytestmark = pytest.mark.pure


def exported(table, folder):
    write_workbook(table, folder / "book.xlsx")
    return folder / "book.xlsx"


def as_exported(number: int, block: ImportedBlock) -> GoalRecord:
    # What only official forms have is no column of this table.
    names = GoalRecord.__dataclass_fields__.keys() & ImportedBlock.__dataclass_fields__.keys()
    kept = {name: getattr(block, name) for name in names}
    rows = tuple(
        printed_row(row.tier1, row.tier2, row.name, row.period_target, row.annual_target)
        for row in block.indicators
    )
    return GoalRecord(key=str(number), rows=rows, **kept)


def assert_comes_back(path, table):
    file = read_blocks(path)
    assert tuple(as_exported(n, block) for n, block in enumerate(file.blocks, 1)) == table.blocks
    assert not file.findings
    assert not file.has_errors
    assert {finding.field for finding in file.all_findings} <= {"amount", "name"}
    assert (file.title, file.sheets[0].amount_unit) == (table.title, "元")


def awkward(table):
    """Texts that a spreadsheet could spoil, a text taller than any row, and a project without indicators."""
    rows = tuple(
        printed_row("产出指标", "数量指标", f"指标\n{n}", text, text)
        for n, text in enumerate(
            ["=100%", "=及时", "+5", "-1%", "@x", "007", "2-3次", "900*85*7*12", "", "𠮷\n😀", "1/2"]
        )
    )
    blocks = (
        project("1", rows=rows, name="=1+1", justification="　　缩进\n\n第二段"),
        project("2", rows=(), name="没有指标", amount=Decimal("0.00")),
        project("3", overall_objective="很长的目标。" * 1_500, name="很高"),
        project("4", name="金额待定", amount=None, amount_note="待区政府批准"),
    )
    return replace(table, blocks=blocks, scope_label="全部单位")


def test_the_published_table(tmp_path):
    table = seed_table()
    assert_comes_back(exported(table, tmp_path), table)


def test_awkward_texts(tmp_path):
    table = awkward(seed_table())
    assert_comes_back(exported(table, tmp_path), table)


@pytest.mark.libreoffice
@pytest.mark.parametrize("make", [lambda table: table, awkward])
def test_both_after_libreoffice_saved_them(make, tmp_path):
    table = make(seed_table())
    content = through_libreoffice(exported(table, tmp_path).read_bytes(), tmp_path)
    (tmp_path / "again.xlsx").write_bytes(content)
    assert_comes_back(tmp_path / "again.xlsx", table)


def test_the_unit_of_the_head_is_no_unit_of_a_project_when_it_says_all(tmp_path):
    table = awkward(seed_table())
    table = replace(table, blocks=tuple(replace(block, unit_code="", unit_name="") for block in table.blocks))
    assert {block.unit_name for block in read_blocks(exported(table, tmp_path)).blocks} == {""}


def test_an_empty_export_is_no_success(tmp_path):
    file = read_blocks(exported(replace(seed_table(), blocks=()), tmp_path))
    assert not file.blocks
    assert [finding.reason for finding in file.findings if finding.level is Level.ERROR] == [
        "没有找到任何项目"
    ]
