"""The checks on stored goals: reading, keeping, settings, answers."""

import pytest
from django.core.exceptions import ValidationError

from filings.enums import Action
from filings.models import Filing
from indicators.domain.checking import keeping
from indicators.domain.checking.answers import answer_finding, answers_of
from indicators.domain.checking.findings import all_findings_of, checked_project, find_in_goal
from indicators.domain.checking.keeping import is_fresh, refresh_findings, refresh_if_small, with_places
from indicators.domain.checking.settings import ChosenRule, change_settings
from indicators.domain.review.queue import queue, with_review_figures
from indicators.enums import CheckLevel, CheckOutcome
from indicators.models import (
    CheckAnswer,
    CheckRun,
    CheckSetting,
    GoalFinding,
    Indicator,
    IndicatorCategory,
    PerformanceGoal,
)
from tests.factories import IndicatorFactory, PerformanceGoalFactory
from tests.indicators.flow import ready_goal, step

pytestmark = pytest.mark.django_db


def stored(goal) -> PerformanceGoal:
    return PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)


def checks_of(findings) -> set[str]:
    return {finding.check_id for finding in findings}


@pytest.fixture
def goal(cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__amount=None)
    IndicatorFactory(
        goal=goal, tier2="时效指标", name="补贴发放的及时性", period_target="及时", annual_target="及时"
    )
    return goal


def test_a_missing_amount_is_found_and_blocks(goal):
    finding = find_in_goal(stored(goal))[0]
    assert (finding.check_id, finding.field, finding.blocks) == ("amount_missing", "amount", True)


def test_required_categories_come_from_the_cycles_scheme(goal):
    missing = [f.message for f in find_in_goal(stored(goal)) if f.check_id == "category_missing"]
    assert len(missing) == 4
    assert any("数量指标" in message for message in missing)


def test_a_cycle_without_rules_asks_for_no_category(goal):
    goal.project.cycle.rules.delete()
    assert "category_missing" not in checks_of(find_in_goal(stored(goal)))


def test_reading_a_goal_that_was_loaded_whole_costs_no_query(goal, django_assert_num_queries):
    goal = stored(goal)
    with django_assert_num_queries(0):
        checked = checked_project(goal)
    assert [row.name for row in checked.rows] == ["补贴发放的及时性"]


def test_a_switched_off_check_finds_nothing(goal, cycle):
    rule = ChosenRule("amount_missing", enabled=False, level=CheckLevel.BLOCKING)
    change_settings(cycle=cycle, rules=[rule])
    assert "amount_missing" not in checks_of(find_in_goal(stored(goal)))


def test_a_changed_level_changes_what_blocks(goal, cycle):
    rule = ChosenRule("amount_missing", enabled=True, level=CheckLevel.ADVICE)
    change_settings(cycle=cycle, rules=[rule])
    finding = next(f for f in find_in_goal(stored(goal)) if f.check_id == "amount_missing")
    assert not finding.blocks


def test_settings_equal_to_the_defaults_are_not_kept(cycle):
    rule = ChosenRule("amount_missing", enabled=True, level=CheckLevel.BLOCKING)
    change_settings(cycle=cycle, rules=[rule])
    assert not CheckSetting.objects.exists()


def test_settings_of_one_cycle_leave_another_alone(goal, cycle):
    other = PerformanceGoalFactory(project__cycle__fiscal_year=2025, project__amount=None)
    rule = ChosenRule("amount_missing", enabled=False, level=CheckLevel.BLOCKING)
    change_settings(cycle=cycle, rules=[rule])
    assert "amount_missing" in checks_of(find_in_goal(stored(other)))


