import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.tables.targets import target_parts
from reading.indicator_rows import join_target

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("≥95%", ("≥", "95", "%")), ("=11个", ("=", "11", "个")), ("≥1人/年", ("≥", "1", "人/年")),
        ("985米", ("", "985", "米")), ("≥90.00(%)", ("≥", "90.00", "(%)")), ("及时", ("定性", "及时", "")),
        ("2-3次", ("定性", "2-3次", "")), ("2023年6月30日前", ("定性", "2023年6月30日前", "")),
        ("≤1,200元", ("≤", "1,200", "元")), ("", ("", "", "")),
        ("预计＞100人次", ("定性", "预计＞100人次", "")), ("3/", ("定性", "3/", "")),
    ],
)  # fmt: skip
def test_a_simple_target_is_taken_apart_and_any_other_left_whole(text, parts):
    assert target_parts(text) == parts


@given(st.text("≥≤＞＜=0123456789.,%个人次/年 ()约-定性", max_size=12).map(str.strip))
def test_joined_again_it_is_the_target_as_typed(text):
    assert join_target(*target_parts(text)) == text
