"""项目资金 of a form: sources under titles, a sum without a label, labels with a sum beside each."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from monitoring.enums import MoneySource
from monitoring.reading import read_tables
from monitoring.reading.blocks import MeasuredKind

from .forms import saved

pytestmark = pytest.mark.pure
HEAD = ["项目资金（元）", "年初预算数", "全年预算数", "全年执行数"]
ROWS = [
    ["一级指标", "二级指标", "三级指标", "指标值", "完成值"],
    ["产出指标", "数量指标", "人数", "≥1人", "1人"],
]


@pytest.fixture
def money_of(tmp_path):
    def read(*rows):
        book = Workbook()
        for row in (["项目支出绩效自评表"], ["项目名称", "培训"], *rows, *ROWS):
            book.active.append(row)
        file = read_tables(saved(book, tmp_path / "t.xlsx"), kind=MeasuredKind.EVALUATION)
        (table,) = file.tables
        return table

    return read


def budgets(table) -> dict[str, Decimal]:
    return {source.value: amounts["budget"] for source, amounts in table.money.items() if "budget" in amounts}


def test_a_part_beside_another_of_its_source_is_added_and_that_is_said(money_of):
    table = money_of(
        HEAD, ["年度资金总额", 100, 100, 90], ["其中：财政拨款", 60, 60, 50],
        ["财政专户管理资金", 10, 10, 10], ["其他资金", 30, 30, 30],
    )  # fmt: skip
    assert budgets(table) == {"total": 100, "current": 60, "other": 40}
    (finding,) = table.findings
    assert (finding.reason, finding.row) == ("“其他资金”没有单独的一行，已加到其他资金里", 7)


@pytest.mark.parametrize("label", ["其中：中央补助", "上级补助"])
def test_a_part_within_another_is_not_added_but_named(money_of, label):
    table = money_of(
        HEAD, ["年度资金总额", 100, 100, 90], ["财政拨款", 100, 100, 90], [label, 60, 60, 60]
    )  # fmt: skip
    assert budgets(table) == {"total": 100, "current": 100}
    assert [str(group) for group in table.cells.unread.values()] == [
        "“年初预算数”B6（1 格：60）", "“全年预算数”C6（1 格：60）", "“全年执行数”D6（1 格：60）",
    ]  # fmt: skip


def test_a_single_row_without_a_label_is_the_sum(money_of):
    table = money_of(["资金情况", *HEAD[1:]], [None, 150, 160, 149.5])
    assert table.money[MoneySource.TOTAL] == {
        "initial_budget": Decimal(150), "budget": Decimal(160), "executed": Decimal("149.50"),
    }  # fmt: skip
    assert table.cells.unread == {}


def test_labels_with_a_sum_beside_each(money_of):
    table = money_of(
        ["年初预算（万元）", 450, "调整后预算（元）", 4800000],
        ["实际支出（万元）", 260.5, "执行率", "54.27%"],
    )
    assert table.money[MoneySource.TOTAL] == {
        "initial_budget": Decimal(4500000), "budget": Decimal(4800000), "executed": Decimal(2605000),
    }  # fmt: skip
    assert (table.numbers["rate"], table.cells.unread) == (Decimal("54.27"), {})


def test_the_reason_of_a_low_rate_beside_the_money(money_of):
    table = money_of([*HEAD, "执行率", "原因"], ["年度资金总额", 100, 100, 50, "50%", "结算跨年"])
    assert table.text("rate_reason") == "结算跨年"


@pytest.mark.parametrize(
    "labels",
    [
        ("其中：中央资金", "省级资金", "区级配套"),
        ("上级转移支付", "本级财力", "政府性基金"),
        ("一般公共预算", "国有资本经营预算", "地方专项债券"),
    ],
)
def test_money_of_every_level_is_of_the_treasury(money_of, labels):
    rows = ([label, None, amount, amount] for label, amount in zip(labels, (20, 30, 70), strict=True))
    table = money_of(HEAD, ["年度资金总额", 100, 125, 125], *rows, ["企业自筹", None, 5, 5])
    assert budgets(table) == {"total": 125, "current": 120, "other": 5}


@pytest.mark.parametrize("total", [[], [["年度资金总额", 100, 120, 110]]])
def test_parts_below_a_source_are_not_added_to_it_again(money_of, total):
    parts = ["其中：中央资金", None, 20, 20], ["省级资金", None, 30, 30], ["区级资金", None, 70, 60]
    table = money_of(HEAD, *total, ["财政拨款", 100, 120, 110], *parts, ["其他资金", 5, 6, 7])
    assert budgets(table).items() >= {"current": 120, "other": 6}.items()
    assert sum(group.count for group in table.cells.unread.values()) == 6


def test_a_source_that_nobody_knows_ends_nothing(money_of):
    """Its amounts are named under their titles, and the rows below are read."""
    table = money_of(HEAD, ["年度资金总额", 100, 120, 110], ["彩票公益", 1, 2, 3], ["其他资金", 5, 6, 7])
    assert budgets(table) == {"total": 120, "other": 6}
    assert [str(group) for group in table.cells.unread.values() if group.key == "C"] == [
        "“全年预算数”C5（1 格：2）"
    ]


@pytest.mark.parametrize("text", ["财政拨款尚未到位", "资金已全部到位", "预算执行情况良好", "绩效目标已调整"])
@pytest.mark.parametrize("label", ["备注", "其他说明"])
def test_what_is_said_of_money_beside_a_label_is_no_label(money_of, label, text):
    table = money_of(HEAD, ["年度资金总额", 100, 120, 110], [label, text])
    assert [group.samples[-1] for group in table.cells.unread.values()] == [text]


def test_labels_that_every_form_has_are_no_content(money_of):
    table = money_of(
        ["项目资金（万元）", "年度资金总额", 100], [None, "其中：财政拨款"], ["绩效目标", "其他资金"]
    )
    assert [group.samples for group in table.cells.unread.values()] == [["100"]]
