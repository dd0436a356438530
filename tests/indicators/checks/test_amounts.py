from decimal import Decimal

import pytest

from indicators.checks import CheckRule, CheckSettings
from indicators.enums import CheckLevel, CheckOutcome
from tests.indicators.checks import found, project, row


def costing(value, *counts, name="培训成本", **changes):
    """A project with one 成本 row and these 数量 rows."""
    quantities = [row(f"n{place}", "数量指标", f"数量{place}", count) for place, count in enumerate(counts)]
    return project(row("c", "成本指标", name, value), *quantities, **changes)


def outcomes_of(check_id, checked):
    return [finding.outcome.value for finding in found(check_id, checked)]


def test_wrong_formulas_are_found_in_rows_and_texts_with_the_right_result():
    checked = costing("20人×800元=30000元", justification="根据《甲》，2*3=7。")
    first, second = found("formula_wrong", checked)
    assert (first.field, first.indicator, first.proposal) == ("justification", None, "6")
    assert (second.field, second.indicator, second.proposal) == ("period_target", "c", "16,000")
    assert found("formula_wrong", costing("20人×800元=16000元")) == []


@pytest.mark.parametrize(
    ("value", "counts", "amount", "outcomes"),
    [
        ("500元/人", ["100人"], "50000", []),
        ("500元/人", ["100名学员"], "50000", []),
        ("0.05万元/人", ["100人"], "50000", []),
        ("预计800元/人", ["≥20人"], "30000", ["finding"]),
        ("35000/次活动", ["＞100人", "≥1次"], "30000", ["finding"]),
        ("300元/人/次", ["≥100人", "≥1次"], "30000", []),
        ("450元/人/月", ["60人"], "324000", []),
        ("450元/人/月", ["60人", "6个月"], "162000", []),
        ("每人每年1200元", ["60人"], "72000", []),
        ("500元/人", ["99.5人"], "50000", []),
        ("500元/人", ["100人"], None, ["undecided"]),
        ("500元/人", ["100人", "50人"], "1", []),
        ("500元/台", ["100人"], "1", []),
        ("500元/人次", ["100人"], "1", []),
        ("500-800元/人", ["100人"], "1", []),
        ("5万元", ["100人"], "1", []),
        ("按标准", ["100人"], "1", []),
    ],
)
def test_count_times_price_against_the_amount(value, counts, amount, outcomes):
    checked = costing(value, *counts, amount=None if amount is None else Decimal(amount))
    assert outcomes_of("price_times_count", checked) == outcomes


def test_the_tolerance_is_a_setting():
    checked = costing("500元/人", "90人", amount=Decimal(50_000))
    assert outcomes_of("price_times_count", checked) == ["finding"]
    loose = CheckSettings({"price_times_count": CheckRule(CheckLevel.ADVICE, threshold=Decimal(10))})
    assert found("price_times_count", checked, loose) == []


def test_without_an_amount_the_stated_total_is_compared():
    rows = [row("c", "成本指标", "单价", "500元/人"), row("t", "成本指标", "总额", "60000元")]
    checked = project(*rows, row("n", "数量指标", "人数", "100人"), amount=None)
    (finding,) = found("price_times_count", checked)
    assert "50,000.00" in finding.message
    assert "60,000.00" in finding.message


@pytest.mark.parametrize(
    ("value", "amount", "outcomes"),
    [
        ("3万元", "30000", []),
        ("3万", "30000", []),
        ("1.工资200000元；2.水电30000元；合计230000元", "230000", []),
        ("区财政承担50000*10%=5000元", "5000", []),
        ("共需130*10=1300", "1300", []),
        ("3万元", "50000", ["finding"]),
        ("共需130*10=1300", "1400", ["finding"]),
        ("≤3万元", "28000", []),
        ("≤3万元", "32000", ["finding"]),
        ("约30000元", "31000", []),
        ("约30000元", "35000", ["finding"]),
        ("3万元", None, ["undecided"]),
        ("工资20000元，水电3000元", "1", []),
        ("300元/人", "1", []),
        ("2-3万元", "1", []),
        ("不超预算金额", "1", []),
    ],
)
def test_stated_total_against_the_amount(value, amount, outcomes):
    checked = costing(value, amount=None if amount is None else Decimal(amount))
    assert outcomes_of("total_differs", checked) == outcomes


