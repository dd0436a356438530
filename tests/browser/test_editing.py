"""Filling in a goal table in a real browser: nothing that was typed is lost, whatever happens."""

import re
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from indicators.domain.entry.entries import RowEntry
from indicators.domain.library.catalogue import build_library
from indicators.models import Indicator, PerformanceGoal
from perfgoals.accounts.enums import Role
from tests.browser.conftest import session_cookie
from tests.factories import PASSWORD, FunctionalSubjectFactory, PerformanceGoalFactory, published_table
from tests.indicators.posts import reread, rows_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTE = """(cell, { text, html }) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  const started = performance.now();
  cell.dispatchEvent(event);
  document.body.offsetHeight;
  return performance.now() - started;
}"""
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")


@pytest.fixture
def goal(cycle, unit):
    return PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=3)


@pytest.fixture
def edit(open_page, preparer):
    def edit(goal, user=preparer, **options):
        page = open_page(user, reverse("goal_edit", args=[goal.pk]), **options)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        return page

    return edit


def cell(page, row, field="name"):
    return page.locator(f"#grid tbody tr.row:not(.gone) >> nth={row} >> [name$='-{field}']")


def grid_rows(page):
    return page.locator("#grid tbody tr.row:not(.gone)")


def names(page):
    return [area.input_value() for area in page.locator("tr.row:not(.gone) [name$='-name']").all()]


def paste(page, text, *, row=0, field="name", html=""):
    target = cell(page, row, field)
    target.focus()
    return target.evaluate(PASTE, {"text": text, "html": html})


def saved(page):
    expect(page.locator("#save-state")).to_have_text(SAVED)


def eventually(page, holds, seconds=15):
    """Wait until `holds()`; the assertions that follow say what is wrong when it never does."""
    for _ in range(seconds * 5):
        if holds():
            return
        page.wait_for_timeout(200)


def save(page):
    page.keyboard.press("Control+s")
    saved(page)


def as_block(rows) -> str:
    """As Excel copies it: merged 一级 and 二级 cells are blank after the first."""
    lines, before = [], (None, None)
    for row in rows:
        tiers = (row["tier1"] if row["tier1"] != before[0] else "", row["tier2"])
        tiers = (tiers[0], "" if (row["tier1"], row["tier2"]) == before else row["tier2"])
        before = (row["tier1"], row["tier2"])
        lines.append("\t".join([*tiers, row["name"], row["period_target"], row["annual_target"]]))
    return "\n".join(lines) + "\n"


def big_block():
    """16 rows of 6 columns: merged cells, line breaks, full-width digits, a column that is no indicator's."""
    lines = ["产出指标\t数量指标\t第1项\t≥１次\t≥１次\t备注"]
    lines += [f'\t{"质量指标" if n == 8 else ""}\t"第{n}项\n第二行"\t{n}%\t{n}%\t略' for n in range(2, 17)]
    return "\n".join(lines) + "\n"


# --- the story ------------------------------------------------------------------------------------


def test_project_is_begun_filled_in_and_found_again(open_page, preparer, cycle, unit):
    FunctionalSubjectFactory(code="206", name="科学技术支出")
    FunctionalSubjectFactory(code="2060404", name="科技成果转化与扩散")
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)  # for the fund source
    page = open_page(preparer, reverse("goal_list", args=[cycle.code]))
    page.click("text=新建项目")
    page.fill("[name=name]", "网络维护费")
    page.click("text=建立草稿")
    page.wait_for_selector("html[data-ready]")
    page.select_option("[name=fund_source]", "1111")
    page.fill("[name=amount]", "５万")
    expect(page.locator("#amount-words")).to_contain_text("伍万元整")
    subject = page.locator("[name=functional_subject]")
    subject.focus()
    page.keyboard.type("kjcg")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(subject).to_have_value("2060404 科技成果转化与扩散")
    page.fill("[name=justification]", "全省统一建设。")
    page.fill("[name=overall_objective]", "保障网络安全。")
    page.click("#copy-objective")
    expect(page.locator("[name=annual_objective]")).to_have_value("保障网络安全。")
    paste(page, "产出指标\t数量指标\t维护次数\t≥1次\t≥1次\n满意度指标\t服务对象满意度\t满意度\t100%\t100%\n")
    # The copied objective may have been saved on its own before: wait for the save that follows the paste.
    eventually(page, lambda: PerformanceGoal.objects.get(project__name="网络维护费").indicators.count() == 2)
    saved(page)
    goal = reread(PerformanceGoal.objects.get(project__name="网络维护费"))
    assert goal.project.amount == Decimal(50_000) and goal.annual_objective == "保障网络安全。"
    assert [row.name for row in goal.indicators.all()] == ["维护次数", "满意度"]
    expect(page.locator(".problem-box summary")).to_contain_text("3")  # three required categories
    expect(page).to_have_title(re.compile(r"^\(3\) "))
    page.click(".problem-box summary")  # closed while the project is new
    page.click(".problem-box a >> nth=0")
    assert page.evaluate("document.activeElement.closest('li').dataset.tier2") == "质量指标"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert names(page) == ["维护次数", "满意度"]