class TestKeptFindings:
    def test_the_seed_keeps_every_finding_once(self, seed_cycle):
        count = refresh_findings(cycle=seed_cycle)
        assert GoalFinding.objects.count() == count
        assert GoalFinding.objects.filter(check_id="amount_missing").count() == 33
        assert refresh_findings(cycle=seed_cycle) == count == GoalFinding.objects.count()

    def test_they_are_fresh_until_a_goal_changes(self, goal, cycle):
        assert not is_fresh(cycle)
        refresh_findings(cycle=cycle)
        assert is_fresh(cycle)
        Filing.objects.filter(goal=goal).update(revision=2)
        assert not is_fresh(cycle)

    def test_they_are_stale_after_a_change_of_settings(self, goal, cycle):
        refresh_findings(cycle=cycle)
        rule = ChosenRule("amount_missing", enabled=False, level=CheckLevel.BLOCKING)
        change_settings(cycle=cycle, rules=[rule])
        assert not is_fresh(cycle)

    def test_they_are_stale_after_a_change_of_what_the_scheme_requires(self, goal, cycle):
        IndicatorCategory.objects.filter(scheme=cycle.rules.scheme).update(required=False)
        refresh_findings(cycle=cycle)
        assert is_fresh(cycle)
        IndicatorCategory.objects.filter(scheme=cycle.rules.scheme, name="数量指标").update(required=True)
        assert not is_fresh(cycle)

    def test_a_row_deleted_while_the_check_runs_does_not_undo_it(self, goal, cycle):
        row = goal.indicators.get()

        def delete_meanwhile(done, total):
            Indicator.objects.filter(pk=row.pk).delete()

        refresh_findings(cycle=cycle, progress=delete_meanwhile)
        left = with_places(GoalFinding.objects.in_cycle(cycle))
        assert "amount_missing" in checks_of(left)
        assert all(finding.indicator is None for finding in left)

    def test_another_cycles_findings_stay(self, goal, cycle):
        other = PerformanceGoalFactory(project__cycle__fiscal_year=2025, project__amount=None)
        refresh_findings(cycle=other.project.cycle)
        kept = GoalFinding.objects.in_cycle(other.project.cycle).count()
        refresh_findings(cycle=cycle)
        assert GoalFinding.objects.in_cycle(other.project.cycle).count() == kept > 0

    def test_a_small_cycle_is_checked_when_asked(self, goal, cycle):
        assert refresh_if_small(cycle)
        assert CheckRun.objects.filter(cycle=cycle).exists()

    def test_a_large_cycle_waits_for_its_job(self, goal, cycle, monkeypatch):
        monkeypatch.setattr(keeping, "CHECKED_AT_ONCE", 0)
        assert not refresh_if_small(cycle)
        assert not GoalFinding.objects.exists()

    def test_reading_54_goals_costs_no_more_than_reading_one(self, seed_cycle, django_assert_max_num_queries):
        # Some 500 findings are inserted in about 15 batches; SQLite takes few values at once.
        with django_assert_max_num_queries(31):
            refresh_findings(cycle=seed_cycle)

    def test_a_submission_brings_the_goals_own_findings_up_to_date(self, unit, cycle, preparer, supervisor):
        goal = ready_goal(unit, cycle)
        refresh_findings(cycle=cycle)
        pair = GoalFinding.objects.create(
            goal=goal, check_id="near_duplicates", level=CheckLevel.ADVICE, outcome=CheckOutcome.FINDING,
            field="name", message="与另一项目高度相似。", fingerprint="0" * 32,
        )  # fmt: skip
        IndicatorFactory(
            goal=goal, name="补贴发放", tier2="时效指标", period_target="及时", annual_target="及时"
        )
        step(goal, Action.SUBMIT, preparer)
        kept = list(GoalFinding.objects.filter(goal=goal))
        assert pair in kept, "what was found between projects stays until the next check of the cycle"
        assert checks_of(kept) == checks_of(find_in_goal(stored(goal))) | {"near_duplicates"}
        (waiting,) = with_review_figures(queue(user=supervisor, cycle=cycle))
        assert waiting.advice_count == sum(row.outcome == CheckOutcome.FINDING for row in kept) > 1

    def test_a_goals_page_shows_what_was_kept_about_pairs(self, seed_cycle):
        refresh_findings(cycle=seed_cycle)
        row = GoalFinding.objects.filter(check_id="near_duplicates").first()
        findings = all_findings_of(stored(row.goal))
        assert row.message in [finding.message for finding in findings]


