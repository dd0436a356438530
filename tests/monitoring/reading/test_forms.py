"""Forms as units send them: what a person reads in them is what comes out, and nothing is dropped."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from monitoring.enums import MoneySource
from monitoring.reading import read_tables, recognised_kind
from monitoring.reading.blocks import MeasuredKind

from .forms import MONEY, ROWS, evaluation_form, fill_evaluation_form, monitoring_form, saved

pytestmark = pytest.mark.pure


@pytest.fixture
def form(tmp_path):
    return tmp_path / "自评表.xlsx"


def only(path, **options):
    read = read_tables(path, **options)
    (table,) = read.tables
    return read, table


def test_the_official_form(form):
    read, table = only(evaluation_form(form))
    assert (read.kind, read.fiscal_year) == (MeasuredKind.EVALUATION, 2023)
    (sheet,) = read.sheets
    assert (sheet.name, sheet.layout, sheet.blocks, sheet.amount_unit, sheet.notes) == (
        "Sheet", "self_evaluation", 1, "万元", ("单项表",),
    )  # fmt: skip
    assert table.texts == {
        "name": "干部培训", "supervisor": "某某区委", "unit": "某某局",
        "objective": "全年培训100人次。", "result": "全年培训 4 期，共 100 人次。",
    }  # fmt: skip
    assert table.numbers == {
        "rate": Decimal("74.00"), "execution_score": Decimal("7.4"), "total": Decimal("87.73"),
    }  # fmt: skip
    whole = {"initial_budget": Decimal(900000), "budget": Decimal(900000), "executed": Decimal(666000)}
    assert table.money[MoneySource.TOTAL] == table.money[MoneySource.CURRENT] == whole
    assert (table.findings, read.findings) == ([], [])


def test_the_rows_of_the_form_with_their_tiers(form):
    _, table = only(evaluation_form(form))
    assert [(r.text("tier1"), r.text("tier2"), r.text("indicator")) for r in table.rows] == [
        ("产出指标", "数量指标", "培训人数"),
        ("产出指标", "质量指标", "合格率"),
        ("效益指标", "社会效益指标", "服务能力"),
        ("满意度指标", "服务对象满意度指标", "投诉率"),
    ]
    row = table.rows[1]
    assert (row.text("target"), row.text("actual"), row.text("reason")) == (
        "=100%", "97%", "两名学员缺考，明年补训。",
    )  # fmt: skip
    assert row.numbers == {"weight": Decimal("22.5"), "score": Decimal("21.83")}


def test_amounts_in_yuan_and_money_without_a_number(form):
    money = [("年度资金总额", 900000.5, "—", "招标中", 10, "", ""), *MONEY[1:]]
    _, table = only(evaluation_form(form, money=money, money_unit="元"))
    assert table.money[MoneySource.TOTAL] == {"initial_budget": Decimal("900000.50")}
    assert [f.value for f in table.findings] == ["招标中"]


def test_rows_of_the_template_are_kept_to_be_named(form):
    _, table = only(evaluation_form(form, rows=[*ROWS, ("", "", "指标2：", "", "", "", "", "")]))
    assert table.rows[-1].text("indicator") == "指标2："


def test_a_line_that_belongs_nowhere_is_said(form):
    foot = [{1: "评价结论", 3: "良好"}, {1: "存在问题", 3: "缺考"}, {1: "审批意见", 3: "同意，请抓紧"}]
    foot.append({1: "填报人：张某"})
    _, table = only(evaluation_form(form, foot=foot))
    assert (table.text("conclusion"), table.text("problems")) == ("良好", "缺考")
    assert [str(group) for group in table.cells.unread.values()] == [
        "“审批意见”A20–C20（2 格：审批意见、同意，请抓紧）"
    ]


def test_points_that_are_no_number_are_errors_of_their_cell(form):
    _, table = only(evaluation_form(form, rows=[(*ROWS[0][:6], "优", "")]))
    (finding,) = table.findings
    assert (finding.row, finding.column, finding.value, finding.level.value) == (13, "H", "优", "error")


def test_the_execution_rate_among_the_indicators(form):
    money = [(*line[:4], "", "", "") for line in MONEY]
    rows = [*ROWS, ("预算执行率", "预算执行率", "预算执行率", "100%", "74%", 10, 7.4, "")]
    _, table = only(evaluation_form(form, money=money, rows=rows))
    assert table.numbers["execution_score"] == Decimal("7.4")
    assert len(table.rows) == 4


def test_several_forms_below_each_other_and_on_several_sheets(tmp_path):
    book = Workbook()
    fill_evaluation_form(book.active, name="第一个")
    fill_evaluation_form(book.active, name="第二个")
    fill_evaluation_form(book.create_sheet("另一张"), name="第三个")
    read = read_tables(saved(book, tmp_path / "多张.xlsx"))
    assert [(t.text("name"), len(t.rows), t.numbers["total"]) for t in read.tables] == [
        (name, 4, Decimal("87.73")) for name in ("第一个", "第二个", "第三个")
    ]
    assert not any(table.findings for table in read.tables)


def test_the_same_project_twice_is_an_error_of_the_second(tmp_path):
    book = Workbook()
    for title in ("一", "二"):
        fill_evaluation_form(book.create_sheet(title), name="同名")
    read = read_tables(saved(book, tmp_path / "同名.xlsx"))
    assert [table.has_errors for table in read.tables] == [False, True]


def test_the_monitoring_form(tmp_path):
    read, table = only(monitoring_form(tmp_path / "监控.xlsx"))
    assert (read.kind, read.month, read.fiscal_year) == (MeasuredKind.MONITORING, 6, 2023)
    assert table.money[MoneySource.TOTAL] == {
        "initial_budget": Decimal(900000), "executed": Decimal(450000), "expected": Decimal(900000),
        "budget": Decimal(900000),
    }  # fmt: skip
    assert table.text("objective") == "全年培训100人次。"
    first, second, third = table.rows
    assert (first.text("actual"), first.text("expected"), first.text("possibility")) == (
        "45人次", "100人次", "certain",
    )  # fmt: skip
    assert second.causes == ["funding", "staff", "other"]
    assert second.text("cause_note") == "下半年补训；场地停电"
    assert (second.text("possibility"), second.text("note")) == ("possible", "重点关注")
    assert third.text("tier2") == "服务对象满意度指标"
    assert [f.reason for f in table.findings] == ["表中没有全年预算数，按年初预算数计算执行率"]


@pytest.mark.parametrize("build", [evaluation_form, monitoring_form])
def test_the_kind_is_recognised(tmp_path, build):
    expected = MeasuredKind.EVALUATION if build is evaluation_form else MeasuredKind.MONITORING
    assert recognised_kind(build(tmp_path / "表.xlsx")) == expected


def test_a_file_that_is_no_table_has_no_kind(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"PK nothing")
    assert recognised_kind(path) is None
    assert recognised_kind(tmp_path / "没有.xlsx") is None


def test_a_form_in_the_words_of_other_bureaus(form):
    """自评分 of a row is its score, not the total; a title behind 年初设定目标 is no objective."""
    book = Workbook()
    for row in (
        ["项目绩效自评表"],
        ["（2023年1—12月）"],
        ["项目名称", "干部培训"],
        ["预算单位", "某某局"],
        ["预算执行情况", "预算数（万元）", "累计支出（万元）", "支出进度"],
        ["年度资金总额", 90, 66.6, "74%"],
        ["年度总体目标", "年初设定目标", "年度总体目标完成情况综述"],
        ["", "培训100人次。", "培训97人次。"],
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "绩效指标值",
            "绩效指标完成值",
            "权重分",
            "自评分",
            "未完成原因",
        ],
        ["产出指标", "数量指标", "培训人数", "≥100人次", "97人次", 20, 19.4, "3人请假"],
    ):
        book.active.append(row)
    _, table = only(saved(book, form))
    assert (table.texts["objective"], table.texts["result"]) == ("培训100人次。", "培训97人次。")
    assert table.money[MoneySource.TOTAL] == {"budget": Decimal(900000), "executed": Decimal(666000)}
    (row,) = table.rows
    assert (row.text("actual"), row.text("reason"), row.numbers["score"]) == (
        "97人次", "3人请假", Decimal("19.4"),
    )  # fmt: skip
    assert ("total" in table.numbers, table.findings) == (False, [])
