"""What both kinds are checked for: money, rate, approved rows, remains of the template, targets, units."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.enums import CheckOutcome
from monitoring.checks import CHECKS
from monitoring.enums import MoneySource
from monitoring.subject import ApprovedRow, Money, MonitoredProject, MonitoredRow

pytestmark = pytest.mark.pure

ROW = MonitoredRow(1, "产出指标", "数量指标", "培训人数", "≥100人次", "50人次", approved_key=7)
APPROVED = ApprovedRow(7, "产出指标", "数量指标", "培训人数", "≥100人次")
PROJECT = MonitoredProject(
    1, "130001", "某某局", "培训", month=6, rows=(ROW,), approved=(APPROVED,), bound=True,
    money={MoneySource.TOTAL: Money(Decimal(100), Decimal(100), Decimal(50))},
)  # fmt: skip


def messages(project, check):
    return [f.hit.message for f in CHECKS.run(project) if f.check.id == check]


def money(total, current=None, other=None):
    rows = {MoneySource.TOTAL: total, MoneySource.CURRENT: current, MoneySource.OTHER: other}
    amount = {source: Money(budget=Decimal(text)) for source, text in rows.items() if text is not None}
    return replace(PROJECT, money=amount)


def with_row(**values):
    return replace(PROJECT, rows=(replace(ROW, **values),))


def test_a_sound_table_has_no_finding():
    assert CHECKS.run(PROJECT) == ()


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        (("100", "60", "40"), False), (("0", "899700"), True), (("100", "60", "41"), True), (("100",), False),
        (("899700", "899700"), False), (("100000", "33300", "66600"), False),  # 3.33 + 6.66 万元: rounded
        (("100000", "33300", "66500"), True), (("300", "100", "100"), True), (("0.01", "0.02"), True),
    ],
)  # fmt: skip
def test_the_sum_row_is_the_sum_of_its_parts(amounts, found):
    assert bool(messages(money(*amounts), "parts_differ")) == found


def test_a_sum_of_0_beside_its_parts_is_named():
    assert messages(money("0", "899700"), "parts_differ") == [
        "全年预算数：年度资金总额填写 0.00 元，各项资金合计 899,700.00 元，请核对。"
    ]


@pytest.mark.parametrize(
    ("rate", "found"), [(None, False), ("50", False), ("50.00", False), ("49.6", True), ("100", True)]
)
def test_the_stated_rate_is_that_of_the_amounts(rate, found):
    project = replace(PROJECT, stated_rate=None if rate is None else Decimal(rate))
    assert bool(messages(project, "rate_differs")) == found


def test_a_rate_of_rounded_amounts_may_be_off_by_their_rounding():
    total = Money(budget=Decimal(72900), executed=Decimal(72800))  # 7.29 and 7.28 万元
    project = replace(PROJECT, money={MoneySource.TOTAL: total}, stated_rate=Decimal("99.93"))
    assert messages(project, "rate_differs") == []
    assert messages(replace(project, stated_rate=Decimal("99.2")), "rate_differs")


def test_a_rate_without_a_budget_is_undecided():
    project = replace(PROJECT, money={}, stated_rate=Decimal(50))
    (found,) = [f for f in CHECKS.run(project) if f.check.id == "rate_differs"]
    assert found.hit.outcome == CheckOutcome.UNDECIDED and not found.blocks


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((), "缺少批复的指标“培训人数”（≥100人次），请补填。"),
        ((replace(ROW, name="受训人数"),), "指标“受训人数”批复时的名称是“培训人数”，请按批复的目标填写。"),
        (
            (replace(ROW, name="受训人数", approved_key=None),),  # nobody knows its row: by its target
            "指标“受训人数”批复时的名称是“培训人数”，请按批复的目标填写。",
        ),
        (
            (replace(ROW, target="≥50人次"),),
            "指标“培训人数”的指标值填写“≥50人次”，批复的是“≥100人次”，请改为批复的值。",
        ),
        (
            (ROW, replace(ROW, key=2, name="另一个", target="≥1次", approved_key=None)),
            "指标“另一个”不在批复的绩效目标中，请删除，或先办理绩效目标调整。",
        ),
    ],
)
def test_rows_that_differ_from_the_approved_ones(rows, message):
    assert messages(replace(PROJECT, rows=rows), "differs_from_approved") == [message]


@pytest.mark.parametrize(
    "values", [{"approved_key": None}, {"target": "≥１００人次"}, {"name": "培训 人数"}, {"tier2": "数量"}]
)
def test_spellings_are_no_difference(values):
    assert messages(with_row(**values), "differs_from_approved") == []


def test_without_a_goal_table_the_rows_are_undecided():
    (found,) = [
        f for f in CHECKS.run(replace(PROJECT, approved=None)) if f.check.id == "differs_from_approved"
    ]
    assert found.hit.outcome == CheckOutcome.UNDECIDED


@pytest.mark.parametrize("name", ["指标2：", "指标1:", "……", "...", "…", "指标 3"])
def test_rows_left_from_the_template(name):
    rows = (ROW, MonitoredRow(2, "产出指标", "数量指标", name))
    assert messages(replace(PROJECT, rows=rows), "template_left") == [
        f"“{name}”是模板中留下的行，请填写或删除。"
    ]
    assert messages(replace(PROJECT, rows=rows), "target_missing") == []


@pytest.mark.parametrize(
    ("objective", "found"),
    [
        ("完成培训。（100字以内）", True), ("(不超过200字以内)完成", True), ("请填写年度目标", True),
        ("*XX 待填", True), ("完成 100 人次培训。", False), ("发放材料（含10 本手册）。", False),
    ],
)  # fmt: skip
def test_instructions_left_from_the_template(objective, found):
    assert bool(messages(replace(PROJECT, objective=objective), "template_left")) == found


def test_a_target_inside_the_name_is_proposed_where_it_belongs():
    project = with_row(name="举办培训≥3期", target="")
    (found,) = [f for f in CHECKS.run(project) if f.check.id == "target_missing"]
    assert (found.hit.proposal, found.blocks) == ("≥3期", True)
    assert "写在了名称里" in found.hit.message
    assert messages(with_row(name="培训", target=""), "target_missing") == [
        "指标“培训”没有指标值，请按批复的目标填写。"
    ]


@pytest.mark.parametrize(
    ("target", "actual", "proposal"),
    [
        ("≤7.29万元", "72890元", "7.289万元"), ("72890元", "7.29万元", "72890元"), ("≥100人次", "80人", ""),
        ("≥100人次", "80", None), ("≥100人次", "80人次", None), ("及时", "5天", None),
    ],
)  # fmt: skip
def test_another_unit_is_named_with_what_it_comes_to(target, actual, proposal):
    found = [f for f in CHECKS.run(with_row(target=target, actual=actual)) if f.check.id == "unit_differs"]
    assert [f.hit.proposal for f in found] == ([] if proposal is None else [proposal])
    assert not any(f.blocks for f in found)
