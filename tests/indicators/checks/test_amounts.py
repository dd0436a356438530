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
        ("标准为91250元/人。", "≤92000元/人", 0),
        ("标准为92000元/人。", "不超过9.2万元/人", 0),
        ("标准为93000元/人。", "≤92000元/人", 1),
        ("标准为91250元/人。", "＜9.2万元/人", 0),
        ("标准为91250元/人。", "92000元/人以内", 0),
        ("标准为91250元/人。", "92000元/人", 1),
        ("标准为800元/人。", "≤8000元/人", 1),
        ("标准为91250元/人。", "≥92000元/人", 1),
        ("标准为93000元/人。", "≥92000元/人", 0),
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
        ("100人", "300人次", 1),
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
    assert outcomes_of("annual_differs", project(differing, term_years=3)) == []
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


@pytest.mark.parametrize(
    ("cost", "text"),
    [
        (("补助资金", "25万元"), "县级承担50%"),
        (("补助资金", "25万元"), "其余由省市配套"),
        (("区级配套比例", "50%"), ""),
    ],
)
def test_a_share_that_is_paid_explains_the_amount(cost, text):
    rows = [row("p", "成本指标", "补助标准", "500元/人"), row("t", "成本指标", *cost)]
    checked = project(
        *rows,
        row("n", "数量指标", "补助人数", "1000人"),
        amount=Decimal(250_000),
        justification=f"根据《甲》设立，{text}。",
    )
    assert outcomes_of("price_times_count", checked) == []


def test_above_the_stated_total_nothing_is_explained():
    rows = [row("p", "成本指标", "单位成本", "≤15万元/公里"), row("t", "成本指标", "养护总成本", "≤480万元")]
    checked = project(*rows, row("n", "数量指标", "养护里程", "36公里"), amount=Decimal(4_800_000))
    assert outcomes_of("price_times_count", checked) == ["finding"]


@pytest.mark.parametrize(
    ("name", "value", "count", "amount", "outcomes"),
    [
        ("人均公用经费", "800元/年", "50人", "40000", []),
        ("户均补助", "3000元", "20户", "60000", []),
        ("人均公用经费", "800元/年", "60人", "40000", ["finding"]),
        ("每平方米屋面翻修单价", "1200元/平方米", "680平方米", "1350000", []),
        ("每公里养护成本", "35万元/公里", "2公里", "700000", []),
        ("补助标准", "500元/人", "1.2万人", "6000000", []),
        ("补助标准", "500元/次", "1次/季度", "2000", []),
    ],
)
def test_what_a_price_is_for(name, value, count, amount, outcomes):
    checked = costing(value, count, name=name, amount=Decimal(amount))
    assert outcomes_of("price_times_count", checked) == outcomes
    assert outcomes_of("total_differs", checked) == []


@pytest.mark.parametrize(
    ("costs", "amount", "outcomes"),
    [
        ([("专家评审费", "2万元")], "500000", []),
        ([("专家评审费", "60万元")], "500000", ["finding"]),
        ([("培训成本", "4万元")], "50000", ["finding"]),
        ([("项目总成本", "≤6万元")], "50000", []),
        ([("奖励金", "6万元"), ("慰问金", "5万元")], "120000", ["finding"]),
        ([("奖励金", "6万元"), ("慰问金", "6万元")], "120000", []),
        ([("奖励金", "6万元"), ("慰问金", "6万元"), ("合计", "12万元")], "120000", []),
        ([("设备费", "≤50万元"), ("安装费", "≤60万元")], "1000000", []),
        ([("设备费", "10万元"), ("单位安装成本", "500元/台")], "1000000", []),
        ([("单价", "35万元/延米")], "500000", []),
    ],
)
def test_parts_and_totals_of_the_costs(costs, amount, outcomes):
    rows = [row(name, "成本指标", name, value) for name, value in costs]
    assert outcomes_of("total_differs", project(*rows, amount=Decimal(amount))) == outcomes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("设备20万元、安装5万元，合计25万元。", 0),
        ("设备20万元、安装5万元，合计30万元。", 1),
        ("1.工资200000元；2.水电30000元；合计25万元。", 1),
        ("设备约20万元、安装约5万元，合计25.5万元。", 0),
        ("补助500元/人、奖励300元/人，合计5万元。", 0),
        ("共投入30万元，其中设备20万元。", 0),
    ],
)
def test_sums_that_make_a_total(text, count):
    assert len(found("parts_differ", project(justification=f"根据《甲》设立。{text}"))) == count


@pytest.mark.parametrize(
    ("justification", "count"),
    [
        ("根据《甲》，省级标准600元/人，县级按500元/人执行。", 0),
        ("根据《甲》，补助标准不超过800元/人。", 0),
        ("根据《甲》，最高补助800元/人。", 0),
        ("根据《甲》，市级补助300元/人。", 0),
        ("根据《甲》，补助标准800元/人。", 1),
        ("根据《甲》，每人800元。", 1),
        ("根据《甲》，不超过400元/人。", 1),
    ],
)
@pytest.mark.parametrize("value", ["500元/人", "100人×500元=5万元"])
def test_prices_quoted_beside_the_right_one(justification, count, value):
    checked = costing(value, "100人", justification=justification)
    assert len(found("price_differs", checked)) == count


@pytest.mark.parametrize(
    ("value", "objective", "count"),
    [
        ("75万公里", "清淤渠道75公里。", 1),
        ("75公里", "清淤渠道75公里。", 0),
        ("750公里", "清淤渠道75公里。", 0),
        ("7500平方米", "修缮75平方米，绿化7500平方米。", 0),
        ("2万人", "培训200名。", 1),
    ],
)
def test_a_count_with_another_power_of_ten_than_in_the_texts(value, objective, count):
    checked = project(row("n", "数量指标", "某数量", value), overall_objective=objective)
    assert len(found("magnitude_suspicious", checked)) == count


def test_the_factors_of_a_formula_are_no_costs():
    checked = costing("300人×12元×365天=131.4万元", "300人", amount=Decimal(1_314_000))
    assert found("magnitude_suspicious", checked) == []
