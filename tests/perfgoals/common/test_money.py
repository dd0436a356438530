from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.common.money import LIMIT, AmountError, chinese_amount, format_amount, in_wan, parse_amount

amounts = st.decimals(min_value=0, max_value=LIMIT - 1, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50000", "50000"),
        ("50,000.00", "50000"),
        (" 50,000.5 ", "50000.5"),
        ("５０，０００．００", "50000"),
        ("50 000", "50000"),
        ("¥50,000", "50000"),
        ("￥ 50,000", "50000"),
        ("人民币50000元整", "50000"),
        ("50000 元", "50000"),
        ("5万元", "50000"),
        ("5.123456 万元", "51234.56"),
        ("12万", "120000"),
        ("1.5亿元", "150000000"),
        ("0", "0"),
        ("007", "7"),
        ("9,999,999,999,999.99", "9999999999999.99"),
        ("\xa050,000.00\u3000", "50000"),
        ("伍万元整", "50000"),
        ("人民币叁拾伍万陆仟元正", "356000"),
        ("叁佰贰拾伍元零肆分", "325.04"),
    ],
)
def test_reads_what_has_one_meaning(text, expected):
    amount = parse_amount(text)
    assert amount == Decimal(expected)
    assert amount.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("5", "万元", "50000"),
        ("1,234.5678", "万元", "12345678"),
        ("0.5", "亿元", "50000000"),
        ("500元", "万元", "500"),
        ("5万元", "万元", "50000"),
    ],
)
def test_unit_of_the_column_counts_unless_the_text_states_one(text, unit, expected):
    assert parse_amount(text, unit=unit) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有填写"),
        ("   ", "没有填写"),
        ("##########", "#"),
        ("-5", "负数"),
        ("−500.00元", "负数"),
        ("（500）", "负数"),
        ("1,23,4", "千分位"),
        ("1,23", "千分位"),
        ("5 0", "千分位"),
        ("50,000 000", "千分位"),
        ("1.234,50", "小数点"),
        ("1.2.3", "小数点"),
        (".5", "小数点"),
        ("5.", "小数点"),
        ("1.005", "小数"),
        ("1.000", "小数"),
        ("5.1234567万元", "小数"),
        ("1e5", "科学记数法"),
        ("1E+999", "科学记数法"),
        ("10000000000000", "超出"),
        ("1000000亿元", "超出"),
        ("9" * 100_000, "超出"),
        ("NaN", "不是金额"),
        ("Infinity", "不是金额"),
        ("约5000", "不是金额"),
        ("$500", "不是金额"),
        ("5000元/人", "不是金额"),
        ("5²", "不是金额"),
        ("٣", "不是金额"),
        ("五万元", "阿拉伯数字"),
        ("叁叁元整", "阿拉伯数字"),
        ("拾万元整", "阿拉伯数字"),
    ],
)
def test_refuses_what_is_uncertain_and_says_why(text, reason):
    with pytest.raises(AmountError) as refusal:
        parse_amount(text)
    assert reason in refusal.value.reason
    assert refusal.value.proposal


@pytest.mark.parametrize(
    ("text", "proposed"), [("1,23,4", "1,234.00"), ("1.5e4", "15,000.00"), ("5 0", "50.00")]
)
def test_proposes_the_likely_amount_without_using_it(text, proposed):
    with pytest.raises(AmountError) as refusal:
        parse_amount(text)
    assert proposed in refusal.value.proposal


def test_a_huge_exponent_is_refused_without_being_expanded():
    with pytest.raises(AmountError) as refusal:
        parse_amount("9e9999")
    assert "0,000" not in refusal.value.proposal


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    try:
        assert 0 <= parse_amount(text) < LIMIT
    except AmountError as refusal:
        assert refusal.reason


@given(amounts)
def test_formatted_amounts_read_back(amount):
    assert parse_amount(format_amount(amount)) == amount


@given(amounts)
def test_amounts_in_wan_read_back(amount):
    assert parse_amount(in_wan(amount)) == amount


def test_format_keeps_empty_empty():
    assert format_amount(None) == ""
    assert in_wan(None) == ""


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("50000", "5 万元"), ("771325800.00", "77,132.58 万元"), ("0", "0 万元"), ("1.01", "0.000101 万元")],
)
def test_in_wan(amount, expected):
    assert in_wan(Decimal(amount)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("50000", "伍万元整"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("0.53", "伍角叁分"),
        ("0.04", "肆分"),
        ("5123400.00", "伍佰壹拾贰万叁仟肆佰元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000100010001", "壹万零壹亿零壹万零壹元整"),
        ("1001000000", "壹拾亿零壹佰万元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_chinese_amount(amount, expected):
    assert chinese_amount(Decimal(amount)) == expected


@pytest.mark.parametrize("amount", ["-1", "0.001", "1e16", "NaN"])
def test_chinese_amount_refuses_what_cannot_be_written_out(amount):
    with pytest.raises(ArithmeticError if amount == "NaN" else ValueError):
        chinese_amount(Decimal(amount))


@given(amounts)
def test_chinese_amount_never_doubles_a_zero(amount):
    text = chinese_amount(amount)
    assert "零零" not in text
    assert text.endswith(("整", "角", "分"))


@given(amounts, amounts)
def test_different_amounts_are_written_differently(first, second):
    assert (first == second) == (chinese_amount(first) == chinese_amount(second))
