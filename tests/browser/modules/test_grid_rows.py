"""Rows of the grid: what they say, their numbers and groups, undo and redo, and what the server knows."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


def numbers(grid):
    return grid.run("return grid.forms.map((row) => grid.part(row, 'name').name)")


def test_rows_of_the_page_are_read_and_spare_ones_leave(grid):
    assert grid.run("return names()") == ["甲", "乙", "丙", "丁"]
    assert grid.run("return tiers()") == ["数量指标", "数量指标", "质量指标", "服务对象满意度"]
    assert grid.run("return grid.total.value") == "4"
    assert numbers(grid) == [f"rows-{n}-name" for n in range(4)]


def test_an_empty_table_keeps_one_row_to_write_in(grid):
    grid.run("grid.apply({ rows: [] }); grid.rows.forEach((row) => grid.remove(row))")
    grid.run("grid.step(() => grid.rows.forEach((row) => row.remove()))")
    assert grid.run("grid.insert(null, {}); return grid.rows.length") == 1


def test_a_row_is_written_and_read_as_it_was_typed(grid):
    text = "≥98％（约）\n第二行 “引号” 𠮷"
    value = {"name": text, "period_target": " ", "annual_target": "0", "note": "注", "not_applicable": True}
    read = grid.run("const row = grid.rows[0]; grid.write(row, given); return grid.read(row)", value)
    assert {name: read[name] for name in value} == value


def test_what_is_not_named_stays(grid):
    read = grid.run("grid.write(grid.rows[0], { annual_target: null }); return grid.read(grid.rows[0])")
    assert (read["name"], read["period_target"], read["annual_target"]) == ("甲", "≥1次", "")


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        ({}, True),
        ({"name": " \n"}, True),
        ({"annual_target": "1"}, False),
        ({"note": "注"}, False),
        ({"category_text": "工作指标"}, False),
        ({"not_applicable": True}, False),
    ],
)
def test_a_row_is_blank_when_nothing_was_typed(grid, value, blank):
    assert grid.run("return grid.isBlank(grid.newRow(given))", value) is blank


def test_numbers_labels_and_notes_follow_the_order(grid):
    grid.run("grid.step(() => grid.rows[0].before(grid.rows[3]))")
    row = grid.run("""
      const [row] = grid.rows;
      return { name: grid.part(row, "name").value, order: grid.part(row, "ORDER").value,
        label: grid.part(row, "name").getAttribute("aria-label"),
        note: [...row.querySelectorAll("[data-notes]")].map((place) => place.dataset.notes) };
    """)
    assert (row["name"], row["order"]) == ("丁", "1")
    assert row["label"].startswith("第 1 行")
    assert "id_rows-0-name" in row["note"]
    assert all(note.startswith("id_rows-0-") for note in row["note"])


def test_groups_show_their_name_where_they_begin(grid):
    starts = """
      const starts = (row, tier) => row.classList.contains(`starts-${tier}`);
      return grid.rows.map((row) => [starts(row, "tier1"), starts(row, "tier2")]);
    """
    assert grid.run(starts) == [[True, True], [False, False], [False, True], [True, True]]
    grid.run("grid.step(() => grid.rows[0].before(grid.rows[2]))")
    assert grid.run(starts) == [[True, True], [False, True], [False, False], [True, True]]


def test_a_category_without_row_is_offered_below(grid):
    shown = """
      const items = [...grid.root.querySelectorAll("#empty-groups li")];
      return items.filter((item) => !item.hidden).map((item) => item.dataset.tier2);
    """
    assert "质量指标" not in grid.run(shown)
    grid.run("grid.remove(named('丙'))")
    assert "质量指标" in grid.run(shown)


def test_an_unknown_category_is_shown_as_it_was_written(grid):
    looks = grid.run("""
      grid.step(() => grid.write(grid.rows[1], { category: "", category_text: "工作指标" }));
      const row = grid.rows[1];
      return [row.querySelectorAll(".group-name")[1].textContent, row.classList.contains("no-category")];
    """)
    assert looks == ["工作指标", True]


# --- undo and redo ---------------------------------------------------------------------------------


def test_steps_are_taken_back_and_done_again_one_by_one(grid):
    grid.run("grid.remove(named('乙')); grid.remove(named('丙'))")
    grid.run("grid.undo()")
    assert grid.run("return names()") == ["甲", "丙", "丁"]
    grid.run("grid.undo()")
    assert grid.run("return names()") == ["甲", "乙", "丙", "丁"]
    grid.run("grid.redo(); grid.redo(); grid.redo()")
    assert grid.run("return names()") == ["甲", "丁"]


def test_what_was_typed_before_a_step_is_a_step_of_its_own(grid):
    grid.run("grid.part(grid.rows[0], 'name').value = '改过'; grid.remove(named('丁'))")
    grid.run("grid.undo()")
    assert grid.run("return names()") == ["改过", "乙", "丙", "丁"]
    grid.run("grid.undo()")
    assert grid.run("return names()") == ["甲", "乙", "丙", "丁"]


def test_a_new_step_ends_what_could_be_done_again(grid):
    grid.run("grid.remove(named('乙')); grid.undo(); grid.remove(named('丁')); grid.redo()")
    assert grid.run("return names()") == ["甲", "乙", "丙"]


def test_a_hundred_steps_are_kept(grid):
    kept = grid.run("for (let n = 0; n < 120; n += 1) grid.step(() => {}); return grid.done.length")
    assert kept == 100


def test_nothing_to_undo_says_nothing(grid):
    assert grid.run("grid.undo(); return [said.length, changes]") == [0, 0]


def test_every_step_reports_a_change_once(grid):
    assert grid.run("grid.remove(named('乙')); return changes") == 1
    assert grid.run("grid.undo(); return changes") == 2


# --- what the server knows -------------------------------------------------------------------------

STORED = """
  const value = (row, name) => grid.part(row, name);
  return grid.forms.map((row) => [value(row, "pk").value !== "", value(row, "DELETE").checked, row.hidden]);
