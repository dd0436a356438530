import openpyxl
import pytest

from printing.grids.grid import Form, Sort
from printing.grids.workbooks import FormBook

pytestmark = pytest.mark.pure


def saved(book, path):
    book.save(path)
    return openpyxl.load_workbook(path)


def test_the_mark_of_a_form_stands_at_the_foot_of_its_sheet(tmp_path):
    form = Form("甲&乙", "表", (50, 50), mark="草稿 A&B")
    form.line(("=1+1", Sort.TEXT, 2))
    book = FormBook()
    book.add_form(form)
    sheet = saved(book, tmp_path / "f.xlsx").active
    assert sheet.oddFooter.left.text == "草稿 A&&B"
    assert sheet["A2"].data_type == "s"


def test_a_sheet_may_only_say_something(tmp_path):
    book = FormBook()
    book.add_note("表", "没有符合条件的项目")
    assert saved(book, tmp_path / "f.xlsx").active["A2"].value == "没有符合条件的项目"
