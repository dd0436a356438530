"""动态口令 beside the password: asked of some roles, set up by oneself, ended by two people."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from perfgoals.accounts import authenticators, domain, resets
from perfgoals.accounts.enums import ResetSubject, Role, roles_named
from perfgoals.accounts.models import Authenticator, RecoveryCode
from perfgoals.audit.enums import Result, Verb
from perfgoals.audit.models import AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_of_finance(settings):
    settings.TOTP_ROLES = roles_named("administrators, finance")


@pytest.fixture
def phone(approver):
    """The approver's phone, set up some time ago."""
    return set_up(approver)


def set_up(user):
    secret = pyotp.random_base32()
    phone = pyotp.TOTP(secret)
    phone.recovery_codes = authenticators.set_up(user=user, secret=secret, code=phone.now())
    Authenticator.objects.filter(user=user).update(last_step=0)
    return phone


def after_password(user, **data):
    browser = Client()
    answer = browser.post(reverse("login"), {"username": user.username, "password": PASSWORD} | data)
    browser.goal = answer.url
    return browser


def enter(browser, code):
    return browser.post(reverse("login_code"), {"code": code})


def is_logged_in(browser) -> bool:
    return "_auth_user_id" in browser.session


# --- the second step of the login -------------------------------------------------------------------


def test_the_password_alone_opens_nothing(approver, phone):
    browser = after_password(approver)
    assert browser.goal == "/login/code/?next=%2F"
    assert not is_logged_in(browser)
    assert browser.get("/").url.startswith("/login/?next=")


def test_a_code_opens(approver, phone):
    browser = after_password(approver, next="/jobs/")
    page = browser.get(browser.goal)
    assert "手机上现在显示的六位数字" in page.content.decode()
    answer = browser.post(reverse("login_code"), {"code": phone.now(), "next": page.context["next"]})
    assert answer.url == "/jobs/"
    assert browser.get("/").status_code == 200
    assert AuditEvent.objects.filter(verb=Verb.LOGIN, actor=approver).count() == 1


def test_the_code_leads_to_no_other_site(approver, phone):
    browser = after_password(approver)
    answer = browser.post(reverse("login_code"), {"code": phone.now(), "next": "https://evil.example/"})
    assert answer.url == "/"


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_phone_may_be_half_a_minute_off(approver, phone, seconds):
    browser = after_password(approver)
    assert enter(browser, phone.at(timezone.now() + timedelta(seconds=seconds))).status_code == 302


@pytest.mark.parametrize("minutes", [-2, 2, 60])
def test_an_old_code_or_one_to_come_does_not_open(approver, phone, minutes):
    browser = after_password(approver)
    assert enter(browser, phone.at(timezone.now() + timedelta(minutes=minutes))).status_code == 200
    assert not is_logged_in(browser)


def test_a_code_opens_once(approver, phone):
    code = phone.now()
    assert enter(after_password(approver), code).status_code == 302
    page = enter(after_password(approver), code)
    assert "已经用过" in page.content.decode()


@pytest.mark.parametrize(
    "typed", ["", "12345", "１２３４５６", "abc", "x" * 21, "０" * 6, "' OR 1=1 --", "\ud800"]
)
def test_what_is_no_code_is_told_so(approver, phone, typed):
    browser = after_password(approver)
    page = enter(browser, typed.encode("utf-8", "replace"))
    assert page.status_code == 200
    assert page.context["form"].errors["code"]
    assert not is_logged_in(browser)


def test_a_code_with_a_gap_as_phones_show_it(approver, phone):
    code = phone.now()
    assert enter(after_password(approver), f" {code[:3]} {code[3:]}").status_code == 302


def test_five_wrong_codes_close_the_account_as_passwords_do(approver, phone, security_officer):
    statuses = []
    for _ in range(5):
        browser = after_password(approver)  # a right password in between makes nothing undone
        statuses.append(enter(browser, "000000").status_code)
    assert statuses == [200, 200, 200, 200, 429]
    assert enter(browser, phone.now()).status_code == 429, "not even the right one now"
    assert not is_logged_in(browser)
    assert Client().post(reverse("login"), {"username": "approver", "password": PASSWORD}).status_code == 429
    failed = AuditEvent.objects.filter(verb=Verb.LOGIN_FAILED, note="动态口令不对")
    assert failed.filter(object_name="用户名 approver", result=Result.FAILED).count() == 5
    domain.unlock_user(user=approver, by=security_officer)
    assert enter(after_password(approver), phone.now()).status_code == 302


def test_a_lock_that_came_meanwhile_holds_for_the_second_step(approver, phone):
    waiting = after_password(approver)
    for _ in range(5):
        Client().post(reverse("login"), {"username": "approver", "password": "wrong"})
    assert enter(waiting, phone.now()).status_code == 429
    assert not is_logged_in(waiting)