"""


def test_a_stored_row_that_left_is_posted_with_its_mark_until_confirmed(grid):
    grid.run("grid.remove(named('乙'))")
    assert grid.run(STORED) == [[True, False, False]] * 3 + [[True, True, True]]
    assert grid.run("return grid.total.value") == "4"
    grid.run("const sent = grid.sent(); grid.confirm({}, sent)")
    assert grid.run(STORED) == [[True, False, False]] * 3


def test_undoing_before_the_server_confirmed_keeps_the_stored_row(grid):
    same = grid.run("""
      const id = grid.idOf(named("乙"));
      grid.remove(named("乙")); grid.undo();
      return grid.idOf(named("乙")) === id && grid.body.querySelectorAll("tr.gone").length === 0;
    """)
    assert same


def test_undoing_after_the_server_confirmed_makes_a_new_row(grid):
    identity = grid.run("""
      grid.remove(named("乙")); grid.confirm({}, grid.sent()); grid.undo();
      return [names().includes("乙"), grid.idOf(named("乙")), grid.part(named("乙"), "pk").value];
    """)
    assert identity == [True, "", ""]


def test_a_new_row_gets_its_id_though_it_moved_while_the_answer_was_under_way(grid):
    ids = grid.run("""
      const fresh = grid.addBelow(named("丁"), { name: "新" });
      const sent = grid.sent();
      grid.step(() => grid.rows[0].before(named("新")));
      grid.confirm({ "rows-4": 987 }, sent);
      return [grid.idOf(named("新")), grid.part(named("新"), "pk").value, grid.idOf(named("丁")) === "987"];
    """)
    assert ids == ["987", "987", False]


def test_findings_stand_below_their_row_until_the_next_step(grid):
    below = """
      const id = grid.idOf(named("丙"));
      const line = () => Object.assign(document.createElement("p"), { textContent: "含糊" });
      grid.addFindings(id, [line()]); grid.addFindings(id, [line()]);
      grid.addFindings("no such row", [line()]); grid.addFindings(grid.idOf(named("甲")), []);
      const below = grid.body.querySelectorAll(".row-findings");
      return [below.length, named("丙").nextElementSibling.textContent, names().length];
    """
    assert grid.run(below) == [1, "含糊含糊", 4]
    assert (
        grid.run("grid.addBelow(grid.rows[0]); return grid.body.querySelectorAll('.row-findings').length")
        == 0
    )
