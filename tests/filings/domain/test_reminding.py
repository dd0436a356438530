"""到期提醒 and 催办 of 监控 and 自评: who is told, when, only once, and where the message leads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import EvaluationRules
from filings.domain.reminding import remind_all
from filings.enums import Action, FilingStatus, Stage
from filings.models import DeadlineExtension
from notices.models import Message
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from tests.evaluation import flow as evaluation_flow
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring import flow as monitoring_flow

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


class Measured:
    """One kind: its dates set, its table handed in, its pages."""

    def __init__(self, kind, cycle, unit, staff):
        self.kind, self.cycle, self.staff = kind, cycle, staff
        self.goals = [bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff) for _ in range(2)]
        self.round = MonitoringRoundFactory(cycle=cycle, last_month=6)
        Message.objects.all().delete()

    def dates(self, due=None, review=None):
        if self.kind == "monitoring":
            self.round.due_on, self.round.review_due_on = due, review
            self.round.save()
        else:
            dates = {"closes_on": due, "review_closes_on": review}
            EvaluationRules.objects.update_or_create(cycle=self.cycle, defaults=dates)

    def hand_in(self, goal):
        by = self.staff["preparer"]
        if self.kind == "monitoring":
            table = monitoring_flow.filled_in(self.round, goal.project, by)
            return monitoring_flow.step(table, Action.SUBMIT, by)
        table = evaluation_flow.filled_in(goal.project, by)
        return evaluation_flow.step(table, Action.SUBMIT, by)

    @property
    def urge(self):
        if self.kind == "monitoring":
            return reverse("round_urge", args=[self.round.pk])
        return reverse("evaluation_urge", args=[self.cycle.code])

    @property
    def list(self):
        name = "round_list" if self.kind == "monitoring" else "evaluation_list"
        return reverse(name, args=[self.cycle.code])


@pytest.fixture(params=["monitoring", "evaluation"])
def measured(request, cycle, unit, staff):
    return Measured(request.param, cycle, unit, staff)


def titles(user):
    return list(Message.objects.readable_by(user).order_by("pk").values_list("title", flat=True))


def test_units_are_reminded_of_what_they_have_not_handed_in(
    measured, preparer, other_preparer, today, client_for
):
    measured.dates(due=today + timedelta(days=3))
    measured.hand_in(measured.goals[0])
    assert (remind_all(today=today), remind_all(today=today)) == (1, 0)
    (title,) = titles(preparer)
    assert "剩 3 天" in title and "还有 1 个项目没有送审" in title and titles(other_preparer) == []
    message = Message.objects.get()
    assert client_for(preparer).post(reverse("message_open", args=[message.pk])).url == measured.list
    measured.hand_in(measured.goals[1])
    assert remind_all(today=today + timedelta(days=2)) == 0


def test_a_unit_with_more_time_is_reminded_of_its_own_day(measured, unit, today):
    measured.dates(due=today - timedelta(days=1))
    assert remind_all(today=today) == 0
    DeadlineExtension.objects.create(
        cycle=measured.cycle, department=unit, kind=measured.kind, stage=Stage.DECLARATION,
        until=today + timedelta(days=1), reason="停机",
    )  # fmt: skip
    assert remind_all(today=today) == 1


def test_reviewers_are_reminded_of_what_waits_for_them(
    measured, supervisor, other_supervisor, approver, today, client_for
):
    measured.hand_in(measured.goals[0])
    measured.dates(review=today + timedelta(days=1))
    assert remind_all(today=today) == 1
    (title,) = titles(supervisor)
    assert "剩 1 天" in title and "还有 1 张" in title and titles(approver) == titles(other_supervisor) == []
    url = client_for(supervisor).post(reverse("message_open", args=[Message.objects.get().pk])).url
    assert url == reverse("filing_queue", args=[measured.cycle.code, measured.kind])


def test_without_dates_nobody_is_told(measured, today):
    measured.dates()
    assert remind_all(today=today) == 0


def test_urging_reaches_the_units_of_ones_own_review(
    measured, preparer, supervisor, other_supervisor, client_for
):
    assert client_for(preparer).post(measured.urge).status_code == 403
    page = client_for(other_supervisor).post(measured.urge, follow=True).content.decode()
    assert "没有要催办的" in page and titles(preparer) == []
    page = client_for(supervisor).post(measured.urge, follow=True).content.decode()
    assert "已催办 1 个单位" in page and "还有 2 个项目没有送审" in titles(preparer)[0]
    assert "今天已经催办过" in client_for(supervisor).post(measured.urge, follow=True).content.decode()
    assert AuditEvent.objects.filter(verb=Verb.REMIND).count() == 1
