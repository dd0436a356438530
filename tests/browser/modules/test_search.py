"""Ctrl+K puts the cursor into the search box, wherever it is."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


@pytest.fixture
def search(stage):
    stage.open('<title></title><input id="site-search" value="旧的"><textarea id="area">正文</textarea>')
    stage.run('await import("/static/js/search.js?loaded")')
    stage.page.focus("#area")
    return stage


@pytest.mark.parametrize("key", ["Control+k", "Meta+k"])
def test_the_box_has_the_cursor_and_its_text_is_selected(search, key):
    search.page.keyboard.press(key)
    search.page.keyboard.type("新")
    assert search.page.input_value("#site-search") == "新"


@pytest.mark.parametrize("key", ["k", "Control+Shift+k", "Alt+k"])
def test_other_keys_are_left_alone(search, key):
    search.page.keyboard.press(key)
    assert search.run("return document.activeElement.id") == "area"


def test_a_page_without_a_box_is_left_alone(stage):
    stage.open("<title></title><textarea id=area></textarea>")
    stage.run('await import("/static/js/search.js?loaded")')
    stage.page.focus("#area")
    stage.page.keyboard.press("Control+k")
    assert stage.run("return document.activeElement.id") == "area"
