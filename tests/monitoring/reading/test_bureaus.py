"""What a person reads in twenty files of bureaus is what comes out, and what has no place is named."""

from decimal import Decimal
from io import BytesIO

import pytest

from monitoring.enums import MoneySource
from monitoring.reading import ReadFile, read_tables
from monitoring.reading.blocks import MeasuredKind
from tests.monitoring.reading.bureaus import NAMES, file_of

pytestmark = pytest.mark.pure

# File → year, last month, and of each project: name, budget and spent in 万元, rate, rows, total points.
EXPECTED = {
    "m01_form.txt": (2023, 7, [("党员教育培训经费", "50", "20.5", "41", 5)]),
    "m02_list.txt": (
        2023, 7,
        [("城乡低保金", "1200", "702.35", "58.53", 0), ("孤儿基本生活保障金", "86.4", "40.2", "46.53", 0),
         ("社区养老服务设施建设", "300", "0", "0.00", 0)],
    ),
    "m03_list_indicators.txt": (
        2023, 7, [("农村公路养护", "250", "130", "52.00", 4), ("交通执法装备", "18", "0", "0", 1)],
    ),
    "m04_sheets.txt": (
        2023, 7, [("图书馆免费开放", "30", "15", "50.00", 2), ("文物保护", "12.5", "12.5", "100.00", 2)],
    ),
    "m05_stacked.txt": (
        2023, 7, [("村级动物防疫员补助", "66", "33", "50", 2), ("高标准农田管护", "40", "8", "20", 2)],
    ),
    "m06_word.txt": (2023, 7, [("消防 装备 购置", "120", "66.6", "55.5", 5)]),
    "m07_form_short.txt": (2023, 7, [("义务教育营养改善", "480", "260.5", "54.27", 4)]),
    "m08_export.txt": (
        None, 7, [("水库安全管护", "88", "44", "50", 2), ("河道清淤", "120", "0", "0", 1)],
    ),
    "m09_wide.txt": (
        2023, 7,
        [("设备购置", "400", "250", "62.5", 0), ("人才引进", "100", "50", "50", 0),
         ("艾滋病防治", "80", "20", "25", 0)],
    ),
    "m10_system.html": (
        2023, 7, [("数字档案建设", "35", "12.6", None, 2), ("馆库维修", "9", "9", None, 1)],
    ),
    "e01_form.txt": (2023, None, [("对外宣传经费", "85", "68", "80", 5, "94.25")]),
    "e02_sheets.txt": (
        2023, None,
        [("文明城市创建", "150", "142.5", "95.00", 5, "95"), ("网络舆情监测", "20", "18.8", "94", 5, "88.5")],
    ),
    "e03_summary.txt": (
        2023, None,
        [("法律援助", "35", "33.2", "94.86", 0, "96.5"), ("人民调解", "42", "25.2", "60.00", 0, "79")],
    ),
    "e04_list_indicators.txt": (
        2023, None,
        [("视频监控运维", "260", "260", "100.00", 4, "99.54"), ("禁毒经费", "45", "30", "66.67", 2, "80.67")],
    ),
    "e05_stacked.txt": (
        2023, None,
        [("退役军人慰问", "60", "60", "100", 5, "96.25"), ("烈士纪念设施修缮", "180", "90", "50", 5, "59")],
    ),
    "e06_points.txt": (2023, None, [("大气污染防治", "1150", "1035", "90.00", 5, "98.4")]),
    "e07_word.txt": (2023, None, [("残疾人就业扶持", "25", "24.5", "98", 8, "97.8")]),
    "e08_sichuan.txt": (2023, None, [("学前教育补助", "320", "272", "85.00", 5, "96.9")]),
    "e09_cost.txt": (2023, None, [("妇女儿童维权服务", "15", "14.97", "99.8", 5, "97.98")]),
    "e10_list.txt": (
        None, None,
        [("气象灾害预警", "65.5", "65.5", "100", 2, None), ("人工影响天气", "12", "9.6", "80", 1, None)],
    ),
}  # fmt: skip


def read(name: str) -> ReadFile:
    filename, content = file_of(name)
    return read_tables(BytesIO(content), filename=filename)


def number(text: str | None, factor: int = 1) -> Decimal | None:
    return None if text is None else Decimal(text) * factor


