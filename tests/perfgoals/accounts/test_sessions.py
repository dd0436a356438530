"""A forgotten browser logs itself out."""

import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError, ProgrammingError
from django.test import Client

from perfgoals.accounts.middleware import LAST_SEEN, REFRESH_SECONDS


@pytest.fixture
def browser(client_for, reviewer):
    browser = client_for(reviewer)
    browser.get("/jobs/")
    return browser


def rest(browser, seconds):
    session = browser.session
    session[LAST_SEEN] = int(time.time()) - seconds
    session.save()


def test_a_session_ends_after_the_idle_time_and_leads_back_after_login(browser, settings):
    rest(browser, settings.SESSION_IDLE_SECONDS + 1)
    assert browser.get("/jobs/").url == "/login/?next=/jobs/"
    assert "_auth_user_id" not in browser.session


def test_a_session_goes_on_while_somebody_works(browser, settings):
    for _ in range(3):
        rest(browser, settings.SESSION_IDLE_SECONDS - 5)
        assert browser.get("/jobs/").status_code == 200


def test_the_session_is_written_at_most_once_a_minute(browser, django_assert_max_num_queries):
    seen = browser.session[LAST_SEEN]
    with django_assert_max_num_queries(20) as queries:
        browser.get("/jobs/")
    assert not [q for q in queries if q["sql"].startswith("UPDATE") and "django_session" in q["sql"]]
    rest(browser, REFRESH_SECONDS)
    browser.get("/jobs/")
    assert browser.session[LAST_SEEN] >= seen


def test_a_form_sent_after_the_idle_time_changes_nothing(browser, settings, reviewer):
    rest(browser, settings.SESSION_IDLE_SECONDS + 1)
    before = reviewer.password
    browser.post("/password/", {"old_password": "x"})
    reviewer.refresh_from_db()
    assert reviewer.password == before


ENDED_FORM = {"headers": {"Referer": "http://testserver/cycles/2024/goals/?unit=130001"}}


def test_a_form_sent_too_late_leads_back_to_its_page_after_login(db):
    """Not to the form's address, which a link can't open."""
    answer = Client().post("/cycles/2024/export/", {"format": "pdf"}, **ENDED_FORM)
    assert answer.url == "/login/?next=/cycles/2024/goals/%3Funit%3D130001"


@pytest.mark.parametrize(
    "referer", ["", "http://evil.example/cycles/2024/goals/", "nonsense", "http://testserver"]
)
def test_without_a_page_of_ours_it_leads_home(db, referer):
    answer = Client().post("/cycles/2024/export/", headers={"Referer": referer} if referer else {})
    assert answer.url == "/login/?next=/"


def test_a_piece_of_a_page_sends_the_whole_page_to_login(db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/7/"}
    for send in (Client().get, Client().post):
        answer = send("/jobs/7/", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["HX-Redirect"] == "/login/?next=/jobs/7/"
        assert answer.content == b""


def test_leaving_twice_is_no_error(db):
    assert Client().post("/logout/").url == "/login/"


def test_reading_goes_on_while_the_session_can_not_be_written(browser, monkeypatch):
    """A full disk: once a minute the time of the visit would be kept."""

    def full(self, must_create=False):
        raise OperationalError("database or disk is full")

    rest(browser, REFRESH_SECONDS)
    monkeypatch.setattr(SessionStore, "save", full)
    assert browser.get("/jobs/").status_code == 200
    browser.raise_request_exception = False
    answer = browser.post("/password/", {"old_password": "x"})
    assert answer.status_code == 507, "what was to be kept is not passed off as kept"


def test_what_was_asked_for_is_answered_though_the_session_ended_meanwhile(browser, monkeypatch):
    """In another window, or by the chores, while an upload was on its way: no page blames the browser."""
    rest(browser, REFRESH_SECONDS)
    save = SessionStore.save

    def ended(store, must_create=False):
        Session.objects.all().delete()
        save(store, must_create)

    with monkeypatch.context() as patch:
        patch.setattr(SessionStore, "save", ended)
        assert browser.get("/jobs/").status_code == 200
    assert browser.get("/jobs/").url == "/login/?next=/jobs/"


def test_a_fault_of_the_program_is_none_of_the_disk(browser, monkeypatch):
    def broken(self, must_create=False):
        raise ProgrammingError("no such column")

    rest(browser, REFRESH_SECONDS)
    monkeypatch.setattr(SessionStore, "save", broken)
    with pytest.raises(ProgrammingError):
        browser.get("/jobs/")
