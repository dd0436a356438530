"""自评得分: points of a project, explained. Pure: no database.

`w` points of an indicator, `T` target, `A` actual result, `B` budget of the year, `X` spent. Every variant
is data of the cycle (ScoringRules); two decimals, half up (财预〔2020〕10号; docs/evaluation.md):

    预算执行率   min(10, X/B·10); no budget or a budget of 0: undecided
    ≥ ＞ ＝      A ≥ T: w, else A/T·w; T = 0 with ＝: w if A = 0, else 0
    ≤ ＜         A ≤ T: w; linear up to 2T: (1 − (A−T)/T)·w, beyond 0; or by ratio: T/A·w
    定性         达成 [0.8w, w], 部分达成 [0.6w, 0.8w), 未达成 [0, 0.6w): the class, then points inside it
    ＞ ＜         A = T: the points of A ≥ T, A ≤ T (the published rules tell them not apart, and A/T is 1),
                 but not reached, and said so; nothing for ＞0 and A = 0
    满意度       A ≥ T: w; from 60 % on A/T·w; below 60 %: 0
    超额完成     from 30 % over the target on: full, then 2 points off the total
    总分封顶     execution below 80 / 70 / 60 / 50 %: at most 89 / 79 / 69 / 59
    等级         from 90 优, from 80 良, from 60 中, else 差; judged by the total as shown

Points that the unit states count instead of the computed ones, and the explanation says both. Always
total = execution + sum of the indicators − deduction; undecided as soon as one of them is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from monitoring.comparing import AT_MOST, Comparison, compare
from monitoring.enums import Outcome
from monitoring.lights import BORDER, plain

from .enums import AtMostRule, Grade
from .scoring_rules import DEFAULT_RULES, HUNDRED, ScoringRules
from .weights import CENT, Row, weights

SATISFACTION = "满意度"


@dataclass(frozen=True, slots=True)
class Points:
    """Points with their explanation; `score` None means undecided. `computed` is without what was stated,
    `over` says that the target was passed by so much (%) that points are taken off."""

    score: Decimal | None
    explanation: str
    outcome: Outcome = Outcome.UNDECIDED
    computed: Decimal | None = None
    weight: Decimal | None = None
    over: Decimal | None = None
    deduction: Decimal = Decimal(0)

    @property
    def counts(self) -> bool:
        """Whether the total needs these points: a row that is 不适用 has none to give."""
        return self.outcome != Outcome.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Scored:
    """A whole self-evaluation. `deduction` is what the total loses: over-fulfilment and the cap."""

    execution: Points
    indicators: tuple[Points, ...]
    deduction: Decimal
    total: Decimal | None
    grade: Grade | None
    explanation: str
    rate: Decimal | None
    """预算执行率 in %, not rounded."""


def rounded(number: Decimal) -> Decimal:
    """Two decimals, half up: 89.995 is 90.00."""
    return number.quantize(CENT, ROUND_HALF_UP)


def score_execution(
    budget: Decimal | None, executed: Decimal | None, rules: ScoringRules = DEFAULT_RULES
) -> Points:
    """Points for 预算执行率 (全年执行数 / 全年预算数)."""
    if not budget:
        return Points(None, "无法判断：没有全年预算数，或全年预算数为 0")
    if executed is None:
        return Points(None, "无法判断：没有填写全年执行数")
    full = rules.execution_points
    score = rounded(min(full, max(executed, Decimal(0)) * full / budget))
    words = f"{plain(executed)}/{plain(budget)} × {plain(full)}"
    if executed > budget:
        words += f"，最多 {plain(full)}"
    return Points(score, words, _reached(executed >= budget), score, full)


def score_indicator(row: Row, rules: ScoringRules = DEFAULT_RULES) -> Points:
    """Points of one indicator; needs its weight (see `weights`)."""
    if row.is_blank:
        return Points(None, "没有填写，不计分", Outcome.NOT_APPLICABLE)
    found = compare(row.target, row.actual)
    if found.outcome == Outcome.NOT_APPLICABLE and row.stated is None:
        return Points(None, "不适用，不计分", Outcome.NOT_APPLICABLE, weight=row.weight)
    if row.outcome is not None and not found.is_number:
        found = Comparison(outcome=row.outcome)
    computed = _computed(found, row, rules)
    return computed if row.stated is None else _with_stated(computed, row.stated)


def score(
    rows: Sequence[Row], *, budget: Decimal | None, executed: Decimal | None,
    stated_execution: Decimal | None = None, rules: ScoringRules = DEFAULT_RULES,
) -> Scored:  # fmt: skip
    """The whole self-evaluation: weights where none is given, points, deductions, cap, grade."""
    execution = score_execution(budget, executed, rules)
    if stated_execution is not None:
        execution = _with_stated(execution, stated_execution)
    points = tuple(
        score_indicator(replace(row, weight=weight), rules)
        for row, weight in zip(rows, weights(rows, rules), strict=True)
    )
    rate = executed * HUNDRED / budget if budget and executed is not None else None
    return _summed(execution, points, rate, rules)


def grade_of(total: Decimal, rules: ScoringRules = DEFAULT_RULES) -> Grade:
    """The one grade of a total, judged by its two decimals."""
    shown = rounded(total)
    return next((grade for limit, grade in rules.grades if shown >= limit), Grade.POOR)


def cap_of(rate: Decimal | None, rules: ScoringRules = DEFAULT_RULES) -> Decimal | None:
    """The most points a project may have at this execution rate (%), None without a limit."""
    if rate is None:
        return None
    return next((most for below, most in rules.caps if rate < below), None)


def _reached(reached: bool) -> Outcome:
    return Outcome.MET if reached else Outcome.MISSED


def _computed(found: Comparison, row: Row, rules: ScoringRules) -> Points:
    if found.reason:
        return Points(None, f"无法判断：{found.reason}", weight=row.weight)
    if found.outcome == Outcome.NOT_APPLICABLE:
        return Points(None, "不适用，不计分", Outcome.NOT_APPLICABLE, weight=row.weight)
    if row.weight is None:
        return Points(None, "无法判断：没有分值", found.outcome or _reached(found.reached))
    if found.outcome:
        return _by_class(found, row.weight, rules)
    share = _share(found, _is_satisfaction(row, found, rules), rules)
    score = rounded(min(max(share.share, Decimal(0)), Decimal(1)) * row.weight)
    words = f"{share.words} × {plain(row.weight)}" if share.is_formula else share.words
    over = _over(found, rules)
    deduction = min(rules.over_deduction, row.weight) if over is not None else Decimal(0)
    if deduction:
        words += f"；超过指标值 {plain(over, 2)}%，总分扣 {plain(deduction)} 分"
    return Points(score, words, _reached(found.reached), score, row.weight, over, deduction)


def _by_class(found: Comparison, weight: Decimal, rules: ScoringRules) -> Points:
    outcome = found.outcome
    low, high, _ = rules.class_bounds(outcome, weight)
    share = rules.class_share(outcome)
    score = rounded(weight * share / HUNDRED)
    words = f"{outcome.label}（{plain(low)}～{plain(high)} 分）：{plain(share)}% × {plain(weight)}"
    if found.repeats:
        words = f"完成值与指标值相同，{words}"
    return Points(score, words, outcome, score, weight)


def _is_satisfaction(row: Row, found: Comparison, rules: ScoringRules) -> bool:
    named = SATISFACTION in row.tier1 or SATISFACTION in row.tier2
    return named and rules.satisfaction_floor is not None and found.unit == "%" and found.sign not in AT_MOST


class _Share(NamedTuple):
    """The share of the weight, 1 for all of it; a formula is still to be multiplied by the weight."""

    share: Decimal
    words: str
    is_formula: bool = False


def _share(found: Comparison, satisfaction: bool, rules: ScoringRules) -> _Share:
    actual, least = plain(found.actual), plain(found.least)
    if found.at_strict_border and found.target:
        return _Share(Decimal(1), f"{actual} {BORDER[found.sign]}；按规则得满分")
    if found.sign in AT_MOST:
        return _share_of_limit(found, rules)
    if found.reached:
        return _Share(Decimal(1), f"{actual} 达到 {least}，得满分")
    if found.is_exactly_zero or found.least <= 0:
        return _Share(Decimal(0), f"指标值为 {least}，完成值为 {actual}，不得分")
    if satisfaction and found.actual < rules.satisfaction_floor:
        return _Share(Decimal(0), f"满意度 {actual}% 低于 {plain(rules.satisfaction_floor)}%，不得分")
    return _Share(found.share, f"{actual}/{least}", True)


def _share_of_limit(found: Comparison, rules: ScoringRules) -> _Share:
    actual, most = plain(found.actual), plain(found.most)
    if found.reached:
        return _Share(Decimal(1), f"{actual} 未超过 {most}，得满分")
    if found.most <= 0:
        return _Share(Decimal(0), f"指标值为 {most}，完成值为 {actual}，不得分")
    if rules.at_most == AtMostRule.RATIO:
        return _Share(found.most / found.actual, f"{most}/{actual}", True)
    share = 1 - (found.actual - found.most) / found.most
    if share < 0:
        return _Share(Decimal(0), f"{actual} 超过 {most} 一倍以上，不得分")
    return _Share(share, f"(1 − ({actual}−{most})/{most})", True)


def _over(found: Comparison, rules: ScoringRules) -> Decimal | None:
    """By how many % the target was passed, where that is so much that points are taken off."""
    if rules.over_share is None or found.sign in AT_MOST or found.most <= 0:
        return None
    over = (found.actual - found.most) * HUNDRED / found.most
    return over if over >= rules.over_share else None


def _with_stated(points: Points, stated: Decimal) -> Points:
    """What the unit has given itself counts; the explanation keeps what was computed."""
    words = points.explanation
    if points.computed is None:
        words = f"{words}；填写为 {plain(stated)}"
    elif points.computed != stated:
        words = f"{words} = {points.computed}；填写为 {plain(stated)}"
    return Points(
        rounded(stated), words, points.outcome, points.computed, points.weight, points.over, points.deduction
    )


def _summed(
    execution: Points, points: tuple[Points, ...], rate: Decimal | None, rules: ScoringRules
) -> Scored:
    counted = [one for one in points if one.counts]
    deduction = sum((one.deduction for one in counted), Decimal(0))
    undecided = [one for one in (execution, *counted) if one.score is None]
    if undecided or not counted:
        why = "没有指标" if not counted else f"{len(undecided)} 项得分无法判断"
        return Scored(execution, points, deduction, None, None, f"无法判断：{why}", rate)
    before = execution.score + sum(one.score for one in counted)
    total = max(before - deduction, Decimal(0))
    words = f"{plain(execution.score)} + {plain(before - execution.score)}"
    if deduction:
        words += f" − {plain(deduction)}（超额完成）"
    if (cap := cap_of(rate, rules)) is not None and total > cap:
        words += f"，预算执行率 {plain(rate, 2)}%，最高 {plain(cap)} 分"
        total = cap
    total = rounded(total)
    return Scored(execution, points, before - total, total, grade_of(total, rules), words, rate)
