"""Points by the published rules: every worked example, every variant at its edges, and what always holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import AtMostRule, Grade, Shares
from evaluation.scoring import (
    cap_of,
    grade_of,
    rounded,
    score,
    score_execution,
    score_indicator,
)
from evaluation.scoring_rules import DEFAULT_RULES, ScoringRules
from evaluation.weights import Row, weights
from monitoring.enums import Outcome

pytestmark = pytest.mark.pure

RATIO = ScoringRules(at_most=AtMostRule.RATIO)
PLAIN = ScoringRules(satisfaction_floor=None, over_share=None, caps=())


def D(text) -> Decimal:
    return None if text is None or text == "?" else Decimal(str(text))


def row(target, actual, weight="10", tier="", stated=None, outcome=None) -> Row:
    return Row(tier, tier, target, actual, D(weight), D(stated), outcome)


# target, result, weight, points; "?" is undecided
LINEAR_TABLE = """
≥100人次     | 80          | 10   | 8.00
=100%       | 97          | 22.5 | 21.83
≤90万元      | 99          | 8    | 7.20
≤5%         | 7           | 22.5 | 13.50
=0次        | 1           | 10   | 0.00
=0次        | 0           | 10   | 10.00
≥100人次     | 0           | 10   | 0.00
≥100人次     | 100         | 10   | 10.00
≥100人次     | 99.99       | 10   | 10.00
≥100人次     | 99.9        | 10   | 9.99
≥100人次     | 100.01      | 10   | 10.00
≥100人次     | 200         | 10   | 10.00
≥100人次     | 80人次       | 10   | 8.00
>100人次     | 100人次      | 10   | 10.00
>0次        | 0           | 10   | 0.00
>0次        | 1           | 10   | 10.00
＞98%        | ＞98%        | 10   | 10.00
＞98%        | ≥98%        | 10   | ?
超过98%      | 98%         | 10   | 10.00
超过98%      | 97%         | 10   | 9.90
不超100万元   | 90万元        | 10   | 10.00
不超100万元   | 110万元       | 10   | 9.00
未突破100万元  | 110万元       | 10   | 9.00
不能超过5天   | 4天          | 10   | 10.00
不可低于95%   | 95%         | 10   | 10.00
≯5天        | 6天          | 10   | 8.00
≮95%        | 96%         | 10   | 10.00
＞100人      | 50人         | 10   | 5.00
100人以上    | 90人         | 10   | 9.00
26人         | 13人         | 10   | 5.00
=100%       | 100%        | 22.5 | 22.50
=100%       | 97.00%      | 22.5 | 21.83
=100%       | 0           | 22.5 | 0.00
=12次       | 12次         | 5    | 5.00
=12次       | 13次         | 5    | 5.00
=12次       | 6回          | 5    | 2.50
≥0次        | 0           | 10   | 10.00
≥0次        | 3           | 10   | 10.00
≤90万元      | 90          | 8    | 8.00
≤90万元      | 90.01       | 8    | 8.00
≤90万元      | 90.1        | 8    | 7.99
≤90万元      | 89.99       | 8    | 8.00
≤90万元      | 0           | 8    | 8.00
≤90万元      | 135         | 8    | 4.00
≤90万元      | 180         | 8    | 0.00
≤90万元      | 179.99      | 8    | 0.00
≤90万元      | 179         | 8    | 0.09
≤90万元      | 180.01      | 8    | 0.00
≤90万元      | 1000        | 8    | 0.00
≤90万元      | 990000元     | 8    | 7.20
≤900000元    | 99万元       | 8    | 7.20
<7天         | 7天          | 8    | 8.00
<7天         | 14天         | 8    | 0.00
≤7天         | 1周          | 8    | 8.00
≤0次        | 0           | 10   | 10.00
≤0次        | 1           | 10   | 0.00
2-3次       | 2次          | 10   | 10.00
2-3次       | 3次          | 10   | 10.00
2-3次       | 1次          | 10   | 5.00
≥95%        | 96          | 10   | 10.00
≥95%        | 950‰        | 10   | 10.00
≤72890元     | 7.29万元      | 10   | 10.00
≤72890元     | 7.30万元      | 10   | 9.98
=72890元     | 7.28万元      | 10   | 9.99
≤7.289万元    | 72900元      | 10   | 10.00
≥100人次     | 80.0        | 10   | 8.00
≥95%        | ≥95%        | 10   | 10.00
≤7天         | ≤7天         | 10   | 10.00
≥10万人      | 12万         | 10   | 10.00
≥10万人      | 8万人         | 10   | 8.00
≥10万人      | 80000人       | 10   | 8.00
≥30公里      | 15000米       | 10   | 5.00
≥620公里     | 620公里        | 10   | 10.00
≥100人次     | 80人         | 10   | ?
≥12个       | 12家          | 10   | ?
≥95%        | 0.97        | 10   | ?
≥95%        | 已完成         | 10   | ?
≥95%        | ≤96%        | 10   | ?
≥95%        | ≥90%        | 10   | ?
≥100人次     |             | 10   | ?
            | 80          | 10   | ?
