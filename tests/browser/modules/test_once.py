"""A form is sent once, however often its button is clicked."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]
FORM = """<title></title><form method="{}" action="/save/" target="away"><button>保存</button></form>
<iframe name="away" title="答复"></iframe>"""


@pytest.fixture
def form(stage):
    def open_form(method="post"):
        stage.open(FORM.format(method))
        stage.run("""
          window.sent = 0;
          window.addEventListener("submit", (event) => { if (!event.defaultPrevented) window.sent += 1; });
          await import("/static/js/once.js?loaded");
        """)
        return stage

    return open_form


def test_a_second_click_sends_nothing(form):
    stage = form()
    stage.page.dblclick("button")
    assert stage.run("return window.sent") == 1
    assert stage.run("return document.forms[0].getAttribute('aria-busy')") == "true"


def test_a_search_may_be_sent_again(form):
    stage = form("get")
    stage.page.dblclick("button")
    assert stage.run("return window.sent") == 2


def test_coming_back_to_the_page_frees_the_form(form):
    stage = form()
    stage.page.click("button")
    stage.run("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    stage.page.click("button")
    assert stage.run("return window.sent") == 2


def test_a_form_that_a_script_sends_by_itself_is_left_alone(form):
    stage = form()
    stage.run("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    stage.page.dblclick("button")
    assert stage.run("return 'sent' in document.forms[0].dataset") is False