def test_saves_by_itself_after_a_pause_and_when_a_field_is_left(edit, goal):
    page = edit(goal)
    page.locator("[name=justification]").focus()
    page.keyboard.type("停一下")
    saved(page)
    assert "停一下" in reread(goal).project.justification
    page.fill("[name=overall_objective]", "离开即存")
    page.locator("[name=annual_objective]").focus()
    expect(page.locator("#save-state")).to_have_text(SAVED)
    saved(page)
    assert reread(goal).overall_objective == "离开即存"


def test_wrong_amount_is_pointed_out_when_left_and_kept_as_typed(edit, goal):
    page = edit(goal)
    page.fill("[name=amount]", "约5万")
    page.locator("[name=justification]").focus()
    expect(page.locator("[data-notes=id_amount]")).to_contain_text("无法识别“约5万”")
    expect(page.locator("[name=amount]")).to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(page.locator("[name=amount]")).to_have_value("约5万")
    assert reread(goal).project.amount is None


def test_row_found_by_the_link_of_its_problem(edit, goal):
    page = edit(goal)
    cell(page, 1, "annual_target").fill("")
    save(page)
    page.click("text=第 2 行：“年度指标值”未填。")
    assert page.evaluate("document.activeElement.name") == "rows-1-annual_target"


# --- paste ----------------------------------------------------------------------------------------


def test_block_of_16_by_6_is_pasted_within_200_ms_and_undone_by_one_key(edit, goal):
    page = edit(goal)
    before = names(page)
    took = paste(page, big_block(), row=2)
    assert took < 200
    assert len(names(page)) == 19 and names(page)[4] == "第2项\n第二行"
    expect(page.locator("#grid-report")).to_contain_text("第 6 列")
    page.keyboard.press("Control+z")
    assert names(page) == before
    page.keyboard.press("Control+y")
    assert len(names(page)) == 19
    save(page)
    assert reread(goal).indicators.count() == 19


@pytest.mark.parametrize("number", [0, 7, 20])
def test_pasting_a_published_project_gives_exactly_its_rows(edit, seed_cycle, preparer, cycle, unit, number):
    source = published_table()["projects"][number]
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    page = edit(goal)
    paste(page, as_block(source["indicators"]))
    save(page)
    stored = reread(goal).indicators.all()
    twin = reread(PerformanceGoal.objects.get(project__cycle=seed_cycle, project__name=source["name"]))
    keys = ("category_id", "position", "name", "period_target", "annual_target", *Indicator.PARSED_FIELDS)
    assert [[getattr(row, key) for key in keys] for row in stored] == [
        [getattr(row, key) for key in keys] for row in twin.indicators.all()
    ]


def test_targets_are_pasted_over_the_cells_below_and_undo_restores_them(edit, goal):
    page = edit(goal)
    paste(page, "≥1次\t≥2次\n≥3次\t≥4次\n", row=1, field="period_target")
    values = [cell(page, row, f).input_value() for row in (1, 2) for f in ("period_target", "annual_target")]
    assert values == ["≥1次", "≥2次", "≥3次", "≥4次"]
    expect(page.locator("#grid-report")).to_contain_text("覆盖了 3 格")
    page.keyboard.press("Control+z")
    assert cell(page, 1, "period_target").input_value() == "≥12次"


