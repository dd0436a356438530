"""Monitoring in the browser: a round, its list, the entry page, review, 整改, 调整."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from filings.enums import Action, FilingStatus
from monitoring.models import MonitoringReport, MonitoringRound
from perfgoals.audit.models import AuditEvent
from perfgoals.jobs.models import Job
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import filled_in, report_at, step


@pytest.fixture
def staff(preparer, supervisor, approver):
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def goal(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle, last_month=6)


def at(name, round, goal):
    return reverse(f"report_{name}", args=[round.pk, goal.pk])


def typed(goal, *, revision=0, **changes):
    """Half done, all certain, in the names of the form."""
    data = {"revision": revision, "total_budget": "50,000.00", "total_executed": "25000"}
    for place, _ in enumerate(goal.indicators.all()):
        data |= {
            f"row{place}_actual": "2次",
            f"row{place}_expected": "4次",
            f"row{place}_possibility": "certain",
        }
    return data | changes


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


class TestEntry:
    def test_it_begins_with_the_approved_rows(self, client_for, preparer, round, goal):
        page = client_for(preparer).get(at("page", round, goal)).content.decode()
        assert page.count('class="watched"') == goal.indicators.count()
        assert 'value="50,000.00"' in page and "1-6月完成情况" in page and "没有填写截至 6 月" in page

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
        assert browser.get(reverse("report_pdf", args=[report.pk])).content.startswith(b"%PDF")
        book = browser.get(reverse("round_workbook", args=[round.pk])).getvalue()
        assert book.startswith(b"PK")

    def test_the_book_holds_the_forms_of_key_projects(self, client_for, preparer, round, goal, do_jobs):
        filled_in(round, goal.project, preparer)
        MonitoringRound.objects.update(key_from=1_000_000)
        with do_jobs():
            client_for(preparer).post(reverse("round_book", args=[round.pk]), {"format": "xlsx"})
        job = Job.objects.get()
        assert job.state == "done"
        assert load_workbook(job.result.open()).sheetnames == ["监控汇总表"]


class TestReview:
    def test_the_whole_way(self, client_for, preparer, supervisor, approver, unit, cycle, staff):
        report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        for person, action in ((preparer, "submit"), (supervisor, "endorse"), (approver, "approve")):
            report.filing.refresh_from_db()
            address = reverse(f"filing_{action}", args=[report.filing_id])
            page = client_for(person).post(address, {"revision": report.filing.revision}, follow=True)
            assert "现在是" in page.content.decode(), action
        report.filing.refresh_from_db()
        assert report.filing.status == FilingStatus.APPROVED
        assert '"light":"绿灯"' in report.filing.versions.last().content.replace(" ", "")

    def test_without_a_cause_it_is_not_submitted(self, client_for, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        report.indicators.filter(position=1).update(possibility="possible")
        page = client_for(preparer).get(reverse("filing_submit", args=[report.filing_id])).content.decode()
        assert "必须先改" in page and "偏差原因" in page

    def test_the_review_page_shows_the_lights(self, client_for, supervisor, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, actual="1次", **staff)
        page = client_for(supervisor).get(reverse("filing_review", args=[report.filing_id])).content.decode()
        assert "红灯" in page and "1/4 ÷ 6/12" in page

    def test_what_is_impossible_leads_to_the_goal(self, client_for, approver, unit, cycle, staff):
        report = report_at(FilingStatus.ENDORSED, unit, cycle, possibility="impossible", **staff)
        page = client_for(approver).get(reverse("filing_review", args=[report.filing_id])).content.decode()
        assert reverse("goal_revise", args=[report.project_id]) in page


class TestCorrections:
    def test_asked_and_answered(self, client_for, reviewer, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.APPROVED, unit, cycle, **staff)
        page = reverse("report_page", args=[report.round_id, report.project_id])
        finance, own = client_for(reviewer), client_for(preparer)
        ask = reverse("correction_ask", args=[report.pk])
        data = {"seen": "", "decision": "continue", "request": "九月底前完成招标"}
        assert "处理意见已保存" in finance.post(ask, data, follow=True).content.decode()
        assert "待整改" in own.get(reverse("round_detail", args=[report.round_id])).content.decode()
        assert "九月底前完成招标" in own.get(page).content.decode()
        answer = reverse("correction_answer", args=[report.pk])
        own.post(answer, {"seen": "九月底前完成招标", "result": "已完成招标"})
        report.refresh_from_db()
        assert report.correction_result == "已完成招标" and report.answered_by == preparer
        assert not report.waits_for_correction and report.status == FilingStatus.APPROVED

    def test_nobody_is_written_over_unseen(self, client_for, reviewer, approver, unit, cycle, staff):
        report = report_at(FilingStatus.ENDORSED, unit, cycle, **staff)
        ask = reverse("correction_ask", args=[report.pk])
        data = {"seen": "", "decision": "continue", "request": "请整改"}
        client_for(reviewer).post(ask, data)
        told = client_for(approver).post(ask, data | {"request": "另一条"}, follow=True).content.decode()
        assert "财政审核员刚刚写过" in told
        report.refresh_from_db()
        assert report.correction_request == "请整改"

    def test_before_finance_has_it_nothing_is_asked(self, client_for, reviewer, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        data = {"decision": "continue", "request": "请整改"}
        assert client_for(reviewer).post(reverse("correction_ask", args=[report.pk]), data).status_code == 403

    def test_a_result_needs_words(self, client_for, reviewer, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.APPROVED, unit, cycle, **staff)
        data = {"seen": "", "decision": "reallocate", "request": "请整改"}
        client_for(reviewer).post(reverse("correction_ask", args=[report.pk]), data)
        answer = reverse("correction_answer", args=[report.pk])
        told = client_for(preparer).post(answer, {"seen": "请整改", "result": " "}, follow=True)
        assert "请填写整改结果" in told.content.decode()


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

    def test_an_empty_cycle_says_what_comes_first(self, client_for, preparer, cycle):
        page = client_for(preparer).get(reverse("round_list", args=[cycle.code])).content.decode()
        assert "财政部门开展监控后" in page

    def test_returned_reports_say_why(self, client_for, preparer, supervisor, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        step(report, Action.RETURN, supervisor, "请附佐证")
        page = client_for(preparer).get(reverse("report_page", args=[report.round_id, report.project_id]))
        assert "请附佐证" in page.content.decode()
