"""Lights by the published table, at every limit, with and without a planned month."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.enums import Light
from monitoring.lights import LightRules, indicator_light, money_light, worst

pytestmark = pytest.mark.pure

OF_WORD = {"红": Light.RED, "黄": Light.YELLOW, "绿": Light.GREEN, "蓝": Light.BLUE, "?": Light.UNDECIDED}


# month, planned month, target, value so far, light
TABLE = """
6  | -  | ≥100人  | 50      | 绿
6  | -  | ≥100人  | 40      | 绿
6  | -  | ≥100人  | 39.99   | 黄
6  | -  | ≥100人  | 30      | 黄
6  | -  | ≥100人  | 29.99   | 红
6  | -  | ≥100人  | 0       | 红
6  | -  | ≥100人  | 119.99  | 绿
6  | -  | ≥100人  | 120     | 蓝
12 | -  | ≥100人  | 80      | 绿
12 | -  | ≥100人  | 79      | 黄
12 | -  | ≥100人  | 59      | 红
7  | -  | ≥12次   | 7次      | 绿
7  | -  | ≥12次   | 4.2次    | 黄
7  | -  | ≥12次   | 4.19次   | 红
1  | -  | =100%  | 5%      | 黄
6  | -  | >100人  | 40      | 绿
6  | -  | =100人  | 30      | 黄
6  | -  | =0次    | 0       | 绿
6  | -  | =0次    | 1       | 红
6  | -  | ≥0次    | 3       | 绿
6  | -  | ≤90万元 | 90      | 绿
6  | -  | ≤90万元 | 90.01   | 红
6  | -  | ≤90万元 | 0       | 绿
6  | -  | <7天    | 7天      | 绿
12 | -  | >98%    | 98%      | 绿
12 | -  | >0次    | 0       | 红
6  | 11 | >0次    | 0       | 绿
6  | -  | >0次    | 1       | 绿
6  | -  | 不超100万元 | 90万元 | 绿
6  | -  | 不超100万元 | 101万元 | 红
6  | -  | ≤0次    | 1       | 红
6  | -  | ≤90万元 | 850000元 | 绿
6  | -  | 及时    | 达成      | 绿
6  | -  | 及时    | 部分达成    | 黄
6  | -  | 及时    | 未达成     | 红
6  | -  | 及时    | 还行      | ?
6  | -  | 及时    |         | ?
6  | -  | ≥100人次 | 50人     | ?
6  | -  |        | 50      | ?
6  | -  | 不适用   |         | ?
6  | 11 | ≥1次    | 0       | 绿
6  | 11 | ≥1次    |         | 绿
6  | 11 | ≥1次    | 2       | 蓝
6  | 11 | 及时    | 未达成     | 绿
10 | 11 | ≥1次    | 0       | 绿
11 | 11 | ≥1次    | 0       | 红
11 | 11 | ≥1次    | 1       | 绿
12 | 11 | ≥10次   | 7       | 黄
11 | 11 | 及时    | 未达成     | 红
6  | 11 | ≤5次    | 6       | 红
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip("\n").splitlines()]


@pytest.mark.parametrize(("month", "planned", "target", "actual", "light"), LINES)
def test_light_of_an_indicator(month, planned, target, actual, light):
    lit = indicator_light(
        target, actual, month=int(month), planned_month=None if planned == "-" else int(planned)
    )
    assert lit.light == OF_WORD[light], lit.explanation
    assert lit.explanation


@pytest.mark.parametrize(
    ("month", "budget", "executed", "light"),
    [
        (6, "100", "50", "绿"), (6, "100", "40", "绿"), (6, "100", "39.99", "黄"), (6, "100", "30", "黄"),
        (6, "100", "29.99", "红"), (6, "100", "0", "红"), (7, "120", "42", "黄"), (7, "120", "41.99", "红"),
        (6, "0", "10", "?"), (6, None, "10", "?"), (6, "100", None, "?"), (12, "100", "100", "绿"),
    ],
)  # fmt: skip
def test_light_of_the_money(month, budget, executed, light):
    amounts = [None if text is None else Decimal(text) for text in (budget, executed)]
    assert money_light(*amounts, month=month).light == OF_WORD[light]


@pytest.mark.parametrize(
    ("lights", "light"),
    [
        ("绿绿", "绿"),
        ("绿红黄", "红"),
        ("蓝绿", "绿"),
        ("蓝黄", "黄"),
        ("蓝", "蓝"),
        ("?绿", "绿"),
        ("??", "?"),
        ("", "?"),
    ],
)
def test_a_project_has_the_worst_of_its_lights(lights, light):
    assert worst(OF_WORD[word] for word in lights) == OF_WORD[light]


def test_the_limits_are_data():
    strict = LightRules(red_below=Decimal(80), yellow_below=Decimal(95), blue_from=Decimal(150))
    assert indicator_light("≥100人", "45", month=6, rules=strict).light == Light.YELLOW
    assert indicator_light("≥100人", "120", month=6, rules=strict).light == Light.GREEN


def test_the_explanation_shows_the_sum():
    assert indicator_light("≥100人", "40人", month=6).explanation == "40/100 ÷ 6/12 = 80%"
    assert (
        indicator_light("≥1次", "0", month=6, planned_month=11).explanation == "0/1；计划 11 月完成，尚未到期"
    )
    assert money_light(Decimal(90), Decimal("20.5"), month=7).explanation == "20.5/90 ÷ 7/12 = 39.05%"
    assert indicator_light("≥1次", "", month=6).explanation == "无法判断：没有填写完成值"


numbers = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)


@given(st.decimals("0.01", 10**6, places=2, allow_nan=False), numbers, numbers, st.integers(1, 12))
def test_more_done_never_gives_a_worse_light(target, first, second, month):
    order = [Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE]
    low, high = sorted([first, second])
    lights = [indicator_light(f"≥{target}人", f"{actual}人", month=month).light for actual in (low, high)]
    assert order.index(lights[0]) <= order.index(lights[1])


def test_the_border_of_a_strict_sign_is_said():
    assert indicator_light("＜7天", "7天", month=6).explanation == "7 等于指标值，没有低于，按规则为绿灯"
    assert indicator_light("≤7天", "7天", month=6).explanation == "7 ≤ 7"
    assert indicator_light("＞0次", "0", month=6).explanation == "0 等于指标值，没有超过"
