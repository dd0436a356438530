"""Picking indicators from the library: from the panel, and while a name is typed."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]

PICK = (
    '<button type="button" data-name="维护次数" data-period="≥3次" data-annual="≥1次" data-category="{}">'
    "维护次数</button>"
)


@pytest.fixture
def library(grid):
    """The panel bound to the grid; htmx, which would fetch the list, is noted in `window.asked`."""
    grid.run("""
      const { bindLibrary } = await import("/static/js/library-panel.js");
      window.asked = [];
      window.htmx = { trigger: (place, event) => asked.push([place.id, event]) };
      bindLibrary(document.getElementById("library"), grid, (words) => window.said.push(words));
    """)
    return grid


def test_the_panel_opens_asks_for_its_list_and_gives_the_focus_back(library):
    library.page.click("#open-library")
    assert library.run("return [asked, document.activeElement.id]") == [
        [["library-search", "open"]],
        "library-search",
    ]
    assert library.page.get_attribute("#open-library", "aria-expanded") == "true"
    library.page.click("#close-library")
    assert library.page.is_hidden("#library")
    assert library.run("return document.activeElement.id") == "open-library"


def test_another_category_asks_again(library):
    library.page.click("#open-library")
    library.run("document.getElementById('library-category').dispatchEvent(new Event('change'))")
    assert library.run("return asked.length") == 2


def test_a_picked_indicator_becomes_a_row_of_its_category(library):
    library.run(
        "const list = document.getElementById('library-list');"
        "list.innerHTML = given.replace('{}', grid.category(named('丙')).id)",
        PICK,
    )
    library.run("document.querySelector('#library-list button').click()")
    assert library.run("return names()") == ["甲", "乙", "丙", "维护次数", "丁"]
    row = library.run("return grid.read(named('维护次数'))")
    assert (row["period_target"], row["annual_target"]) == ("≥3次", "≥1次")
    assert library.run("return said") == ["已加入“维护次数”"]


def test_a_suggestion_fills_only_what_is_still_empty(library):
    library.answers("/library/", PICK)
    library.run("document.getElementById('library').dataset.url = '/library/'")
    library.page.click("tr.row >> nth=1 >> [name$='-name']")
    library.page.keyboard.type("维")
    library.page.wait_for_selector(".combo")
    asked = library.requests[-1]["asked"]
    assert asked["category"] == [library.run("return grid.category(grid.rows[1]).id")]
    library.page.keyboard.press("ArrowDown")
    library.page.keyboard.press("Enter")
    row = library.run("return grid.read(grid.rows[1])")
    assert [row[name] for name in ("name", "period_target", "annual_target")] == ["维护次数", "≥2次", "≥1次"]
    assert library.run("return grid.category(grid.rows[1]).tier2") == "数量指标"


def test_all_that_is_listed_is_added_at_once(library):
    library.run(
        "const list = document.getElementById('library-list');"
        "const id = grid.category(named('丙')).id;"
        "const one = given.replace('{}', id);"
        "list.innerHTML = one + one.replaceAll('维护次数', '巡检次数')",
        PICK,
    )
    library.page.click("#open-library")
    library.page.click("#library-all")
    assert library.run("return names()") == ["甲", "乙", "丙", "维护次数", "巡检次数", "丁"]
    assert library.run("return said") == ["已加入列表中的 2 条指标"]
    assert library.page.is_visible("#library")
