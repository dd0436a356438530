"""实施周期值 beside 年度指标值: units, a project of one year, a project of several."""

import pytest

from indicators.enums import CheckOutcome
from tests.indicators.checks import found, project, row

pytestmark = pytest.mark.pure


def outcomes(check_id, period, annual, called="某数量", tier2="数量指标", **changes):
    checked = project(row("r", tier2, called, period, annual), **changes)
    return [finding.outcome for finding in found(check_id, checked)]


@pytest.mark.parametrize(
    ("period", "annual"),
    [
        ("≥92%", "不低于92%"),
        ("1.5万吨", "15000吨"),
        ("6480", "6,480"),
        ("百分之百", "100%"),
        ("三十日内", "≤30天"),
        ("半年内", "≤6个月"),
        ("两次", "2次"),
    ],
)
def test_values_written_in_two_ways_are_one(period, annual):
    for check_id in ("annual_differs", "units_differ"):
        assert outcomes(check_id, period, annual) == []


@pytest.mark.parametrize(
    ("period", "annual"),
    [
        ("100人次", "100名"),
        ("500元/批次", "500元/年"),
        ("800元/人", "800元/户"),
        ("5TB", "5吨"),
        ("≤55dB", "≤55%"),
        ("3公顷", "3公里"),
    ],
)
def test_units_that_cannot_count_the_same(period, annual):
    assert outcomes("units_differ", period, annual) == [CheckOutcome.FINDING]
    assert outcomes("annual_differs", period, annual) == []


def test_an_unknown_unit_is_named_and_nothing_is_decided():
    (finding,) = found("units_differ", project(row("r", "数量指标", "吊装", "3榀", "5台")))
    assert finding.outcome == CheckOutcome.UNDECIDED
    assert not finding.blocks
    assert "不认识的单位“榀”" in finding.message


@pytest.mark.parametrize(
    "changes",
    [
        {"term_years": 3},
        {"name": "养老护理员培训（2022—2024年）"},
        {"overall_objective": "2023年至2025年分期培训，使全区养老护理员持证上岗。"},
        {"overall_objective": "为期两年，使全区养老护理员持证上岗。"},
    ],
    ids=["form", "name", "objective", "years"],
)
def test_the_year_is_no_more_than_the_whole_term(changes):
    assert outcomes("annual_exceeds_period", "100人", "200人", **changes) == [CheckOutcome.FINDING]
    assert outcomes("annual_exceeds_period", "200人", "100人", **changes) == []
    assert outcomes("annual_differs", "200人", "100人", **changes) == []


def test_the_form_knows_better_than_the_name():
    changes = {"term_years": 1, "name": "养老护理员培训（2022—2024年）"}
    assert outcomes("annual_differs", "200人", "100人", **changes) == [CheckOutcome.FINDING]


@pytest.mark.parametrize(
    ("period", "annual", "name", "tier2"),
    [
        ("≥90%", "≥95%", "合格率", "质量指标"),
        ("≤30天", "≤60天", "办理时间", "时效指标"),
        ("4次/年", "5次/年", "巡查次数", "数量指标"),
        ("80", "90", "平均得分", "数量指标"),
        ("及时", "30天内", "办理时间", "时效指标"),
        ("0.5万亩", "3000亩", "造林面积", "数量指标"),
    ],
)
def test_what_is_not_added_up_over_the_years_may_be_larger(period, annual, name, tier2):
    assert outcomes("annual_exceeds_period", period, annual, name, tier2, term_years=3) == []


def test_costs_and_areas_are_compared_in_one_unit():
    assert outcomes("annual_exceeds_period", "30万元", "500000元", "总成本", "成本指标", term_years=3)
    assert outcomes("annual_exceeds_period", "100亩", "10公顷", "造林面积", term_years=3) == [
        CheckOutcome.FINDING
    ]


def test_a_deadline_in_a_later_year_tells_of_several_years():
    deadline = row("t", "时效指标", "完工时间", "2025年11月底前", "2023年11月底前")
    checked = project(deadline, row("r", "数量指标", "改造里程", "30公里", "10公里"))
    assert (checked.term.years, found("annual_differs", checked)) == (3, [])
    assert found("year_differs", checked) == []
