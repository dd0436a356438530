"""A list comes out of a printer whole, its head on every page."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from perfgoals.sheets.paper import fit_to_paper

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("head", ["1:1", "1:2"])
def test_all_columns_stand_on_one_page_under_the_head(head):
    book, file = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("检查结果")
    fit_to_paper(sheet, head=head)
    sheet.append(["单位"] * 40)
    book.save(file)
    read = load_workbook(file).active
    assert (read.page_setup.fitToWidth, read.page_setup.fitToHeight) == (1, 0)
    assert read.sheet_properties.pageSetUpPr.fitToPage and read.page_setup.orientation == "landscape"
    assert read.print_title_rows == head.replace("1:", "$1:$") and "&P" in read.oddFooter.center.text
