"""One project that can't be laid out keeps none of the others from being delivered."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from benchmarks.synthetic import synthetic_table
from indicators.domain import exports
from indicators.domain.exports import write_what_can_be
from indicators.printed_form import FormStyle, printed_form
from indicators.tables.printed import GoalForms
from perfgoals.common.text import quoted
from printing.fonts import CannotPrint
from printing.xlsx import LONGEST_TEXT

pytestmark = pytest.mark.pure


@pytest.fixture
def table():
    return synthetic_table(3)


def too_long(block):
    return replace(block, justification="长" * (LONGEST_TEXT + 1))


def test_a_text_too_long_for_a_cell_is_named_and_the_rest_written(table, tmp_path):
    given = replace(table, blocks=(too_long(table.blocks[0]), *table.blocks[1:]))
    written, warnings = write_what_can_be(table=given, format="xlsx", path=tmp_path / "a.xlsx")
    assert len(written.blocks) == 2
    assert quoted(table.blocks[0].name) in warnings[0] and "已略过" in warnings[0]
    values = [v for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True) for v in row]
    assert table.blocks[1].name in values and table.blocks[0].name not in values


def test_a_form_with_a_text_too_long_is_named_and_the_rest_written(table, tmp_path):
    long = replace(table.blocks[0], annual_objective="长" * (LONGEST_TEXT + 1))
    records = (long, *table.blocks[1:])
    forms = GoalForms("申报表", records, table.printed_on, printed_form(FormStyle.DECLARATION), 2023)
    written, warnings = write_what_can_be(table=forms, format="xlsx", path=tmp_path / "a.xlsx")
    assert [block.key for block in written.blocks] == [block.key for block in records[1:]]
    assert f"项目{quoted(records[0].name)}有一格文字超过" in warnings[0] and "已略过" in warnings[0]
    assert len(load_workbook(tmp_path / "a.xlsx").sheetnames) == 2


def test_nothing_left_is_refused(table, tmp_path):
    given = replace(table, blocks=(too_long(table.blocks[0]),))
    with pytest.raises(CannotPrint, match="没有一个项目能排版"):
        write_what_can_be(table=given, format="xlsx", path=tmp_path / "a.xlsx")


def test_a_project_on_which_the_layout_fails_is_named(table, tmp_path, monkeypatch):
    plan, bad = exports.plan_table, table.blocks[1].key

    def failing(given, fonts):
        if any(block.key == bad for block in given.blocks):
            raise ZeroDivisionError
        return plan(given, fonts)

    monkeypatch.setattr(exports, "plan_table", failing)
    monkeypatch.setattr("printing.pdf.plan_table", failing)
    written, warnings = write_what_can_be(table=table, format="pdf", path=tmp_path / "a.pdf")
    assert [block.key for block in written.blocks] == [table.blocks[0].key, table.blocks[2].key]
    assert "不能排版" in warnings[0] and (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_fault_of_the_program_is_not_blamed_on_a_project(table, tmp_path, monkeypatch):
    def failing(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setitem(exports.WRITERS, "xlsx", failing)
    with pytest.raises(ZeroDivisionError):
        write_what_can_be(table=table, format="xlsx", path=tmp_path / "a.xlsx")
