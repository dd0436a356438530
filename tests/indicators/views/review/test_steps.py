"""The pages of the steps: every role × action × status × unit by direct POST, and what the pages say."""

import pytest
from django.urls import reverse

from filings.domain.remarks import add_remark, resolve_remark
from filings.enums import Action, FilingStatus, Rating
from filings.models import Filing, FilingVersion, ReturnReason
from indicators.domain.checking.findings import all_findings_of
from indicators.domain.entry.entries import RowEntry, kept_row
from indicators.domain.loading.review_data import load_review_data
from indicators.models import PerformanceGoal
from indicators.workflow import WORKFLOW
from perfgoals.accounts.enums import Role
from tests.factories import FIXTURES, PerformanceGoalFactory
from tests.indicators.domain.review.test_steps import place_of, undone
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step
from tests.indicators.posts import posted, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


def post(client, goal, action, **data):
    goal.refresh_from_db()
    data = {"revision": goal.revision, "comment": "理由"} | data
    return client.post(reverse(f"goal_{action.value}", args=[goal.pk]), data)


ROUTES = [(True, status) for status in FilingStatus]
ROUTES += [
    (False, status) for status in FilingStatus if status != FilingStatus.SUBMITTED
]  # there is none there


class TestEveryRow:
    """Role × action × status × own or other unit, with and without 主管部门: page, button, POST, batch."""

    @pytest.mark.parametrize("own", [True, False], ids=["own", "other"])
    @pytest.mark.parametrize(("supervised", "status"), ROUTES)
    @pytest.mark.parametrize("role", Role)
    def test_page_button_and_post(
        self, goal, staff, make_user, client_for, unit, other_unit, role, supervised, status, own
    ):
        goal.project.cycle.rules.has_supervisor_step = supervised
        goal.project.cycle.rules.save()
        bring_to(goal, status, **staff)
        if status == FilingStatus.ENDORSED:
            fill_sheet(goal, staff["approver"])
        actor = make_user(role, department=place_of(role, unit if own else other_unit))
        client = client_for(actor)
        buttons = self.buttons(client, goal)
        for action in Action:
            row = WORKFLOW.find(action, status, supervised=supervised)
            allowed = row if row and role in row.roles and own else None
            refusal = self.refusal(role, action, own, row)
            assert (action in buttons) == bool(allowed), action
            page = client.get(reverse(f"goal_{action.value}", args=[goal.pk]))
            explains = refusal == 403 and role in WORKFLOW.roles_of(
                action
            )  # at another step it is this role's
            assert page.status_code == (200 if allowed or explains or refusal == 409 else refusal), action
            assert ('name="revision"' in page.content.decode()) == self.can_now(allowed, goal, status)
            with undone():
                self.check(client, goal, action, allowed, refusal)
            with undone():
                self.check_batch(client, goal, action, allowed)

    @staticmethod
    def can_now(row, goal, status):
        """There is a form, unless a need of the step is not met: nobody withdraws what is being judged."""
        return bool(row) and not (row.action == Action.WITHDRAW and status == FilingStatus.ENDORSED)

    def check_batch(self, client, goal, action, row):
        items, before = f"{goal.pk}:{goal.revision}", goal.status
        address = reverse(f"batch_{action.value}", args=[goal.project.cycle.code])
        client.post(address, {"confirm": "1", "items": items, "comment": "理由"})
        after = PerformanceGoal.objects.get(pk=goal.pk)
        taken = self.can_now(row, goal, before)
        assert after.status == (row.target if taken else before), action

    def buttons(self, client, goal):
        page = client.get(reverse("goal_detail", args=[goal.pk]))
        html = page.content.decode() if page.status_code == 200 else ""
        return {a for a in Action if f'href="{reverse(f"goal_{a.value}", args=[goal.pk])}"' in html}

    def refusal(self, role, action, own, row):
        sees = own and role in (Role.PREPARER, Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER)
        if not sees:
            return 404
        return 409 if role in WORKFLOW.roles_of(action) and not row else 403

    def check(self, client, goal, action, row, refusal):
        before = PerformanceGoal.objects.get(pk=goal.pk)
        answer = post(client, goal, action)
        after = PerformanceGoal.objects.get(pk=goal.pk)
        if row and not self.can_now(row, goal, before.status):
            row, refusal = None, 409
        if row:
            assert (answer.status_code, after.status) == (302, row.target)
        else:
            assert (answer.status_code, after.status, after.revision) == (
                refusal,
                before.status,
                before.revision,
            )