≥5次        | 2-3次         | 10   | ?
≥5%         | -2%         | 10   | 0.00
806元/公里    | 806元/公里      | 10   | 10.00
806元/公里    | 806元         | 10   | ?
及时         | 达成          | 10   | 10.00
及时         | 及时          | 10   | 10.00
及时         | 全部完成        | 10   | 10.00
及时         | 部分达成        | 10   | 6.00
及时         | 部分达成年度指标并具有一定效果 | 10 | 6.00
及时         | 未达成         | 10   | 0.00
及时         | 未完成         | 10   | 0.00
及时         | 较好          | 10   | ?
2023年底前    | 已完成         | 10   | 10.00
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in LINEAR_TABLE.strip("\n").splitlines()]


@pytest.mark.parametrize(("target", "actual", "weight", "points"), LINES)
def test_points_by_the_linear_rule(target, actual, weight, points):
    assert score_indicator(row(target, actual, weight)).score == D(points)


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"),
    [
        ("≤90万元", "99", "8", "7.27"),
        ("≤5%", "7", "22.5", "16.07"),
        ("≤90万元", "90", "8", "8.00"),
        ("≤90万元", "90.01", "8", "8.00"),
        ("≤90万元", "180", "8", "4.00"),
        ("≤90万元", "360", "8", "2.00"),
        ("≤0次", "0", "8", "8.00"),
        ("≤0次", "1", "8", "0.00"),
        ("≥100人次", "80", "10", "8.00"),
    ],
)
def test_points_by_ratio(target, actual, weight, points):
    assert score_indicator(row(target, actual, weight), RATIO).score == D(points)


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("90%", "10.00"), ("95%", "10.00"), ("89.99%", "10.00"), ("89%", "9.89"), ("60%", "6.67"),
        ("60.01%", "6.67"), ("59.99%", "0.00"), ("59%", "0.00"), ("0%", "0.00"), ("100%", "10.00"),
    ],
)  # fmt: skip
def test_satisfaction_below_60_scores_nothing(actual, points):
    assert score_indicator(row("≥90%", actual, tier="服务对象满意度")).score == D(points)


def test_the_floor_of_satisfaction_is_data_and_only_for_satisfaction():
    assert score_indicator(row("≥90%", "45%", tier="服务对象满意度"), PLAIN).score == D("5.00")
    assert score_indicator(row("≥90%", "45%", tier="质量指标")).score == D("5.00")
    assert score_indicator(row("≥90分", "45分", tier="满意度指标")).score == D("5.00")