def test_the_second_step_waits_five_minutes(approver, phone, monkeypatch):
    import time

    browser, now = after_password(approver), time.time()
    monkeypatch.setattr("perfgoals.accounts.sessions.time.time", lambda: now + 301)
    assert enter(browser, phone.now()).url == "/login/"
    monkeypatch.setattr("perfgoals.accounts.sessions.time.time", lambda: now - 3600)
    assert enter(browser, phone.now()).url == "/login/", "the clock went back"


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_second_step_is_worth_nothing_after_a_change_of_the_account(approver, phone, change):
    browser = after_password(approver)
    if change == "password":
        approver.set_password("另一个足够长的口令-88231")
    else:
        approver.is_active = False
    approver.save()
    assert enter(browser, phone.now()).url == "/login/"
    assert not is_logged_in(browser)


def test_without_the_first_step_there_is_no_second(approver, phone):
    assert enter(Client(), phone.now()).url == "/login/"


# --- recovery codes ---------------------------------------------------------------------------------


def test_a_recovery_code_opens_once(approver, phone):
    code = phone.recovery_codes[0]
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert enter(after_password(approver), code).status_code == 302
    assert enter(after_password(approver), code).status_code == 200
    used = AuditEvent.objects.get(verb=Verb.RECOVERY_CODE)
    assert used.changes == [("剩余", None, "9 个")]


def test_a_recovery_code_is_its_owners(approver, phone, reviewer):
    other = set_up(reviewer)
    assert enter(after_password(approver), other.recovery_codes[0]).status_code == 200


def test_the_person_hears_that_few_are_left(approver, phone):
    for code in phone.recovery_codes[:7]:
        assert authenticators.accept(user=approver, typed=code)
    browser = after_password(approver)
    enter(browser, phone.now())
    assert "恢复码只剩 3 个" in browser.get("/").content.decode()


def test_the_database_alone_gives_no_code_away(approver, phone, settings):
    kept = Authenticator.objects.get(user=approver)
    assert phone.secret not in kept.sealed_secret
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not digests & {code.replace("-", "") for code in phone.recovery_codes}
    settings.SECRET_KEY = "another key than that of the site, as somebody with a copy would have"
    assert not authenticators.accept(user=approver, typed=phone.now())
    assert not authenticators.accept(user=approver, typed=phone.recovery_codes[0])


# --- setting it up ----------------------------------------------------------------------------------


def shown(browser):
    page = browser.get(reverse("authenticator_setup"))
    return pyotp.TOTP("".join(page.context["secret"])), page.context["form"]["token"].value()


def test_who_must_have_one_sets_it_up_before_anything_else(approver):
    browser = after_password(approver)
    assert is_logged_in(browser)
    for address in ("/", "/jobs/", reverse("help")):
        assert browser.get(address).url == reverse("authenticator_setup")
    phone, token = shown(browser)
    page = browser.post(reverse("authenticator_setup"), {"token": token, "code": phone.now()})
    codes = re.findall(r"<li class=\"code\">([\w-]+)</li>", page.content.decode())
    assert len(codes) == 10
    assert browser.get("/").status_code == 200
    assert AuditEvent.objects.filter(verb=Verb.AUTHENTICATOR, actor=approver).count() == 1
    assert enter(after_password(approver), codes[3]).status_code == 302


def test_the_page_shows_a_drawn_code_and_stores_nothing(client_for, preparer):
    page = client_for(preparer).get(reverse("authenticator_setup")).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert not Authenticator.objects.exists()


def test_a_wrong_first_code_shows_the_same_picture_again(client_for, approver):
    browser = client_for(approver)
    phone, token = shown(browser)
    again = browser.post(reverse("authenticator_setup"), {"token": token, "code": "000000"})
    assert "口令不对" in again.content.decode()
    assert "".join(again.context["secret"]) == phone.secret
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "another's", "old"])
def test_another_picture_for_a_token_that_is_none(client_for, approver, reviewer, token, monkeypatch):
    browser = client_for(approver)
    phone, own = shown(browser)
    sent = {"another's": shown(client_for(reviewer))[1], "old": own}.get(token, token)
    if token == "old":
        monkeypatch.setattr(authenticators, "SETUP_SECONDS", -1)
    again = browser.post(reverse("authenticator_setup"), {"token": sent, "code": phone.now()})
    assert again.context["errors"]
    assert "".join(again.context["secret"]) != phone.secret
    assert not Authenticator.objects.exists()


def test_nobody_sets_up_a_second_one(client_for, approver, phone):
    browser = client_for(approver)
    with pytest.raises(ValidationError, match="已经设置过"):
        set_up(approver)
    assert enter(after_password(approver), phone.now()).status_code == 302
    page = browser.get(reverse("authenticator_setup")).content.decode()
    assert page == "" or "二维码" not in page


def test_a_preparer_may_but_need_not(preparer, cycle):
    assert after_password(preparer).get("/").status_code == 200
    phone = set_up(preparer)
    browser = after_password(preparer)
    assert not is_logged_in(browser)
    assert enter(browser, phone.now()).status_code == 302


def test_a_session_from_before_ends_where_a_code_can_be_asked(client_for, approver, phone, preparer):
    browser = client_for(approver)
    assert browser.get("/").url == "/login/?next=/"
    assert not is_logged_in(browser)


