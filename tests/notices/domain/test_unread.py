"""What the bell counts: the same as the lists of messages and notices show as unread."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.domain.announcements import note_reading, withdraw
from notices.domain.messages import mark_read
from notices.domain.unread import unread_messages, unread_notices
from notices.enums import Audience
from notices.models import Message, Notice
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, User
from tests.factories import MessageFactory, NoticeFactory, UserFactory

pytestmark = pytest.mark.django_db


def again(user):
    """The same person as the next request reads him."""
    return User.objects.get(pk=user.pk)


class TestMessages:
    def test_ones_own_until_they_are_read(self, preparer, other_preparer, django_assert_num_queries):
        assert unread_messages(again(preparer)) == 0
        first, _ = MessageFactory.create_batch(2, recipient=preparer)
        MessageFactory(recipient=other_preparer)
        user = again(preparer)
        assert user.roles
        with django_assert_num_queries(1):
            assert unread_messages(user) == 2
        mark_read(preparer, [first.pk])
        assert unread_messages(again(preparer)) == 1
        mark_read(preparer)
        assert unread_messages(again(preparer)) == 0

    def test_those_of_a_unit_only_while_the_roles_reach_it(self, preparer, unit, other_unit):
        MessageFactory(recipient=preparer, department=unit)
        MessageFactory(recipient=preparer, department=other_unit)
        assert unread_messages(again(preparer)) == 1
        Membership.objects.create(user=preparer, role=Role.PREPARER, department=other_unit)
        assert unread_messages(again(preparer)) == 2
        Membership.objects.filter(user=preparer).delete()
        assert unread_messages(again(preparer)) == 0

    def test_as_many_as_the_list_has(self, supervisor, unit, other_unit):
        for department in (None, unit, other_unit):
            MessageFactory(recipient=supervisor, department=department)
        listed = Message.objects.readable_by(supervisor).unread().count()
        assert unread_messages(supervisor) == listed == 2

    def test_who_has_no_role_has_those_without_a_unit(self, unit):
        user = UserFactory()
        MessageFactory(recipient=user, department=unit)
        MessageFactory(recipient=user)
        assert unread_messages(user) == 1


class TestNotices:
    def test_those_in_force_for_ones_roles_until_they_are_read(self, preparer, reviewer):
        for_all = NoticeFactory(audience=Audience.ALL)
        NoticeFactory(audience=Audience.PREPARERS)
        NoticeFactory(audience=Audience.REVIEWERS)
        assert (unread_notices(again(preparer)), unread_notices(again(reviewer))) == (2, 2)
        note_reading(notice=for_all, user=preparer)
        assert (unread_notices(again(preparer)), unread_notices(again(reviewer))) == (1, 2)
        withdraw(notice=for_all, by=for_all.by)
        assert (unread_notices(again(preparer)), unread_notices(again(reviewer))) == (1, 1)

    @pytest.mark.parametrize("days, unread", [(None, 1), (1, 1), (0, 1), (-1, 0)])
    def test_until_their_last_day(self, preparer, days, unread):
        until = None if days is None else timezone.localdate() + timedelta(days=days)
        NoticeFactory(until=until)
        assert unread_notices(preparer) == unread

    def test_the_next_day_it_is_over(self, preparer, monkeypatch):
        today = timezone.localdate()
        NoticeFactory(until=today)
        assert unread_notices(again(preparer)) == 1
        monkeypatch.setattr(timezone, "localdate", lambda *given: today + timedelta(days=1))
        assert unread_notices(again(preparer)) == 0

    def test_another_role_has_others(self, preparer, unit):
        NoticeFactory(audience=Audience.REVIEWERS)
        assert unread_notices(again(preparer)) == 0
        Membership.objects.create(user=preparer, role=Role.SUPERVISOR, department=unit)
        assert unread_notices(again(preparer)) == 1
        assert Notice.objects.for_user(again(preparer)).unread_by(preparer).count() == 1