@pytest.mark.parametrize(
    ("budget", "executed", "points"),
    [
        ("861.46", "334.67", "3.88"), ("100", "105", "10.00"), ("0", "5", "?"), (None, "5", "?"),
        ("100", None, "?"), ("100", "0", "0.00"), ("90", "66.6", "7.40"), ("100", "100", "10.00"),
        ("100", "99.99", "10.00"), ("100", "99.94", "9.99"), ("100", "99.95", "10.00"), ("3", "2", "6.67"),
    ],
)  # fmt: skip
def test_execution(budget, executed, points):
    assert score_execution(D(budget), D(executed)).score == D(points)


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"), ("90.00", "优"), ("89.995", "优"), ("89.99", "良"), ("89.994", "良"), ("80", "良"),
        ("79.99", "中"), ("60", "中"), ("59.99", "差"), ("0", "差"),
    ],
)  # fmt: skip
def test_every_total_has_exactly_one_grade(total, grade):
    assert grade_of(D(total)).label == grade


@pytest.mark.parametrize(
    ("rate", "most"),
    [
        ("80", None), ("79.99", "89"), ("70", "89"), ("69.99", "79"), ("60", "79"), ("59.99", "69"),
        ("50", "69"), ("49.99", "59"), ("0", "59"), (None, None), ("105", None),
    ],
)  # fmt: skip
def test_cap_by_execution(rate, most):
    assert cap_of(D(rate)) == D(most)


FORM = [row("=100%", "97", None), row("≥3次", "3次", None), row("及时", "达成", None), row("≤5%", "7", None)]


@pytest.mark.parametrize(
    ("budget", "executed", "rules", "total", "deduction", "grade"),
    [
        ("90", "66.6", DEFAULT_RULES, "87.73", "0.00", Grade.GOOD),
        ("90", "66.6", RATIO, "89.00", "1.30", Grade.GOOD),
        ("90", "66.6", ScoringRules(at_most=AtMostRule.RATIO, caps=()), "90.30", "0.00", Grade.EXCELLENT),
        ("100", "62", DEFAULT_RULES, "79.00", "7.53", Grade.FAIR),
        ("100", "62", ScoringRules(caps=()), "86.53", "0.00", Grade.GOOD),
        ("100", "100", DEFAULT_RULES, "90.33", "0.00", Grade.EXCELLENT),
        ("0", "62", DEFAULT_RULES, None, "0", None),
    ],
)
def test_a_whole_form(budget, executed, rules, total, deduction, grade):
    scored = score(FORM, budget=D(budget), executed=D(executed), rules=rules)
    assert (scored.total, scored.deduction, scored.grade) == (D(total), D(deduction), grade)
    assert [points.weight for points in scored.indicators] == [D("22.5")] * 4


def test_the_explanation_is_the_formula():
    assert score_indicator(row("=100%", "97", "22.5")).explanation == "97/100 × 22.5"
    assert score_indicator(row("≤90万元", "990000元", "8")).explanation == "(1 − (99−90)/90) × 8"
    assert score_indicator(row("≤90万元", "99", "8"), RATIO).explanation == "90/99 × 8"
    assert score_execution(D("861.46"), D("334.67")).explanation == "334.67/861.46 × 10"
    assert score(FORM, budget=D(100), executed=D(62)).explanation.endswith("预算执行率 62%，最高 79 分")


def test_undecided_says_why():
    assert score_indicator(row("≥100人次", "80人")).explanation == (
        "无法判断：完成值的单位“人”与指标值的单位“人次”不同，不能换算"
    )
    assert "看不出是 97% 还是 0.97%" in score_indicator(row("≥95%", "0.97")).explanation
    assert score_indicator(row("≥95%", "96%", None)).explanation == "无法判断：没有分值"
    whole = score([row("≥95%", "")], budget=D(1), executed=D(1))
    assert whole.total is None and whole.explanation == "无法判断：1 项得分无法判断"
    assert score([], budget=D(1), executed=D(1)).explanation == "无法判断：没有指标"


# --- qualitative classes, points by hand ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "low", "high", "included"),
    [(Outcome.MET, "8", "10", True), (Outcome.PARTLY, "6", "8", False), (Outcome.MISSED, "0", "6", False)],
)
def test_the_classes_meet_without_a_gap(outcome, low, high, included):
    assert DEFAULT_RULES.class_bounds(outcome, D(10)) == (D(low), D(high), included)


