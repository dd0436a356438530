"""Saving by itself: one state for every answer of the server, and nothing lost in any of them."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title><form id="entry" data-autosave="/save" data-draft="1:2" data-login="/login/">
<input name="revision" value="1"><input name="base" value="{}"><input name="name" value=""></form>"""
SAVED = {"revision": 2, "base": '{"name": 1}', "saved_at": "10:00:00"}


@pytest.fixture
def autosave(stage):
    """`window.autosave` of a small form; it fills `shown`, `saved` and `conflicts`."""
    stage.open(PAGE)
    stage.run("""
      const { Autosave } = await import("/static/js/autosave.js");
      window.shown = []; window.saved = []; window.conflicts = [];
      const form = document.getElementById("entry");
      window.autosave = new Autosave(form, {
        state: () => ({ name: form.elements.name.value }), sent: () => "sent",
        onSaved: (json, sent) => saved.push([json, sent]), onConflict: (json) => conflicts.push(json),
        show: (words, looks = {}) => shown.push([words, looks]),
      });
      window.typed = (text) => { form.elements.name.value = text; autosave.changed(); };
      window.draft = () => JSON.parse(localStorage.getItem("perfgoals:draft:1:2"));
    """)
    stage.answers("/save", json.dumps(SAVED), content_type="application/json")
    return stage


def save(autosave, text="新名称"):
    return autosave.run("typed(given); return autosave.flush()", text)


def last_shown(autosave):
    return autosave.run("return shown[shown.length - 1]")


def test_a_save_takes_the_new_revision_and_drops_the_draft(autosave):
    assert save(autosave) is True
    [request] = autosave.requests
    assert (request["method"], request["posted"]["name"]) == ("POST", ["新名称"])
    assert autosave.run(
        "return [form.revision.value, form.base.value]".replace("form.", "document.forms[0].")
    ) == [
        "2",
        '{"name": 1}',
    ]
    assert autosave.run("return [saved, autosave.dirty, draft()]") == [[[SAVED, "sent"]], False, None]
    assert last_shown(autosave) == ["已保存 10:00:00", {"good": True}]


def test_typing_is_kept_at_once_and_saved_when_it_rests(autosave):
    autosave.run("typed('甲')")
    autosave.wait_for("draft() && draft().name === '甲'")
    assert autosave.requests == []
    assert autosave.run("return draft().revision") == "1"
    autosave.wait_for("saved.length === 1")


def test_leaving_a_field_saves_only_what_changed(autosave):
    autosave.run("autosave.left()")
    assert autosave.requests == []
    autosave.run("typed('甲'); autosave.left(); await autosave.running")
    assert len(autosave.requests) == 1


def test_asking_saves_even_what_did_not_change(autosave):
    assert autosave.run("return autosave.flush()") is True
    assert len(autosave.requests) == 1


def test_what_was_typed_during_a_save_is_saved_after_it(autosave):
    ok = autosave.run(
        "typed('甲'); const first = autosave.flush(); typed('乙');"
        "return [await first, autosave.dirty, draft().name]"
    )
    assert ok == [False, True, "乙"]
    assert autosave.run("return autosave.flush()") is True
    assert [request["posted"]["name"] for request in autosave.requests] == [["甲"], ["乙"]]


def test_two_saves_never_overlap(autosave):
    autosave.run("typed('甲'); await Promise.all([autosave.flush(), autosave.flush(), autosave.flush()])")
    revisions = [request["posted"]["revision"] for request in autosave.requests]
    assert revisions == [["1"], ["2"], ["2"]]


