"""Which values promise the same, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.targets import parse_target, same_target

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("≥92%", "不低于92%"),
        ("≥92%", "92%以上"),
        ("≥92%", "≧92％"),
        ("≥92%", "≥ 92.0 %"),
        ("≤5%", "控制在5%以内"),
        ("1.5万吨", "15000吨"),
        ("1.5万吨", "15000000公斤"),
        ("6480", "6,480"),
        ("6480元", "６，４８０元"),
        ("10000元", "10，000元"),
        ("百分之百", "100%"),
        ("百分之九十五以上", "≥95%"),
        ("万分之八", "0.08%"),
        ("5‰", "0.5%"),
        ("九成", "90%"),
        ("三十日内", "≤30天"),
        ("半小时内", "≤30分钟"),
        ("十五个工作日内", "15个工作日内"),
        ("两次", "2次"),
        ("一百二十人", "120名"),
        ("8个", "8家"),
        ("26", "26人"),
        ("每人每月900元", "900元/人/月"),
        ("≥90%且≤95%", "90%-95%"),
        ("12个月", "1年"),
        ("2023年12月底前", "2023年12月底前。"),
        ("及时发放", "及时 发放"),
    ],
)
def test_the_same(first, second):
    assert same_target(first, second)
    assert same_target(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("≥92%", "92%"),
        ("≥92%", "≤92%"),
        ("≥92%", "≥90%"),
        ("约100人", "100人"),
        ("100人次", "100名"),
        ("500元/批次", "500元/年"),
        ("100吨", "100米"),
        ("2-3次", "2次"),
        ("1次", "26人"),
        ("村8个", "村（社区）111个"),
        ("及时", "按时"),
        ("2023年6月底前", "2023年12月底前"),
        ("", "5人"),
    ],
)
def test_not_the_same(first, second):
    assert not same_target(first, second)
    assert not same_target(second, first)


@pytest.mark.parametrize(
    ("text", "size", "measure"),
    [
        ("1.5万吨", 15_000_000_000, "克"),
        ("3.2亿元", 320_000_000, "元"),
        ("5万株", 50_000, "株"),
        ("8‱", "0.08", "%"),
        ("2小时", 7200, "秒"),
        ("2个工作日", 2, "个工作日"),
        ("7", 7, ""),
        ("3榀", 3, "榀"),
    ],
)
def test_size_in_the_base_unit(text, size, measure):
    target = parse_target(text)
    assert (str(target.size.normalize()), target.measure) == (
        str(type(target.size)(size).normalize()),
        measure,
    )


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(first, second):
    assert same_target(first, first)
    assert same_target(first, second) is same_target(second, first)
