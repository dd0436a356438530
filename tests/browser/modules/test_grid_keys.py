"""Keys and clicks of the grid, pressed as a person presses them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


def stand(grid, name, field="name"):
    """The cursor is in this cell, wholly selected, as after Tab."""
    grid.run("grid.focus(named(given.name), given.field)", {"name": name, "field": field})


def here(grid):
    """(name of the row, field) of the cell with the cursor."""
    return tuple(
        grid.run("""
          const row = grid.rowOf(document.activeElement);
          return row ? [grid.part(row, "name").value, grid.fieldOf(document.activeElement)] : [];
        """)
    )


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        ("甲", "Enter", ("乙", "name")),
        ("乙", "Shift+Enter", ("甲", "name")),
        ("甲", "Shift+Enter", ("甲", "name")),
        ("甲", "ArrowDown", ("乙", "name")),
        ("乙", "ArrowUp", ("甲", "name")),
        ("甲", "ArrowUp", ("甲", "name")),
        ("丁", "ArrowDown", ("丁", "name")),
        ("丁", "Enter", ("", "name")),  # a new row
        ("甲", "Alt+Insert", ("", "name")),
        ("乙", "Alt+Delete", ("丙", "name")),
        ("甲", "Alt+ArrowDown", ("甲", "name")),
    ],
)
def test_keys_move_the_cursor(grid, start, key, end):
    stand(grid, start)
    grid.page.keyboard.press(key)
    assert here(grid) == end


def test_enter_keeps_the_column(grid):
    stand(grid, "甲", "period_target")
    grid.page.keyboard.press("Enter")
    assert here(grid) == ("乙", "period_target")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Alt+ArrowDown", ["乙", "甲", "丙", "丁"]),
        ("Alt+Shift+ArrowDown", ["丙", "甲", "乙", "丁"]),
        ("Alt+Delete", ["乙", "丙", "丁"]),
        ("Alt+Insert", ["甲", "", "乙", "丙", "丁"]),
    ],
)
def test_keys_change_rows_and_control_z_takes_it_back(grid, key, expected):
    stand(grid, "甲")
    grid.page.keyboard.press(key)
    assert grid.run("return names()") == expected
    grid.page.keyboard.press("Control+z")
    assert grid.run("return names()") == ["甲", "乙", "丙", "丁"]
    grid.page.keyboard.press("Control+y")
    assert grid.run("return names()") == expected


@pytest.mark.parametrize("key", ["Alt+Enter", "Control+Enter"])
def test_a_line_is_broken_inside_the_cell(grid, key):
    stand(grid, "甲")
    grid.page.keyboard.press("End")
    grid.page.keyboard.press(key)
    grid.page.keyboard.type("二")
    assert grid.run("return names()[0]") == "甲\n二"


def test_arrows_walk_inside_a_text_of_several_lines(grid):
    grid.run("grid.write(named('乙'), { name: '一\\n二' })")
    stand(grid, "一\n二")
    grid.page.keyboard.press("ArrowRight")  # nothing is selected any more: the cursor is at the end
    grid.page.keyboard.press("ArrowUp")
    assert here(grid)[0] == "一\n二"
    grid.page.keyboard.press("ArrowDown")
    grid.page.keyboard.press("End")
    grid.page.keyboard.press("ArrowDown")
    assert here(grid)[0] == "丙"


def test_control_z_first_takes_back_what_was_typed_in_this_cell(grid):
    grid.run("grid.remove(named('丁'))")
    stand(grid, "甲")
    grid.page.keyboard.type("打字")
    grid.page.keyboard.press("Control+z")
    assert "丁" not in grid.run("return names()"), "the browser's own undo came first"


def test_keys_of_an_input_method_are_its_own(grid):
    stand(grid, "甲")
    taken = grid.run("""
      const enter = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
      const event = new KeyboardEvent("keydown", enter);
      document.activeElement.dispatchEvent(event);
      return event.defaultPrevented;
    """)
    assert not taken
    assert here(grid) == ("甲", "name")


def test_enter_in_the_note_does_not_send_the_page(grid):
    grid.run("const row = named('甲'); row.classList.add('has-note'); grid.part(row, 'note').focus()")
    grid.page.keyboard.press("Enter")
    assert here(grid) == ("甲", "note")
    assert grid.requests == []


# --- the menu of a row -----------------------------------------------------------------------------


def menu(grid):
    return grid.run(
        "return [...document.querySelectorAll('.row-menu [role=menuitem]')].map((item) => item.dataset.do)"
    )


def test_the_menu_is_walked_and_left_by_keys(grid):
    stand(grid, "乙")
    grid.page.keyboard.press("Shift+F10")
    assert menu(grid) == ["up", "down", "insert", "copy", "category", "na", "note", "delete"]
    grid.page.keyboard.press("ArrowUp")
    assert grid.run("return document.activeElement.dataset.do") == "delete"
    grid.page.keyboard.press("ArrowDown")
    assert grid.run("return document.activeElement.dataset.do") == "up"
    grid.page.keyboard.press("Escape")
    assert (menu(grid), here(grid)) == ([], ("乙", "name"))


@pytest.mark.parametrize("away", ["Escape", "Tab"])
def test_leaving_the_menu_closes_it_and_says_so(grid, away):
    stand(grid, "乙")
    grid.page.keyboard.press("Shift+F10")
    grid.page.keyboard.press(away)
    assert menu(grid) == []
    assert (
        grid.run("return named('乙').querySelector('[data-do=menu]').getAttribute('aria-expanded')")
        == "false"
    )


def choose(grid, name, action):
    grid.run("named(given).querySelector('[data-do=menu]').click()", name)
    grid.run("document.querySelector(`.row-menu [data-do=${given}]`).click()", action)


def test_choices_of_the_menu_are_done_to_their_row(grid):
    choose(grid, "乙", "copy")
    assert grid.run("return grid.read(named('乙')).annual_target") == "≥2次"
    choose(grid, "乙", "category")
    assert here(grid) == ("乙", "category")
    choose(grid, "乙", "note")
    assert here(grid) == ("乙", "note")
    choose(grid, "乙", "na")
    assert grid.run("return grid.read(named('乙')).not_applicable")
    choose(grid, "乙", "delete")
    assert grid.run("return names()") == ["甲", "丙", "丁"]
    assert menu(grid) == []


def test_a_row_that_does_not_apply_is_offered_to_apply_again(grid):
    grid.run("grid.setNotApplicable(named('乙'), true); named('乙').querySelector('[data-do=menu]').click()")
    assert "改为适用" in grid.run("return document.querySelector('.row-menu').textContent")


# --- buttons around the grid -----------------------------------------------------------------------


def test_buttons_add_copy_and_fill_categories(grid):
    grid.page.click("#add-row")
    assert grid.run("return names()") == ["甲", "乙", "丙", "丁", ""]
    grid.page.click("#copy-targets")
    assert grid.run("return grid.read(grid.rows[0]).annual_target") == "≥1次"
    grid.page.click("#empty-groups li:not([hidden]) button >> nth=0")
    assert grid.run("return grid.rows.length") == 6


def test_a_chosen_category_moves_the_row(grid):
    category = grid.run("return grid.category(named('甲')).id")
    select = "tr.row:nth-of-type(4) select"
    grid.run("named('丁').classList.add('choosing')")
    grid.page.select_option(select, category)
    assert grid.run("return names()") == ["甲", "乙", "丁", "丙"]


def test_a_pasted_block_is_taken_and_a_text_is_left_to_the_browser(grid):
    stand(grid, "甲")
    pasted = """
      const data = new DataTransfer();
      data.setData("text/plain", given);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(event);
      return event.defaultPrevented;
    """
    assert grid.run(pasted, "一段文字") is False
    assert grid.run(pasted, "次\t1\t2\n数\t3\t4\n") is True
    assert grid.run("return names()") == ["次", "数", "丙", "丁"]
