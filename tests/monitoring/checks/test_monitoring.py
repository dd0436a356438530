"""Checks of monitoring tables, each at its limits."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.enums import CheckLevel
from monitoring.checks import CHECKS
from monitoring.enums import MoneySource, Possibility
from monitoring.lights import LightRules
from monitoring.subject import Money
from tests.monitoring.checks.test_common import PROJECT, messages, with_row

pytestmark = pytest.mark.pure


def with_money(budget="100", executed="50", expected=None):
    amounts = [None if text is None else Decimal(text) for text in (budget, budget, executed, expected)]
    return replace(PROJECT, money={MoneySource.TOTAL: Money(*amounts)})


@pytest.mark.parametrize(
    ("amounts", "check", "found"),
    [
        ({"executed": "100.01"}, "overspent", True), ({"executed": "100"}, "overspent", False),
        ({"budget": None}, "overspent", False), ({"expected": "49.99"}, "expected_money", True),
        ({"expected": "100.01"}, "expected_money", True), ({"expected": "50"}, "expected_money", False),
        ({"expected": "100"}, "expected_money", False), ({}, "expected_money", False),
    ],
)  # fmt: skip
def test_money(amounts, check, found):
    assert bool(messages(with_money(**amounts), check)) == found
    assert CHECKS.checks[check].level == CheckLevel.BLOCKING


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"actual": ""}, True), ({"actual": "50"}, False), ({"actual": "已完成一半"}, True),
        ({"actual": "", "planned_month": 11}, False), ({"actual": "", "planned_month": 6}, True),
        ({"target": "及时", "actual": "达成"}, False), ({"target": "及时", "actual": "及时"}, True),
        ({"target": "及时", "actual": "较好"}, True), ({"target": "及时", "actual": "部分达成"}, False),
        ({"target": "不适用", "actual": ""}, False), ({"actual": "50人"}, False),
    ],
)  # fmt: skip
def test_values_that_cannot_be_read(values, found):
    assert bool(messages(with_row(**values), "value_unreadable")) == found


CERTAIN, POSSIBLE, IMPOSSIBLE = Possibility


@pytest.mark.parametrize(
    ("possibility", "causes", "note", "missing", "idle"),
    [
        (None, (), "", False, False),
        (CERTAIN, (), "", False, False),
        (CERTAIN, ("staff",), "", False, True),
        (CERTAIN, (), "人手不足", False, True),
        (POSSIBLE, (), "", True, False),
        (POSSIBLE, ("staff",), "", True, False),
        (POSSIBLE, (), "人手不足", True, False),
        (IMPOSSIBLE, ("staff",), "人手不足", False, False),
    ],
)
def test_causes_and_possibility_belong_together(possibility, causes, note, missing, idle):
    project = with_row(possibility=possibility, causes=causes, cause_note=note)
    assert bool(messages(project, "cause_missing")) == missing
    assert bool(messages(project, "cause_beside_certainty")) == idle


@pytest.mark.parametrize(
    ("possibility", "expected", "found"),
    [
        (CERTAIN, "90人次", True), (CERTAIN, "100", False), (IMPOSSIBLE, "100", True),
        (IMPOSSIBLE, "90", False), (POSSIBLE, "90", False), (POSSIBLE, "100", False), (None, "90", False),
        (CERTAIN, "", False), (CERTAIN, "较好", False),
    ],
)  # fmt: skip
def test_expectation_beside_possibility(possibility, expected, found):
    project = with_row(possibility=possibility, expected=expected)
    assert bool(messages(project, "expectation_contradicts")) == found


@pytest.mark.parametrize(
    ("target", "before", "actual", "found"),
    [
        ("≥100人次", "60", "50", True), ("≥100人次", "50", "50", False), ("≥100人次", "", "50", False),
        ("≤90万元", "60", "50", False), ("≥100人次", "未统计", "50", False),
        ("≥10万元", "9万元", "80000元", True),
    ],
)  # fmt: skip
def test_less_than_in_the_round_before(target, before, actual, found):
    project = with_row(target=target, before=before, actual=actual)
    assert bool(messages(project, "smaller_than_before")) == found


FLOORS = LightRules(spending_floors=((4, Decimal(25)), (6, Decimal(40)), (8, Decimal(60))))


@pytest.mark.parametrize(
    ("month", "executed", "found"),
    [(6, "39.99", True), (6, "40", False), (5, "25", False), (3, "0", False), (12, "59", True)],
)
def test_spending_floors_are_data(month, executed, found):
    project = replace(with_money(executed=executed), month=month)
    assert messages(project, "spending_too_low") == []
    assert bool(messages(replace(project, rules=FLOORS), "spending_too_low")) == found


@pytest.mark.parametrize(("executed", "found"), [("40", False), ("39", True), ("60", False), ("61", True)])
def test_spending_and_progress_apart(executed, found):
    project = with_money(executed=executed)
    assert messages(project, "progress_apart") == []
    rules = LightRules(widest_gap=Decimal(10))
    assert bool(messages(replace(project, rules=rules), "progress_apart")) == found


def test_every_check_says_why():
    for check in CHECKS.checks.values():
        assert check.title and check.explanation.endswith("。") and check.source