@pytest.mark.parametrize("name", NAMES)
def test_projects_money_rates_and_points(name):
    file, (year, month, projects) = read(name), EXPECTED[name]
    kind = MeasuredKind.MONITORING if name.startswith("m") else MeasuredKind.EVALUATION
    assert (file.kind, file.fiscal_year, file.month) == (kind, year, month)
    assert [table.text("name") for table in file.tables] == [project[0] for project in projects]
    for table, (_, budget, spent, rate, rows, *total) in zip(file.tables, projects, strict=True):
        money = table.money[MoneySource.TOTAL]
        assert (money["budget"], money["executed"]) == (number(budget, 10_000), number(spent, 10_000))
        assert (table.numbers.get("rate"), len(table.rows)) == (number(rate), rows)
        assert table.numbers.get("total") == number(total[0] if total else None)
        assert not table.has_errors


def row_of(name: str, indicator: str):
    return next(
        row for table in read(name).tables for row in table.rows if row.text("indicator") == indicator
    )


@pytest.mark.parametrize(
    ("name", "indicator", "texts"),
    [
        ("m01_form.txt", "按期完成率", {"target": "=100%", "actual": "58%", "expected": "90%",
         "cause_note": "上级资金7月才下达", "possibility": "possible", "note": "已催办"}),
        ("m03_list_indicators.txt", "优良路率", {"tier1": "产出指标", "possibility": "certain", "note": ""}),
        ("m03_list_indicators.txt", "养护里程", {"note": "水毁资金另行申请"}),
        ("m06_word.txt", "指标1：购置消防车", {"tier1": "产出指标", "possibility": "possible"}),
        ("m06_word.txt", "指标1：验收合格率", {"tier2": "质量指标", "possibility": "certain"}),
        ("m08_export.txt", "隐患整改率", {"target": "≥95%", "actual": "80", "expected": "95"}),
        ("m10_system.html", "著录差错率", {"target": "≤0.5%", "expected": "0.3%"}),
        ("e06_points.txt", "问题整改率", {"target": "100%", "actual": "97%", "reason": "2处整改跨年"}),
        ("e08_sichuan.txt", "教师培训人次", {"target": "≥60人次", "actual": "64"}),
        ("e08_sichuan.txt", "办园条件", {"target": "优良中低差"}),
        ("e09_cost.txt", "项目总成本", {"tier1": "成本指标", "actual": "149700元"}),
        ("e10_list.txt", "预警准确率", {"note": "暖区暴雨预报难度大", "actual": "82%"}),
    ],
)  # fmt: skip
def test_the_texts_of_a_row(name, indicator, texts):
    row = row_of(name, indicator)
    assert {key: row.text(key) for key in texts} == texts


def test_a_second_row_of_a_source_takes_nothing_away():
    """财政专户管理资金 stands beside 财政拨款, it does not replace it."""
    (table,) = read("e08_sichuan.txt").tables
    assert table.money[MoneySource.CURRENT]["budget"] == Decimal(3_200_000)
    assert (table.text("objective"), table.text("result")) == (
        "保障幼儿园正常运转。", "运转正常，完成率100%。",
    )  # fmt: skip
    assert (table.text("rate_reason"), table.text("conclusion")) == (
        "设备维修结算跨年", "项目自评96.9分，完成较好。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("m01_form.txt", []),
        ("m02_list.txt", ["全年预计完成情况", "偏差原因分析", "备注"]),
        ("m07_form_short.txt", ["项目编码", "预计全年执行率", "存在的主要问题", "下一步工作措施"]),
        ("m08_export.txt", ["预算年度", "项目编码"]),
        ("e01_form.txt", []),
        ("e03_summary.txt", ["自评等级"]),
        ("e07_word.txt", []),
        ("e09_cost.txt", ["完成率"]),
    ],
)
def test_what_has_no_place_is_named(name, titles):
    assert [group.title for sheet in read(name).sheets for group in sheet.unread] == titles


def test_the_unit_above_a_list_and_the_lines_of_units_within():
    assert {table.text("unit") for table in read("m02_list.txt").tables} == {"曲江区民政局"}
    assert [table.text("unit") for table in read("m09_wide.txt").tables] == [
        "曲江区人民医院", "曲江区人民医院", "曲江区疾控中心",
    ]  # fmt: skip
