"""消息 and 通知公告 as people meet them: on home, on their pages, opened and read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.enums import Action, FilingStatus
from filings.models import RevisionRequest
from notices.enums import MessageKind
from notices.models import Message, Notice
from tests.factories import MessageFactory, NoticeFactory
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db


def opened(browser, message):
    return browser.post(reverse("message_open", args=[message.pk])).url


def test_a_returned_table_is_told_on_home_and_leads_to_its_remarks(unit, cycle, staff, client_for):
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.RETURNED, **staff)
    browser = client_for(staff["preparer"])
    home = browser.get(reverse("home"))
    (message,) = home.context["unread"]
    assert "请修改" in home.content.decode()
    assert opened(browser, message) == reverse("goal_remarks", args=[goal.pk])
    assert list(browser.get(reverse("home")).context["unread"]) == []
    assert [line.label for line in browser.get(reverse("home")).context["bell"].lines] == ["被退回"]


def test_each_kind_leads_to_where_something_is_done(unit, cycle, staff, client_for):
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    browser = client_for(staff["preparer"])
    assert opened(browser, Message.objects.get()) == reverse("goal_detail", args=[goal.pk])
    step(goal, Action.REVISE, staff["approver"], "调剂")
    assert opened(browser, Message.objects.first()) == reverse("goal_edit", args=[goal.pk])
    due = MessageFactory(recipient=staff["preparer"], cycle=cycle, department=unit)
    assert opened(browser, due) == f"{reverse('goal_list', args=[cycle.code])}?unit=130001&handed=no"
    due = MessageFactory(recipient=staff["supervisor"], cycle=cycle)
    assert opened(client_for(staff["supervisor"]), due) == reverse("review_queue", args=[cycle.code])
    asked = MessageFactory(recipient=staff["approver"], cycle=cycle, kind=MessageKind.ASKED)
    address = opened(client_for(staff["approver"]), asked)
    assert address == reverse("revision_requests", args=[cycle.code])


@pytest.mark.parametrize("kind", MessageKind.values)
def test_a_message_whose_table_is_gone_still_leads_somewhere(kind, preparer, client_for):
    message = MessageFactory(recipient=preparer, kind=kind, about="goal", table=1)
    assert opened(client_for(preparer), message) == reverse("home")


def test_messages_about_a_unit_out_of_reach_are_not_shown(preparer, other_unit, client_for):
    hidden = MessageFactory(recipient=preparer, department=other_unit, title="外单位的项目")
    browser = client_for(preparer)
    for name in ("home", "message_list"):
        assert "外单位的项目" not in browser.get(reverse(name)).content.decode()
    assert browser.post(reverse("message_open", args=[hidden.pk])).status_code == 404
    hidden.refresh_from_db()
    assert hidden.read_at is None


def test_the_list_filters_and_is_read_as_a_whole(preparer, client_for):
    for kind in (MessageKind.DUE, MessageKind.URGED):
        MessageFactory(recipient=preparer, kind=kind)
    browser, address = client_for(preparer), reverse("message_list")
    assert browser.get(address, {"kind": "urged"}).context["page"].paginator.count == 1
    browser.post(reverse("messages_read"))
    assert browser.get(address, {"state": "unread"}).context["page"].paginator.count == 0
    assert browser.get(address).context["page"].paginator.count == 2


def test_a_mail_address_is_asked_for_only_with_a_server(preparer, client_for, settings):
    browser, address = client_for(preparer), reverse("message_list")
    assert "邮箱" not in browser.get(address).content.decode()
    settings.EMAIL_HOST = "mail.example"
    assert "邮箱" in browser.get(address).content.decode()
    browser.post(reverse("mail_address"), {"email": "someone@example.gov.cn"})
    preparer.refresh_from_db()
    assert preparer.email == "someone@example.gov.cn"


def test_a_wrong_address_stays_on_the_page_with_what_to_do(preparer, client_for, settings):
    settings.EMAIL_HOST = "mail.example"
    page = client_for(preparer).post(reverse("mail_address"), {"email": "某某@"})
    assert page.status_code == 422
    assert "某某@" in page.content.decode() and "没有保存" in page.content.decode()
    preparer.refresh_from_db()
    assert preparer.email == ""


def test_a_notice_is_on_home_until_it_is_read(preparer, approver, client_for):
    author, browser = client_for(approver), client_for(preparer)
    data = {"title": "申报安排", "text": "六月底前送审。", "audience": "preparers", "until": ""}
    author.post(reverse("notice_new"), data)
    notice = Notice.objects.get()
    assert "申报安排" in browser.get(reverse("home")).content.decode()
    assert "未读公告" in [line.label for line in browser.get(reverse("home")).context["bell"].lines]
    browser.post(reverse("notice_read", args=[notice.pk]))
    assert "申报安排" not in browser.get(reverse("home")).content.decode()
    page = author.get(reverse("notice_detail", args=[notice.pk])).content.decode()
    assert preparer.full_name in page


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"text": " "}, {"audience": "everybody"}, {"until": "昨天"}, {"title": "长" * 101}],
)
def test_a_notice_with_a_fault_is_not_published(wrong, approver, client_for):
    data = {"title": "申报安排", "text": "六月底前送审。", "audience": "all", "until": ""} | wrong
    page = client_for(approver).post(reverse("notice_new"), data)
    assert page.status_code == 200 and page.context["form"].errors and not Notice.objects.exists()


def test_the_number_of_queries_is_the_same_for_few_and_many(preparer, approver, unit, cycle, client_for):
    def fill(count):
        for _ in range(count):
            MessageFactory(recipient=preparer, department=unit, cycle=cycle, by=approver)
            NoticeFactory(by=approver)

    browser = client_for(preparer)
    for name in ("message_list", "notice_list", "home"):
        fill(1)
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as few:
            browser.get(reverse(name))
        fill(30)
        with CaptureQueriesContext(connection) as many:
            browser.get(reverse(name))
        assert len(few) == len(many), name
        Message.objects.all().delete(), Notice.objects.all().delete()


class TestRequests:
    @pytest.fixture
    def goal(self, unit, cycle, staff):
        return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)

    def test_from_the_units_button_to_the_answer(self, goal, cycle, staff, client_for):
        unit, finance = client_for(staff["preparer"]), client_for(staff["approver"])
        ask = reverse("goal_ask_revision", args=[goal.pk])
        assert ask in unit.get(reverse("goal_detail", args=[goal.pk])).content.decode()
        unit.post(ask, {"reason": "上级追加资金"})
        assert "正在等待办理" in unit.get(ask).content.decode()
        home = finance.get(reverse("home"))
        card = next(card for card in home.context["cards"] if card.label == "调整申请")
        listed = finance.get(card.url)
        assert card.count == listed.context["page"].paginator.count == 1
        assert "上级追加资金" in listed.content.decode()
        (asked,) = listed.context["page"]
        finance.post(reverse("request_decline", args=[asked.pk]), {"answer": ""})
        asked.refresh_from_db()
        assert asked.state == "open"
        finance.post(reverse("request_decline", args=[asked.pk]), {"answer": "本年不再调剂"})
        assert "本年不再调剂" in unit.get(ask).content.decode()

    def test_the_unit_takes_it_back(self, goal, cycle, staff, client_for):
        unit, finance = client_for(staff["preparer"]), client_for(staff["approver"])
        ask = reverse("goal_ask_revision", args=[goal.pk])
        unit.post(ask, {"reason": "上级追加资金"})
        asked = RevisionRequest.objects.get()
        withdraw = reverse("request_withdraw", args=[asked.pk])
        assert withdraw in unit.get(ask).content.decode()
        assert finance.post(withdraw).status_code == 403
        page = unit.post(withdraw, follow=True).content.decode()
        assert "调整申请已撤回" in page and "已撤回" in page and "提出申请" in page
        listed = finance.get(reverse("revision_requests", args=[cycle.code]))
        assert listed.context["page"].paginator.count == 0
        told = Message.objects.filter(recipient=staff["approver"]).latest("pk").title
        assert "撤回了调整申请" in told and str(goal) in told
        assert "已经办理或撤回" in unit.post(withdraw, follow=True).content.decode()
        goal.refresh_from_db()
        assert goal.status == FilingStatus.APPROVED

    def test_a_request_that_is_not_needed_is_refused_with_the_text_kept(self, unit, cycle, staff, client_for):
        goal = ready_goal(unit, cycle)
        page = client_for(staff["preparer"]).post(
            reverse("goal_ask_revision", args=[goal.pk]), {"reason": "想改"}
        )
        assert page.status_code == 409 and "不需要申请调整" in page.content.decode()

    def test_finance_of_other_units_sees_none_of_it(
        self, goal, cycle, staff, other_unit, make_user, client_for
    ):
        client_for(staff["preparer"]).post(reverse("goal_ask_revision", args=[goal.pk]), {"reason": "追加"})
        elsewhere = make_user("reviewer", department=other_unit)
        page = client_for(elsewhere).get(reverse("revision_requests", args=[cycle.code]))
        assert page.context["page"].paginator.count == 0
