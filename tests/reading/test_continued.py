"""A project that goes on in another sheet is one project; one that contradicts itself is told why."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from reading import read_blocks
from reading.blocks import Level
from reading.continued import is_continuation
from tests.workbook_files import saved

pytestmark = pytest.mark.pure

TITLE = "某县2025年县级项目绩效目标表"
HEADER = [
    "申报单位", "二级项目名称", "当年项目金额（元）", "设立依据及申报理由", "整体绩效目标", "年度绩效目标",
    "一级指标", "二级指标", "三级指标", "年度指标值",
]  # fmt: skip
UNIT, NAME = "130001-某局", "校舍维修"
FACTS = (UNIT, NAME, 552000, "危房", "整体", "年度")
PUPILS = ("效益指标", "社会效益指标", "受益学生", "≥300人")
PRAISE = ("满意度指标", "服务对象满意度指标", "家长满意度", "≥95%")


def read(*sheets):
    """Each sheet is (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return read_blocks(BytesIO(saved(book)), filename="table.xlsx")


FIRST = (
    "表1",
    [
        [TITLE], HEADER,
        [*FACTS, "产出指标", "数量指标", "维修数", "≥3间"],
        [None] * 6 + ["产出指标", "质量指标", "合格率", "≥95%"],
    ],
)  # fmt: skip


def names(file):
    return [(block.name, [row.name for row in block.indicators]) for block in file.blocks]


WHOLE = [(NAME, ["维修数", "合格率", "受益学生"])]


@pytest.mark.parametrize(
    "sheet", ["表1续1", "续1", "表1 (续)", "表1（续二）", "续表", "续表1", "表1-续", "（续）"]
)
@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        (None,) * 6,
        (None, NAME, None, None, None, None),
        (UNIT, NAME + "（续）", None, "", "", ""),
        (UNIT, " 校舍维修 ", "552,000.00", "危房", "整体", "年度"),
    ],
    ids=["all again", "nothing", "the name", "name with 续", "spelt otherwise"],
)  # fmt: skip
def test_it_goes_on_in_a_second_sheet(sheet, facts):
    file = read(FIRST, (sheet, [[f"{TITLE}（续）"], HEADER, [*facts, *PUPILS]]))
    assert names(file) == WHOLE
    (block,) = file.blocks
    assert (block.amount, block.sheet, block.has_errors) == (Decimal(552000), "表1", False)
    (said,) = block.findings
    assert said.reason == "接在工作表“表1”第 3 行的项目“校舍维修”后面，续了 1 行指标"
    assert (said.level, said.sheet, said.row) == (Level.WARNING, sheet, 3)


def test_the_title_of_a_sheet_may_say_so():
    file = read(FIRST, ("Sheet2", [[f"{TITLE}（续）"], HEADER, [*FACTS, *PUPILS]]))
    assert names(file) == WHOLE


def test_a_row_knows_its_sheet():
    (block,) = read(FIRST, ("续1", [[TITLE], HEADER, [*FACTS, *PUPILS]])).blocks
    assert str(block.place("annual_target", block.indicators[0])) == "工作表“表1”J3"
    assert str(block.place("annual_target", block.indicators[2])) == "工作表“续1”J3"


def test_over_three_sheets():
    file = read(
        FIRST,
        ("续1", [[TITLE], HEADER, [*FACTS, *PUPILS]]),
        ("续2", [[TITLE], HEADER, [None] * 6 + list(PRAISE)]),
    )
    assert names(file) == [(NAME, ["维修数", "合格率", "受益学生", "家长满意度"])]


def test_the_next_project_of_the_second_sheet_is_its_own():
    other = [UNIT, "食堂改造", 90000, "老旧", "整体", "年度", "产出指标", "数量指标", "改造数", "≥1个"]
    file = read(FIRST, ("续1", [[TITLE], HEADER, [None] * 6 + list(PUPILS), other]))
    assert names(file) == [*WHOLE, ("食堂改造", ["改造数"])]
    assert not file.has_errors