def test_a_class_given_beside_the_words_counts():
    points = score_indicator(row("有效提升", "群众反映有所好转", outcome=Outcome.PARTLY))
    assert (points.score, points.outcome) == (D("6.00"), Outcome.PARTLY)


def test_points_by_hand_count_and_the_computed_ones_stay():
    points = score_indicator(row("=100%", "100%", "20", stated="19"))
    assert (points.score, points.computed) == (D("19.00"), D("20.00"))
    assert points.explanation == "100 达到 100，得满分 = 20.00；填写为 19"
    unknown = score_indicator(row("有效", "较好", "20", stated="18"))
    assert (unknown.score, unknown.computed) == (D("18.00"), None)


def test_stated_points_that_agree_need_no_words():
    assert score_indicator(row("=100%", "97", "22.5", stated="21.83")).explanation == "97/100 × 22.5"


# --- over-fulfilment, weights ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "actual", "deduction"),
    [
        ("≥100人", "129.99人", "0"), ("≥100人", "130人", "2"), ("≥100人", "200人", "2"),
        ("=10次", "13次", "2"),
        ("≤100人", "20人", "0"), ("≥0次", "9次", "0"), ("2-3次", "3次", "0"), ("2-3次", "4次", "2"),
    ],
)  # fmt: skip
def test_over_fulfilment_takes_points_off_the_total(target, actual, deduction):
    points = score_indicator(row(target, actual))
    assert (points.score, points.deduction) == (D("10.00"), D(deduction))


def test_no_more_is_taken_off_than_the_indicator_has():
    assert score_indicator(row("≥1次", "2次", "1.5")).deduction == D("1.5")
    assert score_indicator(row("≥1次", "2次"), PLAIN).deduction == 0


def test_equal_shares_add_up_to_the_cent():
    shared = weights([row("≥1次", "1", None)] * 7)
    assert sum(shared) == 90 and set(shared) == {D("12.86"), D("12.85")}


def test_weights_given_are_kept_and_a_missing_one_is_not_guessed():
    assert weights([row("≥1次", "1", "5"), row("≥1次", "1", None)]) == [D(5), None]


def test_an_indicator_that_does_not_apply_has_no_share_and_spoils_no_total():
    rows = [row("不适用", "", None), row("≥1次", "1", None)]
    assert weights(rows) == [None, D(90)]
    scored = score(rows, budget=D(1), executed=D(1))
    assert scored.total == 100 and scored.indicators[0].outcome == Outcome.NOT_APPLICABLE


def test_shares_by_tier_are_data():
    rows = [Row(tier, target="≥1次") for tier in ("产出指标", "产出指标", "效益指标", "满意度指标")]
    rules = ScoringRules(shares=Shares.BY_TIER)
    assert weights(rows, rules) == [D(25), D(25), D(30), D(10)]
    assert sum(weights(rows[:3], rules)) == 90  # without 满意度 its points go to the others
    other = [Row("履职效能", target="≥1次"), Row("产出指标", target="≥1次")]
    assert weights(other, rules) == [D(45), D(45)]


def test_a_row_that_nobody_filled_in_has_no_points_and_spoils_no_total():
    rows = [Row("产出指标"), row("≥1次", "1", None)]
    assert weights(rows) == [None, D(90)]
    assert score(rows, budget=D(1), executed=D(1)).total == 100


# --- what always holds ----------------------------------------------------------------------------------

amounts = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
positive = st.decimals("0.01", 10**6, places=2, allow_nan=False, allow_infinity=False)
points = st.decimals(1, 50, places=1, allow_nan=False, allow_infinity=False)
rule_sets = st.sampled_from([DEFAULT_RULES, RATIO, PLAIN])


@given(positive, amounts, amounts, points, rule_sets)
def test_more_is_never_worse_where_more_is_wanted(target, first, second, weight, rules):
    low, high = sorted([first, second])
    scores = [score_indicator(row(f"≥{target}人", f"{a}人", weight), rules).score for a in (low, high)]
    assert 0 <= scores[0] <= scores[1] <= weight


