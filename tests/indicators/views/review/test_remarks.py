"""The review queue, the review page, remarks, the 审核表, versions."""

import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.domain.rating import questions_in_use, sheet_mark
from filings.domain.remarks import add_remark
from filings.enums import Action, FilingStatus, RemarkState
from filings.models import Remark, ReviewSheet
from indicators.domain.checking.keeping import refresh_findings
from indicators.domain.loading.review_data import load_review_data
from indicators.domain.review.remarks import remarked_row
from indicators.models import GoalFinding, Indicator
from tests.factories import FIXTURES, BudgetCycleFactory, PerformanceGoalFactory
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step

pytestmark = pytest.mark.django_db


def queue(client, cycle, query=""):
    return [
        goal.pk for goal in client.get(reverse("review_queue", args=[cycle.code]) + query).context["goals"]
    ]


def review(client, goal, query=""):
    return client.get(reverse("goal_review", args=[goal.pk]) + query)


class TestQueue:
    def test_each_reviewer_sees_what_waits_for_him(
        self, client_for, cycle, staff, reviewer, submitted, endorsed
    ):
        assert queue(client_for(staff["supervisor"]), cycle) == [submitted.pk]
        assert queue(client_for(reviewer), cycle) == [endorsed.pk]
        assert queue(client_for(staff["approver"]), cycle) == [endorsed.pk]

    def test_other_departments_see_nothing(self, client_for, cycle, other_supervisor, submitted):
        assert queue(client_for(other_supervisor), cycle) == []

    def test_oldest_first(self, client_for, cycle, unit, staff, submitted):
        later = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        assert queue(client_for(staff["supervisor"]), cycle) == [submitted.pk, later.pk]

    def test_judged_ones_move_over(self, client_for, cycle, staff, submitted):
        step(submitted, Action.ENDORSE, staff["supervisor"])
        client = client_for(staff["supervisor"])
        assert (queue(client, cycle), queue(client, cycle, "?tab=judged")) == ([], [submitted.pk])

    def test_filters_are_in_the_address(self, client_for, cycle, unit, staff, submitted):
        client = client_for(staff["supervisor"])
        assert queue(client, cycle, f"?unit={unit.code}") == [submitted.pk]
        assert queue(client, cycle, "?q=没有这个名字") == []
        assert queue(client, cycle, "?unit=nonsense&findings=nonsense") == [submitted.pk]
        refresh_findings(cycle=cycle)
        assert queue(client, cycle, "?findings=none") + queue(client, cycle, "?findings=advice") == [
            submitted.pk
        ]

    @pytest.mark.parametrize(
        "query", ["", "?findings=blocking", "?findings=advice", "?q=项目", "?unit=130001", "?tab=judged"]
    )
    def test_queries_do_not_grow(self, client_for, cycle, unit, staff, submitted, query):
        client = client_for(staff["supervisor"])
        address = reverse("review_queue", args=[cycle.code]) + query
        self.fill(unit, cycle, staff, 1)
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        self.fill(unit, cycle, staff, 8)
        with CaptureQueriesContext(connection) as many:
            assert len(client.get(address).context["goals"]) >= 9
        assert len(many) == len(few) <= 20

    def fill(self, unit, cycle, staff, count):
        """Tables that wait, with findings of both levels, and as many that were judged."""
        for status in (FilingStatus.SUBMITTED, FilingStatus.RETURNED):
            for _ in range(count):
                goal = bring_to(ready_goal(unit, cycle), status, **staff)
                GoalFinding.objects.bulk_create(
                    GoalFinding(goal=goal, check_id="x", level=level, outcome="finding", message="x")
                    for level in ("blocking", "advice")
                )