def test_a_role_that_needs_one_given_meanwhile(client_for, preparer, security_officer, unit):
    browser = client_for(preparer)
    assert browser.get("/").status_code == 200
    domain.grant_role(user=preparer, role=Role.REVIEWER, by=security_officer)
    assert browser.get("/").url == reverse("authenticator_setup")


def test_the_first_password_comes_first(approver):
    approver.must_change_password = True
    approver.save()
    assert after_password(approver).get("/").url == reverse("password_change")


def test_switched_off_nobody_is_asked(approver, phone, settings):
    settings.TOTP_ROLES = frozenset()
    browser = after_password(approver)
    assert browser.get("/").status_code == 200
    assert browser.get(reverse("authenticator_setup")).status_code == 404


# --- the setting ------------------------------------------------------------------------------------


def test_the_words_of_the_setting():
    assert roles_named("off") == roles_named("") == frozenset()
    assert roles_named("finance") == {"reviewer", "approver"}
    assert roles_named(" Administrators,supervisor ") == {
        "administrator",
        "security",
        "auditor",
        "supervisor",
    }
    with pytest.raises(ImproperlyConfigured, match="“fin”不认得"):
        roles_named("administrators,fin")


# --- ending a lost one ------------------------------------------------------------------------------

AUTHENTICATOR = ResetSubject.AUTHENTICATOR


def test_nobody_ends_a_guarded_one_alone(approver, phone, administrator, security_officer):
    with pytest.raises(ValidationError, match="须由第二人确认"):
        resets.reset_authenticator(user=approver, by=administrator)
    assert resets.request_reset(user=approver, by=administrator, subject=AUTHENTICATOR)
    assert not resets.request_reset(user=approver, by=administrator, subject=AUTHENTICATOR)
    with pytest.raises(ValidationError, match="不能由您确认"):
        resets.confirm_reset(user=approver, by=administrator, subject=AUTHENTICATOR)
    assert Authenticator.objects.filter(user=approver).exists()
    assert resets.confirm_reset(user=approver, by=security_officer, subject=AUTHENTICATOR) == ""
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    done = AuditEvent.objects.get(verb=Verb.AUTHENTICATOR_RESET)
    assert {name: new for name, _, new in done.changes} == {"申请人": "系统管理员", "确认人": "安全管理员"}


def test_password_and_phone_are_asked_for_one_by_one(approver, phone, administrator, security_officer):
    """A confirmation for the one is none for the other."""
    resets.request_reset(user=approver, by=administrator)
    with pytest.raises(ValidationError, match="没有待确认的申请"):
        resets.confirm_reset(user=approver, by=security_officer, subject=AUTHENTICATOR)
    resets.confirm_reset(user=approver, by=security_officer)
    assert Authenticator.objects.filter(user=approver).exists()


def test_of_a_preparer_by_the_administrator(preparer, administrator):
    set_up(preparer)
    assert resets.reset_authenticator(user=preparer, by=administrator)
    browser = after_password(preparer)
    assert "您的动态口令于" in browser.get("/").content.decode()
    with pytest.raises(ValidationError, match="没有设置动态口令"):
        resets.reset_authenticator(user=preparer, by=administrator)


def test_nobody_ends_his_own(administrator):
    set_up(administrator)
    with pytest.raises(ValidationError, match="另一位系统管理员"):
        resets.request_reset(user=administrator, by=administrator, subject=AUTHENTICATOR)


def test_two_people_on_their_pages(client_for, administrator, security_officer, approver, phone, settings):
    settings.TOTP_ROLES = roles_named("finance")
    asking, confirming = client_for(administrator), client_for(security_officer)
    page = reverse("user_detail", args=[approver.pk])
    assert "申请重置动态口令…" in asking.get(page).content.decode()
    data = {"subject": "authenticator"}
    asked = asking.post(reverse("user_request_reset", args=[approver.pk]), data, follow=True).content.decode()
    assert "申请重置动态口令…" not in asked
    assert "申请重置动态口令" in confirming.get(reverse("user_list")).content.decode()
    assert "确认重置动态口令…" in confirming.get(page).content.decode()
    done = confirming.post(reverse("user_confirm_reset", args=[approver.pk]), data, follow=True)
    assert "动态口令已重置" in done.content.decode()
    assert "未设置" in done.content.decode()


def test_of_an_unguarded_person_on_the_page(client_for, administrator, preparer, settings):
    settings.TOTP_ROLES = roles_named("finance")
    set_up(preparer)
    browser = client_for(administrator)
    assert "重置动态口令…" in browser.get(reverse("user_detail", args=[preparer.pk])).content.decode()
    browser.post(reverse("user_reset_authenticator", args=[preparer.pk]))
    assert not Authenticator.objects.exists()


def test_on_the_server_when_nobody_else_is_left(approver, phone, capsys):
    call_command("end_authenticator", "approver")
    assert "已取消" in capsys.readouterr().out
    assert AuditEvent.objects.get(verb=Verb.AUTHENTICATOR_RESET).actor is None
    with pytest.raises(CommandError, match="没有设置动态口令"):
        call_command("end_authenticator", "approver")
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("end_authenticator", "nobody-here")