@given(positive, amounts, amounts, points, rule_sets)
def test_less_is_never_worse_where_less_is_wanted(target, first, second, weight, rules):
    low, high = sorted([first, second])
    scores = [score_indicator(row(f"≤{target}元", f"{a}元", weight), rules).score for a in (low, high)]
    assert 0 <= scores[1] <= scores[0] <= weight


@given(amounts, amounts)
def test_execution_stays_within_its_points(budget, executed):
    found = score_execution(budget, executed).score
    assert (found is None) == (budget == 0) and (found is None or 0 <= found <= 10)


@given(st.lists(st.tuples(positive, amounts), min_size=1, max_size=12), positive, amounts, rule_sets)
def test_the_parts_add_up_to_the_total(pairs, budget, executed, rules):
    rows = [row(f"≥{target}人", f"{actual}人", None) for target, actual in pairs]
    scored = score(rows, budget=budget, executed=executed, rules=rules)
    parts = scored.execution.score + sum(one.score for one in scored.indicators)
    assert parts - scored.deduction == scored.total
    assert 0 <= scored.total <= 100 and sum(one.weight for one in scored.indicators) == 90


@given(st.decimals(0, 100, places=3, allow_nan=False, allow_infinity=False))
def test_grades_follow_the_total_without_a_gap(total):
    order = [Grade.EXCELLENT, Grade.GOOD, Grade.FAIR, Grade.POOR]
    better = grade_of(min(total + 1, D(100)))
    assert order.index(better) <= order.index(grade_of(total)) and grade_of(rounded(total)) == grade_of(total)


@pytest.mark.parametrize(
    ("target", "actual", "reached", "words"),
    [
        ("＞98%", "98%", False, "98 等于指标值，没有超过；按规则得满分"),
        ("超过98%", "98.00%", False, "98 等于指标值，没有超过；按规则得满分"),
        ("95%(不含)以上", "95%", False, "95 等于指标值，没有超过；按规则得满分"),
        ("＜7天", "1周", False, "7 等于指标值，没有低于；按规则得满分"),
        ("不到7天", "7天", False, "7 等于指标值，没有低于；按规则得满分"),
        ("低于5%", "5%", False, "5 等于指标值，没有低于；按规则得满分"),
        ("＞98%", "98.1%", True, "98.1 达到 98，得满分"),
        ("＞98%", "＞98%", True, "98 达到 98，得满分"),
        ("＞72890元", "7.29万元", True, "72890 达到 72890，得满分"),  # equal only as far as it shows
        ("≥98%", "98%", True, "98 达到 98，得满分"),
        ("98%以上", "98%", True, "98 达到 98，得满分"),
        ("98%及以上", "98%", True, "98 达到 98，得满分"),
        ("不低于98%", "98%", True, "98 达到 98，得满分"),
        ("不应低于98%", "98%", True, "98 达到 98，得满分"),
        ("至少98%", "98%", True, "98 达到 98，得满分"),
        ("＝98%", "98%", True, "98 达到 98，得满分"),
        ("98%", "98%", True, "98 达到 98，得满分"),
        ("≤7天", "7天", True, "7 未超过 7，得满分"),
        ("7天以内", "7天", True, "7 未超过 7，得满分"),
        ("不超过7天", "7天", True, "7 未超过 7，得满分"),
        ("不超7天", "7天", True, "7 未超过 7，得满分"),
        ("7天为限", "7天", True, "7 未超过 7，得满分"),
    ],
)  # fmt: skip
def test_equality_at_the_border_of_every_sign(target, actual, reached, words):
    points = score_indicator(row(target, actual))
    assert (points.score, points.outcome == Outcome.MET, points.explanation) == (10, reached, words)


def test_nothing_is_not_more_than_nothing():
    points = score_indicator(row("＞0次", "0"))
    assert (points.score, points.outcome) == (0, Outcome.MISSED)