class TestBell:
    def bell(self, client):
        return client.get(reverse("help")).context["bell"]

    def test_counts_what_waits(self, client_for, staff, submitted, endorsed):
        assert [line.count for line in self.bell(client_for(staff["supervisor"])).lines] == [1]
        step(submitted, Action.RETURN, staff["supervisor"], "改")
        assert [line.label for line in self.bell(client_for(staff["preparer"])).lines] == [
            "未读消息",
            "被退回",
        ]
        assert self.bell(client_for(staff["supervisor"])).total == 0

    def test_administrators_see_nothing_of_the_tables(self, client_for, administrator, submitted):
        assert self.bell(client_for(administrator)).lines == ()

    def test_every_open_cycle_is_counted_and_named(self, client_for, cycle, unit, staff, submitted):
        older = BudgetCycleFactory(fiscal_year=2022)
        closed = BudgetCycleFactory(fiscal_year=2021, closed=True)
        for other in (older, closed):
            PerformanceGoalFactory(project__cycle=other, project__department=unit, submitted=True)
        lines = self.bell(client_for(staff["supervisor"])).lines
        assert [(line.label, line.count) for line in lines] == [("待审核", 1), (f"待审核（{older}）", 1)]


class TestReviewPage:
    def test_leads_to_the_neighbours_with_the_filters(self, client_for, cycle, unit, staff, submitted):
        second, third = (bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff) for _ in range(2))
        page = review(client_for(staff["supervisor"]), second, f"?unit={unit.code}&view=history")
        place = page.context["place_in_queue"]
        assert (place["previous"], place["next"]) == (submitted.pk, third.pk)
        assert (place["number"], place["total"]) == (2, 3)
        assert f"{reverse('goal_review', args=[third.pk])}?unit={unit.code}" in page.content.decode()

    def test_reason_of_a_row_that_does_not_apply_stands_in_its_cell(self, client_for, cycle, unit, staff):
        goal = ready_goal(unit, cycle)
        row = goal.indicators.last()
        row.not_applicable, row.note = True, "本项目不产生经济效益"
        row.save()
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        page = review(client_for(staff["supervisor"]), goal)
        noted = [m for line in page.context["rows"] for m in line if m.note]
        assert [(m.row_key, m.cell.column.key) for m in noted] == [(row.pk, "indicator")]
        assert "不适用的理由：本项目不产生经济效益" in page.content.decode()

    def test_table_that_is_done_has_no_place_in_the_queue(self, client_for, cycle, unit, staff, submitted):
        step(submitted, Action.RETURN, staff["supervisor"], "请修改")
        client = client_for(staff["supervisor"])
        page = review(client, submitted)
        assert page.context["place_in_queue"]["number"] is None
        assert "已办完" in page.content.decode()
        bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        assert "队列中还有 1 个" in review(client, submitted).content.decode()

    def test_marks_what_changed_since_the_last_submission(self, client_for, staff, submitted):
        step(submitted, Action.RETURN, staff["supervisor"], "改")
        row = submitted.indicators.first()
        row.annual_target = "≥99次"
        row.save()
        step(submitted, Action.SUBMIT, staff["preparer"])
        page = review(client_for(staff["supervisor"]), submitted, "?view=differences&changes=1")
        assert [d.place for d in page.context["differences"]] == ["annual_target"]
        marked = [m for line in page.context["rows"] for m in line if m.change]
        assert [(m.cell.text, m.change) for m in marked] == [("≥99次", "修改")]
        assert len(page.context["rows"]) == 1

    def test_first_submission_has_nothing_to_compare(self, client_for, staff, submitted):
        page = review(client_for(staff["supervisor"]), submitted, "?view=differences")
        assert page.context["differences"] == [] and "第一次送审" in page.content.decode()

    def test_compares_with_last_year(self, client_for, staff, unit, submitted):
        old = ready_goal(unit, submitted.project.cycle, project__name="上年的名称")
        submitted.project.previous = old.project
        submitted.project.save()
        page = review(client_for(staff["supervisor"]), submitted, "?view=differences&against=previous")
        assert ("上年的名称", str(submitted)) in [(d.before, d.after) for d in page.context["differences"]]

    def test_deleted_rows_are_shown_as_deleted(self, client_for, staff, submitted):
        step(submitted, Action.RETURN, staff["supervisor"], "改")
        gone = submitted.indicators.last()
        twin = Indicator.objects.create(
            goal=submitted,
            category=gone.category,
            position=99,
            name="换上的指标",
            period_target="≥1次",
            annual_target="≥1次",
        )
        gone.delete()
        step(submitted, Action.SUBMIT, staff["preparer"])
        page = review(client_for(staff["supervisor"]), submitted)
        assert [row["name"] for row in page.context["removed"]] == [gone.name]
        assert f"<del>{gone.name}</del>" in page.content.decode()
        added = {m.row_key for line in page.context["rows"] for m in line if m.change == "新增"}
        assert added == {twin.pk}

    @pytest.mark.parametrize(("name", "data"), [
        ("remark_add", {"text": "请核对"}), ("remark_resolve", {}),
    ])  # fmt: skip
    def test_the_queue_s_filters_survive_an_act_on_the_page(
        self, client_for, staff, unit, submitted, name, data
    ):
        remark = add_remark(filing=submitted.filing, by=staff["supervisor"], text="核对")
        client = client_for(staff["supervisor"])
        here = review(client, submitted, f"?unit={unit.code}&view=history").context["here"]
        assert f"unit={unit.code}" in here and "view=remarks" in here
        address = reverse(name, args=[submitted.pk if name == "remark_add" else remark.pk])
        assert client.post(address, data | {"next": here}).url == here
        elsewhere = client.post(address, data | {"next": "//evil.example"}).url
        assert elsewhere.startswith(reverse("goal_review", args=[submitted.pk]))

    def test_findings_stand_beside_their_cells(self, client_for, staff, submitted):
        submitted.project.amount = None
        submitted.project.save()
        page = review(client_for(staff["supervisor"]), submitted)
        cell = next(m for line in page.context["rows"] for m in line if m.cell.column.key == "amount")
        assert cell.blocking == 1
        html = page.content.decode()
        assert 'href="#cell-amount"' in html
        assert f'href="?view=findings#finding-{cell.first_finding}" title="{cell.said}"' in html
        assert f'<li id="finding-{cell.first_finding}">' in html

    def test_remarks_stand_on_their_cells(self, client_for, staff, submitted):
        row = submitted.indicators.last()
        add_remark(
            filing=submitted.filing,
            by=staff["supervisor"],
            text="核对",
            place="annual_target",
            row=remarked_row(row),
        )
        page = review(client_for(staff["supervisor"]), submitted)
        cell = next(m for line in page.context["rows"] for m in line if m.remarks)
        assert (cell.cell.column.key, cell.row_key) == ("annual_target", row.pk)

    @pytest.mark.parametrize("view", ["findings", "differences", "remarks", "history", "nonsense"])
    def test_every_view_works_with_and_without_content(self, client_for, staff, submitted, view):
        client = client_for(staff["supervisor"])
        assert review(client, submitted, f"?view={view}").status_code == 200
        add_remark(filing=submitted.filing, by=staff["supervisor"], text="核对")
        assert review(client, submitted, f"?view={view}").status_code == 200

    def test_is_for_reviewers(self, client_for, staff, other_supervisor, submitted):
        assert review(client_for(staff["preparer"]), submitted).status_code == 403
        assert review(client_for(other_supervisor), submitted).status_code == 404

    def test_queries_do_not_grow(self, client_for, cycle, unit, staff, submitted):
        client = client_for(staff["supervisor"])
        review(client, submitted)
        with CaptureQueriesContext(connection) as few:
            review(client, submitted)
        for _ in range(6):
            other = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        for row in other.indicators.all():
            add_remark(
                filing=other.filing,
                by=staff["supervisor"],
                text="核对",
                place="indicator",
                row=remarked_row(row),
            )
        with CaptureQueriesContext(connection) as many:
            review(client, other)
        assert len(many) <= len(few) + 1  # the query of its remarks' people is one for all of them
        assert len(many) <= 34  # the projects of the unit are compared as they stand


