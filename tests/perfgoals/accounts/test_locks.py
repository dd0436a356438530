"""Accounts that wrong passwords have closed: who is, until when, and opening them again."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from perfgoals.accounts import domain, locks
from perfgoals.accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def log_in(username, password, address="10.0.0.1"):
    data = {"username": username, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("login"), data)


def mistype(user, times, address="10.0.0.1"):
    for _ in range(times):
        log_in(user.username, "错误的口令", address)


def state(user):
    return locks.with_lock(User.objects.all()).get(pk=user.pk).last_failure


def test_an_account_counts_as_locked_exactly_when_login_refuses_it(preparer):
    mistype(preparer, settings.AXES_FAILURE_LIMIT - 1)
    assert state(preparer) is None and not locks.locked(User.objects.all()).exists()
    mistype(preparer, 1)
    assert log_in("preparer", PASSWORD).status_code == 429
    assert state(preparer) and list(locks.locked(User.objects.all())) == [preparer]


def test_failures_from_several_addresses_add_up(preparer):
    mistype(preparer, 3, "10.0.0.1")
    mistype(preparer, 2, "10.0.0.2")
    assert log_in("preparer", PASSWORD, "10.0.0.3").status_code == 429
    assert state(preparer)


def test_a_lock_ends_by_itself(preparer):
    mistype(preparer, settings.AXES_FAILURE_LIMIT)
    last = state(preparer)
    assert locks.locked_until(last) - last == timedelta(minutes=30)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert state(preparer) is None
    assert log_in("preparer", PASSWORD).status_code == 302


def test_unlocking_opens_this_account_only(preparer, reviewer, security_officer):
    for user in (preparer, reviewer):
        mistype(user, settings.AXES_FAILURE_LIMIT)
    assert domain.unlock_user(user=preparer, by=security_officer)
    assert log_in("preparer", PASSWORD).status_code == 302
    assert log_in("reviewer", PASSWORD).status_code == 429
    assert not domain.unlock_user(user=preparer, by=security_officer)


def test_names_that_do_not_exist_are_no_locked_users(preparer):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in("no-such-user", "x")
    assert locks.locked_usernames().count() == 1
    assert not locks.locked(User.objects.all()).exists()