def test_without_a_header_the_one_before_counts():
    file = read(FIRST, ("续1", [[f"{TITLE}（续）"], [*FACTS, *PUPILS]]))
    assert names(file) == WHOLE
    file = read(FIRST, ("续1", [[None] * 6 + list(PUPILS), [None] * 6 + list(PRAISE)]))
    assert names(file) == [(NAME, ["维修数", "合格率", "受益学生", "家长满意度"])]


def test_rows_above_the_first_category_are_of_the_last_one():
    file = read(FIRST, ("续1", [[TITLE], HEADER, [None] * 8 + ["优良率", "≥90%"], [None] * 6 + list(PUPILS)]))
    rows = [(row.tier1, row.tier2, row.name) for row in file.blocks[0].indicators]
    assert rows[2:] == [("产出指标", "质量指标", "优良率"), (PUPILS[0], PUPILS[1], PUPILS[2])]


def test_what_the_first_part_left_out_is_taken_from_the_second():
    first = ("表1", [[TITLE], HEADER, [UNIT, NAME, None, None, None, None, *PRAISE]])
    (block,) = read(first, ("续1", [[TITLE], HEADER, [*FACTS, *PUPILS]])).blocks
    assert (block.amount, block.justification, block.annual_objective) == (Decimal(552000), "危房", "年度")


@pytest.mark.parametrize(
    ("at", "value", "label"), [(2, 99000, "当年项目金额"), (5, "另一个目标", "年度绩效")]
)
def test_a_part_that_contradicts_is_an_error_and_told_why(at, value, label):
    facts = list(FACTS)
    facts[at] = value
    file = read(FIRST, ("续1", [[TITLE], HEADER, [*facts, *PUPILS]]))
    assert [len(block.indicators) for block in file.blocks] == [2, 1]
    reasons = [finding.reason for finding in file.blocks[1].findings if finding.level is Level.ERROR]
    assert reasons[0] == f"像是工作表“表1”第 3 行项目的续表，但“{label}”不同"


def test_another_units_project_of_the_same_name_is_another_project():
    facts = ["130002-某所", *FACTS[1:]]
    file = read(FIRST, ("续1", [[TITLE], HEADER, [*facts, *PUPILS]]))
    assert [(block.unit_code, len(block.indicators)) for block in file.blocks] == [
        ("130001", 2),
        ("130002", 1),
    ]
    assert not file.has_errors


def test_the_same_project_on_an_ordinary_sheet_stays_an_error():
    file = read(FIRST, ("表2", [[TITLE], HEADER, [*FACTS, *PUPILS]]))
    assert [block.has_errors for block in file.blocks] == [False, True]


@pytest.mark.parametrize(
    "name",
    ["继续教育", "手续费", "后续管理", "连续监测", "手续", "后续", "续建项目", "持续", "存续", "Sheet1 (2)"],
)
def test_words_with_the_sign_in_them_are_no_continuation(name):
    assert not is_continuation(name)


def test_the_list_of_a_form_goes_on_alone():
    form = [
        ["项目支出绩效目标申报表"],
        ["项目名称", NAME, None, None],
        ["实施单位", UNIT, None, None],
        ["年度资金总额（元）", 552000, None, None],
        ["年度绩效目标", "年度", None, None],
        ["一级指标", "二级指标", "三级指标", "年度指标值"],
        ["产出指标", "数量指标", "维修数", "≥3间"],
    ]
    rest = [["一级指标", "二级指标", "三级指标", "年度指标值"], list(PUPILS), list(PRAISE)]
    file = read(("申报表", form), ("申报表续1", rest))
    assert names(file) == [(NAME, ["维修数", "受益学生", "家长满意度"])]
    assert not [finding for finding in file.all_findings if "金额" in finding.reason]
    again = [*form[:3], form[5], list(PUPILS)]  # the head of the form printed again
    assert names(read(("申报表", form), ("申报表续1", again))) == [(NAME, ["维修数", "受益学生"])]
