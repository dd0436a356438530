"""Rounds of monitoring: opening one, its list, its book."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.enums import Action, FilingStatus
from monitoring.models import MonitoringRound
from perfgoals.audit.models import AuditEvent
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import filled_in, report_at, step


class TestRounds:
    DATA = {"title": "上半年", "last_month": "6", "due_on": "2024-07-20", "key_from": "1,000,000"}

    def test_finance_opens_one(self, client_for, reviewer, cycle, goal):
        browser = client_for(reviewer)
        answer = browser.post(reverse("round_new", args=[cycle.code]), self.DATA, follow=True)
        assert "已开展“上半年”监控" in answer.content.decode()
        opened = MonitoringRound.objects.get()
        assert (opened.due_on, opened.key_from) == (date(2024, 7, 20), 1_000_000)
        assert AuditEvent.objects.latest("number").object_type == "monitoringround"
        assert goal.project.name in answer.content.decode()

    def test_the_same_months_twice(self, client_for, reviewer, cycle, round):
        answer = client_for(reviewer).post(reverse("round_new", args=[cycle.code]), self.DATA)
        assert answer.status_code == 422 and "已有截至这个月的监控" in answer.content.decode()

    def test_for_some_units_only(self, client_for, reviewer, cycle, goal, unit, other_unit, staff):
        other = bring_to(ready_goal(other_unit, cycle), FilingStatus.DRAFT, **staff)
        address = reverse("round_new", args=[cycle.code])
        page = (
            client_for(reviewer).post(address, self.DATA | {"units": [unit.pk]}, follow=True).content.decode()
        )
        assert goal.project.name in page and other.project.name not in page

    def test_months_stay_once_somebody_reported(self, client_for, reviewer, round, goal, preparer):
        filled_in(round, goal.project, preparer)
        address = reverse("round_edit", args=[round.pk])
        client_for(reviewer).post(address, self.DATA | {"last_month": "9"})
        round.refresh_from_db()
        assert (round.last_month, round.title) == (6, "上半年")

    def test_units_do_not_open_any(self, client_for, preparer, cycle):
        assert client_for(preparer).get(reverse("round_new", args=[cycle.code])).status_code == 403


class TestLists:
    def test_filters(self, client_for, preparer, unit, cycle, staff):
        red = report_at(FilingStatus.DRAFT, unit, cycle, actual="1次", **staff)
        green = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        browser, address = client_for(preparer), reverse("round_detail", args=[red.round_id])
        behind = browser.get(address, {"state": "behind"}).content.decode()
        assert red.project.name in behind and green.project.name not in behind
        assert "没有符合条件" in browser.get(address, {"state": "todo"}).content.decode()

    def test_as_many_queries_for_five_as_for_one(self, client_for, preparer, unit, cycle, staff):
        browser, counts = client_for(preparer), []
        for number in (1, 4):
            for _ in range(number):
                report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
            address = reverse("round_detail", args=[report.round_id])
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_a_batch_is_offered_where_something_can_be_chosen(self, client_for, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        address, browser = reverse("round_detail", args=[report.round_id]), client_for(preparer)
        assert "批量送审" in browser.get(address).content.decode()
        step(report, Action.SUBMIT, preparer)
        page = browser.get(address).content.decode()
        assert report.project.name in page and "批量送审" not in page and "data-select-all" not in page

    def test_an_empty_cycle_says_what_comes_first(self, client_for, preparer, cycle):
        page = client_for(preparer).get(reverse("round_list", args=[cycle.code])).content.decode()
        assert "财政部门开展监控后" in page

    def test_returned_reports_say_why(self, client_for, preparer, supervisor, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        step(report, Action.RETURN, supervisor, "请附佐证")
        page = client_for(preparer).get(reverse("report_page", args=[report.round_id, report.project_id]))
        assert "请附佐证" in page.content.decode()
