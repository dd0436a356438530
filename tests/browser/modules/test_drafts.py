"""Drafts kept in this browser: per person and table, a week at most; never a reason to fail."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


@pytest.fixture
def drafts(stage):
    stage.run('Object.assign(window, await import("/static/js/drafts.js"))')
    return stage


def keys(drafts):
    return drafts.run("return Object.keys(localStorage).sort()")


def test_a_draft_comes_back_as_it_was_kept(drafts):
    draft = {"facts": {"name": "“项目” 𠮷"}, "grid": {"rows": []}}
    read = drafts.run("return [keepDraft('1:2', given), readDraft('1:2'), readDraft('1:3')]", draft)
    assert (read[0], read[1]["facts"], read[2]) == (True, draft["facts"], None)


@pytest.mark.parametrize(("days", "there"), [(6.9, True), (7.1, False)])
def test_a_draft_is_kept_for_a_week(drafts, days, there):
    script = """
      keepDraft("1:2", {});
      const now = Date.now();
      Date.now = () => now + given * 24 * 3600 * 1000;
      const read = readDraft("1:2");
      dropOldDrafts();
      return [read !== null, localStorage.length];
    """
    assert drafts.run(script, days) == [there, int(there)]


def test_drafts_of_one_person_leave_those_of_others_and_other_entries(drafts):
    drafts.run(
        "['1:2', '1:3', '11:2'].forEach((key) => keepDraft(key, {})); localStorage.setItem('1:2', 'other')"
    )
    drafts.run("dropDraftsOf('1')")
    assert keys(drafts) == ["1:2", "perfgoals:draft:11:2"]


def test_one_draft_is_dropped(drafts):
    drafts.run("keepDraft('1:2', {}); keepDraft('1:3', {}); dropDraft('1:2'); dropDraft('no such')")
    assert keys(drafts) == ["perfgoals:draft:1:3"]


@pytest.mark.parametrize("text", ["{broken", "null", '"text"', "[]", ""])
def test_what_is_no_draft_is_none_and_is_swept_away(drafts, text):
    drafts.run("localStorage.setItem('perfgoals:draft:1:2', given)", text)
    assert drafts.run("return readDraft('1:2')") is None
    drafts.run("dropOldDrafts()")
    assert keys(drafts) == []


def test_a_full_storage_is_told_and_nothing_else(drafts):
    assert drafts.run("return keepDraft('1:2', { text: 'x'.repeat(20e6) })") is False
    assert drafts.run("return readDraft('1:2')") is None


def test_a_forbidden_storage_costs_only_the_safety_net(drafts):
    answers = drafts.run("""
      Object.defineProperty(window, "localStorage", { get() { throw new Error("forbidden"); } });
      dropDraft("1:2"); dropDraftsOf("1"); dropOldDrafts();
      return [keepDraft("1:2", {}), readDraft("1:2")];
    """)
    assert answers == [False, None]
    drafts.page.reload()