class TestRemarks:
    def add(self, client, goal, **data):
        return client.post(reverse("remark_add", args=[goal.pk]), {"text": "请核对"} | data)

    def test_is_pinned_to_the_cell_of_the_address(self, client_for, staff, submitted):
        row, client = submitted.indicators.first(), client_for(staff["supervisor"])
        page = client.get(
            reverse("remark_add", args=[submitted.pk]), {"place": "annual_target", "row": row.pk}
        )
        assert f"{row.category.name}“{row.name}”的年度指标值" in page.content.decode()
        self.add(client, submitted, place="annual_target", row=row.pk)
        assert (Remark.objects.get().place, Remark.objects.get().row_key) == ("annual_target", row.pk)

    def test_row_of_another_goal_is_not_found(self, client_for, staff, unit, cycle, submitted):
        foreign = ready_goal(unit, cycle).indicators.first()
        answer = self.add(client_for(staff["supervisor"]), submitted, place="annual_target", row=foreign.pk)
        assert answer.status_code == 404 and not Remark.objects.exists()

    def test_is_answered_and_resolved(self, client_for, staff, submitted):
        self.add(client_for(staff["supervisor"]), submitted, place="amount")
        remark = Remark.objects.get()
        step(submitted, Action.RETURN, staff["supervisor"], "见意见")
        unit_side = client_for(staff["preparer"])
        unit_side.post(reverse("remark_answer", args=[remark.pk]), {"text": "已改"})
        step(submitted, Action.SUBMIT, staff["preparer"])
        client_for(staff["supervisor"]).post(reverse("remark_resolve", args=[remark.pk]))
        remark.refresh_from_db()
        assert (remark.answer, remark.state) == ("已改", RemarkState.RESOLVED)

    def test_others_can_not_touch_it(self, client_for, staff, other_preparer, reviewer, submitted):
        self.add(client_for(staff["supervisor"]), submitted)
        remark = Remark.objects.get()
        for name, user, status in [
            ("remark_resolve", staff["preparer"], 403), ("remark_resolve", reviewer, 403),
            ("remark_answer", other_preparer, 404), ("remark_reopen", other_preparer, 404),
        ]:  # fmt: skip
            assert client_for(user).post(reverse(name, args=[remark.pk])).status_code == status