@pytest.mark.parametrize(
    ("text", "field", "rows"),
    [
        ("甲\t≥1次\t≥2次\n乙\t≥3次\t≥4次\n", "name", 3),
        ("≥1次\t≥2次\n≥3次\t≥4次\n", "period_target", 3),
        ("≥1次\n≥3次\n", "annual_target", 3),
        ("甲\n乙\n丙\n丁\n", "name", 4),
    ],
    ids=["names and values", "both values", "one column", "more rows than there are"],
)
def test_what_is_pasted_without_categories_leaves_the_categories(edit, goal, text, field, rows):
    category = rows_of(goal)[0].category
    page = edit(goal)
    cells = "".join(f"<tr><td>{'</td><td>'.join(line.split())}</td></tr>" for line in text.splitlines())
    paste(page, text, field=field, html=f"<table>{cells}</table>")  # as Excel does
    expect(page.locator("#grid-report")).to_contain_text("读入")
    expect(page.locator(".no-category:not(.gone)")).to_have_count(0)
    save(page)
    assert [row.category for row in rows_of(goal)] == [category] * rows


def test_a_whole_table_pasted_over_another_can_take_its_place(edit, goal):
    page = edit(goal)
    paste(page, "产出指标\t数量指标\t甲\t1次\t1次\n\t质量指标\t乙\t2%\t2%\n")
    report = page.locator("#grid-report")
    expect(report).to_contain_text("原有的 3 行没有动")
    assert len(names(page)) == 5
    report.get_by_role("button", name="改为替换原有的 3 行").click()
    assert names(page) == ["甲", "乙"]
    page.keyboard.press("Control+z")
    assert len(names(page)) == 5
    page.keyboard.press("Control+z")
    assert len(names(page)) == 3


def test_typing_and_pasting_are_two_steps_of_undo(edit, goal):
    page = edit(goal)
    cell(page, 0).focus()
    cell(page, 0).fill("手工输入")
    paste(page, "次数\t1\t2\n人数\t3\t4\n")
    page.keyboard.press("Control+z")
    assert names(page)[0] == "手工输入"
    page.keyboard.press("Control+z")
    assert names(page)[0] == "系统维护数量"


def test_unknown_category_waits_in_its_row_until_one_is_chosen(edit, goal):
    page = edit(goal)
    paste(page, "产出指标\t工作指标\t甲\t1\t1\n", row=2)
    expect(page.locator("#grid-report")).to_contain_text("工作指标")
    save(page)
    assert rows_of(goal)[3] == RowEntry(
        category_text="产出指标 › 工作指标", name="甲", period_target="1", annual_target="1"
    )
    grid_rows(page).nth(3).locator("select").select_option(label="质量指标")
    saved(page)
    expect(page.locator(".no-category:not(.gone)")).to_have_count(0)
    save(page)
    assert str(reread(goal).indicators.last().category) == "产出指标 › 质量指标"


# --- indicator library ----------------------------------------------------------------------------


@pytest.fixture
def library(seed_cycle):
    build_library(cycle=seed_cycle, minimum=1)


def test_indicator_picked_from_the_library_goes_into_its_group(edit, library, goal):
    page = edit(goal)
    page.click("#open-library")
    page.fill("#library-search", "支付及时率")
    page.click("#library-list button:has-text('支付及时率')")
    assert names(page)[3] == "支付及时率"
    assert grid_rows(page).nth(3).locator(".tier2 .group-name").inner_text() == "时效指标"
    save(page)
    assert str(reread(goal).indicators.last().category) == "产出指标 › 时效指标"


def test_suggestion_while_typing_fills_only_what_is_empty(edit, library, goal):
    page = edit(goal)
    page.click("#add-row")
    cell(page, 3, "annual_target").fill("我的值")
    cell(page, 3).focus()
    page.keyboard.type("培训")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "培训" in names(page)[3] and names(page)[3] != "培训"
    assert cell(page, 3, "annual_target").input_value() == "我的值"
    page.keyboard.press("Control+z")
    assert names(page)[3] == "培训"


def test_new_name_is_typed_on_without_taking_a_suggestion(edit, library, goal):
    page = edit(goal)
    cell(page, 0).fill("")
    cell(page, 0).focus()
    page.keyboard.type("培训")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Enter")
    assert names(page)[0] == "培训" and page.evaluate("document.activeElement.name") == "rows-1-name"


# --- keyboard -------------------------------------------------------------------------------------


