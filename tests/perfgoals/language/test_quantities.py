from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.quantities import find_quantities


def numbers(text):
    return [str(quantity.number) for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("我区共有社区26个，按每社区5人计算", ["26", "5"]),
        ("1.劳务派遣约需200000元；2.水电费30000元", ["200000", "30000"]),
        ("（1）班子30人；（2）村80人", ["30", "80"]),
        ("粤财行〔2018〕102号规定5000元/个", ["5000"]),
        ("按《2021年5号通知》发放10人", ["10"]),
        ("2023年12月31日前完成3次", ["3"]),
        ("2022-2023年", []),
        ("6月底前、2023.12.31前、12月5日", []),
        ("ISO9001、C30混凝土", []),
        ("第3名、第一次", []),
        ("一次性补助", []),
        ("统一、专项、万一", []),
        ("误差±5%", []),
        ("1,23,4", []),
        ("4.5.6", []),
        ("12345678901234567", []),
    ],
)
def test_what_counts_as_a_quantity(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("300元/人/次", ("人", "次")),
        ("1000元每人每月", ("人", "月")),
        ("每月每人900元", ("月", "人")),
        ("每村7人", ("村",)),
        ("每年举办一次", ("年",)),
        ("35000/次活动", ("次",)),
        ("10000元/个社区", ("个",)),
        ("元/人·月的标准为80元/人·月", ("人", "月")),
    ],
)
def test_what_each_unit_is_for(text, per):
    assert find_quantities(text)[-1].per == per


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("5元", 5),
        ("1.5万元", 15000),
        ("5千元", 5000),
        ("2亿元", 200_000_000),
        ("3百万元", 3_000_000),
        ("10万元/次培训", 100_000),
        ("40万", None),
        ("100美元", None),
        ("5人", None),
    ],
)
def test_money_in_yuan(text, yuan):
    assert find_quantities(text)[0].yuan == (None if yuan is None else Decimal(yuan))


@given(st.text())
def test_any_text_is_read_in_order_without_overlap(text):
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end


@given(st.text("0123456789.,元人/每约≥-至（）()%万一二十百〔〕《》年月 \n", max_size=60))
def test_texts_of_the_grammars_own_characters_never_raise(text):
    for quantity in find_quantities(text):
        assert quantity.yuan is None or quantity.yuan.is_finite()
