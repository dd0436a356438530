"""Suggestions under an input: asked for when typing rests, taken by key or click, never in the way."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title><input id="subject"><input id="next">"""
LIST = (
    "".join(f'<button type="button" data-value="{n}">第{n}项</button>' for n in (1, 2, 3)) + "<p>还有更多</p>"
)


@pytest.fixture
def box(stage):
    """Two inputs, the first with suggestions; what was taken stands in `window.taken`."""

    def open_box(answer=LIST, **options):
        stage.open(PAGE)
        stage.answers("/suggest", answer)
        attach = """
          const { attachCombobox } = await import("/static/js/combobox.js");
          window.taken = [];
          const url = (text) => `/suggest?q=${encodeURIComponent(text)}`;
          const take = (option) => taken.push(option.dataset.value);
          attachCombobox(document.getElementById("subject"), { url, take, label: "科目", ...given });
        """
        stage.run(attach, options)
        stage.page.focus("#subject")
        return stage

    return open_box


def type_and_wait(stage, text="科"):
    stage.page.keyboard.type(text)
    stage.page.wait_for_selector(".combo")


def test_the_list_is_a_listbox_of_what_the_server_answered(box):
    stage = box()
    type_and_wait(stage, "科&技")
    assert stage.requests[-1]["asked"] == {"q": ["科&技"]}
    assert stage.page.get_attribute("#subject", "aria-expanded") == "true"
    roles = stage.run(
        "return [...document.querySelectorAll('.combo > *')].map((item) => item.getAttribute('role'))"
    )
    assert roles == ["option"] * 4
    assert stage.page.get_attribute(".combo p", "aria-disabled") == "true"


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        (["ArrowDown", "Enter"], ["1"]),
        (["ArrowDown", "ArrowDown", "ArrowUp", "Enter"], ["1"]),
        (["ArrowDown", "ArrowUp", "Enter"], ["3"]),  # round the end
        (["ArrowDown"] * 4 + ["Enter"], ["1"]),
        (["Enter"], []),  # without a choice the text stays as typed
        (["Escape", "Enter"], []),
    ],
)
def test_keys_walk_the_list_and_take(box, keys, taken):
    stage = box()
    type_and_wait(stage)
    for key in keys:
        stage.page.keyboard.press(key)
    assert stage.run("return taken") == taken
    assert stage.page.locator(".combo").count() == 0
    assert stage.page.get_attribute("#subject", "aria-expanded") == "false"
    assert stage.page.input_value("#subject") == "科"


def test_a_click_takes_and_the_focus_stays(box):
    stage = box()
    type_and_wait(stage)
    stage.page.click("text=第2项")
    assert stage.run("return [taken, document.activeElement.id]") == [["2"], "subject"]


def test_the_marked_option_is_told_to_a_screen_reader(box):
    stage = box()
    type_and_wait(stage)
    stage.page.keyboard.press("ArrowDown")
    marked = stage.page.get_attribute("#subject", "aria-activedescendant")
    assert stage.page.get_attribute(f"#{marked}", "aria-selected") == "true"


def test_tab_leaves_the_text_and_goes_on(box):
    stage = box()
    type_and_wait(stage)
    stage.page.keyboard.press("ArrowDown")
    stage.page.keyboard.press("Tab")
    assert stage.run("return [taken, document.activeElement.id]") == [[], "next"]
    assert stage.page.locator(".combo").count() == 0


def test_typing_below_the_minimum_asks_nothing(box):
    stage = box(minimum=3)
    stage.page.keyboard.type("科技")
    stage.page.wait_for_timeout(400)
    assert stage.requests == []


def test_the_whole_list_is_asked_for_by_key(box):
    stage = box(minimum=3)
    stage.page.keyboard.press("Control+Space")
    stage.page.wait_for_selector(".combo")
    assert stage.requests[-1]["asked"] == {"q": [""]}


def test_a_late_answer_for_an_input_that_was_left_shows_nothing(box):
    stage = box()
    stage.page.keyboard.type("科")
    stage.page.focus("#next")
    stage.page.wait_for_timeout(400)
    assert stage.page.locator(".combo").count() == 0


@pytest.mark.parametrize("answer", ["", "<p></p>"])
def test_an_empty_answer_shows_no_list(box, answer):
    stage = box(answer)
    stage.page.keyboard.type("科")
    stage.page.wait_for_timeout(400)
    assert len(stage.requests) == 1
    assert stage.page.locator(".combo").count() == 0


def test_a_quiet_box_shows_no_mere_remark(box):
    for quiet, shown in ((True, 0), (False, 1)):
        stage = box("<p>没有找到</p>", quiet=quiet)
        stage.page.keyboard.type("科")
        stage.page.wait_for_timeout(400)
        assert stage.page.locator(".combo").count() == shown


def test_a_server_that_refuses_or_is_gone_leaves_the_text(box):
    for spoil in (
        lambda stage: stage.answers("/suggest", status=500),
        lambda stage: stage.does_not_answer("/suggest"),
    ):
        stage = box()
        spoil(stage)
        stage.page.keyboard.type("科")
        stage.page.wait_for_timeout(400)
        assert stage.page.locator(".combo").count() == 0
        assert stage.page.input_value("#subject") == "科"


def test_scripts_in_an_answer_never_run(box):
    stage = box("""<button data-value="1">项<img src=x onerror="document.title = 'ran'"></button>""")
    type_and_wait(stage)
    assert stage.page.title() == ""
