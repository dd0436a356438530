"""The workbook to fill in: what is typed into it comes back through the import."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from overview.lists.fields import FIELDS
from overview.lists.reading import read_sheets
from overview.lists.template import SHEETS, write_template
from perfgoals.sheets import UnreadableFile
from projects.enums import ListKind

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ListKind)
def test_an_empty_template_says_that_nothing_was_filled_in(tmp_path, kind):
    write_template(kind, tmp_path / "t.xlsx")
    with pytest.raises(UnreadableFile, match="没有内容"):
        read_sheets((tmp_path / "t.xlsx").read_bytes(), filename="t.xlsx", kind=kind)


@pytest.mark.parametrize("kind", ListKind)
def test_what_is_filled_in_is_read_and_the_explanation_is_not(tmp_path, kind, unit):
    path = tmp_path / "t.xlsx"
    write_template(kind, path)
    book = load_workbook(path)
    sheet = book[SHEETS[kind][0]]
    titles = [cell.value for cell in sheet[1]]
    sheet.append([])
    for column in range(1, len(titles) + 1):
        sheet.cell(2, column).value = "007"
    content = BytesIO()
    book.save(content)
    read = read_sheets(content.getvalue(), filename="t.xlsx", kind=kind)
    assert [one["name"] for one in read] == [SHEETS[kind][0]]
    assert read[0]["rows"] == [[2, ["007"] * len(titles)]]
    assert set(titles) <= {field.label for field in FIELDS[kind]}
