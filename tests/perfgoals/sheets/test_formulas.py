"""Targets that begin with = are told apart from calculations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets.formulas import is_ordinary_target

pytestmark = pytest.mark.pure

units = st.sampled_from(["", "%", "％", "(%)", "（%）", "次", "人次", "平方米", "人/年", "万元", "个"])


@given(st.integers(0, 10**9), st.integers(0, 3), units)
def test_a_number_with_a_unit_is_a_target(number, places, unit):
    assert is_ordinary_target(f"{number / 10**places:.{places}f}{unit}")
    assert is_ordinary_target(f" {number:,}{unit} ")


@pytest.mark.parametrize("text", ["及时", "可控", "优", "完成率", "全部完成％"])
def test_words_are_targets(text):
    assert is_ordinary_target(text)


@pytest.mark.parametrize(
    "text",
    [
        "A1", "$A$1", "表1!A1", "SUM(A1:A9)", "1+2", "100-5", "12*3", "9/3", "2^3", "1&2", '"文字"', "A1%",
        "IF(A1>0,1,2)", "求和(A1)", "{1,2}", "TRUE", "#REF!", "", "-5", "1E5", "0.5.1", "名称_1", "100%*2",
    ],
)  # fmt: skip
def test_operators_references_and_functions_are_calculations(text):
    assert not is_ordinary_target(text)


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    assert is_ordinary_target(text) in (True, False)


def test_a_long_formula_is_answered_at_once():
    for text in ("1" * 8000 + "x", "次" * 8000 + "!", "1,1" * 3000 + "+", "(" * 8000):
        assert not is_ordinary_target(text)
