import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.lexicon import CHINESE_NUMBER, chinese_integer, normalise


@given(st.text())
def test_normal_text_keeps_every_position(text):
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_normal_text_is_already_normal(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("＞９５％", ">95%"),
        ("２０人×８００元＝１６０００元", "20人*800元=16000元"),
        ("≧3", "≥3"),
        ("（5～6）次", "(5~6)次"),
        ("１２，３４５", "12,345"),
        ("100，200人", "100，200人"),
        ("5²", "5²"),
    ],
)
def test_one_form_per_sign(typed, normal):
    assert normalise(typed) == normal


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", 0),
        ("一", 1),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百零五", 105),
        ("一百一十", 110),
        ("两千零五", 2005),
        ("二〇二三", 2023),
        ("三百万", 3_000_000),
        ("一亿零三百万", 103_000_000),
        ("十万", 100_000),
        ("百", None),
        ("万", None),
        ("三四百", None),
        ("十百", None),
        ("一二", None),
        ("一万一亿", None),
    ],
)
def test_chinese_numerals(numeral, value):
    assert chinese_integer(numeral) == value


@given(st.from_regex(CHINESE_NUMBER, fullmatch=True))
def test_any_run_of_numerals_is_a_number_or_none(numeral):
    value = chinese_integer(numeral)
    assert value is None or value >= 0