def test_the_unit_in_the_name_counts():
    assert outcomes_of("total_differs", costing("5", name="会议费（万元）")) == []
    assert outcomes_of("total_differs", costing("6", name="会议费（万元）")) == ["finding"]


@pytest.mark.parametrize(
    ("justification", "value", "count"),
    [
        ("标准为5000元/个。", "区级承担3000元/个", 1),
        ("标准为5000元/个。", "区级承担0.5万元/个", 0),
        ("按每月每人900元测算。", "800元/人/月", 1),
        ("按每月每人900元测算。", "900元/人/月", 0),
        ("按每月每人900元测算。", "800元/人", 0),
        ("去年发放207000元。", "3000元/个", 0),
        ("标准为5000元/名。", "3000元/人", 1),
        ("标准为5000元/户。", "3000元/个", 0),
    ],
)
def test_prices_in_the_texts_against_the_cost_rows(justification, value, count):
    findings = found("price_differs", costing(value, justification=justification))
    assert [finding.field for finding in findings] == ["justification"] * count


@pytest.mark.parametrize(
    ("period", "annual", "count"),
    [
        ("1次", "26人", 1),
        ("5万元", "100%", 1),
        ("12个月", "3000元", 1),
        ("10人", "5名", 0),
        ("2次", "1场", 0),
        ("1期", "3次", 0),
        ("1期", "1个", 0),
        ("100人", "300人次", 0),
        ("5万元", "50000元", 0),
        ("3年", "12个月", 0),
        ("3公里", "800米", 0),
        ("村8个", "村（社区）111个", 0),
        ("26家", "26个", 0),
        ("5", "5个", 0),
        ("及时", "5个", 0),
        ("2次、3人", "5人", 0),
    ],
)
def test_units_of_both_values(period, annual, count):
    findings = found("units_differ", project(row("r", "数量指标", "某数量", period, annual)))
    assert len(findings) == count
    assert all(finding.blocks for finding in findings)


def test_values_of_a_one_year_project():
    differing = row("r", "数量指标", "某数量", "10个", "5个")
    assert outcomes_of("annual_differs", project(differing)) == ["finding"]
    assert outcomes_of("annual_differs", project(differing, one_year=False)) == []
    phased = project(differing, overall_objective="统一规划，分期实施。")
    assert outcomes_of("annual_differs", phased) == ["undecided"]
    written = project(row("r", "质量指标", "完成率", "≥１００％", "≥100%"))
    assert outcomes_of("annual_differs", written) == [], "the same in other characters"
    mixed = project(row("r", "数量指标", "某数量", "1次", "26人"))
    assert outcomes_of("annual_differs", mixed) == []


@pytest.mark.parametrize(
    ("tier2", "value", "amount", "count"),
    [
        ("成本指标", "保障100百万/年经费", None, 1),
        ("成本指标", "200000000元", None, 1),
        ("成本指标", "50000万元", "50000", 1),
        ("成本指标", "5元", "50000", 1),
        ("成本指标", "5元/人", "50000", 0),
        ("成本指标", "5百万元", None, 0),
        ("成本指标", "4万元", "50000", 0),
        ("经济效益", "带动产值5亿元", "50000", 0),
        ("数量指标", "20百人", None, 1),
        ("数量指标", "15个百分点", None, 0),
    ],
)
def test_suspicious_magnitudes(tier2, value, amount, count):
    checked = project(row("r", tier2, "某指标", value), amount=None if amount is None else Decimal(amount))
    assert len(found("magnitude_suspicious", checked)) == count


def test_an_amount_of_the_largest_size_breaks_nothing():
    huge = "9999999999999999亿元/人"
    checked = costing(huge, "9999999999999999人", amount=Decimal("9999999999999.99"))
    assert outcomes_of("price_times_count", checked) == [CheckOutcome.FINDING]
