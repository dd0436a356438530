"""Own passwords: the first one must go, a new one must be good and new."""

import re

import pytest
from django.test import Client

from perfgoals.accounts.domain import ALPHABET, create_user, random_password
from tests.factories import PASSWORD

NEW = "另一个新的口令-Xk29qp"


def change(browser, new=NEW, old=PASSWORD, again=None):
    return browser.post(
        "/password/", {"old_password": old, "new_password1": new, "new_password2": again or new}
    )


@pytest.fixture
def newcomer(make_user, cycle):
    return make_user("reviewer", username="newcomer", must_change_password=True)


@pytest.mark.parametrize(
    "address", ["/", "/jobs/", "/cycles/2024/goals/", "/admin/", "/goals/1/", "/no/such/"]
)
def test_a_first_password_opens_nothing_but_its_change(client_for, newcomer, address):
    assert client_for(newcomer).get(address).url == "/password/"


def test_a_first_password_still_lets_one_leave(client_for, newcomer):
    assert client_for(newcomer).post("/logout/").url == "/login/"


def test_after_the_change_everything_opens_without_a_new_login(client_for, newcomer):
    browser = client_for(newcomer)
    assert change(browser).url == "/"
    page = browser.get("/", follow=True)
    assert page.status_code == 200
    assert "密码已修改" in page.content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    assert not newcomer.must_change_password


def test_a_change_ends_the_persons_other_sessions(client_for, preparer, cycle):
    here, elsewhere = client_for(preparer), client_for(preparer)
    change(here)
    assert here.get("/jobs/").status_code == 200
    assert elsewhere.get("/jobs/").status_code == 302


@pytest.mark.parametrize(
    ("entered", "field", "reason"),
    [
        ({"old": "wrong"}, "old_password", "旧密码"),
        ({"again": "something else"}, "new_password2", "不一致"),
        ({"new": "kurz-7Q"}, "new_password2", "至少要有 12 个字符"),
        ({"new": "password1234"}, "new_password2", "常见"),
        ({"new": "947261830275"}, "new_password2", "数字"),
        ({"new": "preparer-9482"}, "new_password2", "相似"),
        ({"new": PASSWORD}, "new_password1", "不能与原密码相同"),
    ],
)
def test_a_bad_new_password_is_refused_with_the_reason(client_for, make_user, entered, field, reason):
    user = make_user("reviewer", username="preparer")
    response = change(client_for(user), **entered)
    assert response.status_code == 200
    errors = " ".join(response.context["form"].errors[field])
    assert reason in errors
    assert not re.search("[A-Za-z]", errors), "Chinese throughout"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_forced_change_to_the_same_password_does_not_count(client_for, newcomer):
    change(client_for(newcomer), new=PASSWORD)
    newcomer.refresh_from_db()
    assert newcomer.must_change_password


def test_a_new_account_has_a_random_password_that_must_be_changed(db):
    user, password = create_user(username="zhang", full_name="张三")
    assert user.must_change_password
    assert user.check_password(password)
    assert Client().post("/login/", {"username": "zhang", "password": password}).status_code == 302


def test_random_passwords_differ_and_can_be_read_from_paper():
    passwords = {random_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(len(password) == 16 and set(password) <= set(ALPHABET) for password in passwords)
    assert not set("0O1lI") & set(ALPHABET)
