"""Messages: to whom, in which transaction, and what their reader may still see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from filings.domain import telling
from filings.domain.requests import ask_revision, decline_revision
from filings.domain.steps import NotAllowed, StepRefused
from filings.enums import Action, FilingStatus, RequestState
from notices.domain.announcements import note_reading, publish, withdraw
from notices.domain.mail import send_mails
from notices.domain.messages import Word, mark_read, people_of, tell
from notices.enums import Audience, MessageKind
from notices.models import Message, Notice
from perfgoals.accounts.domain import deactivate_user, revoke_role
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from tests.factories import MessageFactory, NoticeFactory
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db


def told(user):
    return list(Message.objects.readable_by(user).order_by("pk").values_list("kind", "text"))


class TestSteps:
    def test_the_unit_learns_what_was_returned_approved_and_opened(self, unit, cycle, staff, other_preparer):
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.RETURNED, **staff)
        bring_to(goal, FilingStatus.APPROVED, **staff)
        step(goal, Action.REVISE, staff["approver"], "年中调剂")
        assert told(staff["preparer"]) == [
            (MessageKind.RETURNED, "请修改"), (MessageKind.APPROVED, ""), (MessageKind.REVISED, "年中调剂"),
        ]  # fmt: skip
        assert told(other_preparer) == told(staff["supervisor"]) == told(staff["approver"]) == []
        message = Message.objects.order_by("pk").first()
        assert (message.table, message.department, message.by) == (goal.filing.pk, unit, staff["supervisor"])

    def test_message_and_step_are_stored_together_or_not_at_all(self, unit, cycle, staff, monkeypatch):
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)

        def away(*args, **kwargs):
            raise DatabaseError

        monkeypatch.setattr(telling, "tell", away)
        with pytest.raises(DatabaseError), transaction.atomic():
            step(goal, Action.RETURN, staff["supervisor"], "请修改")
        goal.refresh_from_db()
        goal.filing.refresh_from_db()
        assert goal.status == FilingStatus.SUBMITTED and not Message.objects.exists()

    def test_whoever_left_the_unit_reads_nothing_of_it(self, unit, cycle, staff):
        bring_to(ready_goal(unit, cycle), FilingStatus.RETURNED, **staff)
        person = staff["preparer"]
        revoke_role(membership=person.memberships.get(), by=staff["approver"])
        assert told(User.objects.get(pk=person.pk)) == []


class TestPeople:
    def test_those_who_act_for_the_unit(self, unit, other_unit, make_user, preparer, supervisor, reviewer):
        assert people_of(unit, Role.PREPARER) == {preparer.pk}
        assert people_of(unit, Role.SUPERVISOR, Role.REVIEWER) == {supervisor.pk, reviewer.pk}
        assert people_of(other_unit, Role.SUPERVISOR, Role.REVIEWER) == {reviewer.pk}
        above = make_user(Role.PREPARER, department=unit.parent)
        assert above.pk not in people_of(unit, Role.PREPARER)

    def test_nobody_whose_account_is_closed(self, unit, preparer, administrator):
        deactivate_user(user=preparer, by=administrator)
        assert people_of(unit, Role.PREPARER) == set()


class TestMarks:
    def test_the_same_reminder_comes_once(self, preparer, other_preparer):
        word = Word(kind=MessageKind.DUE, title="快到期了", mark="due:1")
        assert tell([preparer.pk], word) == 1
        assert tell([preparer.pk, other_preparer.pk], word) == 1
        assert tell([], word) == 0
        assert Message.objects.count() == 2

    def test_reading_is_noted_once_and_for_oneself_only(self, preparer, other_preparer):
        mine, foreign = MessageFactory(recipient=preparer), MessageFactory(recipient=other_preparer)
        assert mark_read(preparer, [mine.pk, foreign.pk]) == 1
        mine.refresh_from_db(), foreign.refresh_from_db()
        first = mine.read_at
        assert first and foreign.read_at is None
        assert mark_read(preparer) == 0
        mine.refresh_from_db()
        assert mine.read_at == first


class TestRequests:
    @pytest.fixture
    def goal(self, unit, cycle, staff):
        return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)

    def test_finance_learns_of_it_and_opens_the_table(self, goal, staff, reviewer, supervisor):
        asked = ask_revision(filing=goal.filing, by=staff["preparer"], reason="上级追加资金")
        assert told(staff["approver"]) == told(reviewer) == [(MessageKind.ASKED, "上级追加资金")]
        assert told(supervisor) == []
        step(goal, Action.REVISE, staff["approver"], "同意")
        asked.refresh_from_db()
        assert (asked.state, asked.decided_by, asked.answer) == (
            RequestState.GRANTED, staff["approver"], "同意",
        )  # fmt: skip

    def test_a_refusal_is_told_with_its_reason(self, goal, staff):
        asked = ask_revision(filing=goal.filing, by=staff["preparer"], reason="上级追加资金")
        decline_revision(request=asked, by=staff["approver"], answer="本年不再调剂")
        assert told(staff["preparer"])[-1] == (MessageKind.DECLINED, "本年不再调剂")
        with pytest.raises(StepRefused, match="已由他人办理"):
            decline_revision(request=asked, by=staff["approver"], answer="再说一次")
        ask_revision(filing=goal.filing, by=staff["preparer"], reason="情况又变了")  # may ask again

    def test_one_request_at_a_time(self, goal, staff):
        ask_revision(filing=goal.filing, by=staff["preparer"], reason="上级追加资金")
        with pytest.raises(StepRefused, match="不用再申请"):
            ask_revision(filing=goal.filing, by=staff["preparer"], reason="再申请一次")

    @pytest.mark.parametrize("reason", ["", "  \n", "\x00"])
    def test_a_reason_is_needed(self, goal, staff, reason):
        with pytest.raises(StepRefused, match="为什么"):
            ask_revision(filing=goal.filing, by=staff["preparer"], reason=reason)

    def test_only_the_unit_asks_and_only_finance_decides(self, goal, staff, other_preparer):
        for person in (other_preparer, staff["supervisor"], staff["approver"]):
            with pytest.raises(NotAllowed):
                ask_revision(filing=goal.filing, by=person, reason="想改")
        asked = ask_revision(filing=goal.filing, by=staff["preparer"], reason="想改")
        for person in (staff["preparer"], staff["supervisor"]):
            with pytest.raises(NotAllowed):
                decline_revision(request=asked, by=person, answer="不行")

    def test_only_what_is_approved_is_opened(self, unit, cycle, staff):
        goal = ready_goal(unit, cycle)
        with pytest.raises(StepRefused, match="不需要申请调整"):
            ask_revision(filing=goal.filing, by=staff["preparer"], reason="想改")


class TestMail:
    @pytest.fixture(autouse=True)
    def server(self, settings):
        settings.EMAIL_HOST = "mail.example"

    @pytest.fixture
    def reader(self, preparer):
        preparer.email = "someone@example.gov.cn"
        preparer.save()
        return preparer

    def test_one_letter_with_all_that_is_new(self, reader):
        for _ in range(3):
            MessageFactory(recipient=reader, text="请尽快。")
        assert send_mails() == 1
        (letter,) = mail.outbox
        assert letter.to == [reader.email] and "3 条新消息" in letter.subject
        assert letter.body.count("请尽快。") == 3
        assert send_mails() == 0 and len(mail.outbox) == 1

    def test_nothing_without_a_server(self, reader, settings):
        settings.EMAIL_HOST = ""
        MessageFactory(recipient=reader)
        assert send_mails() == 0 and mail.outbox == []

    def test_nothing_old_read_without_address_or_of_a_closed_account(self, reader, other_preparer, make_user):
        MessageFactory(recipient=reader, at=timezone.now() - timedelta(days=3))
        MessageFactory(recipient=reader, read_at=timezone.now())
        MessageFactory(recipient=other_preparer)
        MessageFactory(recipient=make_user(email="gone@example.gov.cn", is_active=False))
        assert send_mails() == 0

    def test_nothing_about_a_unit_out_of_reach(self, reader, other_unit, unit):
        MessageFactory(recipient=reader, department=other_unit, title="外单位的项目")
        assert send_mails() == 0 and mail.outbox == []
        MessageFactory(recipient=reader, department=unit, title="本单位的项目")
        MessageFactory(recipient=reader, department=other_unit, title="外单位的项目")
        assert send_mails() == 1 and "外单位" not in mail.outbox[0].body

    def test_what_the_server_refuses_is_sent_later(self, reader, settings):
        settings.EMAIL_BACKEND = "tests.notices.refusing_mail.Backend"
        MessageFactory(recipient=reader)
        assert send_mails() == 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert send_mails() == 1


class TestNotices:
    def test_are_for_their_audience_and_time(self, preparer, supervisor, administrator, approver):
        yesterday = timezone.localdate() - timedelta(days=1)
        for audience in Audience:
            NoticeFactory(audience=audience, title=audience.label)
        NoticeFactory(until=yesterday)
        withdraw(notice=NoticeFactory(), by=approver)

        def seen(user):
            return set(Notice.objects.for_user(user).values_list("audience", flat=True))

        assert seen(preparer) == {Audience.ALL, Audience.PREPARERS}
        assert seen(supervisor) == {Audience.ALL, Audience.REVIEWERS}
        assert seen(administrator) == {Audience.ALL}
        assert Notice.objects.for_user(preparer).count() == 2

    def test_reading_is_noted_once(self, preparer):
        notice = NoticeFactory()
        for _ in range(2):
            note_reading(notice=notice, user=preparer)
        assert notice.readings.count() == 1
        assert Notice.objects.with_reading(preparer).get(pk=notice.pk).is_read

    def test_a_notice_is_withdrawn_once_and_stays_on_record(self, approver, reviewer):
        notice = publish(notice=NoticeFactory.build(by=None), by=approver)
        assert withdraw(notice=notice, by=reviewer) and not withdraw(notice=notice, by=approver)
        notice.refresh_from_db()
        assert notice.withdrawn_by == reviewer and not notice.is_current
