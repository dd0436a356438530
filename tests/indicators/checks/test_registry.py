from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.checks import (
    CHECKS,
    CheckedIndicator,
    CheckedProject,
    CheckRule,
    CheckSettings,
    outcomes,
    run_cycle_checks,
    run_project_checks,
)
from indicators.checks.registry import project_check
from indicators.enums import CheckLevel, CheckOutcome
from tests.indicators.checks import REQUIRED, found, project, row


def test_the_sound_project_is_fine_in_every_check():
    checked = project()
    rules = CheckSettings(required_categories=REQUIRED)
    findings = (*run_project_checks(checked, rules), *run_cycle_checks([checked], rules))
    assert [(finding.check_id, finding.message) for finding in findings] == []
    assert set(outcomes(findings).values()) == {CheckOutcome.FINE}


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.id)
def test_every_check_explains_itself(check):
    assert check.title
    assert check.explanation.endswith("。")
    assert "《" in check.source
    assert bool(check.threshold_label) == (check.threshold is not None)


def test_blocking_by_default():
    blocking = {check.id for check in CHECKS.values() if check.level == CheckLevel.BLOCKING}
    assert blocking == {
        "amount_missing",
        "category_missing",
        "field_empty",
        "placeholder_left",
        "formula_wrong",
        "units_differ",
        "sources_differ",
        "weight_unreadable",
        "period_below_year",
        "weights_sum",
    }


def test_a_check_switched_off_finds_nothing():
    off = CheckSettings({"amount_missing": CheckRule(CheckLevel.BLOCKING, enabled=False)})
    checked = project(amount=None)
    assert found("amount_missing", checked, off) == []
    assert "amount_missing" not in outcomes(run_project_checks(checked, off), off)


def test_a_changed_level_is_the_level_of_the_finding():
    assert found("amount_missing", project(amount=None))[0].blocks
    milder = CheckSettings({"amount_missing": CheckRule(CheckLevel.ADVICE)})
    (finding,) = found("amount_missing", project(amount=None), milder)
    assert finding.level == CheckLevel.ADVICE
    assert not finding.blocks


def test_a_rule_without_threshold_keeps_the_default():
    rules = CheckSettings({"price_times_count": CheckRule(CheckLevel.BLOCKING)})
    assert rules.threshold("price_times_count") == CHECKS["price_times_count"].threshold
    loose = CheckSettings({"price_times_count": CheckRule(CheckLevel.ADVICE, threshold=Decimal(0))})
    assert loose.threshold("price_times_count") == 0


def test_findings_outrank_undecided_in_the_outcome():
    undecided = run_project_checks(project(amount=None))
    assert outcomes(undecided)["price_times_count"] == CheckOutcome.UNDECIDED
    wrong = run_project_checks(project(amount=Decimal(1000)))
    assert outcomes((*undecided, *wrong))["price_times_count"] == CheckOutcome.FINDING
    assert outcomes((*wrong, *undecided))["price_times_count"] == CheckOutcome.FINDING


def merged(*rows, **rules):
    checked = project(*rows)
    return [f for f in run_project_checks(checked, CheckSettings(rules)) if f.indicator == "r"]


def test_one_value_and_one_reason_are_one_finding():
    (finding,) = merged(row("r", "服务对象满意度", "群众满意率（%）", "满意"))
    assert finding.check_id == "percentage_expected"
    assert set(finding.also) == {"no_digit", "vague_value"}
    (finding,) = merged(row("r", "时效指标", "按计划完成", "按计划完成"))
    assert (finding.check_id, finding.also) == ("no_digit", ("value_repeats_name",))


def test_the_stricter_check_speaks_for_the_others():
    (finding,) = merged(row("r", "时效指标", "完成时间", "及时"), vague_value=CheckRule(CheckLevel.BLOCKING))
    assert (finding.check_id, finding.also, finding.blocks) == ("vague_value", ("no_digit",), True)