def test_keys_move_as_in_excel(edit, goal):
    page = edit(goal)
    at = lambda: page.evaluate("document.activeElement.name")  # noqa: E731
    cell(page, 0).focus()
    for key, name in [
        ("Enter", "rows-1-name"), ("ArrowDown", "rows-2-name"), ("ArrowUp", "rows-1-name"),
        ("Tab", "rows-1-period_target"), ("Tab", "rows-1-annual_target"), ("Tab", "rows-2-name"),
        ("Shift+Tab", "rows-1-annual_target"), ("Shift+Enter", "rows-0-annual_target"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert at() == name
    cell(page, 2, "period_target").focus()
    page.keyboard.press("Enter")
    assert at() == "rows-3-period_target" and grid_rows(page).count() == 4
    page.keyboard.type("甲")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("乙")
    assert cell(page, 3, "period_target").input_value() == "甲\n乙"


def test_rows_and_groups_are_moved_added_and_deleted_by_keys(edit, goal):
    page = edit(goal)
    for row in range(3):
        cell(page, row).fill("ABC"[row])
    page.keyboard.press("Alt+ArrowUp")
    assert names(page) == ["A", "C", "B"]
    page.keyboard.press("Alt+Insert")
    page.keyboard.type("D")
    assert names(page) == ["A", "C", "D", "B"]
    page.keyboard.press("Alt+Delete")
    assert names(page) == ["A", "C", "B"]
    page.keyboard.press("Control+z")
    assert names(page) == ["A", "C", "D", "B"]
    cell(page, 3).focus()
    page.keyboard.press("Shift+F10")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert names(page) == ["A", "C", "D"]
    save(page)
    assert [row.name for row in rows_of(goal)] == ["A", "C", "D"]


def test_row_at_the_edge_joins_the_next_group_and_whole_groups_change_places(edit, cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    page = edit(goal)
    paste(page, "数量指标\t甲\t1\t1\n数量指标\t乙\t1\t1\n质量指标\t丙\t1\t1\n经济效益\t丁\t1\t1\n")
    cell(page, 1).focus()
    page.keyboard.press("Alt+ArrowDown")
    assert names(page) == ["甲", "乙", "丙", "丁"]
    assert grid_rows(page).nth(1).locator(".tier2 .group-name").inner_text() == "质量指标"
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert names(page) == ["乙", "丙", "甲", "丁"]
    page.keyboard.press("Alt+Shift+ArrowUp")
    cell(page, 3).focus()
    page.keyboard.press("Alt+Shift+ArrowUp")
    assert names(page) == ["丁", "乙", "丙", "甲"]


def test_period_values_are_copied_to_the_year_and_back_by_undo(edit, goal):
    page = edit(goal)
    page.click("#copy-targets")
    assert [cell(page, row, "annual_target").input_value() for row in range(3)] == ["≥12次"] * 3
    page.click("text=撤销（Ctrl+Z）")
    assert cell(page, 0, "annual_target").input_value() == "≥4次"


def test_row_that_does_not_apply_asks_for_the_reason(edit, goal):
    page = edit(goal)
    page.click("#add-row")
    page.keyboard.press("Shift+F10")
    page.click("text=不适用…")
    page.keyboard.type("本年没有")
    assert cell(page, 3, "annual_target").input_value() == "不适用"
    save(page)
    row = rows_of(goal)[3]
    assert row.not_applicable and row.note == "本年没有"


def test_whole_entry_without_a_mouse(open_page, preparer, cycle, unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    goal = PerformanceGoalFactory(
        project__cycle=cycle,
        project__department=unit,
        project__bare=True,
        overall_objective="",
        annual_objective="",
    )
    page = open_page(preparer, reverse("goal_edit", args=[goal.pk]))
    page.wait_for_selector("html[data-ready]")
    page.locator("[name=name]").focus()
    for text in ("", "1111", "2013299", "50000", "理由"):  # name stays; the rest by Tab
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "overall_objective":  # past the attachments
        page.keyboard.press("Tab")
    page.keyboard.type("目标")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # ⇐ 同整体绩效
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.keyboard.press("Tab")
    for text in ("次数", "≥1次", "≥1次"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    save(page)
    goal = reread(goal)
    assert (goal.project.amount, goal.annual_objective) == (Decimal(50_000), "目标")
    assert goal.project.fund_source and goal.project.functional_subject
    assert [(row.name, row.annual_target) for row in rows_of(goal)] == [("次数", "≥1次")]


# --- nothing is lost ------------------------------------------------------------------------------


def violations(page) -> list:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('perfgoals:draft:'))")


def test_text_typed_offline_is_kept_and_sent_when_the_network_is_back(edit, goal):
    page = edit(goal)
    page.context.set_offline(True)
    cell(page, 0).fill("离线填写")
    page.locator("[name=justification]").focus()
    expect(page.locator("#save-state")).to_contain_text("存在本机")
    assert len(drafts(page)) == 1
    page.context.set_offline(False)
    saved(page)
    assert rows_of(goal)[0].name == "离线填写" and drafts(page) == []


def test_page_closed_offline_brings_the_text_back_when_opened_again(edit, goal):
    page = edit(goal)
    page.context.set_offline(True)
    cell(page, 2, "period_target").fill("没来得及存")
    expect(page.locator("#save-state")).to_contain_text("存在本机")
    page.route("**/autosave/", lambda route: route.abort())
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert cell(page, 2, "period_target").input_value() == "没来得及存"
    expect(page.locator("#local-draft")).to_contain_text("已恢复")


def test_after_the_session_ended_login_leads_back_to_the_same_row_with_the_text(
    edit, goal, preparer, live_server
):
    page = edit(goal)
    Session.objects.all().delete()
    cell(page, 1, "annual_target").fill("会话已过期")
    expect(page.locator("#save-state")).to_contain_text("登录已过期")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#save-state a")
    page.fill("[name=username]", preparer.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("html[data-ready]")
    assert cell(page, 1, "annual_target").input_value() == "会话已过期"
    assert page.evaluate("document.activeElement.name") == "rows-1-annual_target"
    saved(page)
    assert rows_of(goal)[1].annual_target == "会话已过期"
    assert drafts(page) == []


def test_logout_saves_first_and_leaves_nothing_in_the_browser(edit, goal):
    page = edit(goal)
    page.locator("[name=justification]").focus()
    page.keyboard.type("退出之前")
    page.locator("header summary >> nth=-1").click()
    page.click("#logout button")
    page.wait_for_url("**/login/")
    assert drafts(page) == []
    assert "退出之前" in reread(goal).project.justification


def test_two_editors_see_both_values_and_choose(edit, goal, preparer, make_user, unit):
    other = make_user(Role.PREPARER, department=unit, full_name="填报员乙")
    mine, theirs = edit(goal), edit(goal, user=other)
    theirs.fill("[name=overall_objective]", "乙的目标")
    cell(theirs, 1).fill("乙改的行")
    theirs.click("#add-row")
    theirs.keyboard.type("乙加的行")
    save(theirs)
    mine.fill("[name=overall_objective]", "甲的目标")
    cell(mine, 0).fill("甲改的行")
    mine.keyboard.press("Control+s")
    box = mine.locator(".conflict")
    for text in ("填报员乙", "甲的目标", "乙的目标", "乙改的行", "乙加的行"):
        expect(box).to_contain_text(text)
    assert reread(goal).overall_objective == "乙的目标"
    mine.click("[name=resolve]")
    expect(mine.locator("#save-state")).to_contain_text("没有选定")
    mine.check("[name=choice-overall_objective][value=mine]")
    mine.click("[name=resolve]")
    expect(mine.locator(".conflict")).to_have_count(0)
    expect(grid_rows(mine)).to_have_count(4)
    assert reread(goal).overall_objective == "甲的目标"
    assert [row.name for row in rows_of(goal)] == ["甲改的行", "乙改的行", "系统维护数量", "乙加的行"]


def test_step_of_the_workflow_takes_what_was_just_typed(edit, goal):
    page = edit(goal)
    page.evaluate(
        """(action) => document.querySelector(".edit-head .actions").insertAdjacentHTML(
          "beforeend", `<form action="${action}"><button id="step">送审</button></form>`)""",
        reverse("goal_detail", args=[goal.pk]),
    )
    page.fill("[name=justification]", "最后一句")
    page.evaluate("document.querySelector('#step').click()")
    page.wait_for_url(re.compile(r"/goals/\d+/\??$"))
    assert reread(goal).project.justification == "最后一句"


def test_own_draft_of_an_older_state_is_offered_not_forced(edit, goal, make_user, unit):
    page = edit(goal)
    page.context.set_offline(True)
    page.fill("[name=justification]", "我离线写的")
    page.locator("[name=amount]").focus()
    expect(page.locator("#save-state")).to_contain_text("存在本机")
    other = edit(goal, user=make_user(Role.PREPARER, department=unit))
    other.fill("[name=justification]", "别人写的")
    save(other)
    page.route("**/autosave/", lambda route: route.abort())
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.unroute("**/autosave/")
    expect(page.locator("[name=justification]")).to_have_value("别人写的")
    page.click("text=恢复并核对差异")
    expect(page.locator(".conflict")).to_contain_text("我离线写的")


# --- without JavaScript, with a reader, on other screens ------------------------------------------


def test_form_works_without_javascript(edit, goal, live_server, preparer):
    page = edit(goal, java_script_enabled=False)
    page.fill("[name=amount]", "6万")
    page.fill("[name=functional_subject]", "2013299")
    page.fill("[name=rows-0-name]", "改名")
    page.check("[name=rows-1-DELETE]")
    page.fill("[name=rows-2-ORDER]", "0")
    page.select_option("[name=rows-3-category]", label="质量指标")
    page.fill("[name=rows-3-name]", "没有脚本也能添")
    page.click("[name=save]")
    expect(page.locator(".messages")).to_contain_text("已保存")
    assert [row.name for row in rows_of(goal)] == ["系统维护数量", "改名", "没有脚本也能添"]
    assert reread(goal).project.amount == Decimal(60_000)


def test_conflict_is_resolved_without_javascript(edit, goal, make_user, unit):
    page = edit(goal, java_script_enabled=False)
    other = edit(goal, user=make_user(Role.PREPARER, department=unit, full_name="填报员乙"))
    other.fill("[name=justification]", "乙的理由")
    save(other)
    page.fill("[name=justification]", "甲的理由")
    page.click("[name=save]")
    expect(page.locator(".conflict")).to_contain_text("乙的理由")
    expect(page.locator("[name=justification]")).to_have_value("甲的理由")
    page.check("[name=choice-justification][value=mine]")
    page.click("[name=resolve]")
    assert reread(goal).project.justification == "甲的理由"


@pytest.mark.parametrize("width", [360, 1366, 1920])
def test_no_accessibility_rule_is_broken(edit, goal, width):
    page = edit(goal, width=width, height=900)
    cell(page, 0).fill("")
    page.fill("[name=amount]", "约5万")
    save(page)
    page.click("#show-keys")
    assert violations(page) == []


def test_open_menus_and_conflicts_break_no_accessibility_rule(edit, goal, make_user, unit):
    page = edit(goal)
    other = edit(goal, user=make_user(Role.PREPARER, department=unit))
    other.fill("[name=justification]", "乙")
    save(other)
    page.fill("[name=justification]", "甲")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".conflict")
    cell(page, 0).focus()
    page.keyboard.press("Shift+F10")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("[name=functional_subject]").fill("201")
    page.wait_for_selector("[role=option]")
    assert violations(page) == []


@pytest.mark.parametrize("name", ["goal_new", "goal_copy"])
def test_pages_for_beginning_break_no_accessibility_rule(open_page, preparer, seed_cycle, cycle, name):
    page = open_page(preparer, reverse(name, args=[cycle.code]))
    assert violations(page) == []


def test_preview_stands_beside_the_form_on_a_wide_screen_and_below_on_others(edit, goal):
    page = edit(goal, width=1920, height=1080)
    form, side = page.locator(".edit-main").bounding_box(), page.locator(".edit-side").bounding_box()
    assert side["x"] > form["x"] + form["width"] - 1
    page.set_viewport_size({"width": 1366, "height": 768})
    form, side = page.locator(".edit-main").bounding_box(), page.locator(".edit-side").bounding_box()
    assert side["y"] >= form["y"] + form["height"]


def test_preview_is_read_again_after_each_save(edit, goal):
    page = edit(goal, width=1920, height=1080)
    with page.expect_response("**/edit/preview/"):
        cell(page, 0).fill("改一个字")
        page.keyboard.press("Control+s")


def test_another_login_in_the_same_browser_saves_nothing_under_the_other_name(
    edit, goal, make_user, unit, live_server
):
    page = edit(goal)
    other = make_user(Role.PREPARER, department=unit)
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(other, live_server.url)])
    page.fill("[name=justification]", "写了一半换人")
    page.locator("[name=amount]").focus()
    expect(page.locator("#save-state")).to_contain_text("重新登录")
    assert reread(goal).project.justification != "写了一半换人" and len(drafts(page)) == 1
