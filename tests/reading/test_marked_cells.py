"""What is to be said about a cell is said at its place, and nothing false is stored."""

import openpyxl
import pytest
from openpyxl.styles import Font

from reading import Level
from tests.workbook_files import saved

from .grids import read

pytestmark = pytest.mark.pure

HEADER = ["项目名称", "项目编码", "立项依据", "一级指标", "二级指标", "三级指标", "年度指标值"]


def block_with(column: int, value: object, **style: object):
    sheet = (book := openpyxl.Workbook()).active
    sheet.append(HEADER)
    sheet.append(["河道保洁", "A1", "按合同", "产出指标", "数量指标", "保洁河长", "≥12公里"])
    cell = sheet.cell(2, column, value)
    for name, setting in style.items():
        setattr(cell, name, setting)
    return read(saved(book)).blocks[0]


def said(block) -> list[tuple[Level, str]]:
    return [(finding.level, finding.reason) for finding in block.findings if finding.column == "G"]


def test_struck_text_stops_the_project():
    ((level, reason),) = said(block_with(7, "≥12公里", font=Font(strike=True)))
    assert level is Level.ERROR
    assert "删除线" in reason


def test_signs_of_symbol_are_read_and_said():
    block = block_with(7, "³12公里", font=Font(name="Symbol"))
    assert block.indicators[0].annual_target == "≥12公里"
    assert [level for level, _ in said(block)] == [Level.WARNING]


def test_signs_of_other_fonts_are_pointed_out():
    ((level, reason),) = said(block_with(7, "P", font=Font(name="Wingdings 2")))
    assert (level, "字体" in reason) == (Level.WARNING, True)


def test_a_picture_is_not_stored_as_text():
    block = block_with(7, '=DISPIMG("ID_A",1)')
    assert block.indicators[0].annual_target == ""
    assert "图片" in said(block)[0][1]


def test_a_hidden_value_is_not_read_and_that_is_said():
    block = block_with(7, 12, number_format=";;;")
    assert block.indicators[0].annual_target == ""
    assert "不显示" in said(block)[0][1]


def test_lost_digits_stop_the_project():
    ((level, reason),) = said(block_with(7, 1234567890123456789))
    assert (level, "15 位" in reason) == (Level.ERROR, True)


@pytest.mark.parametrize(
    ("value", "style", "word"),
    [(5000, {"font": Font(strike=True)}, "删除线"), ('=DISPIMG("ID_A",1)', {}, "图片")],
)
def test_an_amount_says_it_like_any_other_cell(value, style, word):
    sheet = (book := openpyxl.Workbook()).active
    sheet.append([*HEADER, "当年项目金额"])
    sheet.append(["河道保洁", "A1", "按合同", "产出指标", "数量指标", "保洁河长", "≥12公里"])
    cell = sheet.cell(2, 8, value)
    for name, setting in style.items():
        setattr(cell, name, setting)
    findings = read(saved(book)).blocks[0].findings
    assert any(word in finding.reason and finding.column == "H" for finding in findings)


def test_an_ordinary_cell_says_nothing():
    assert said(block_with(7, "≥12公里", font=Font(name="仿宋", bold=True))) == []