class TestSheet:
    @pytest.fixture(autouse=True)
    def questions(self, db):
        load_review_data(path=FIXTURES / "review_sheet.json")

    def data(self, goal, **changes):
        ratings = {f"q{question.pk}": "good" for question in questions_in_use()}
        return ratings | {"overall": "good", "opinion": "同意", "seen": sheet_mark(goal.filing)} | changes

    def test_is_filled_in_and_opens_again_with_its_values(self, client_for, reviewer, endorsed):
        client, address = client_for(reviewer), reverse("goal_sheet", args=[endorsed.pk])
        assert client.post(address, self.data(endorsed)).status_code == 302
        page = client.get(address)
        assert page.context["form"]["overall"].value() == "good"
        assert ReviewSheet.objects.get().answers.count() == 8

    @pytest.mark.parametrize("change", [{"overall": ""}, {"opinion": " "}, {"overall": "great"}])
    def test_incomplete_is_told_at_once(self, client_for, reviewer, endorsed, change):
        page = client_for(reviewer).post(
            reverse("goal_sheet", args=[endorsed.pk]), self.data(endorsed, **change)
        )
        assert page.status_code == 200 and "还有 1 项没有填" in page.content.decode()
        assert not ReviewSheet.objects.exists()

    def test_only_finance_and_only_what_waits_for_it(self, client_for, staff, reviewer, submitted, endorsed):
        for user, goal in [(staff["supervisor"], endorsed), (reviewer, submitted)]:
            address = reverse("goal_sheet", args=[goal.pk])
            assert client_for(user).post(address, self.data(goal)).status_code == 403

    def test_answers_of_the_slower_reviewer_are_shown_again_and_saved_knowingly(
        self, client_for, staff, reviewer, endorsed
    ):
        client, address = client_for(staff["approver"]), reverse("goal_sheet", args=[endorsed.pk])
        opened = client.get(address).context["form"]["seen"].value()
        fill_sheet(endorsed, reviewer)
        mine = self.data(endorsed, overall="poor", opinion="金额没有测算依据", seen=opened)
        page = client.post(address, mine)
        assert page.status_code == 409 and "财政审核员" in page.content.decode()
        shown = page.context["form"]
        assert (shown["overall"].value(), shown["opinion"].value()) == ("poor", "金额没有测算依据")
        assert ReviewSheet.objects.get().overall == "good"
        assert client.post(address, mine | {"seen": shown["seen"].value()}).status_code == 302
        assert ReviewSheet.objects.get().overall == "poor"

    def test_mild_overall_rating_is_hinted_at_but_saved(self, client_for, reviewer, endorsed):
        client, address = client_for(reviewer), reverse("goal_sheet", args=[endorsed.pk])
        first = f"q{questions_in_use()[0].pk}"
        assert client.post(address, self.data(endorsed, **{first: "poor"})).status_code == 302
        assert "规范完整性" in client.get(address).context["hint"]

    def test_prints_the_official_form(self, client_for, staff, endorsed):
        fill_sheet(endorsed, staff["approver"])
        step(endorsed, Action.APPROVE, staff["approver"])
        answer = client_for(staff["preparer"]).get(reverse("sheet_pdf", args=[endorsed.filing.submission.pk]))
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")

    def test_without_the_drawing_libraries_the_page_says_what_is_missing(
        self, client_for, staff, endorsed, monkeypatch
    ):
        fill_sheet(endorsed, staff["approver"])
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        address = reverse("sheet_pdf", args=[endorsed.filing.submission.pk])
        answer = client_for(staff["preparer"]).get(address, follow=True)
        assert answer.status_code == 200 and "缺少排版软件库" in answer.content.decode()

    def test_other_units_do_not_find_it(self, client_for, staff, other_preparer, endorsed):
        fill_sheet(endorsed, staff["approver"])
        address = reverse("sheet_pdf", args=[endorsed.filing.submission.pk])
        assert client_for(other_preparer).get(address).status_code == 404


