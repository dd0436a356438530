"""The way in and out: one answer for every failure, a lock after five, nothing left after logout."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from perfgoals.accounts.enums import Role
from tests.factories import PASSWORD, UserFactory

WRONG = {"username": "preparer", "password": "not-the-password"}
RIGHT = {"username": "preparer", "password": PASSWORD}


@pytest.fixture
def browser():
    return Client()


def logged_in(browser):
    return "_auth_user_id" in browser.session


def test_the_right_password_opens_the_home_page(browser, preparer, cycle):
    response = browser.post("/login/", RIGHT, follow=True)
    assert response.redirect_chain[-1][0] == "/"
    assert "填报员甲" in response.content.decode()


def test_an_anonymous_visitor_is_led_to_login_and_back(browser, preparer, cycle):
    response = browser.get("/cycles/2024/goals/?q=%E7%BD%91%E7%BB%9C")
    assert response.status_code == 302
    assert response.url.startswith("/login/?next=")
    page = browser.get(response.url)
    response = browser.post("/login/", RIGHT | {"next": page.context["next"]})
    assert response.url == "/cycles/2024/goals/?q=%E7%BD%91%E7%BB%9C"


@pytest.mark.parametrize(
    "goal",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:///x"],
)
def test_next_never_leads_to_another_site(browser, preparer, goal):
    assert browser.post("/login/", RIGHT | {"next": goal}).url == "/"
    assert browser.post(f"/login/?next={goal}", RIGHT).url == "/"


@pytest.mark.parametrize(
    "entered",
    [
        WRONG,
        {"username": "nobody-of-this-name", "password": PASSWORD},
        {"username": "retired", "password": PASSWORD},
    ],
    ids=["wrong password", "unknown name", "inactive"],
)
def test_every_failure_gets_the_same_answer(browser, preparer, entered):
    UserFactory(username="retired", is_active=False)
    response = browser.post("/login/", entered)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "用户名或密码不正确。密码区分大小写；连续输错 5 次，账号将锁定 30 分钟。"
    ]
    assert not logged_in(browser)


def fail_five_times(browser, username="preparer"):
    return [browser.post("/login/", WRONG | {"username": username}).status_code for _ in range(5)]


def test_the_fifth_wrong_password_locks_the_account(browser, preparer):
    assert fail_five_times(browser) == [200, 200, 200, 200, 429]
    response = browser.post("/login/", RIGHT)
    assert response.status_code == 429
    assert "账号已锁定 30 分钟" in response.content.decode()
    assert not logged_in(browser)


def test_a_locked_account_is_locked_from_every_address(browser, preparer):
    fail_five_times(browser)
    assert Client(REMOTE_ADDR="10.0.0.9").post("/login/", RIGHT).status_code == 429


def test_an_unknown_name_is_locked_in_the_same_way(browser, db):
    assert fail_five_times(browser, username="nobody-of-this-name")[-1] == 429


def test_others_at_the_same_desk_can_still_log_in(browser, preparer, reviewer):
    fail_five_times(browser)
    assert browser.post("/login/", RIGHT | {"username": "reviewer"}).status_code == 302


def test_an_address_that_tries_many_accounts_must_wait(browser, preparer, settings):
    settings.ADDRESS_FAILURE_LIMIT = 12
    for n in range(12):
        assert browser.post("/login/", WRONG | {"username": f"name{n}"}).status_code == 200
    closed = browser.post("/login/", RIGHT)
    assert closed.status_code == 429 and "地址暂停登录" in closed.content.decode()
    assert browser.get("/login/").status_code == 200
    assert Client(REMOTE_ADDR="10.0.0.9").post("/login/", RIGHT).status_code == 302


def test_who_logs_in_there_every_day_is_not_kept_out_by_a_stranger(browser, preparer, settings):
    settings.ADDRESS_FAILURE_LIMIT = 3
    assert browser.post("/login/", RIGHT).status_code == 302
    browser.post("/logout/")
    for n in range(3):
        browser.post("/login/", WRONG | {"username": f"name{n}"})
    assert browser.post("/login/", RIGHT | {"username": "reviewer"}).status_code == 429
    assert browser.post("/login/", RIGHT).status_code == 302


def test_the_security_officer_opens_an_address(browser, preparer, security_officer, client_for, settings):
    settings.ADDRESS_FAILURE_LIMIT = 3
    for n in range(3):
        browser.post("/login/", WRONG | {"username": f"name{n}"})
    officer = client_for(security_officer)
    assert "127.0.0.1：输错 3 次" in officer.get("/users/").content.decode()
    page = officer.post("/users/unlock-address/", {"address": "127.0.0.1"}, follow=True).content.decode()
    assert "已解除 127.0.0.1 的登录限制" in page
    assert "限制登录的地址" not in page
    assert browser.post("/login/", RIGHT).status_code == 302
    again = officer.post("/users/unlock-address/", {"address": "127.0.0.1"}, follow=True)
    assert "没有需要解除的" in again.content.decode()


def test_an_address_opens_again_after_half_an_hour(browser, preparer, settings):
    settings.ADDRESS_FAILURE_LIMIT = 3
    for n in range(3):
        browser.post("/login/", WRONG | {"username": f"name{n}"})
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))
    assert browser.post("/login/", RIGHT).status_code == 302


def test_the_right_password_in_time_begins_a_new_count(browser, preparer):
    for _ in range(3):
        for _ in range(4):
            browser.post("/login/", WRONG)
        assert browser.post("/login/", RIGHT).status_code == 302
        browser.post("/logout/")


def test_a_forged_forwarding_header_does_not_help(browser, preparer):
    for n in range(5):
        status = browser.post("/login/", WRONG, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
    assert status == 429


def test_login_gives_a_new_session_key(browser, preparer):
    session = browser.session
    session["cycle"] = "2024"
    session.save()
    before = browser.cookies["sessionid"].value
    browser.post("/login/", RIGHT)
    assert browser.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_another_persons_session_is_not_taken_over(browser, preparer, reviewer):
    browser.post("/login/", RIGHT)
    browser.post("/logout/")
    browser.post("/login/", RIGHT | {"username": "reviewer"})
    assert browser.session["_auth_user_id"] == str(reviewer.pk)


def test_a_session_is_dead_after_logout(browser, preparer, cycle):
    browser.post("/login/", RIGHT)
    stolen = browser.cookies["sessionid"].value
    assert browser.post("/logout/").url == "/login/"
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/cycles/2024/goals/").status_code == 302


def test_a_link_cannot_log_a_person_out(browser, preparer):
    browser.post("/login/", RIGHT)
    assert browser.get("/logout/").status_code == 405
    assert logged_in(browser)


def test_cookies_are_out_of_reach_for_scripts_and_end_with_the_browser(browser, preparer):
    browser.get("/login/")
    browser.post("/login/", RIGHT)
    for name in ("sessionid", "csrftoken"):
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] == "Lax"
    assert browser.cookies["sessionid"]["max-age"] == ""


def test_the_page_of_a_person_already_logged_in_leads_on(client_for, preparer):
    assert client_for(preparer).get("/login/").url == "/"


def test_a_deactivated_person_is_out_at_the_next_page(client_for, make_user):
    user = make_user(Role.REVIEWER)
    browser = client_for(user)
    user.is_active = False
    user.save()
    assert browser.get("/jobs/").url.startswith("/login/")


def test_control_characters_in_the_name_are_a_wrong_name_not_an_error(browser, db):
    assert browser.post("/login/", {"username": "a\x00b", "password": "x\x00"}).status_code == 200


def test_the_page_bears_the_name_of_the_site_not_of_the_host(browser, db, settings):
    page = browser.get("/login/").content.decode()
    assert f"<h1>{settings.SITE_NAME}</h1>" in page and "testserver" not in page
    assert f"<title>登录 · {settings.SITE_NAME}</title>" in page


def test_the_foot_names_the_version_of_the_program(client_for, preparer, settings):
    assert f"版本 {settings.VERSION}" in client_for(preparer).get("/password/").content.decode()
