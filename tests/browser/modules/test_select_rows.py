"""Choosing rows of a list: all at once, some, none; the bar says how many."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PAGE = """<title></title>
<form id="selection">
<input type="checkbox" data-select-all>
<input type="checkbox" name="goals" value="1"><input type="checkbox" name="goals" value="2">
<input type="checkbox" name="goals" value="3" disabled>
<span data-selected-count{words} hidden></span></form>"""


@pytest.fixture
def rows(stage):
    def open_page(words=""):
        stage.open(PAGE.format(words=words))
        stage.run('await import("/static/js/select-rows.js?loaded")')
        return stage

    return open_page


def chosen(stage):
    return stage.run("return [...document.querySelectorAll('[name=goals]:checked')].map((box) => box.value)")


def head(stage):
    all_of = "const all = document.querySelector('[data-select-all]')"
    return stage.run(f"{all_of}; return [all.checked, all.indeterminate]")


def test_the_head_chooses_every_row_that_may_be_chosen_and_none_again(rows):
    stage = rows()
    stage.page.click("[data-select-all]")
    assert (chosen(stage), head(stage)) == (["1", "2"], [True, False])
    assert stage.page.inner_text("[data-selected-count]") == "已选 2 个项目，导出和办理只含所选"
    stage.page.click("[data-select-all]")
    assert chosen(stage) == []
    assert stage.page.is_hidden("[data-selected-count]")


def test_some_rows_leave_the_head_half_chosen(rows):
    stage = rows(' data-words="复制 {n} 个"')
    stage.page.click("[value='1']")
    assert head(stage) == [False, True]
    assert stage.page.inner_text("[data-selected-count]") == "复制 1 个"
    stage.page.click("[value='2']")
    assert head(stage) == [True, False]


def test_a_page_that_comes_back_with_chosen_rows_says_so(stage):
    stage.open(PAGE.format(words="").replace('value="2"', 'value="2" checked'))
    stage.run('await import("/static/js/select-rows.js?loaded")')
    assert stage.page.inner_text("[data-selected-count]").startswith("已选 1 个")


def test_a_list_without_head_and_bar_works(stage):
    stage.open('<title></title><form id="selection"><input type="checkbox" name="goals" value="1"></form>')
    stage.run('await import("/static/js/select-rows.js?loaded")')
    stage.page.click("[value='1']")
    assert chosen(stage) == ["1"]


def test_boxes_that_the_browser_sets_again_on_the_way_back_are_counted(rows):
    stage = rows()
    stage.run("""
      document.querySelector("[value='2']").checked = true;
      window.dispatchEvent(new PageTransitionEvent("pageshow"));
    """)
    assert stage.page.inner_text("[data-selected-count]") == "已选 1 个项目，导出和办理只含所选"
    assert head(stage) == [False, True]
