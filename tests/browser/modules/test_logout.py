"""Logging out of a shared computer takes the drafts of this person along; old ones go on every page."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

KEYS = "return Object.keys(localStorage).sort()"


@pytest.fixture
def logout(stage):
    """A page with the drafts of persons 1 and 2, one of them too old."""
    stage.open('<title></title><form id="logout" data-user="1"><button>退出</button></form>')
    stage.run("""
      const { keepDraft } = await import("/static/js/drafts.js");
      ["1:7", "2:7"].forEach((key) => keepDraft(key, {}));
      localStorage.setItem("perfgoals:draft:2:8", JSON.stringify({ at: 0 }));
      await import("/static/js/logout.js?loaded");
      document.forms[0].addEventListener("submit", (event) => event.preventDefault());
    """)
    return stage


def test_old_drafts_go_when_a_page_is_opened(logout):
    assert logout.run(KEYS) == ["perfgoals:draft:1:7", "perfgoals:draft:2:7"]


def test_logging_out_drops_only_the_drafts_of_this_person(logout):
    logout.page.click("button")
    assert logout.run(KEYS) == ["perfgoals:draft:2:7"]


def test_a_logout_that_was_stopped_keeps_them(logout):
    stop = "window.addEventListener('submit', (event) => event.preventDefault(), { capture: true })"
    logout.run(stop)
    logout.page.click("button")
    assert logout.run(KEYS) == ["perfgoals:draft:1:7", "perfgoals:draft:2:7"]
