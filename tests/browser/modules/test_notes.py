"""Notes beside the fields: what is wrong and what is missing, where a person looks for it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pure]


@pytest.fixture
def notes(grid):
    """`window.notes` of the form; `window.show(problems)` answers the save of the rows as they stand."""
    grid.run("""
      const { Notes } = await import("/static/js/notes.js");
      const form = document.getElementById("entry");
      form.querySelectorAll("[data-notes] > .note").forEach((note) => note.remove());
      window.notes = new Notes(form, grid);
      window.show = (problems) => notes.showProblems(problems, new Map(Object.entries(grid.sent().rows)));
      window.beside = () => [...form.querySelectorAll("[data-notes] > .note")]
        .map((note) => [note.parentElement.dataset.notes, note.classList[1].slice(5), note.textContent]);
    """)
    return grid


def wrong(target, message="写错了"):
    return {"target": target, "message": message, "kind": "wrong"}


def test_a_wrong_field_is_told_and_marked_until_it_is_right(notes):
    notes.run("show(given)", [wrong("id_amount", "金额不是数字")])
    assert notes.run("return beside()") == [["id_amount", "wrong", "强制 金额不是数字"]]
    assert notes.page.get_attribute("#id_amount", "aria-invalid") == "true"
    assert notes.page.inner_text("#amount-words") == "", "no amount in words of a wrong amount"
    notes.run("show([])")
    assert notes.run("return beside()") == []
    assert notes.page.get_attribute("#id_amount", "aria-invalid") is None


def test_an_empty_field_is_no_reproach_before_somebody_was_there(notes):
    missing = [{"target": "id_justification", "message": "还没有填", "kind": "missing"}]
    notes.run("show(given)", missing)
    assert notes.run("return beside()") == []
    notes.run("notes.touched.add('id_justification'); show(given)", missing)
    assert notes.run("return beside()") == [["id_justification", "missing", "还没有填"]]


def test_advice_says_that_it_is_advice_and_findings_come_by_their_panel(notes):
    problems = [{"target": "id_name", "message": "名称很短", "kind": kind} for kind in ("advice", "finding")]
    notes.run("show(given)", problems)
    assert notes.run("return beside()") == [["id_name", "advice", "提示：名称很短"]]


def test_a_note_follows_its_row_that_moved_while_the_answer_was_under_way(notes):
    notes.run(
        """
        const uids = new Map(Object.entries(grid.sent().rows));
        grid.step(() => grid.rows[0].before(named("丁")));
        notes.showProblems(given, uids);
        """,
        [wrong("id_rows-3-name")],
    )
    assert notes.run("return beside()[0][0]") == "id_rows-0-name"
    assert notes.run("return grid.part(named('丁'), 'name').getAttribute('aria-invalid')") == "true"


@pytest.mark.parametrize("target", ["id_rows-3-name", "id_rows-9-name", "id_no_such", ""])
def test_a_problem_of_what_is_no_longer_there_is_left_to_the_list(notes, target):
    notes.run(
        """
        const uids = new Map(Object.entries(grid.sent().rows));
        grid.remove(named("丁"));
        notes.showProblems(given, uids);
        """,
        [wrong(target)],
    )
    assert notes.run("return beside()") == []


def test_text_is_shown_as_text(notes):
    notes.run("show(given)", [wrong("id_name", "<b>粗</b>")])
    assert notes.run("return beside()[0][2]") == "强制 <b>粗</b>"


# --- findings of the checks ------------------------------------------------------------------------

PANEL = """
  const panel = document.createElement("div");
  const row = grid.idOf(named("乙"));
  panel.innerHTML = `
    <li data-field="justification"><p class="hit">依据含糊</p></li>
    <li data-field="fund_source"><p class="hit">没有资金类型</p></li>
    <li data-field="name" data-row="${row}"><p class="hit">名称重复</p><p class="hit">放错类别</p></li>
    <li data-field="rows"><p class="hit">没有质量指标</p></li><li><p class="hit">没有字段</p></li>`;
  notes.showFindings(panel);
"""


def test_findings_stand_at_their_field_and_below_their_row(notes):
    notes.run("document.getElementById('problems').textContent = ''")
    notes.run(PANEL)
    assert [(field, text) for field, _, text in notes.run("return beside()")] == [
        ("id_fund_source", "没有资金类型"), ("id_justification", "依据含糊"), ("indicators", "没有质量指标"),
    ]  # fmt: skip
    assert notes.run("return named('乙').nextElementSibling.textContent") == "名称重复放错类别"


def test_a_missing_category_that_stands_on_top_already_is_not_said_twice(notes):
    assert notes.page.locator("#problems [data-goto^='add-']").count()
    notes.run(PANEL)
    assert "indicators" not in [field for field, _, _ in notes.run("return beside()")]


def test_findings_are_shown_once_however_often_the_panel_comes(notes):
    notes.run(PANEL)
    before = notes.run("return beside()")
    notes.run(PANEL)
    assert notes.run("return beside()") == before
    assert notes.run("return grid.body.querySelectorAll('.row-findings p').length") == 2


def test_a_finding_says_better_what_is_missing_but_never_hides_what_is_wrong(notes):
    notes.run("notes.touched.add('id_justification')")
    missing = {"target": "id_justification", "message": "还没有填", "kind": "missing"}
    notes.run("show(given)", [missing, wrong("id_fund_source")])
    notes.run(PANEL)
    kinds = {field: kind for field, kind, _ in notes.run("return beside()")}
    assert (kinds["id_justification"], kinds["id_fund_source"]) == ("finding", "wrong")


# --- links to the field ----------------------------------------------------------------------------


def follow(notes, link):
    return notes.run(
        """
        const place = document.createElement("div");
        const [row, category] = [grid.idOf(named("乙")), grid.category(named("甲")).id];
        place.innerHTML = given.replace("乙的", row).replace("甲的", category);
        document.body.append(place);
        place.addEventListener("click", (event) => notes.follow(event));
        place.querySelector("a").click();
        const here = document.activeElement;
        return [here.name || here.id || here.textContent, location.hash];
        """,
        link,
    )


@pytest.mark.parametrize(
    ("link", "place"),
    [
        ('<a href="#x" data-goto="id_amount">金额</a>', "amount"),
        ('<li data-field="fund_source"><a href="#x" data-goto="">资金</a></li>', "fund_source"),
        (
            '<li data-field="annual_target" data-row="乙的"><a href="#x" data-goto="">乙</a></li>',
            "rows-1-annual_target",
        ),
        (
            '<li data-field="category_path" data-row="乙的"><a href="#x" data-goto="">乙</a></li>',
            "rows-1-name",
        ),
        ('<a href="#x" data-goto="add-甲的">类别</a>', "rows-0-name"),
        ('<a href="#x" data-goto="no-such-place">无</a>', "add-row"),
    ],
)
def test_a_link_leads_into_the_field(notes, link, place):
    assert follow(notes, link) == [place, ""]


def test_a_category_without_row_leads_to_its_button(notes):
    notes.run("grid.remove(named('丙'))")
    link = notes.run("return document.querySelector('#empty-groups li[data-tier2=质量指标]').id")
    assert "质量指标" in follow(notes, f'<a href="#x" data-goto="{link}">质量</a>')[0]