class TestVersions:
    @pytest.fixture
    def approved(self, unit, cycle, staff):
        return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)

    def test_old_version_stays_readable_and_printable(self, client_for, staff, approved):
        version = approved.filing.versions.get(action=Action.APPROVE)
        step(approved, Action.REVISE, staff["approver"], "调剂")
        approved.project.name = "改后的名称"
        approved.project.save()
        client = client_for(staff["preparer"])
        page = client.get(reverse("version_detail", args=[version.pk]), {"with": "now"})
        assert f"版本 {settings.VERSION}" in page.content.decode()
        assert [(d.label, d.after) for d in page.context["differences"]] == [("二级项目名称", "改后的名称")]
        for format, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            answer = client.get(reverse("version_file", args=[version.pk, format]))
            assert b"".join(answer.streaming_content).startswith(start)

    def test_characters_without_glyph_are_told_on_the_next_page(self, client_for, staff, unit, cycle):
        goal = ready_goal(unit, cycle, project__name="慰问😀")
        version = step(goal, Action.SUBMIT, staff["preparer"]).version
        client = client_for(staff["preparer"])
        client.get(reverse("version_file", args=[version.pk, "pdf"]))
        page = client.get(reverse("version_detail", args=[version.pk])).content.decode()
        assert "U+1F600" in page

    def test_two_versions_are_compared_from_old_to_new(self, client_for, staff, approved):
        first, second = approved.filing.versions.order_by("serial")
        client = client_for(staff["preparer"])
        for one, other in ((first, second), (second, first)):
            page = client.get(reverse("version_detail", args=[one.pk]), {"with": other.pk})
            assert page.context["differences"] == [] and page.context["other_label"] == other.label

    def test_version_of_another_goal_is_no_partner(self, client_for, staff, unit, cycle, approved):
        foreign = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff).filing.submission
        address = reverse("version_detail", args=[approved.filing.versions.first().pk])
        assert client_for(staff["preparer"]).get(address, {"with": foreign.pk}).status_code == 404

    def test_history_lists_steps_and_versions(self, client_for, staff, approved):
        page = client_for(staff["preparer"]).get(reverse("goal_history", args=[approved.pk]))
        assert len(page.context["transitions"]) == 3 and len(page.context["versions"]) == 2

    def test_every_version_is_printed_from_the_history_with_its_sheet(self, client_for, staff, approved):
        page = client_for(staff["preparer"]).get(reverse("goal_history", args=[approved.pk])).content.decode()
        for version in approved.filing.versions.all():
            for format in ("pdf", "xlsx"):
                assert reverse("version_file", args=[version.pk, format]) in page
            rated = version.action == Action.SUBMIT
            assert (reverse("sheet_pdf", args=[version.pk]) in page) is rated

    def test_other_units_find_nothing(self, client_for, other_preparer, approved):
        version = approved.filing.versions.first()
        client = client_for(other_preparer)
        for address in (
            reverse("version_detail", args=[version.pk]),
            reverse("version_file", args=[version.pk, "pdf"]),
            reverse("goal_history", args=[approved.pk]),
        ):
            assert client.get(address).status_code == 404
