"""A file dropped on the form is the same as one chosen in it, and is sent once."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title><form data-upload action="#sent"><div data-drop><p data-drop-hint hidden>拖到这里</p>
<input type="file" name="file"></div><button>上传</button></form>"""
DROP = """
  const data = new DataTransfer();
  if (given) data.items.add(new File(["x"], given));
  const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector("[data-drop]").dispatchEvent(event);
  const names = [...document.querySelector("input").files].map((file) => file.name);
  return [names, event.defaultPrevented];
"""


@pytest.fixture
def upload(stage):
    stage.open(PAGE)
    stage.run('await import("/static/js/upload.js?loaded")')
    return stage


def test_a_dropped_file_is_chosen(upload):
    assert upload.page.is_visible("[data-drop-hint]")
    assert upload.run(DROP, "表.xlsx") == [["表.xlsx"], True]


def test_dropped_text_leaves_the_chosen_file(upload):
    upload.run(DROP, "表.xlsx")
    assert upload.run(DROP, "") == [["表.xlsx"], True]


def test_the_place_shows_that_it_takes_the_file(upload):
    drag = "document.querySelector('[data-drop]').dispatchEvent(new DragEvent(given, { cancelable: true }))"
    upload.run(drag, "dragenter")
    assert upload.page.locator(".drop-over").count() == 1
    upload.run(drag, "dragleave")
    assert upload.page.locator(".drop-over").count() == 0


def test_the_form_is_sent_once(upload):
    upload.run("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    upload.page.click("button")
    assert upload.page.is_disabled("button")


def test_a_page_without_a_place_to_drop_is_left_alone(stage):
    stage.open("<title></title><form data-upload><input type=file></form>")
    stage.run('await import("/static/js/upload.js?loaded")')
