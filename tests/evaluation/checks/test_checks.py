"""Checks of self-evaluations: each published error, and the same table without it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluation.checks import CHECKS
from evaluation.subject import EvaluatedProject, EvaluatedRow
from indicators.enums import CheckOutcome
from monitoring.enums import MoneySource, Outcome
from monitoring.subject import ApprovedRow, Money

pytestmark = pytest.mark.pure


def D(text):
    return None if text is None else Decimal(str(text))


def row(key=1, target="≥100人次", actual="100人次", weight="90", score=None, **values):
    values.setdefault("tier1", "产出指标")
    return EvaluatedRow(
        key, name=f"指标名称{key}", target=target, actual=actual, weight=D(weight), score=D(score), **values
    )


PROJECT = EvaluatedProject(
    1, "130001", "某某局", "培训", rows=(row(),),
    objective="全年培训100人次。", result="全年培训 4 期，共 100 人次。",
    money={MoneySource.TOTAL: Money(D(100), D(100), D(95))}, stated_rate=D(95), stated_execution=D("9.5"),
)  # fmt: skip
PROJECT = replace(
    PROJECT, approved=tuple(ApprovedRow(1, "产出指标", "", r.name, r.target) for r in PROJECT.rows)
)


def findings(project, check):
    return [found for found in CHECKS.run(project) if found.check.id == check]


def messages(project, check):
    return [found.hit.message for found in findings(project, check)]


def with_rows(*rows):
    return replace(PROJECT, rows=rows)


def test_a_sound_table_has_no_finding():
    assert CHECKS.run(PROJECT) == ()


@pytest.mark.parametrize(
    ("weight", "score", "reason", "found"),
    [
        ("10", "9", "", True), ("20", "19", "", True), ("30", "27", "", True), ("10", "10", "", False),
        ("10", "9", "资料不全，自行扣分", False), ("10", None, "", False),
    ],
)  # fmt: skip
def test_reached_and_yet_not_all_points(weight, score, reason, found):
    project = with_rows(row(weight=weight, score=score, reason=reason))
    assert bool(messages(project, "points_differ")) == found


def test_the_message_names_row_points_and_rule():
    (found,) = findings(with_rows(row(weight="20", score="19")), "points_differ")
    assert found.hit.message == (
        "指标“指标名称1”（≥100人次，完成 100人次）已达到指标值，却得 19 分，"
        "按规则应为 20 分（分值 20），请改正或说明原因。"
    )
    assert (found.hit.proposal, found.blocks) == ("20", True)


@pytest.mark.parametrize(("score", "found"), [("8", False), ("8.00", False), ("8.5", True), ("10", True)])
def test_more_points_than_the_result_gives(score, found):
    project = with_rows(row(actual="80人次", weight="10", score=score))
    assert bool(messages(project, "points_differ")) == found


@pytest.mark.parametrize(
    ("score", "outcome", "found"),
    [
        ("8", "met", False), ("10", "met", False), ("7.99", "met", True), ("6", "partly", False),
        ("7.99", "partly", False), ("8", "partly", True), ("5.99", "missed", False), ("6", "missed", True),
        ("0", "missed", False), (None, "met", False),
    ],
)  # fmt: skip
def test_points_inside_their_class(score, outcome, found):
    one = row(
        target="有效提升", actual="见说明", weight="10", score=score, outcome=Outcome(outcome), reason="略"
    )
    assert bool(messages(with_rows(one), "outside_class")) == found


@pytest.mark.parametrize(
    ("target", "actual", "outcome", "found"),
    [
        ("有效提升", "部分达成", "met", True), ("有效提升", "未达成", "partly", True),
        ("有效提升", "达成", "met", False), ("有效提升", "较上年改善", "met", False),
        ("有效提升", "部分达成", None, False), ("≥90%", "91%", "partly", False),
    ],
)  # fmt: skip
def test_the_words_of_a_result_and_the_class_that_was_chosen(target, actual, outcome, found):
    one = row(target=target, actual=actual, weight="10", outcome=outcome and Outcome(outcome))
    assert bool(messages(with_rows(one), "class_contradicts_words")) == found


@pytest.mark.parametrize(
    ("values", "check", "found"),
    [
        ({"money": {}, "stated_rate": None}, "execution_without_rate", True),
        ({"money": {}, "stated_rate": None, "stated_execution": None}, "execution_without_rate", False),
        ({"stated_rate": None}, "execution_without_rate", False),
        ({"stated_execution": D(10)}, "execution_points_differ", True),
        ({"stated_execution": D("9.5")}, "execution_points_differ", False),
        ({"stated_total": D("99.5")}, "total_differs", False),
        ({"stated_total": D("95")}, "total_differs", True),
        ({"result": "全年培训100人次。"}, "result_repeats", True),
        ({"result": "全年 培训100人次"}, "result_repeats", True),
        ({"result": "完成年度目标。"}, "result_says_nothing", True),
        ({"result": "完成年度目标，培训 100 人次。"}, "result_says_nothing", False),
        ({"result": "", "stated_total": D("99.5")}, "result_missing", True),
        ({"result": ""}, "result_missing", False),
        ({"money": {MoneySource.TOTAL: Money(D(100), D(100), D(105))}}, "spent_above_budget", True),
        ({"money": {MoneySource.TOTAL: Money(D(100), D(100), D(89))}}, "low_rate_without_reason", True),
        (
            {"money": {MoneySource.TOTAL: Money(D(100), D(100), D(89))}, "rate_reason": "招标结余"},
            "low_rate_without_reason", False,
        ),
    ],
)  # fmt: skip
def test_the_table_as_a_whole(values, check, found):
    assert bool(messages(replace(PROJECT, **values), check)) == found


@pytest.mark.parametrize(
    ("values", "check", "found"),
    [
        ({"weight": "89"}, "weights_differ", True),
        ({"weight": None}, "weights_differ", False),
        ({"score": "91"}, "above_weight", True),
        ({"actual": ""}, "points_undecided", True),
        ({"actual": "已完成"}, "points_undecided", True),
        ({"actual": "已完成", "score": "90"}, "points_undecided", False),
        ({"actual": "80人次"}, "missed_without_reason", True),
        ({"actual": "80人次", "reason": "疫情"}, "missed_without_reason", False),
        ({"target": "≤72890元", "actual": "7.29万元"}, "missed_without_reason", False),
        ({"target": "及时", "actual": "部分达成"}, "missed_without_reason", True),
        ({"actual": "130人次"}, "over_without_reason", True),
        ({"actual": "129人次"}, "over_without_reason", False),
        ({"actual": "130人次", "reason": "需求增加"}, "over_without_reason", False),
        ({"tier1": "满意度指标", "target": "≥90%", "actual": "98%"}, "satisfaction_without_survey", True),
        (
            {"tier1": "满意度指标", "target": "≥90%", "actual": "98%", "evidence": "问卷 60 份"},
            "satisfaction_without_survey", False,
        ),
        ({"tier1": "满意度指标", "target": "≥90%", "actual": "80%"}, "satisfaction_without_survey", False),
    ],
)  # fmt: skip
def test_a_row(values, check, found):
    assert bool(messages(with_rows(row(**values)), check)) == found


def test_what_cannot_be_compared_is_undecided_not_wrong():
    (found,) = findings(with_rows(row(actual="80人")), "points_undecided")
    assert found.hit.outcome == CheckOutcome.UNDECIDED and not found.blocks
    assert "不能换算" in found.hit.message


def test_a_weight_that_was_approved_otherwise():
    approved = replace(PROJECT.approved[0], weight=D(80))
    assert messages(replace(PROJECT, approved=(approved,)), "weight_changed") == [
        "指标“指标名称1”的分值填写 90，批复的是 80。"
    ]


@pytest.mark.parametrize(("count", "worse", "found"), [(39, 0, 1), (10, 0, 1), (9, 0, 0), (39, 1, 0)])
def test_a_unit_whose_every_project_is_excellent(count, worse, found):
    projects = [replace(PROJECT, key=n, stated_execution=None) for n in range(count)]
    projects += [replace(PROJECT, key=-1, rows=(row(actual="10人次"),))] * worse
    hits = list(CHECKS.run_between(projects))
    assert [f.check.id for f in hits] == ["all_excellent"] * found


def test_every_check_says_why():
    for check in CHECKS.checks.values():
        assert check.title and check.explanation.endswith("。") and check.source


@pytest.mark.parametrize(
    ("target", "actual", "found"),
    [
        ("＞98%", "98%", 1), ("＞98%", "99%", 0), ("≥98%", "98%", 0),
        ("不到7天", "7天", 1), ("7天以内", "7天", 0),
    ],
)  # fmt: skip
def test_equal_to_what_should_be_passed(target, actual, found):
    assert len(findings(with_rows(row(target=target, actual=actual)), "at_strict_border")) == found


def test_at_the_strict_border_no_reason_is_demanded():
    table = with_rows(row(target="＞98%", actual="98%"))
    (said,) = messages(table, "at_strict_border")
    assert said == (
        "指标“指标名称1”的指标值是“＞98%”，完成值“98%”等于指标值，没有超过，请核对完成值，或说明情况。"
    )
    assert not any(found.blocks for found in CHECKS.run(table) if found.check.id == "missed_without_reason")


def test_quotes_in_a_name_are_the_inner_ones():
    table = with_rows(replace(row(actual=""), name="“两新”党组织活动"))
    (said,) = messages(table, "points_undecided")
    assert said == "指标“‘两新’党组织活动”没有填写实际完成值，请填写。"
