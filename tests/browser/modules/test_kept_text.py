"""What is typed is there again after a lost session or a closed window, until the server has it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

FORM = """<title></title><form data-keep="7:sheet:1" data-mark="{mark}" {more}><p data-kept hidden></p>
<label><input type="radio" name="q1" value="excellent">优</label>
<label><input type="radio" name="q1" value="fair">中</label>
<label><input type="radio" name="q2" value="excellent">优</label>
<label><input type="radio" name="q2" value="fair">中</label>
<label><input type="radio" name="overall" value="excellent">优</label>
<label><input type="radio" name="overall" value="fair">中</label>
<label><input type="checkbox" name="reasons" value="a">甲</label>
<textarea name="opinion">按检查拟写</textarea><input type="hidden" name="seen" value="5">
<button name="fill" value="excellent" data-fill>都评优</button></form>"""


@pytest.fixture
def form(stage):
    """form(mark=…, more=…): the page opened (anew), its browser the same."""

    def show(mark="m1", more="", *, fresh=False):
        kept = "" if fresh else stage.run("return JSON.stringify({...localStorage})")
        stage.open(FORM.format(mark=mark, more=more))
        if kept:
            stage.run(
                "Object.entries(JSON.parse(given)).forEach(([k, v]) => localStorage.setItem(k, v))", kept
            )
        stage.run('await import("/static/js/kept-text.js?" + Math.random())')
        return stage

    show(fresh=True)
    return show


def type_something(stage):
    stage.page.locator("textarea").fill("请核对测算依据")
    stage.page.locator('[name="q1"][value="fair"]').check()
    stage.page.locator('[name="reasons"]').check()


def state(stage):
    return stage.run(
        "const f = new FormData(document.forms[0]);"
        "return [f.get('q1'), f.get('reasons'), f.get('opinion'), f.get('seen')]"
    )


def test_it_is_there_again_and_says_so(form):
    type_something(form())
    again = form()
    assert state(again) == ["fair", "a", "请核对测算依据", "5"]
    assert "已恢复您" in again.page.locator("[data-kept]").inner_text()


def test_it_can_be_done_without(form):
    type_something(form())
    again = form()
    again.page.get_by_role("button", name="不要了").click()
    assert state(again) == [None, None, "按检查拟写", "5"]
    assert form().page.locator("[data-kept]").is_hidden()


def test_without_a_network_nothing_is_sent_and_the_person_is_told(form):
    stage = form()
    type_something(stage)
    stage.page.context.set_offline(True)
    stage.page.locator("form").evaluate("form => form.requestSubmit()")
    stage.page.context.set_offline(False)
    assert "已存在本机" in stage.page.locator("[data-kept]").inner_text()
    assert state(form())[2] == "请核对测算依据"


def test_what_else_shows_the_form_is_told(form):
    type_something(form())
    stage = form()
    stage.run(
        "window.told = 0; document.addEventListener('change', () => { window.told += 1; });"
        "window.dispatchEvent(new Event('load'))"
    )
    stage.page.get_by_role("button", name="不要了").click()
    assert stage.run("return window.told") == 1 and stage.run("return localStorage.length") == 0


def test_what_the_server_has_taken_is_forgotten(form):
    type_something(form())
    saved = form(mark="m2")
    assert state(saved) == [None, None, "按检查拟写", "5"]
    assert saved.run("return localStorage.length") == 0


def test_a_form_that_comes_back_with_its_own_words_is_left_alone(form):
    type_something(form())
    assert state(form(more="data-bound"))[2] == "按检查拟写"


def test_the_rest_is_filled_and_exceptions_stay(form):
    stage = form()
    stage.page.locator('[name="q1"][value="fair"]').check()
    stage.page.get_by_role("button", name="都评优").click()
    values = "const f = new FormData(document.forms[0]); return ['q1', 'q2', 'overall'].map((n) => f.get(n))"
    assert stage.run(values) == ["fair", "excellent", "fair"]
    assert state(form())[0] == "fair", "kept as well"