@pytest.mark.parametrize(
    ("answer", "halted", "words"),
    [
        ({"status": 409, "body": json.dumps({**SAVED, "box": "差异"})}, "conflict", "有别人的修改"),
        (
            {"status": 403, "body": json.dumps({"message": "已送审，不能再修改。"})},
            "refused",
            "已送审，不能再修改。",
        ),
        (
            {"status": 403, "body": "<p>CSRF</p>", "content_type": "text/html"},
            "ended",
            "您已在别处重新登录或退出",
        ),
        ({"status": 404, "body": "", "content_type": "text/html"}, "refused", "这个项目已被删除"),
        ({"status": 400, "body": "", "content_type": "text/html"}, "refused", "内容过多或不完整"),
        ({"status": 413, "body": "", "content_type": "text/html"}, "refused", "内容过多或不完整"),
        ({"status": 500, "body": "", "content_type": "text/html"}, "", "连不上服务器"),
        ({"status": 200, "body": "<p>别的页面</p>", "content_type": "text/html"}, "", "连不上服务器"),
        ({"status": 200, "body": "{broken"}, "", "连不上服务器"),
    ],
)
def test_every_other_answer_keeps_the_text_and_says_what_to_do(autosave, answer, halted, words):
    autosave.answers("/save", **{"content_type": "application/json", **answer})
    assert save(autosave) is False
    assert autosave.run("return [autosave.halted, draft().name, autosave.dirty]") == [halted, "新名称", True]
    shown = last_shown(autosave)
    assert words in shown[0]
    assert shown[1]["bad"]


@pytest.mark.parametrize(("status", "saves"), [(400, True), (413, True), (404, False)])
def test_what_was_too_much_is_saved_once_it_is_less(autosave, status, saves):
    autosave.answers("/save", status=status, body="", content_type="text/html")
    assert save(autosave, "太多") is False
    autosave.answers("/save", json.dumps(SAVED), content_type="application/json")
    assert save(autosave, "少了") is saves
    assert autosave.run("return autosave.halted") == ("" if saves else "refused")


def test_a_server_that_is_gone_is_asked_again_when_the_line_is_back(autosave):
    autosave.does_not_answer("/save")
    assert save(autosave) is False
    assert "连不上服务器" in last_shown(autosave)[0]
    autosave.answers("/save", json.dumps(SAVED), content_type="application/json")
    autosave.run("window.dispatchEvent(new Event('online')); await autosave.running")
    assert autosave.run("return [saved.length, autosave.dirty]") == [1, False]


def test_an_ended_session_leads_to_the_login_and_back_here(autosave):
    autosave.answers("/save", status=302, content_type="text/html", location="/login/")
    assert save(autosave) is False
    words, looks = last_shown(autosave)
    assert words == "登录已过期，内容已存在本机。"
    assert looks["link"]["href"] == "/login/?next=%2F"


def test_that_the_session_ended_is_said_once_so_that_the_link_can_be_clicked(autosave):
    autosave.answers("/save", status=302, content_type="text/html", location="/login/")
    save(autosave)
    said = autosave.run("return shown.length")
    autosave.run("typed('更新的名称'); autosave.ended('登录已过期')")
    assert autosave.run("return shown.length") == said
    autosave.wait_for("draft().name === '更新的名称'")


def test_a_conflict_takes_the_revision_of_the_other_and_waits_for_choices(autosave):
    theirs = {"revision": 7, "base": "{}", "box": "差异"}
    autosave.answers("/save", json.dumps(theirs), status=409, content_type="application/json")
    save(autosave)
    assert autosave.run("return conflicts") == [theirs]
    assert autosave.run("return autosave.flush()") is False
    assert len(autosave.requests) == 1, "nothing is sent before the choices are made"
    autosave.answers("/save", json.dumps(SAVED), content_type="application/json")
    assert autosave.run("return autosave.flush({ choices: true })") is True
    assert autosave.requests[-1]["posted"]["revision"] == ["7"]


def test_leaving_the_page_asks_while_something_is_unsaved(autosave):
    asks = """
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    """
    assert autosave.run(asks) is False
    autosave.run("typed('甲')")
    assert autosave.run(asks) is True
    assert autosave.run("return draft().name") == "甲"
    autosave.run("await autosave.flush()")
    assert autosave.run(asks) is False
