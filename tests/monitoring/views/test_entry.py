"""Filling in a monitoring report: what it begins with, lights while typing, saving, stale, wrong, foreign."""

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from filings.enums import Action
from monitoring.models import MonitoringReport, MonitoringRound
from perfgoals.audit.models import AuditEvent
from perfgoals.jobs.models import Job
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import ready_goal
from tests.monitoring.flow import filled_in
from tests.monitoring.posts import at, typed


class TestEntry:
    def test_it_begins_with_the_approved_rows(self, client_for, preparer, round, goal):
        page = client_for(preparer).get(at("page", round, goal)).content.decode()
        assert page.count('class="watched"') == goal.indicators.count()
        assert 'value="50,000.00"' in page and "1-6月完成情况" in page and "没有填写截至 6 月" not in page
        typing = client_for(preparer).post(at("lights", round, goal), typed(goal, row0_actual=""))
        assert "填写后，这里显示监控灯" in page and "没有填写截至 6 月" in typing.content.decode()

    def test_values_and_months_of_the_round_before(self, client_for, preparer, cycle, round, goal):
        earlier = filled_in(
            MonitoringRoundFactory(cycle=cycle, last_month=3), goal.project, preparer, actual="1次"
        )
        earlier.indicators.update(planned_month=11)
        page = client_for(preparer).get(at("page", round, goal)).content.decode()
        assert "上次监控：1次" in page and '<option value="11" selected>' in page

    def test_saving_stores_rows_money_and_the_version(self, client_for, preparer, round, goal):
        answer = client_for(preparer).post(
            at("save", round, goal), typed(goal, row0_causes=["staff", "other"])
        )
        assert answer.status_code == 302
        report = MonitoringReport.objects.get()
        assert report.version.action == Action.APPROVE and report.filing.updated_by == preparer
        assert report.indicators.first().causes == ["staff", "other"]
        assert report.money.get().executed == 25000
        assert AuditEvent.objects.latest("number").object_type == "monitoringreport"

    def test_lights_while_typing_store_nothing(self, client_for, preparer, round, goal):
        browser = client_for(preparer, htmx=True)
        page = browser.post(at("lights", round, goal), typed(goal, row0_actual="1次")).content.decode()
        assert "红灯" in page and "1/4 ÷ 6/12 = 50%" in page and "<html" not in page
        assert not MonitoringReport.objects.exists()

    def test_a_planned_month_is_the_yardstick(self, client_for, preparer, round, goal):
        browser = client_for(preparer, htmx=True)
        data = typed(goal, row0_actual="0次", row0_planned_month="11")
        page = browser.post(at("lights", round, goal), data).content.decode()
        assert "计划 11 月完成，尚未到期" in page and "红灯" not in page

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("total_executed", "一半", "金额"), ("row0_actual", "长" * 501, "500"),
            ("row0_possibility", "perhaps", "perhaps"), ("row0_planned_month", "13", "13"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read(self, client_for, preparer, round, goal, field, value, words):
        answer = client_for(preparer).post(at("save", round, goal), typed(goal, **{field: value}))
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not MonitoringReport.objects.exists()

    def test_a_stale_form_keeps_what_was_typed(self, client_for, preparer, round, goal):
        browser = client_for(preparer)
        browser.post(at("save", round, goal), typed(goal))
        answer = browser.post(at("save", round, goal), typed(goal, row0_note="另一份"))
        assert answer.status_code == 409 and "另一份" in answer.content.decode()

    def test_what_is_impossible_offers_to_adjust_the_goal(self, client_for, preparer, round, goal):
        browser = client_for(preparer, htmx=True)
        ask = reverse("goal_ask_revision", args=[goal.pk])
        assert ask not in browser.post(at("lights", round, goal), typed(goal)).content.decode()
        data = typed(goal, row0_possibility="impossible")
        assert ask in browser.post(at("lights", round, goal), data).content.decode()

    def test_targets_cannot_be_posted(self, client_for, preparer, round, goal):
        client_for(preparer).post(at("save", round, goal), typed(goal, row0_target="≥1次", row99_actual="1"))
        report = MonitoringReport.objects.get()
        assert report.indicators.first().target == "≥4次"
        assert report.indicators.count() == goal.indicators.count()

    def test_another_unit_and_a_project_outside(
        self, client_for, other_preparer, preparer, round, goal, unit, cycle
    ):
        assert client_for(other_preparer).get(at("page", round, goal)).status_code == 404
        draft = ready_goal(unit, cycle)
        assert client_for(preparer).get(at("page", round, draft)).status_code == 404

    def test_the_printed_form_and_the_list(self, client_for, preparer, round, goal):
        report = filled_in(round, goal.project, preparer)
        browser = client_for(preparer)
        for format, begin in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            form = browser.get(reverse("report_file", args=[report.pk, format]))
            assert form.getvalue().startswith(begin)
        book = browser.get(reverse("round_workbook", args=[round.pk])).getvalue()
        assert book.startswith(b"PK")

    def test_the_book_holds_the_forms_of_key_projects(self, client_for, preparer, round, goal, do_jobs):
        filled_in(round, goal.project, preparer)
        MonitoringRound.objects.update(key_from=1_000_000)
        with do_jobs():
            client_for(preparer).post(reverse("round_book", args=[round.pk]), {"format": "xlsx"})
        job = Job.objects.get()
        assert job.state == "done"
        with job.result.open() as file:
            assert load_workbook(file).sheetnames == ["监控汇总表"]
