"""到期提醒 and 催办: who is told, when, and only once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from filings.domain.reminding import remind_all
from filings.enums import FilingStatus, Stage
from filings.models import DeadlineExtension
from indicators.domain.review.reminders import urge
from notices.enums import MessageKind
from notices.models import Message
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from tests.factories import BudgetCycleFactory, DepartmentFactory, PerformanceGoalFactory
from tests.indicators.flow import bring_to, ready_goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def closing(cycle, last):
    cycle.closes_on = last
    cycle.save()
    return cycle


def titles(user):
    return list(Message.objects.readable_by(user).order_by("pk").values_list("title", flat=True))


def test_units_are_reminded_at_each_threshold_once(cycle, unit, preparer, today):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    last = closing(cycle, today + timedelta(days=9)).closes_on
    days = [remind_all(today=today + timedelta(days=n)) for n in range(12)]
    assert days == [0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0]
    assert remind_all(today=last) == 0
    first, *_, final = titles(preparer)
    assert "剩 7 天" in first and "还有 1 个项目没有送审" in first and "今天" in final


def test_a_reminder_that_was_missed_comes_with_the_next_run(cycle, unit, preparer, today):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    closing(cycle, today + timedelta(days=5))
    assert (remind_all(today=today), remind_all(today=today)) == (1, 0)


def test_a_unit_without_a_project_is_told_to_begin(cycle, unit, preparer, today):
    closing(cycle, today + timedelta(days=3))
    remind_all(today=today)
    (title,) = titles(preparer)
    assert "还没有开始填报" in title


def test_whoever_has_handed_everything_in_is_left_in_peace(cycle, unit, preparer, today):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, submitted=True)
    closing(cycle, today)
    assert remind_all(today=today) == 0


def test_a_unit_with_more_time_is_reminded_of_its_own_day(cycle, unit, preparer, today):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    closing(cycle, today)
    DeadlineExtension.objects.create(
        cycle=cycle, department=unit, stage=Stage.DECLARATION, until=today + timedelta(days=20), reason="停机"
    )
    assert remind_all(today=today) == 0
    assert remind_all(today=today + timedelta(days=13)) == 1


def test_every_open_cycle_counts_and_no_closed_one(cycle, unit, preparer, today):
    for year, options in ((2022, {}), (2021, {"closed": True}), (2020, {"preparing": True})):
        other = BudgetCycleFactory(fiscal_year=year, **options)
        PerformanceGoalFactory(project__cycle=other, project__department=unit)
        closing(other, today + timedelta(days=1))
    closing(cycle, today + timedelta(days=1))
    remind_all(today=today)
    assert sorted(title[:5] for title in titles(preparer)) == ["2022年", "2024年"]


def test_reviewers_are_reminded_of_what_waits_for_them(
    cycle, unit, preparer, supervisor, approver, reviewer, today
):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
    cycle.rules.review_closes_on = today + timedelta(days=3)
    cycle.rules.save()
    Message.objects.all().delete()
    remind_all(today=today)
    (title,) = titles(supervisor)
    assert "还有 1 个项目待主管部门审核" in title and titles(reviewer) == []


def test_urging_tells_the_unit_once_a_day_and_is_recorded(cycle, unit, preparer, supervisor, today):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    bare = DepartmentFactory(code="139001", parent=unit.parent)
    urged = urge(cycle=cycle, units=[unit, bare], by=supervisor, today=today)
    assert (urged.units, urged.people, urged.without_people) == (1, 1, (bare.label,))
    again = urge(cycle=cycle, units=[unit], by=supervisor, today=today)
    assert (again.units, again.again) == (0, 1)
    assert urge(cycle=cycle, units=[unit], by=supervisor, today=today + timedelta(days=1)).units == 1
    assert Message.objects.filter(kind=MessageKind.URGED, department=unit).count() == 2
    assert AuditEvent.objects.filter(verb=Verb.REMIND).count() == 2


def test_the_page_urges_the_ticked_units_or_all_and_only_ones_own(
    cycle, unit, other_unit, preparer, other_preparer, supervisor, approver, client_for
):
    for place in (unit, other_unit):
        PerformanceGoalFactory(project__cycle=cycle, project__department=place)
    address = reverse("units_urge", args=[cycle.code])

    def told():
        return set(Message.objects.values_list("department__code", flat=True))

    client_for(approver).post(address)
    client_for(supervisor).post(address, {"units": other_unit.code})
    assert told() == set()
    client_for(supervisor).post(address, {"units": [unit.code, "no such unit"]})
    assert told() == {unit.code}
    page = client_for(approver).post(address, {"all": "1"}, follow=True)
    assert told() == {unit.code, other_unit.code}
    said = page.content.decode()
    assert "已催办 1 个单位" in said and "今天已经催办过" in said and "没有填报人员" in said
    by_code = {line.unit.code: line for line in page.context["page"]}
    assert by_code[unit.code].urged_at


def test_the_command_for_cron_says_what_it_did(cycle, unit, preparer, today, capsys):
    closing(cycle, today)
    call_command("send_reminders")
    assert "写了 1 条提醒，发出 0 封邮件" in capsys.readouterr().out
