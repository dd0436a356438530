"""A new password for 三员 and 财政 takes two people; everybody is told of a reset at the next login."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from perfgoals.accounts import domain, resets
from perfgoals.accounts.enums import GUARDED_ROLES, Role
from perfgoals.accounts.models import PasswordReset
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
GUARDED = ["reviewer", "approver", "administrator2", "security_officer", "auditor"]


@pytest.fixture
def administrator2(make_user):
    return make_user(Role.ADMINISTRATOR, username="administrator2", full_name="系统管理员乙")


@pytest.fixture
def guarded(request):
    return request.getfixturevalue(request.param)


def can_log_in(user, password) -> bool:
    data = {"username": user.username, "password": password}
    return Client().post(reverse("login"), data).status_code == 302


@pytest.mark.parametrize("guarded", GUARDED, indirect=True)
def test_nobody_resets_a_guarded_password_alone(guarded, administrator):
    with pytest.raises(ValidationError, match="须由第二人确认"):
        resets.reset_password(user=guarded, by=administrator)
    assert can_log_in(guarded, PASSWORD)


@pytest.mark.parametrize("guarded", ["reviewer", "approver", "administrator2", "auditor"], indirect=True)
def test_the_security_officer_confirms(guarded, administrator, security_officer):
    assert resets.request_reset(user=guarded, by=administrator)
    assert can_log_in(guarded, PASSWORD), "a request changes nothing yet"
    password = resets.confirm_reset(user=guarded, by=security_officer)
    assert can_log_in(guarded, password)
    assert not can_log_in(guarded, PASSWORD)
    done = AuditEvent.objects.filter(verb=Verb.PASSWORD_RESET).get()
    assert {key: new for key, _, new in done.changes} == {"申请人": "系统管理员", "确认人": "安全管理员"}


def test_for_the_security_officer_himself_the_auditor_confirms(administrator, security_officer, auditor):
    resets.request_reset(user=security_officer, by=administrator)
    with pytest.raises(ValidationError, match="不能由您确认"):
        resets.confirm_reset(user=security_officer, by=security_officer)
    assert can_log_in(security_officer, resets.confirm_reset(user=security_officer, by=auditor))


@pytest.mark.parametrize("who", ["administrator", "administrator2", "auditor", "reviewer", "approver"])
def test_others_confirm_nothing(request, who, administrator, approver):
    resets.request_reset(user=approver, by=administrator)
    with pytest.raises(ValidationError, match="不能由您确认"):
        resets.confirm_reset(user=approver, by=request.getfixturevalue(who))
    assert can_log_in(approver, PASSWORD)


def test_a_request_is_asked_for_and_confirmed_once(administrator, approver, security_officer):
    assert resets.request_reset(user=approver, by=administrator)
    assert not resets.request_reset(user=approver, by=administrator)
    resets.confirm_reset(user=approver, by=security_officer)
    with pytest.raises(ValidationError, match="没有待确认的申请"):
        resets.confirm_reset(user=approver, by=security_officer)


def test_a_request_is_over_after_a_day(administrator, approver, security_officer):
    resets.request_reset(user=approver, by=administrator)
    PasswordReset.objects.update(requested_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(ValidationError, match="没有待确认的申请"):
        resets.confirm_reset(user=approver, by=security_officer)
    assert resets.request_reset(user=approver, by=administrator)


def test_a_preparer_needs_no_second_person(administrator, preparer):
    with pytest.raises(ValidationError, match="不需要第二人"):
        resets.request_reset(user=preparer, by=administrator)
    assert can_log_in(preparer, resets.reset_password(user=preparer, by=administrator))


def test_the_person_is_told_once_who_did_it(administrator, preparer, client_for):
    password = resets.reset_password(user=preparer, by=administrator)
    browser = Client()
    data = {"username": "preparer", "password": password}
    page = browser.post(reverse("login"), data, follow=True).content.decode()
    assert "由 系统管理员 申请重置。如果不是您要求的" in page
    browser.post(reverse("logout"))
    assert "申请重置" not in browser.post(reverse("login"), data, follow=True).content.decode()


@pytest.mark.parametrize("role", GUARDED_ROLES)
def test_no_guarded_role_for_an_account_whose_first_password_others_know(role, make_user, security_officer):
    user, _ = domain.create_user(username="new", full_name="新人")
    with pytest.raises(ValidationError, match="请本人先登录"):
        domain.grant_role(user=user, role=role, by=security_officer)
    user.must_change_password = False
    user.save()
    assert domain.grant_role(user=user, role=role, by=security_officer)


@pytest.mark.parametrize("last", ["administrator", "security_officer", "auditor"])
def test_the_last_of_the_three_cannot_be_switched_off(request, last, make_user):
    holder, by = request.getfixturevalue(last), make_user(username="by")
    with pytest.raises(ValidationError, match="唯一可用"):
        domain.deactivate_user(user=holder, by=by)
    with pytest.raises(ValidationError, match="唯一可用"):
        domain.revoke_role(membership=holder.memberships.get(), by=by)


# --- on the pages ----------------------------------------------------------------------------------


def test_two_people_on_their_pages(client_for, administrator, security_officer, approver):
    asking, confirming = client_for(administrator), client_for(security_officer)
    address = reverse("user_detail", args=[approver.pk])
    assert "申请重置密码" in asking.get(address).content.decode()
    asked = asking.post(reverse("user_request_reset", args=[approver.pk]), follow=True).content.decode()
    assert "已申请" in asked
    assert "确认重置密码…" not in asked
    assert "待确认的重置" in confirming.get(reverse("user_list")).content.decode()
    assert "确认重置密码…" in confirming.get(address).content.decode()
    shown = confirming.post(reverse("user_confirm_reset", args=[approver.pk]))
    assert "password-once" in shown.content.decode()


def test_an_administrator_alone_gets_into_no_guarded_account(client_for, administrator, approver, auditor):
    """Every address about accounts, tried by him: the approver's password stays the approver's."""
    browser = client_for(administrator)
    names = ["edit", "activate", "reset_password", "request_reset", "confirm_reset", "unlock"]
    for name in names:
        page = browser.post(reverse(f"user_{name}", args=[approver.pk]), {"username": "x", "full_name": "x"})
        assert b"password-once" not in page.content
    for person in (administrator, auditor):
        browser.post(reverse("role_grant", args=[person.pk]), {"role": "approver"})
        assert not person.memberships.filter(role=Role.APPROVER).exists()
    approver.refresh_from_db()
    assert approver.check_password(PASSWORD)
