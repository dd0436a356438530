"""Deadlines: shown where one works, enforced in plain words, extended for one unit by 系统管理员."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from filings.domain.deadlines import term_of
from filings.enums import Action, FilingStatus
from filings.models import DeadlineExtension
from indicators.models import PerformanceGoal
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def close(cycle, *, declaration=None, review=None):
    """Set the last days, counted from today."""
    cycle.closes_on = None if declaration is None else day(declaration)
    cycle.save()
    cycle.rules.review_closes_on = None if review is None else day(review)
    cycle.rules.save()


def extend(client_for, administrator, cycle, unit, stage, until):
    """As the administrator does it in 代码表与批次."""
    data = {"cycle": cycle.pk, "department": unit.pk, "stage": stage, "until": until}
    data |= {"kind": "goal", "reason": "系统停机"}
    address = reverse("admin:filings_deadlineextension_add")
    assert client_for(administrator).post(address, data).status_code == 302


def said(stage, date):
    return f"{stage}截止 {date.month}月{date.day}日"


def page(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


class TestShown:
    def test_to_the_unit(self, client_for, goal, cycle, preparer):
        close(cycle, declaration=3)
        client, words = client_for(preparer), said("申报", day(3))
        pages = [("home",), ("goal_list", cycle.code)]
        pages += [(name, goal.pk) for name in ("goal_detail", "goal_edit", "goal_submit")]
        assert [name for name, *args in pages if words not in page(client, name, *args)] == []
        assert "剩 3 天" in page(client, "home")

    def test_to_the_reviewers(self, client_for, goal, cycle, staff, supervisor):
        close(cycle, declaration=3, review=5)
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        client, words = client_for(supervisor), said("审核", day(5))
        pages = [("home",), ("goal_list", cycle.code), ("review_queue", cycle.code)]
        pages += [(name, goal.pk) for name in ("goal_review", "goal_endorse", "goal_return", "goal_detail")]
        assert [name for name, *args in pages if words not in page(client, name, *args)] == []

    def test_not_where_there_is_none(self, client_for, goal, cycle, preparer):
        assert "截止 " not in page(client_for(preparer), "goal_detail", goal.pk)

    @pytest.mark.parametrize(
        ("status", "word", "days"),
        [("draft", "申报", 1), ("submitted", "审核", 9), ("returned", "重新送审", 9), ("approved", None, 0)],
    )
    def test_is_that_of_the_next_step(self, goal, cycle, staff, status, word, days):
        close(cycle, declaration=1, review=9)
        bring_to(goal, FilingStatus(status), **staff)
        term = term_of(PerformanceGoal.objects.with_step_facts().get(pk=goal.pk).filing)
        assert (term and (term.word, term.last)) == (word and (word, day(days)))

    def test_adjustment_has_none(self, client_for, goal, cycle, staff, preparer):
        close(cycle, declaration=1, review=1)
        bring_to(goal, FilingStatus.APPROVED, **staff)
        step(goal, Action.REVISE, staff["approver"], "调剂")
        assert "截止 " not in page(client_for(preparer), "goal_detail", goal.pk)


class TestEnforced:
    def test_late_submission_is_refused_with_a_way_out(self, client_for, goal, cycle, preparer):
        close(cycle, declaration=-1)
        client = client_for(preparer)
        shown = page(client, "goal_submit", goal.pk)
        assert "申报已于" in shown and "联系系统管理员为本单位延长申报期限" in shown
        assert 'name="revision"' not in shown
        client.post(reverse("goal_submit", args=[goal.pk]), {"revision": goal.revision})
        goal.refresh_from_db()
        assert goal.status == FilingStatus.DRAFT

    def test_late_ones_are_left_out_of_a_batch(self, client_for, goal, cycle, staff, supervisor):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        close(cycle, review=-1)
        answer = client_for(supervisor).post(
            reverse("batch_endorse", args=[cycle.code]), {"goals": [goal.pk]}
        )
        ((left_out, reason),) = answer.context["left_out"]
        assert left_out == goal and "审核已于" in reason


class TestExtended:
    def test_for_one_unit_by_the_administrator(
        self, client_for, goal, cycle, unit, other_unit, preparer, other_preparer, administrator
    ):
        close(cycle, declaration=-1)
        foreign = ready_goal(other_unit, cycle)
        extend(client_for, administrator, cycle, unit, "declaration", day(2))
        for name in ("home", "goal_list", "goal_edit"):
            args = {"home": [], "goal_list": [cycle.code]}.get(name, [goal.pk])
            assert said("申报", day(2)) in page(client_for(preparer), name, *args), name
        for user, table, status in [
            (preparer, goal, FilingStatus.SUBMITTED), (other_preparer, foreign, FilingStatus.DRAFT)
        ]:  # fmt: skip
            address = reverse("goal_submit", args=[table.pk])
            client_for(user).post(address, {"revision": table.revision})
            table.refresh_from_db()
            assert table.status == status

    def test_queue_shows_the_unit_s_own_day(
        self, client_for, goal, cycle, unit, staff, supervisor, administrator
    ):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        close(cycle, review=1)
        own = "本单位审核延至"
        assert own not in page(client_for(supervisor), "review_queue", cycle.code)
        extend(client_for, administrator, cycle, unit, "review", day(8))
        shown = page(client_for(supervisor), "review_queue", cycle.code)
        assert said("审核", day(1)) in shown and f"{own} {day(8).month}月{day(8).day}日" in shown

    def test_an_earlier_day_shortens_nothing(self, goal, cycle, unit):
        close(cycle, declaration=5)
        DeadlineExtension.objects.create(cycle=cycle, department=unit, stage="declaration", until=day(-3))
        assert term_of(PerformanceGoal.objects.with_step_facts().get(pk=goal.pk).filing).last == day(5)
