"""Keys of the review pages: letters open links, arrows walk the queue; while somebody types they are text."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title>
<a href="#one" id="one" data-row-link>一</a><a href="#two" id="two" data-row-link>二</a>
<a href="#next" data-key="j">下一个</a><details id="keys"><summary>快捷键</summary></details>
<input id="text"><input id="box" type="checkbox"><textarea id="area"></textarea>
<table class="marked"><tr><td id="cell">正文 <a href="#pin" data-pin>＋意见</a></td>
<td id="plain">没有</td></tr></table>"""


@pytest.fixture
def review(stage):
    stage.open(PAGE)
    stage.run('await import("/static/js/review.js?loaded")')
    return stage


def place(review):
    return review.run("return location.hash")


def test_arrows_walk_the_queue_and_stop_at_its_ends(review):
    for key, here in (
        ("ArrowDown", "one"),
        ("ArrowDown", "two"),
        ("ArrowDown", "two"),
        ("ArrowUp", "one"),
        ("ArrowUp", "one"),
    ):
        review.page.keyboard.press(key)
        assert review.run("return document.activeElement.id") == here


@pytest.mark.parametrize("key", ["j", "J"])
def test_a_letter_opens_its_link(review, key):
    review.page.keyboard.press(key)
    assert place(review) == "#next"


@pytest.mark.parametrize("field", ["text", "area"])
def test_letters_are_text_while_somebody_types(review, field):
    review.page.focus(f"#{field}")
    review.page.keyboard.press("j")
    assert (place(review), review.page.input_value(f"#{field}")) == ("", "j")


def test_a_checkbox_is_no_text(review):
    review.page.focus("#box")
    review.page.keyboard.press("j")
    assert place(review) == "#next"


@pytest.mark.parametrize("key", ["Control+j", "Alt+j", "x", '"', "\\", "Enter"])
def test_keys_of_the_browser_and_unknown_ones_are_left_alone(review, key):
    review.page.keyboard.press(key)
    assert place(review) == ""


def test_the_keys_are_shown_and_hidden(review):
    review.page.keyboard.press("?")
    assert review.run("return document.getElementById('keys').open") is True
    review.page.keyboard.press("?")
    assert review.run("return document.getElementById('keys').open") is False


def test_a_click_on_a_cell_is_the_click_on_its_pin(review):
    review.page.click("#plain")
    assert place(review) == ""
    review.page.click("#cell", position={"x": 3, "y": 3})
    assert place(review) == "#pin"


def test_marking_text_in_a_cell_is_no_click(review):
    review.run("""
      const cell = document.getElementById("cell");
      getSelection().selectAllChildren(cell);
      cell.click();
    """)
    assert place(review) == ""
