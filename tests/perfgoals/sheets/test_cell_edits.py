"""Single cells written into somebody else's workbook: all other bytes stay."""

import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from perfgoals.sheets.cell_edits import CannotEdit, edited, edited_sheet, sheet_parts

pytestmark = pytest.mark.pure
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(rows, title="表"):
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return made


def saved(made):
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_xml(data):
    return HEAD + b"<worksheet " + NS + b"><sheetData>" + data + b"</sheetData></worksheet>"


def test_only_the_wanted_cells_of_one_part_change():
    made = book([["甲", "旧", 1], ["乙", None, 2]])
    made.create_sheet("别的").append(["不动"])
    made["表"]["B1"].font = Font(bold=True)
    made["表"]["A2"].comment = Comment("批注", "门户")
    made["表"].add_data_validation(DataValidation(type="list", formula1='"≥,≤"', sqref="C1:C9"))
    before = saved(made)
    after = edited(before, {"表": {(1, 2): "≥95% & <x>", (2, 2): Decimal("12.50"), (2, 5): " 空 格 "}})
    old, new = parts(before), parts(after)
    changed = [name for name in old if old[name] != new[name]]
    assert list(old) == list(new) and changed == ["xl/worksheets/sheet1.xml"]
    sheet = load_workbook(BytesIO(after))["表"]
    assert (sheet["B1"].value, sheet["B2"].value, sheet["E2"].value) == ("≥95% & <x>", 12.5, " 空 格 ")
    assert sheet["B1"].font.bold and sheet["A2"].comment.text == "批注"
    assert [cell.value for cell in sheet["C"]] == [1, 2]
    assert sheet.data_validations.dataValidation[0].sqref == "C1:C9"


def test_a_text_that_looks_like_an_escaped_character_stays_it():
    after = edited(saved(book([["旧"]])), {"表": {(1, 1): "甲_x000D_乙"}})
    assert b"_x005F_x000D_" in parts(after)["xl/worksheets/sheet1.xml"], "python-calamine 0.9.1 reads it back"


def test_the_bytes_around_a_cell_stay():
    odd = (
        b'<row  r="3" x14ac:dyDescent="0.2" xmlns:x14ac="urn:x" ><c r="A3"\n s="4" t="s"><v>0</v></c>'
        b"<!-- k --><c r='C3'/></row>"
    )
    after = edited_sheet(sheet_xml(odd), {(3, 2): "新"})
    assert after == sheet_xml(odd).replace(
        b"<!-- k -->",
        b'<!-- k --><c r="B3" t="inlineStr"><is><t xml:space="preserve">\xe6\x96\xb0</t></is></c>',
    )
    after = edited_sheet(sheet_xml(odd), {(3, 1): "新", (3, 3): Decimal(7)})
    assert b'<c r="A3"\n s="4" t="inlineStr">' in after and b"<c r='C3'><v>7</v></c>" in after


def test_an_empty_row_a_prefix_and_a_cell_after_the_last():
    empty = sheet_xml(b'<row r="1"/><row r="2"><c r="A2"/></row>')
    after = edited_sheet(empty, {(1, 1): "甲", (2, 3): "乙"})
    assert b'<row r="1"><c r="A1"' in after and after.count(b"</row>") == 2
    prefixed = HEAD + (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    after = edited_sheet(prefixed, {(1, 1): "甲"})
    assert b'<x:c r="A1" t="inlineStr"><x:is><x:t' in after and b"</x:c></x:row>" in after


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (sheet_xml(b'<row r="1"><c r="A1"/></row>'), "找不到第 9 行"),
        (sheet_xml(b'<row r="9"><c><v>1</v></c></row>'), "没有写明位置"),
        (sheet_xml(b'<row r="9"><c r="A9"><is><t><![CDATA[x]]></t></is></c></row>'), "写法特殊"),
    ],
)
def test_what_cannot_be_edited_is_said(xml, said):
    with pytest.raises(CannotEdit, match=said):
        edited_sheet(xml, {(9, 1): "甲"})


def test_a_row_inside_a_comment_is_no_row():
    xml = sheet_xml(b'<!-- <row r="1"><c r="A1"/></row> --><row r="1"><c r="A1"/></row>')
    with pytest.raises(CannotEdit):
        edited_sheet(xml, {(1, 1): "甲"})


def test_sheets_by_their_names():
    made = book([["甲"]], title="一 & 二")
    made.create_sheet("第二")
    assert sheet_parts(saved(made)) == {
        "一 & 二": "xl/worksheets/sheet1.xml",
        "第二": "xl/worksheets/sheet2.xml",
    }
