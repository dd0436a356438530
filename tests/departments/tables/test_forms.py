"""The printed form of a department's table."""

from datetime import date

import pytest

from departments.tables.forms import department_form
from printing.fonts import find_fonts
from printing.grids.pages import FormPages
from printing.pdf import write_pages
from tests.departments.made import record
from tests.printing.test_pdf import squeezed, text_of

pytestmark = pytest.mark.pure


def test_the_printed_form_holds_every_text(tmp_path):
    data_dir = tmp_path / "data"
    fonts = find_fonts(data_dir)
    pages = FormPages([department_form(record(), mark="草稿")], fonts, "部门", date(2024, 1, 1))
    write_pages(pages, tmp_path / "d.pdf", data_dir=data_dir)
    text = squeezed(text_of(tmp_path / "d.pdf"))
    for part in ("部门整体支出绩效目标表（参考样式）", "130001-某某局", "新建下立交一座", "200.00", "230.00",
                 "道路完好。", "1、2", "养护合格率", "≥90%", "草稿"):  # fmt: skip
        assert part in text, part


def test_every_place_of_the_grid_has_one_cell():
    made = department_form(record())
    covered = [
        (row, column)
        for cell in made.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert len(covered) == len(set(covered)) == made.rows * len(made.widths)
