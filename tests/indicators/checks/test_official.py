"""What an official form says of a project: the money by source, its term, what the form asks."""

from decimal import Decimal

import pytest

from indicators.checks import CheckSettings
from indicators.enums import CheckOutcome
from tests.indicators.checks import found, project, row

pytestmark = pytest.mark.pure
PLAIN = CheckSettings()


def money(**amounts):
    return project(**{name: Decimal(amount) for name, amount in amounts.items()})


@pytest.mark.parametrize(
    ("amounts", "outcomes"),
    [
        ({"fiscal_amount": 40_000, "carried_over": 0, "other_amount": 10_000}, []),
        ({"fiscal_amount": 50_000}, []),
        ({"fiscal_amount": 40_000, "carried_over": 0, "other_amount": 20_000}, [CheckOutcome.FINDING]),
        ({"fiscal_amount": 60_000}, [CheckOutcome.FINDING]),
        ({"fiscal_amount": 40_000}, [CheckOutcome.UNDECIDED]),
        ({"period_amount": 90_000, "period_fiscal_amount": 80_000, "period_other_amount": 0},
         [CheckOutcome.FINDING]),
        ({}, []),
    ],
)  # fmt: skip
def test_the_parts_make_the_total(amounts, outcomes):
    assert [finding.outcome for finding in found("sources_differ", money(**amounts), PLAIN)] == outcomes


def test_a_part_that_is_not_given_is_named():
    (finding,) = found("sources_differ", money(fiscal_amount=40_000), PLAIN)
    assert "“上年结转”、“其他资金”没有填" in finding.message


def test_the_whole_term_has_at_least_the_money_of_the_year():
    assert found("period_below_year", money(period_amount=40_000), PLAIN)
    assert found("period_below_year", money(period_amount=50_000), PLAIN) == []


@pytest.mark.parametrize(
    ("duration", "says"),
    [
        ("2023年—2025年", ""), ("2023/1/1—2023/12/31", ""), ("3年", ""), ("", ""),
        ("长期", "看不出是几年"), ("2020年-2022年", "不包括预算年度 2023 年"),
    ],
)  # fmt: skip
def test_a_term_says_years_and_holds_the_year_of_the_table(duration, says):
    findings = found("duration_doubtful", project(duration=duration), PLAIN)
    assert [says in finding.message for finding in findings] == [True] * bool(says)


def test_only_what_the_form_asks_is_missed():
    asks = CheckSettings(asks=frozenset({"project_code", "duration", "fiscal_amount", "supervisor"}))
    checked = project(duration="2023年", fiscal_amount=Decimal(0))
    assert [finding.field for finding in found("form_field_empty", checked, asks)] == ["project_code"]
    assert found("form_field_empty", checked, PLAIN) == []


def test_the_stated_term_decides_whether_both_values_may_differ():
    differing = row("r", "数量指标", "培训人数", "300人", "100人")
    phased = {"overall_objective": "分年实施，培训养老护理员。"}
    undecided = found("annual_differs", project(differing, **phased), PLAIN)
    assert [finding.outcome for finding in undecided] == [CheckOutcome.UNDECIDED]
    one_year = found("annual_differs", project(differing, duration="2023年", **phased), PLAIN)
    assert [finding.outcome for finding in one_year] == [CheckOutcome.FINDING]
    assert found("annual_differs", project(differing, duration="2023年—2025年", **phased), PLAIN) == []