class TestPage:
    def test_says_what_is_missing_with_links(self, client_for, preparer, unit, cycle):
        goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle, project__amount=None)
        page = client_for(preparer).get(reverse("goal_submit", args=[goal.pk])).content.decode()
        assert "处必须先改" in page and f"{reverse('goal_edit', args=[goal.pk])}#id_amount" in page
        assert 'name="revision"' not in page

    def test_a_row_is_named_by_its_number_and_leads_to_its_field(self, client_for, preparer, goal):
        stray = RowEntry(category_text="没有的指标", name="多填的")
        client = client_for(preparer)
        client.post(reverse("goal_save", args=[goal.pk]), posted(goal, rows=[*rows_of(goal), stray]))
        page = client.get(reverse("goal_submit", args=[goal.pk])).content.decode()
        place = len(rows_of(goal)) - 1
        assert (
            f'#id_rows-{place}-category">第 {place + 1} 行 二级指标</a>' in page and ">category<" not in page
        )

    def test_an_answered_hint_says_so(self, client_for, preparer, goal):
        finding = next(f for f in all_findings_of(goal) if not f.blocks)
        client = client_for(preparer)
        data = {"fingerprint": finding.fingerprint, "reason": "历年如此执行"}
        client.post(reverse("answer_finding", args=[goal.pk]), data)
        page = client.get(reverse("goal_submit", args=[goal.pk])).content.decode()
        assert "已说明：历年如此执行" in page

    def test_blocking_findings_are_said_again_on_post(self, client_for, preparer, unit, cycle):
        goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle, project__amount=None)
        answer = post(client_for(preparer), goal, Action.SUBMIT)
        assert answer.status_code == 409 and "必须先改" in answer.content.decode()

    def test_second_actor_reads_who_was_first(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        seen = goal.revision
        step(goal, Action.ENDORSE, staff["supervisor"])
        answer = post(client_for(staff["supervisor"]), goal, Action.ENDORSE, revision=seen)
        assert answer.status_code == 409 and "已由 主管审核员 于" in answer.content.decode()

    def test_return_joins_frequent_reasons_and_own_words(self, goal, staff, client_for):
        fill = bring_to(goal, FilingStatus.ENDORSED, **staff)
        fill_sheet(fill, staff["approver"])
        client = client_for(staff["approver"])
        page = client.get(reverse("goal_return", args=[goal.pk])).context["form"]
        reasons = [value for value, _ in page.fields["reasons"].choices]
        assert len(reasons) == 7
        post(client, goal, Action.RETURN, reasons=reasons[:2], comment="另请核对金额")
        assert goal.filing.transitions.last().comment == "\n".join([*reasons[:2], "另请核对金额"])

    def test_return_without_a_word_is_refused(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        answer = post(client_for(staff["supervisor"]), goal, Action.RETURN, comment=" ")
        assert answer.status_code == 409 and "请写明退回的理由" in answer.content.decode()

    def test_refused_step_can_be_taken_again_with_the_same_words(self, goal, preparer, client_for):
        seen = goal.revision
        Filing.objects.filter(goal=goal).update(revision=seen + 1, updated_by=preparer)
        client = client_for(preparer)
        answer = post(client, goal, Action.SUBMIT, revision=seen, comment="金额已核对")
        assert answer.status_code == 409 and "填报员甲" in answer.content.decode()
        form = answer.context["form"]
        assert (form["revision"].value(), form["comment"].value()) == (seen + 1, "金额已核对")
        again = post(client, goal, Action.SUBMIT, revision=form["revision"].value(), comment="金额已核对")
        assert again.status_code == 302 and goal.filing.transitions.get().comment == "金额已核对"

    def test_words_of_a_step_that_is_no_longer_possible_are_shown(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        seen = goal.revision
        step(goal, Action.RETURN, staff["supervisor"], "请修改")
        answer = post(client_for(staff["supervisor"]), goal, Action.RETURN, revision=seen, comment="测算有误")
        assert answer.status_code == 409 and "测算有误" in answer.content.decode()

    def test_reasons_and_words_are_measured_together(self, goal, staff, client_for):
        load_review_data(path=FIXTURES / "review_sheet.json")
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        reason = ReturnReason.objects.first().text
        for comment, done in [("字" * 1990, False), ("字" * (1999 - len(reason)), True)]:
            answer = post(
                client_for(staff["supervisor"]), goal, Action.RETURN, reasons=[reason], comment=comment
            )
            assert ("请删减" in answer.content.decode()) != done
            goal.refresh_from_db()
            assert (goal.status == FilingStatus.RETURNED) == done
        assert goal.filing.transitions.last().comment == f"{reason}\n{comment}"

    def test_who_says_yes_sees_amount_findings_and_rating(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        client, address = client_for(staff["approver"]), reverse("goal_approve", args=[goal.pk])
        page = client.get(address).content.decode()
        sheet = reverse("goal_sheet", args=[goal.pk])
        assert "请先填写审核表" in page and f'href="{sheet}?next=' in page
        fill_sheet(goal, staff["approver"], Rating.EXCELLENT)
        page = client.get(address)
        assert page.context["judged"]["sheet"].overall == Rating.EXCELLENT
        html = page.content.decode()
        assert "50,000.00 元" in html and "强制 0 项" in html and "<strong>优</strong>" in html
        assert sheet not in html

    def test_supervisor_sees_amount_and_findings_too(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        html = client_for(staff["supervisor"]).get(reverse("goal_endorse", args=[goal.pk])).content.decode()
        assert "50,000.00 元" in html and "强制 0 项" in html and "总体评价" not in html

    def test_goes_on_to_where_the_person_came_from_but_not_elsewhere(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        client = client_for(staff["supervisor"])
        with undone():
            assert post(client, goal, Action.ENDORSE, next="/help/").url == "/help/"
        with undone():
            answer = post(client, goal, Action.ENDORSE, next="https://example.org/")
            assert answer.url == reverse("goal_detail", args=[goal.pk])

    @pytest.mark.parametrize("revision", ["", "abc", "-1"])
    def test_without_a_revision_nothing_happens(self, goal, preparer, client_for, revision):
        post(client_for(preparer), goal, Action.SUBMIT, revision=revision)
        goal.refresh_from_db()
        assert goal.status == FilingStatus.DRAFT

    def test_mass_assignment_changes_nothing(self, goal, preparer, client_for, other_unit):
        injected = {
            "status": "approved", "version_number": 9, "department": other_unit.pk, "owner": 1, "by": 1,
            "project__department": other_unit.pk, "submission": 1, "to_status": "approved",
        }  # fmt: skip
        post(client_for(preparer), goal, Action.SUBMIT, **injected)
        goal.refresh_from_db()
        assert (goal.status, goal.filing.version_number) == (FilingStatus.SUBMITTED, 1)
        assert goal.project.department != other_unit
        assert (goal.filing.submission.frozen_by, goal.filing.transitions.get().by) == (preparer, preparer)

    def test_remarks_are_the_first_thing_the_author_finds(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        add_remark(filing=goal.filing, by=staff["supervisor"], text="金额有误", place="amount")
        step(goal, Action.RETURN, staff["supervisor"], "见意见")
        client = client_for(staff["preparer"])
        address = reverse("goal_remarks", args=[goal.pk])
        assert address in client.get(reverse("goal_detail", args=[goal.pk])).content.decode()
        page = client.get(address).content.decode()
        assert f"{reverse('goal_edit', args=[goal.pk])}#id_amount" in page and "金额有误" in page

    def test_return_shows_what_goes_along(self, goal, staff, client_for):
        bring_to(goal, FilingStatus.SUBMITTED, **staff)
        open_one, settled = (
            add_remark(filing=goal.filing, by=staff["supervisor"], text=text)
            for text in ("金额有误", "旧的意见")
        )
        resolve_remark(remark=settled, by=staff["supervisor"])
        page = client_for(staff["supervisor"]).get(reverse("goal_return", args=[goal.pk]))
        assert page.context["remarks"] == [open_one]
        assert "金额有误" in page.content.decode()


class TestBatch:
    def send(self, client, cycle, action, **data):
        return client.post(reverse(f"batch_{action.value}", args=[cycle.code]), data)

    def test_first_page_says_what_is_left_out_and_why(self, unit, cycle, staff, client_for):
        ready, missing = (
            ready_goal(unit, cycle),
            PerformanceGoalFactory(project__cycle=cycle, project__department=unit),
        )
        done = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        keys = [ready.pk, missing.pk, done.pk]
        page = self.send(client_for(staff["preparer"]), cycle, Action.SUBMIT, goals=keys)
        assert page.context["ready"] == [ready]
        reasons = dict(page.context["left_out"])
        assert "指标" in reasons[missing] and "待主管部门审核" in reasons[done]
        ready.refresh_from_db()
        assert ready.status == FilingStatus.DRAFT

    def test_without_a_choice_it_is_what_the_list_shows(self, unit, cycle, preparer, other_unit, client_for):
        own = [ready_goal(unit, cycle, project__name=name) for name in ("网络维护", "网络改造", "培训")]
        ready_goal(other_unit, cycle, project__name="网络")
        browser = client_for(preparer)
        page = self.send(browser, cycle, Action.SUBMIT)
        assert page.context["ready"] == own
        assert "您没有勾选，以下是列表中可送审的全部 3 个" in page.content.decode()
        page = self.send(browser, cycle, Action.SUBMIT, q="网络", status="draft")
        assert page.context["ready"] == own[:2]
        page = self.send(browser, cycle, Action.SUBMIT, q="网络", goals=[own[2].pk])
        assert page.context["ready"] == own[2:] and "您没有勾选" not in page.content.decode()

    def test_reasons_are_one_sentence(self, unit, cycle, preparer, client_for):
        goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle, project__amount=None)
        page = self.send(client_for(preparer), cycle, Action.SUBMIT, goals=[goal.pk])
        ((_, reason),) = page.context["left_out"]
        assert "；" in reason and "。；" not in reason and reason.endswith("。")

    def test_second_page_tells_the_result_per_item(self, unit, cycle, staff, client_for):
        goals = [bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff) for _ in range(2)]
        items = [f"{goals[0].pk}:{goals[0].revision}", f"{goals[1].pk}:1", "x:1", "5", ":"]
        page = self.send(client_for(staff["supervisor"]), cycle, Action.ENDORSE, confirm="1", items=items)
        assert [result.done for _, result in page.context["results"]] == [True, False]
        assert page.context["done"] == 1

    def test_goals_of_others_are_not_touched(self, other_unit, cycle, preparer, client_for):
        foreign = ready_goal(other_unit, cycle)
        items = [f"{foreign.pk}:{foreign.revision}"]
        page = self.send(client_for(preparer), cycle, Action.SUBMIT, confirm="1", items=items)
        assert page.context["results"] == [] and not FilingVersion.objects.exists()

    def test_more_than_two_hundred_are_refused(self, unit, cycle, preparer, client_for):
        goals = PerformanceGoalFactory.create_batch(201, project__cycle=cycle, project__department=unit)
        client = client_for(preparer)
        assert self.send(client, cycle, Action.SUBMIT, goals=[g.pk for g in goals]).context["over"] == 1
        items = [f"{g.pk}:1" for g in goals]
        answer = self.send(client, cycle, Action.SUBMIT, confirm="1", items=items)
        assert answer.status_code == 302

    def test_return_of_many_needs_a_reason(self, unit, cycle, staff, client_for):
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        items = [f"{goal.pk}:{goal.revision}"]
        client = client_for(staff["supervisor"])
        first = self.send(client, cycle, Action.RETURN, confirm="1", items=items, comment=" ")
        assert first.context["ready"] == [goal] and "还没有办理" in first.content.decode()
        goal.refresh_from_db()
        assert goal.status == FilingStatus.SUBMITTED
        page = self.send(client, cycle, Action.RETURN, confirm="1", items=items, comment="统一补充")
        assert page.context["done"] == 1

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"comment": "字" * 2001}, "2001"),
            ({"comment": "字" * 1995, "reasons": True}, "请删减"),
            ({"comment": "请补充", "reasons": ["不在表中的理由"]}, "不在常用理由中"),
        ],
        ids=["too long", "too long with a reason", "reason of nobody"],
    )
    def test_return_of_many_with_a_bad_comment_does_nothing(
        self, unit, cycle, staff, client_for, typed, words
    ):
        load_review_data(path=FIXTURES / "review_sheet.json")
        if typed.get("reasons") is True:
            typed = typed | {"reasons": [ReturnReason.objects.first().text]}
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        items = [f"{goal.pk}:{goal.revision}"]
        client = client_for(staff["supervisor"])
        page = self.send(client, cycle, Action.RETURN, confirm="1", items=items, **typed)
        goal.refresh_from_db()
        assert goal.status == FilingStatus.SUBMITTED and page.context["ready"] == [goal]
        html = page.content.decode()
        assert words in html and "还没有办理" in html and typed["comment"] in html

    def test_first_page_costs_the_same_for_few_and_many(
        self, unit, cycle, staff, client_for, django_assert_max_num_queries
    ):
        goals = [bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff) for _ in range(12)]
        client = client_for(staff["supervisor"])
        for chosen in (goals[:1], goals):
            with django_assert_max_num_queries(18):
                self.send(client, cycle, Action.ENDORSE, goals=[g.pk for g in chosen])


def test_row_of_the_form_that_is_not_in_the_table_is_one_click_away(goal, preparer, client_for):
    row = RowEntry(category=goal.indicators.first().category_id, period_target="1个", annual_target="1个")
    goal.unfinished = {"rows": [kept_row(row, 5)]}
    goal.save()
    page = client_for(preparer).get(reverse("goal_submit", args=[goal.pk])).content.decode()
    assert f"{reverse('goal_edit', args=[goal.pk])}#id_rows-5-name" in page and "第 6 行" in page
    assert 'name="revision"' not in page