def test_a_check_that_is_switched_off_is_not_spoken_for():
    off = CheckRule(CheckLevel.ADVICE, enabled=False)
    (finding,) = merged(row("r", "时效指标", "完成时间", "及时"), no_digit=off)
    assert (finding.check_id, finding.also) == ("vague_value", ())


def test_different_reasons_stay_apart():
    findings = merged(row("r", "数量指标", "资助覆盖率", "有效"))
    assert {finding.check_id for finding in findings} == {"rate_under_quantity", "percentage_expected"}


def test_a_finding_knows_the_text_that_it_judges():
    (finding,) = merged(row("r", "时效指标", "完成时间", "及时"))
    assert finding.basis == "时效指标\n完成时间\n及时\n及时\n"
    (finding,) = found("no_document", project(justification="按往年测算。"))
    assert finding.basis == "按往年测算。"


def test_an_id_cannot_be_taken_twice():
    def amount_missing(project, settings):
        return ()

    with pytest.raises(ValueError, match="amount_missing"):
        project_check(title="", explanation="", source="")(amount_missing)


WORDS = (
    *(
        "约",
        "预计",
        "≥",
        "＞",
        "不少于",
        "以上",
        "合计",
        "百分之",
        "九十五",
        "满意",
        "有效",
        "及时率",
        "XX",
        "####",
    ),
    *(
        "20人",
        "800元/人",
        "每月每人",
        "16000元",
        "1.5万元",
        "10%",
        "（%）",
        "2-3次",
        "2022年",
        "《通知》",
        "〔2021〕9号",
    ),
    *("=", "＝", "+", "*", "×", "÷", "(", ")", "（", "）", "-", "~", ",", "，", "。", "；", "1.", "/"),
)
wild_text = st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
wild_rows = st.lists(
    st.builds(
        CheckedIndicator,
        key=st.integers(),
        tier1=st.sampled_from(["产出指标", "成本", ""]),
        tier2=st.sampled_from(["数量指标", "质量", "时效", "成本指标", "经济成本", "满意度", ""]) | wild_text,
        name=wild_text,
        period_target=wild_text,
        annual_target=wild_text,
        note=wild_text,
        not_applicable=st.booleans(),
    ),
    max_size=4,
).map(tuple)
wild_projects = st.builds(
    CheckedProject,
    **{field.name: wild_text for field in fields(CheckedProject) if field.type in (str, "str")},
    key=st.integers(),
    amount=st.none() | st.decimals(0, 10**13, places=2),
    fiscal_year=st.integers(1990, 2100),
    rows=wild_rows,
    term_years=st.none() | st.integers(1, 5),
)


@settings(max_examples=400)
@given(wild_projects)
def test_no_text_makes_a_check_of_one_project_raise(checked):
    for finding in run_project_checks(checked, CheckSettings(required_categories=REQUIRED)):
        assert finding.message


@settings(max_examples=100)
@given(st.lists(wild_projects, max_size=4), st.booleans())
def test_no_text_makes_a_check_between_projects_raise(projects, repeated):
    keys = {checked.key for checked in projects}
    for finding in run_cycle_checks(projects * (1 + repeated)):
        assert finding.project in keys
        assert set(finding.related) <= keys


def test_quotes_in_a_name_are_the_inner_ones_of_every_message():
    rows = [
        row("n", "数量指标", "“两新”党组织活动率", "若干", "“两新”≥1次"),
        row("q", "质量指标", "“两新”党组织", "有效"),
        row("c", "成本指标", "“大组工网”费", "100百万元"),
    ]
    checked = project(*rows, name="“大组工网”费（年）", amount=Decimal(100))
    findings = run_project_checks(checked, CheckSettings(required_categories=REQUIRED))
    messages = [finding.message for finding in findings]
    assert any("指标“‘大组工网’费”的值" in message for message in messages)
    assert not [message for message in messages if "““" in message or "””" in message]
