from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.language.formulas import find_formulas


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("900*85*7*12=6426000元", 6426000),
        ("85*7*3500*12*10%+85*200*12=2703000元", 2703000),
        ("50000*10%=5000元。", 5000),
        ("需承担6000*85个=510000元", 510000),
        ("20人×800元=16000元", 16000),
        ("20人×800元/人=1.6万元", 16000),
        ("5×3万元＝15万元", 150000),
        ("1.5*2=3万元", 3),
        ("1,200×3=3,600元", 3600),
        ("3x4=12", 12),
        ("3 X 4 = 12", 12),
        ("2+3*4=14", 14),
        ("（2+3）×4=20", 20),
        ("（20人*5元=100元）", 100),
        ("100-5-5=90", 90),
        ("100/4/5=5", 5),
        ("10÷3=3.33", Decimal("3.333333")),
        ("20/3=6", Decimal("6.666667")),
        ("80/100=80%", Decimal("0.8")),
        ("100元/人/月×12月×5人=6,000.00元", 6000),
        ("20人（含村干部）×100元=2000元", 2000),
        ("3000*7等于21000", 21000),
        ("100元/人·天*20人*5天=10000元", 10000),
        ("50000*10%（区级负担）=5000元", 5000),
        ("100元/人*（20+5）人=2500元", 2500),
        ("900×85×7×12=642.6万元", 6426000),
        ("20*30=590元左右", 600),
        ("20*30=（600元）", 600),
        ("600*12≈7000", 7200),
        ("0.1+0.2=0.3", Decimal("0.3")),
        ("9999999999999.99+0.01=10000000000000", 10**13),
    ],
)
def test_right_formulas(text, computed):
    (formula,) = find_formulas(text)
    assert formula.correct
    assert formula.computed == computed


@pytest.mark.parametrize(
    ("text", "stated", "computed"),
    [
        ("130*3500*12*10%+130*1250*12+45*4750*12+26*200*12=5294400。", 5294400, 5123400),
        ("20人×800元=30000元", 30000, 16000),
        ("3*4=13", 13, 12),
        ("20人×800元=16万元", 160000, 16000),
        ("10/3=3.4", Decimal("3.4"), Decimal("3.333333")),
        ("100-5=100", 100, 95),
        ("50000*10%=500元", 500, 5000),
        ("600*12≈9000", 9000, 7200),
    ],
)
def test_wrong_formulas(text, stated, computed):
    (formula,) = find_formulas(text)
    assert not formula.correct
    assert (formula.stated, formula.computed) == (stated, computed)


def test_a_chain_is_judged_at_each_sign():
    carried_on = find_formulas("20*800=16000+500=16500")
    assert [(f.expression, f.correct) for f in carried_on] == [("20*800", True), ("16000+500", True)]
    assert [f.correct for f in find_formulas("20*800=16*1000=16001")] == [True, False]


def test_each_formula_with_its_place():
    text = "村：85*7=595人；社区：26*5=130人"
    assert [text[f.start : f.end] for f in find_formulas(text)] == ["85*7=595人", "26*5=130人"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=100%",
        "a=b",
        "共需20*800元",
        "100+10%=110",
        "10÷0=5",
        "1200分钟*3=60小时",
        "完成率=完成数/计划数",
        "2023-01-05",
        "1,23*4=5",
        "1-12月=12个月",
        "3-5人*100元=500元",
        "2023/1/1-2023/12/31=1年",
        "按月工资*20人*5天=10000元",
        "（男）20+（女）30=50",
    ],
)
def test_no_formula_where_nothing_can_be_judged(text):
    assert find_formulas(text) == ()


TERMS = (
    *("20人", "800元", "1.5万元", "10%", "3", "1,200", "（含村）", "约", "人", "，"),
    *("=", "＝", "≈", "+", "-", "*", "×", "÷", "/", "(", ")", "（", "）"),
)


@given(st.lists(st.sampled_from(TERMS), max_size=14).map("".join))
def test_any_row_of_terms_is_read_without_raising(text):
    for formula in find_formulas(text):
        assert formula.expression in text[formula.start : formula.end]


@given(st.text("0123456789.,*/+-×÷=（）()%万元人x ≈约\n", max_size=80))
def test_any_row_of_signs_is_read_without_raising(text):
    for formula in find_formulas(text):
        assert formula.computed.is_finite()
        assert 0 <= formula.start < formula.end <= len(text)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=5), st.sampled_from("*×＊"))
def test_products_are_exact(factors, sign):
    product = 1
    for factor in factors:
        product *= factor
    if product < 10**16:
        assert find_formulas(f"{sign.join(map(str, factors))}={product}元")[0].correct
        assert not find_formulas(f"{sign.join(map(str, factors))}={product + 1}元")[0].correct


@pytest.mark.parametrize(
    ("text", "correct"),
    [
        ("20*3=4000万元", False),
        ("20*3=60万元", True),
        ("12人×3000元=4万元", False),
        ("12人×3000元=3.6万元", True),
        ("1236*100=12.36万元", True),
        ("1236*100=12.4万元", True),
        ("1236*100=12.5万元", False),
        ("0.8万元/场×6场=4.9万元", False),
        ("0.8万元/场×6场=48000元", True),
        ("15*4=6万元", False),
    ],
)
def test_rounding_follows_the_unit_of_the_result(text, correct):
    (formula,) = find_formulas(text)
    assert formula.correct is correct


def test_the_right_result_is_also_given_in_the_unit_of_the_stated_one():
    (formula,) = find_formulas("12人×3000元=4万元")
    assert (formula.computed, formula.in_unit) == (36000, "3.6万")
