"""What the checks found stands beside the field and below the row concerned, while the table is filled in."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import IndicatorFactory, PerformanceGoalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRONG_FORMULA = "补助标准100*12=1300元"


@pytest.fixture
def page(open_page, preparer, cycle, unit):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__justification="按惯例安排。"
    )
    IndicatorFactory(goal=goal, name="补助人数", period_target="30人", annual_target="30人")
    IndicatorFactory(
        goal=goal, tier2="成本指标", name="补助标准", period_target=WRONG_FORMULA, annual_target=WRONG_FORMULA
    )
    page = open_page(preparer, reverse("goal_edit", args=[goal.pk]))
    page.wait_for_selector("html[data-ready]")
    return page


def below(page, name):
    """The row of findings under the indicator of this name."""
    place = "xpath=//tr[contains(@class,'row-findings')][preceding-sibling::tr[1]//textarea[.='{}']]"
    return page.locator(place.format(name))


def box(page):
    return page.locator("#problems")


def test_findings_stand_where_they_belong(page):
    expect(below(page, "补助标准")).to_contain_text("强制 算式 100*12 按公式计算应为 1,200")
    expect(below(page, "补助标准")).to_contain_text("建议：1,200")
    expect(below(page, "补助人数")).to_have_count(0)
    beside = page.locator("[data-notes=id_justification] .note-finding")
    expect(beside).to_contain_text("没有写明政策文件的名称")
    assert Axe().run(page).response["violations"] == []


def test_what_blocks_is_on_top_and_leads_to_its_cell(page):
    expect(box(page).get_by_role("link")).to_have_count(4)
    expect(page).to_have_title(re.compile(r"^\(4\) "))  # three 二级指标 without a row, and the formula
    box(page).get_by_role("link", name="算式").click()
    expect(page.locator("[name=rows-1-period_target]")).to_be_focused()
    page.locator("#live-findings").get_by_role("link", name="设立依据及申报理由").click()
    expect(page.locator("[name=justification]")).to_be_focused()


def test_findings_go_when_their_cause_does(page):
    expect(below(page, "补助标准")).to_be_visible()
    for side in ("period_target", "annual_target"):
        page.fill(f"[name=rows-1-{side}]", "补助标准100*12=1200元")
    page.fill("[name=justification]", "根据《补助办法》（财社〔2023〕1号）安排。")
    page.keyboard.press("Control+s")
    expect(box(page).get_by_role("link", name="算式")).to_have_count(0)
    expect(below(page, "补助标准").get_by_text("算式")).to_have_count(0)
    expect(page.locator("[data-notes=id_justification] .note-finding")).to_have_count(0)
    expect(page).to_have_title(re.compile(r"^\(3\) "))


def test_findings_follow_their_row(page):
    expect(below(page, "补助标准")).to_be_visible()
    page.locator("[name=rows-1-name]").focus()
    page.keyboard.press("Alt+ArrowUp")  # into the group above
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Control+s")
    expect(page.locator("tr.row [name$='-name']").first).to_have_value("补助标准")
    expect(below(page, "补助标准")).to_be_visible()
    expect(page.locator("tr.row-findings")).to_have_count(1)


def test_an_empty_field_is_said_once(page):
    page.fill("[name=amount]", "")
    page.keyboard.press("Control+s")
    notes = page.locator("[data-notes=id_amount] .note")
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text("没有项目金额")
    expect(box(page)).to_contain_text("“当年项目金额”未填。")
    expect(box(page).get_by_role("link", name="金额")).to_have_count(1)
