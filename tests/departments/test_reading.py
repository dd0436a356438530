"""The form as workbook and PDF, and what is read back out of it."""

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from departments.domain.saving import says_else
from departments.reading import NoDepartmentTable, read_department
from departments.tables.forms import department_form
from printing.grids.workbooks import FormBook
from tests.departments.made import record

pytestmark = pytest.mark.pure
BLANK = replace(record(), tasks=(), objectives=(), indicators=(), amount=None, fiscal_amount=None)


def workbook(table, path):
    book = FormBook()
    book.add_form(department_form(table))
    book.save(path)
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"objectives": ()},
        {"amount": Decimal("2300000.12"), "fiscal_amount": None},
        {"indicators": tuple(replace(row, task=None, weight="") for row in record().indicators)},
    ],
)
def test_what_was_exported_is_read_back(tmp_path, changes):
    table = record(**changes)
    assert not says_else(table, read_department(workbook(table, tmp_path / "d.xlsx"), record=BLANK).record)


def test_a_table_typed_in_yuan_by_hand(tmp_path):
    sheet = (book := openpyxl.Workbook()).active
    for row in (
        ["部门整体支出绩效目标表"], ["任务名称", "主要内容", "预算金额（元）"],
        [None, None, "总额", "财政拨款", "其他资金"],
        ["道路建设", "新建", 2000000, 1800000, 200000], ["合计", None, 2000000, 1800000, 200000],
        ["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "建设长度", "985米"],
        [None, None, "合格率", "≥95%"], ["填报人：张三"],
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    found = read_department(tmp_path / "d.xlsx", record=BLANK).record
    assert [(t.name, t.amount, t.other_amount) for t in found.tasks] == [("道路建设", 2_000_000, 200_000)]
    assert (found.amount, found.fiscal_amount) == (2_000_000, 1_800_000)
    assert [(i.tier1, i.tier2, i.name) for i in found.indicators] == [
        ("产出指标", "数量指标", "建设长度"), ("产出指标", "数量指标", "合格率"),
    ]  # fmt: skip


def test_the_goals_beside_their_label_are_no_task(tmp_path):
    sheet = (book := openpyxl.Workbook()).active
    for row in (
        ["部门整体支出绩效目标表"], ["年度主要任务", "任务名称", "主要内容", "总额（万元）"],
        [None, "道路建设", "新建", 200], [None, "金额合计", None, 200],
        ["年度总体目标", "目标1：道路通畅。\n目标2：出行安全。"],
        ["年度绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        [None, "产出指标", "数量指标", "建设长度", "985米"],
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    found = read_department(tmp_path / "d.xlsx", record=BLANK).record
    assert [(task.name, task.amount) for task in found.tasks] == [("道路建设", 2_000_000)]
    assert [goal.text for goal in found.objectives] == ["目标1：道路通畅。", "目标2：出行安全。"]
    assert [row.name for row in found.indicators] == ["建设长度"]


@pytest.mark.parametrize("label", ["部门（单位）名称", "填报单位", "填报部门（单位）名称", "预算单位"])
@pytest.mark.parametrize(
    ("said", "refused"), [("另一个部门", True), (None, False), ("130-另一个名称", False)]
)
def test_the_table_of_another_department_is_refused(tmp_path, label, said, refused):
    sheet = (book := openpyxl.Workbook()).active
    for row in (
        ["部门整体支出绩效目标表"], [label, said or BLANK.unit_name],
        ["任务名称", "主要内容", "总额"], ["道路建设", "新建", 200],
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "d.xlsx")
    blank = replace(BLANK, unit_code="130")
    if refused:
        with pytest.raises(NoDepartmentTable, match="文件是“另一个部门”的表"):
            read_department(tmp_path / "d.xlsx", record=blank)
    else:
        assert read_department(tmp_path / "d.xlsx", record=blank).record.tasks


def test_another_file_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "d.xlsx")
    with pytest.raises(NoDepartmentTable, match="任务名称"):
        read_department(tmp_path / "d.xlsx", record=BLANK)


def read_rows(path, *rows, other: tuple = ()):
    sheet = (book := openpyxl.Workbook()).active
    for row in rows:
        sheet.append(row)
    if other:
        book.create_sheet("说明").append(other)
    book.save(path / "d.xlsx")
    return read_department(path / "d.xlsx", record=BLANK)


HEAD = (["部门整体支出绩效目标表"], ["部门（单位）名称", BLANK.unit_name])
TASKS = (["序号", "任务名称", "主要内容", "总额（万元）"], [1, "道路建设", "新建", 200])
INDICATORS = (["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "建设长度", "985米"])


def fates(found) -> dict[str, int]:
    return {fate.value: count for fate, count in found.cells.items() if count}


def test_nothing_of_our_own_form_is_unread(tmp_path):
    found = read_department(workbook(record(), tmp_path / "d.xlsx"), record=BLANK)
    assert (found.unread, found.unread_share, found.doubts) == ({}, None, ())


def test_every_cell_has_a_fate(tmp_path):
    found = read_rows(tmp_path, *HEAD, *TASKS, *INDICATORS, ["填报人：张三", "电话：1"])
    assert fates(found) == {"heading": 10, "read": 8, "mark": 3}
    assert found.unread == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (([None, "部门职能概述", "负责道路"],), "B3–C3（2 格：部门职能概述、负责道路）"),
        ((*TASKS, [None, None, "没有名称", 3]), "C5"),
        ((TASKS[0] + ["备用栏"], TASKS[1] + ["甲"]), "E4（1 格：甲）"),
        ((*TASKS, *INDICATORS, [None, None, None, "只有值"]), "“指标值”D7（1 格：只有值）"),
        ((*TASKS, ["年度总体目标", "占比"], ["道路通畅", "60%", "第二个值"]), "C6（1 格：第二个值）"),
    ],
)
def test_what_was_not_read_is_named_with_its_cell(tmp_path, rows, said):
    body = rows if "任务名称" in rows[0] or "任务名称" in str(rows[0]) else (*rows, *TASKS)
    found = read_rows(tmp_path, *HEAD, *body)
    assert said in "；".join(found.unread_lines)


def test_other_sheets_are_named(tmp_path):
    found = read_rows(tmp_path, *HEAD, *TASKS, other=("这一页", "没有人读"))
    assert found.unread_lines == ["工作表“说明”“没有读入的工作表”A1–B1（2 格：这一页、没有人读）"]


def test_an_amount_that_is_none_is_said(tmp_path):
    found = read_rows(tmp_path, *HEAD, TASKS[0], [1, "道路建设", "新建", "########"])
    assert found.record.tasks[0].amount is None
    assert "第 4 行" in found.doubts[0] and "不可读" in found.doubts[0]
    assert "D4" in found.unread_lines[0]


def test_a_task_that_no_number_names_is_said(tmp_path):
    head = INDICATORS[0] + ["对应任务"]
    found = read_rows(tmp_path, *HEAD, *TASKS, head, INDICATORS[1] + [7])
    assert found.record.indicators[0].task is None
    assert "“建设长度”的对应任务 7" in found.doubts[0]


def test_much_that_was_not_read_asks(tmp_path):
    found = read_rows(tmp_path, *HEAD, *([n, "别的内容", "别的"] for n in range(9)), *TASKS)
    assert found.unread_share > 50
    assert read_rows(tmp_path, *HEAD, *TASKS).unread_share is None
