"""No cell of a file of 监控 or 自评 disappears: read, a heading, a mark, or named as not read."""

from io import BytesIO

import openpyxl
import pytest

from monitoring.reading import read_tables
from monitoring.reading.blocks import MeasuredKind
from reading.blocks import Consent
from tests.monitoring.reading.bureaus import NAMES, file_of
from tests.monitoring.reading.forms import evaluation_form, monitoring_form
from tests.reading.messy_workbooks import MESSY
from tests.reading.test_ledger import cells_in

pytestmark = pytest.mark.pure


def assert_adds_up(content: bytes, filename: str = "t.xlsx", **options):
    file = read_tables(BytesIO(content), filename=filename, **options)
    for sheet in file.sheets:
        assert sheet.cells["unread"] == sum(group.count for group in sheet.unread)
    assert file.cells.total() == cells_in(content, filename)
    assert sum(table.cells.read for table in file.tables) <= file.cells["read"]
    return file


@pytest.mark.parametrize("name", NAMES)
def test_it_adds_up_on_what_bureaus_send(name):
    filename, content = file_of(name)
    assert_adds_up(content, filename)


@pytest.mark.parametrize("kind", list(MeasuredKind))
@pytest.mark.parametrize("name", sorted(MESSY))
def test_it_adds_up_on_tables_of_another_kind(name, kind):
    assert_adds_up(MESSY[name](), kind=kind)


@pytest.mark.parametrize("build", [evaluation_form, monitoring_form])
def test_nothing_of_the_official_forms_is_unread(tmp_path, build):
    file = assert_adds_up(build(tmp_path / "t.xlsx").read_bytes())
    assert [sheet.unread for sheet in file.sheets] == [()]


def rows_of(*rows, merges=()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merged_cells.add(area)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


HEAD = ["项目名称", "全年预算数", "全年执行数", "三级指标", "指标值", "完成值", "分值", "得分"]
ROW = ["培训", 50, 40, "人数", "≥100人", "100人", 90, 90]


def unread(file) -> list[str]:
    return [str(group) for sheet in file.sheets for group in sheet.unread]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[*HEAD, "经办科室"], [*ROW, "一科"]], "“经办科室”I2（1 格：一科）"),
        ([HEAD, [*ROW, "多写的"]], "I2（1 格：多写的）"),
        ([HEAD, [*ROW[:6], "优", 90]], "“分值”G2（1 格：优）"),
        ([HEAD, [*ROW[:2], "###", *ROW[3:]]], "“全年执行数”C2（1 格：###）"),
        ([["填表请看说明"], ["经办", "张某"], HEAD, ROW], "“表头以上”A2–B2（2 格：经办、张某）"),
        ([["自评等级", *HEAD], ["优", *ROW]], "“自评等级”A2（1 格：优）"),
    ],
)
def test_what_was_not_read_of_a_list_is_named_with_its_cell(rows, said):
    assert unread(assert_adds_up(rows_of(*rows), kind=MeasuredKind.EVALUATION)) == [said]


def test_what_was_not_read_of_a_form_is_named_by_its_label(tmp_path):
    extra = [{1: "审批意见", 3: "同意，请抓紧"}, {1: "项目编码", 3: "5100"}]
    content = evaluation_form(tmp_path / "t.xlsx", foot=extra).read_bytes()
    assert unread(assert_adds_up(content)) == [
        "“审批意见”A18–C18（2 格：审批意见、同意，请抓紧）", "“项目编码”C19（1 格：5100）",
    ]  # fmt: skip


def test_what_a_merged_range_covers_is_named():
    file = assert_adds_up(rows_of(HEAD, ROW, ["", "", "", "次数", "≥4次", "旧值"], merges=["F2:F3"]))
    assert unread(file) == ["“被合并单元格盖住的内容”F3（1 格：旧值）"]


def test_other_sheets_and_a_summary_of_the_same_projects_were_not_read():
    filename, content = file_of("e02_sheets.txt")
    file = assert_adds_up(content, filename)
    assert unread(file)[-1] == "“另有单项表的项目”第 3 行–第 4 行（4 格：文明城市创建、网络舆情监测）"
    assert [sheet.blocks for sheet in file.sheets] == [0, 1, 1]
    content = file_of("m04_sheets.txt")[1]
    assert [line[:12] for line in unread(assert_adds_up(content))] == ["“没有读入的工作表”A1"] * 2


def consents(file) -> list[str]:
    return [finding.consent for table in file.tables for finding in table.findings if finding.consent]


@pytest.mark.parametrize(
    ("more", "asks"),
    [
        ({}, []),
        ({"科室": "一科", "电话": "1", "备忘": "二"}, []),
        ({"科室": "一科", "电话": "1", "备忘": "二", "领导": "三"}, [Consent.UNREAD]),
        ({"预算（万元）": "12"}, []),
    ],
)
def test_much_that_was_not_read_asks(more, asks):
    file = assert_adds_up(rows_of([*HEAD, *more], [*ROW, *more.values()]), kind=MeasuredKind.EVALUATION)
    assert consents(file) == asks


def test_money_that_may_stand_in_the_unread_part_asks():
    head = ["项目名称", "单位名称", "三级指标", "指标值", "完成值", "某种拨款金额"]
    content = rows_of(head, ["培训", "某某局", "人数", "≥100人", "100人", 120])
    assert consents(assert_adds_up(content)) == [Consent.UNREAD]