class TestAnswers:
    @pytest.fixture
    def advice(self, goal):
        return next(f for f in find_in_goal(stored(goal)) if f.check_id == "no_digit")

    def test_an_answer_is_kept_with_its_author(self, goal, advice, preparer):
        answer_finding(goal=goal, finding=advice, reason="  按实际发放 ", by=preparer)
        answer = answers_of(goal)[advice.fingerprint]
        assert (answer.reason, answer.answered_by, answer.check_id) == ("按实际发放", preparer, "no_digit")

    def test_a_second_answer_replaces_the_first(self, goal, advice, preparer):
        for reason in ("第一次", "第二次"):
            answer_finding(goal=goal, finding=advice, reason=reason, by=preparer)
        assert [answer.reason for answer in CheckAnswer.objects.all()] == ["第二次"]

    def test_a_blocking_finding_takes_no_answer(self, goal, preparer):
        blocking = next(f for f in find_in_goal(stored(goal)) if f.blocks)
        with pytest.raises(ValidationError, match="改正"):
            answer_finding(goal=goal, finding=blocking, reason="下次补", by=preparer)
        assert not CheckAnswer.objects.exists()

    @pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
    def test_a_reason_must_say_something_and_not_too_much(self, goal, advice, preparer, reason):
        with pytest.raises(ValidationError):
            answer_finding(goal=goal, finding=advice, reason=reason, by=preparer)

    def test_another_value_is_another_finding(self, goal, advice, preparer):
        answer_finding(goal=goal, finding=advice, reason="按实际发放", by=preparer)
        row = goal.indicators.get()
        row.period_target = row.annual_target = "尽快"
        row.save()
        found = [f for f in find_in_goal(stored(goal)) if f.check_id == "no_digit"]
        assert found
        assert all(f.fingerprint not in answers_of(goal) for f in found)


def test_heavier_findings_come_first(goal):
    findings = find_in_goal(stored(goal))
    weights = [(f.outcome != CheckOutcome.FINDING, f.level != CheckLevel.BLOCKING) for f in findings]
    assert weights == sorted(weights)


def kept(goal) -> list[tuple]:
    return list(GoalFinding.objects.filter(goal=goal).order_by("pk").values_list("pk", "check_id", "message"))


def test_a_run_writes_only_what_it_finds_anew(seed_cycle, django_assert_max_num_queries):
    refresh_findings(cycle=seed_cycle)
    before = {goal.pk: kept(goal) for goal in PerformanceGoal.objects.in_cycle(seed_cycle)}
    refresh_findings(cycle=seed_cycle)
    assert {goal: kept(goal) for goal in before} == before

    first = PerformanceGoal.objects.in_cycle(seed_cycle).with_project().in_table_order().first()
    first.project.justification = "按往年测算。"
    first.project.save()
    with django_assert_max_num_queries(25):
        refresh_findings(cycle=seed_cycle)
    changed = {goal for goal in before if kept(goal) != before[goal]}
    assert first.pk in changed and len(changed) <= 3  # itself, and those it is compared with
    assert "no_document" in {check for _, check, _ in kept(first)}


def test_findings_that_are_gone_are_taken_away(seed_cycle):
    refresh_findings(cycle=seed_cycle)
    goal = GoalFinding.objects.in_cycle(seed_cycle).filter(check_id="amount_missing").first().goal
    goal.project.amount, goal.project.amount_note = 5000, ""
    goal.project.save()
    count = refresh_findings(cycle=seed_cycle)
    assert "amount_missing" not in {check for _, check, _ in kept(goal)}
    assert count == GoalFinding.objects.in_cycle(seed_cycle).count()
