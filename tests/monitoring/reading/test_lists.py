"""Lists: one row an indicator or a project, merged or repeated, and a csv."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from monitoring.enums import MoneySource
from monitoring.reading import read_tables
from monitoring.reading.blocks import MeasuredKind
from monitoring.reading.titles import key_of, month_of, source_of
from monitoring.reading.values import joined_target, rate_of, two_decimals

from .forms import saved

pytestmark = pytest.mark.pure

AMOUNTS = ["年初预算（万元）", "全年预算数（万元）", "全年执行数（万元）", "执行率"]
INDICATORS = ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"]
HEAD = ["单位名称", "项目名称", *AMOUNTS, *INDICATORS]
PROJECT = ["130001-某某局", "培训", 50, 50, 49.2, 0.984]
FIRST = [*PROJECT, "产出指标", "数量指标", "人数", "≥100人", "100人", 45, 45]
SECOND = [*FIRST[:6], "效益指标", "社会效益", "能力", "提升", "达成", 45, 40]


def written(path, *rows, title="某县2023年度绩效自评汇总表", merges=()):
    book = Workbook()
    book.active.append([title])
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    return saved(book, path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "清单.xlsx"


BLANK = [None] * 6


@pytest.mark.parametrize(
    ("second", "merges"),
    [
        (SECOND, ()),
        (BLANK + SECOND[6:], ()),
        (BLANK + SECOND[6:], [f"{letter}3:{letter}4" for letter in "ABCDEF"]),
    ],
)
def test_project_cells_repeated_once_or_merged(path, second, merges):
    read = read_tables(written(path, HEAD, FIRST, second, merges=merges))
    (table,) = read.tables
    assert (read.kind, read.fiscal_year) == (MeasuredKind.EVALUATION, 2023)
    assert (table.text("unit"), table.text("name")) == ("130001-某某局", "培训")
    assert table.money == {
        MoneySource.TOTAL: {
            "initial_budget": Decimal(500000), "budget": Decimal(500000), "executed": Decimal(492000),
        }
    }  # fmt: skip
    assert table.numbers == {"rate": Decimal("98.4")}
    assert [row.text("indicator") for row in table.rows] == ["人数", "能力"]
    assert table.findings == read.findings == []


def test_a_unit_merged_over_its_projects(path):
    other = [None, "会议", *FIRST[2:]]
    read = read_tables(written(path, HEAD, FIRST, other, merges=["A3:A4"]))
    assert [(t.text("unit"), t.text("name")) for t in read.tables] == [
        ("130001-某某局", "培训"), ("130001-某某局", "会议"),
    ]  # fmt: skip


def test_one_row_a_project(path):
    head = ["序号", "预算单位", "项目编码", "项目名称", "全年预算", "全年执行", "执行率", "指标得分"]
    head += ["执行率得分", "自评得分", "自评等级", "主要问题", "改进措施", "是否公开"]
    row = [1, "130001-某某局", "51000021R000000019951", "培训", 5, 4, "80%", 88, 8, 96]
    row += ["优", "无", "无", "是"]
    total = [None, "合计", None, None, 5, 4]
    (table,) = read_tables(written(path, ["金额单位：万元"], head, row, total)).tables
    assert table.money[MoneySource.TOTAL] == {"budget": Decimal(50000), "executed": Decimal(40000)}
    assert table.numbers == {
        "rate": Decimal(80), "indicators_score": Decimal(88), "execution_score": Decimal(8),
        "total": Decimal(96),
    }  # fmt: skip
    assert (table.text("project_code"), table.text("grade")) == ("51000021R000000019951", "优")
    assert table.rows == []


def test_figures_of_one_project_that_contradict_each_other(path):
    (table,) = read_tables(written(path, HEAD, FIRST, [*SECOND[:4], 50, *SECOND[5:]])).tables
    assert [(f.level.value, f.row, f.column) for f in table.findings] == [("error", 4, "E")]


def test_a_remark_below_and_subtotals_are_no_projects(path):
    subtotal = ["某某局", "小计（1 个项目）", 50, 50, 49.2]
    below = [["共 1 个项目：优 1 个。"], ["本表由张某核对"]]
    path = written(path, HEAD, FIRST, subtotal, *below, merges=["A6:D6"])
    read = read_tables(path)
    assert [table.text("name") for table in read.tables] == ["培训"]
    assert [str(group) for group in read.sheets[0].unread] == ["“表格以外”A6（1 格：本表由张某核对）"]


def test_a_column_nobody_knows_is_said_once(path):
    read = read_tables(written(path, [*HEAD, "经办科室"], [*FIRST, "一科"], [*SECOND, "一科"]))
    assert [str(group) for group in read.sheets[0].unread] == ["“经办科室”N3–N4（2 格：一科）"]
    assert (read.findings, [table.findings for table in read.tables]) == ([], [[]])


def test_sign_value_and_unit_in_three_columns(path):
    head = [*HEAD[:9], "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分"]
    row = [*FIRST[:9], "≥", 100, "人", "100人", 90, 90]
    (table,) = read_tables(written(path, head, row)).tables
    assert table.rows[0].text("target") == "≥100人"


def test_a_monitoring_list(path):
    head = ["预算单位", "项目名称", "年初预算数", "1—7月执行数", "执行率", "全年预计执行数", "三级指标"]
    head += ["年度指标值", "1—7月执行情况", "全年预计完成情况", "完成目标可能性", "原因说明"]
    row = ["130001-某某局", "培训", 900, 450, "50%", 900, "人数", "≥100人", "50人", "90人"]
    row += ["有可能", "招生不足"]
    read = read_tables(written(path, head, row, title="某县2023年项目绩效运行监控表"))
    (table,) = read.tables
    assert (read.kind, read.month) == (MeasuredKind.MONITORING, 7)
    assert table.money[MoneySource.TOTAL]["expected"] == Decimal(900)
    assert (table.rows[0].text("possibility"), table.rows[0].text("expected")) == ("possible", "90人")


def test_csv_in_gbk(tmp_path):
    path = tmp_path / "清单.csv"
    lines = [HEAD, [*FIRST[:5], "98.4%", *FIRST[6:]]]
    path.write_bytes("\n".join(",".join(map(str, line)) for line in lines).encode("gbk"))
    (table,) = read_tables(path).tables
    assert (table.numbers["rate"], table.rows[0].text("target")) == (Decimal("98.4"), "≥100人")


def test_a_file_without_any_table_is_an_error(path):
    read = read_tables(written(path, ["甲", "乙"], [1, 2]), kind=MeasuredKind.EVALUATION)
    assert (read.tables, [f.level.value for f in read.findings]) == ([], ["warning", "error"])


def test_hidden_sheets_are_left_out_and_hidden_rows_said(path):
    book = Workbook()
    for sheet in (book.active, book.create_sheet("藏")):
        sheet.append(HEAD)
        sheet.append(FIRST)
    book["藏"].sheet_state = "hidden"
    book.active.row_dimensions[2].hidden = True
    read = read_tables(saved(book, path))
    assert len(read.tables) == 1
    assert sorted(f.reason for f in read.findings) == [
        "工作表是隐藏的，没有读入", "有 1 行是隐藏的，已一并读入",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("全年预算数（A）", "budget"), ("全年执行数(B)", "executed"), ("1-6月执行数（万元）", "executed"),
        ("执行率（B/A）", "rate"), ("1—6月执行情况", "actual"), ("全年预计\n执行数", "expected_money"),
        ("一、项目名称：", "name"), ("上半年执行数", "executed"), ("实 际 完 成 值", "actual"), ("甲", None),
        ("偏差原因及措施", "reason"), ("未完成原因分析和整改措施", "reason"), ("改进措施", "improvements"),
        ("1-9月累计支出（元）", "executed"), ("截至9月底完成值", "actual"), ("预算执行进度", "rate"),
        ("绩效指标完成值", "actual"), ("绩效指标值", "target"), ("自评总得分", "total"),
        ("评价等次", "grade"),
        ("项目单位名称", "unit"), ("支出金额（万元）", "executed"), ("年度总体目标完成情况综述", "result"),
        ("项目名称", "name"), ("预算金额", "budget"),
        ("完全不可能", "possibility:impossible"), ("2023年1-6月执行数", "executed"),
    ],
)  # fmt: skip
def test_titles(title, key):
    assert key_of(title) == key


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1-6月执行数", 6), ("1—12月", 12), ("一至七月", None), ("1至7月执行情况", 7), ("上半年", 6),
        ("11-6月", None),
    ],
)  # fmt: skip
def test_months(text, month):
    assert month_of(text) == month


@pytest.mark.parametrize(
    ("label", "source"),
    [
        ("年度资金总额", "total"), ("其中：当年财政拨款", "current"), ("上年结转资金", "carried"),
        ("其他资金", "other"), ("其中：本年一般公共预算拨款", "current"), ("甲方", None),
    ],
)  # fmt: skip
def test_sources(label, source):
    found = source_of(label)
    assert (found and found.value) == source


@pytest.mark.parametrize(
    ("number", "text", "rate"),
    [("98.4", "98.4%", "98.4"), ("0.984", "0.984", "98.4"), ("98.4", "98.4", "98.4"), ("1", "1", "100")],
)
def test_rates(number, text, rate):
    assert rate_of(Decimal(number), text, None, None) == Decimal(rate)


def test_rates_are_stored_with_two_decimals():
    assert rate_of(Decimal("0.98432"), "0.98432", None, None) == Decimal("98.43")
    assert two_decimals(Decimal("12.855")) == Decimal("12.86")


def test_a_small_rate_that_the_amounts_confirm():
    assert rate_of(Decimal("0.5"), "0.5", Decimal(1000), Decimal(5)) == Decimal("0.5")


@pytest.mark.parametrize(
    ("parts", "target"),
    [
        (("≥", "90", "%"), "≥90%"), (("≥", "≥90%", "%"), "≥90%"), (("定性", "及时", "无"), "及时"),
        (("", "90", ""), "90"), (("≥", "", "%"), ""),
    ],
)  # fmt: skip
def test_joined_targets(parts, target):
    assert joined_target(*parts) == target
