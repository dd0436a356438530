"""One table's whole way in a real browser, as three people: submit, return, correct, endorse, rate, approve,
print, adjust. Every page on the way has nothing for axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from filings.enums import Action, FilingStatus
from filings.models import Remark
from indicators.domain.loading.review_data import load_review_data
from indicators.models import PerformanceGoal
from tests.factories import FIXTURES
from tests.indicators.flow import bring_to, ready_goal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def goal(unit, cycle):
    load_review_data(path=FIXTURES / "review_sheet.json")
    return ready_goal(unit, cycle)


def seen(page):
    """The page as it stands has nothing for axe."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], page.url
    return page


def status(goal):
    goal.refresh_from_db()
    return goal.status


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def test_the_whole_way_of_a_table(open_page, goal, preparer, supervisor, approver):
    detail = reverse("goal_detail", args=[goal.pk])
    queue = reverse("review_queue", args=[goal.project.cycle.code])
    unit = open_page(preparer, detail)
    department, finance = open_page(supervisor, queue), open_page(approver, queue)
    for page in (unit, department, finance):
        page.set_default_timeout(60_000)  # a long story on what may be a busy machine

    follow(seen(unit), "送审")
    press(seen(unit), "送审")
    assert status(goal) == FilingStatus.SUBMITTED

    return_with_two_remarks(department, goal, queue)
    correct_and_submit_again(unit, goal)
    endorse_with_the_keyboard(department, goal, queue)
    rate_and_approve(finance, goal, queue)

    printed = finance.request.get(
        reverse("sheet_pdf", args=[goal.filing.versions.get(action=Action.APPROVE).pk - 1])
    )
    assert printed.body().startswith(b"%PDF")
    adjust(finance, goal, detail)
    old = goal.filing.versions.get(action=Action.APPROVE)
    unit.goto(reverse("version_detail", args=[old.pk]) + "?with=now#differences")
    assert "没有差异" in seen(unit).locator("#differences").inner_text()
    seen(unit).goto(reverse("goal_history", args=[goal.pk]))
    assert seen(unit).locator("ol.entries li").count() == 6


def return_with_two_remarks(page, goal, queue):
    page.goto(queue)
    follow(seen(page), goal.project.name)
    seen(page).locator("#cell-amount").click()  # a click on the cell opens a remark on it, beside the table
    form = page.locator("#side #remark-form")
    assert page.url.endswith("/review/") or "/review/?" in page.url, "the table stays in sight"
    expect(form).to_contain_text("当年项目金额")
    expect(form.locator(".cell-text")).to_have_text("50,000.00")
    expect(form.get_by_label("审核意见")).to_be_focused()
    assert page.title().startswith("审核："), "the page is still the review of the table"
    seen(page)
    page.get_by_label("审核意见").fill("请核对金额。")
    press(seen(page), "记下意见")
    row = goal.indicators.first()
    page.locator(f"#cell-annual_target-{row.pk}").click()
    page.get_by_label("审核意见").fill("请写明依据。")
    press(page, "记下意见")
    assert seen(page).locator(".review-side li.remark").count() == 2
    page.keyboard.press("r")
    page.get_by_label("指标值没有量化").check()
    press(seen(page), "退回")
    assert status(goal) == FilingStatus.RETURNED
    assert Remark.objects.filter(filing=goal.filing).count() == 2


def correct_and_submit_again(page, goal):
    page.goto("/")
    follow(page, goal.project.name)  # straight to what the reviewers said
    assert page.url.endswith(reverse("goal_remarks", args=[goal.pk]))
    for answer in ("已核对无误。", "已补充。"):
        box = seen(page).locator("li.remark-open").first
        box.get_by_label("答复").fill(answer)
        with page.expect_navigation():
            box.get_by_role("button").click()
    follow(page, "转到该处修改")
    page.wait_for_load_state("networkidle")
    page.get_by_label("当年项目金额").fill("60000")
    page.keyboard.press("Control+s")
    expect(page.locator("#save-state")).to_contain_text("已保存", timeout=30_000)
    follow(page, "送审")
    press(seen(page), "送审")
    assert status(goal) == FilingStatus.SUBMITTED


def endorse_with_the_keyboard(page, goal, queue):
    page.goto(queue)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('goal_review', args=[goal.pk])}*")
    page.keyboard.press("2")
    page.wait_for_url("**view=differences*")
    assert "60,000.00" in seen(page).locator(".review-side").inner_text()
    page.keyboard.press("3")
    page.wait_for_url("**view=remarks*")
    for left in (1, 0):
        page.get_by_role("button", name="已解决", exact=True).first.click()
        expect(page.locator("li.remark-answered")).to_have_count(left)
    page.keyboard.press("a")
    page.wait_for_url("**/endorse/*")
    press(seen(page), "审核通过")
    assert status(goal) == FilingStatus.ENDORSED


def rate_and_approve(page, goal, queue):
    page.goto(reverse("goal_review", args=[goal.pk]))
    follow(page, "批复")
    assert "请先填写审核表" in seen(page).locator("main").inner_text()
    page.goto(reverse("goal_sheet", args=[goal.pk]))
    for group in page.locator("fieldset.rating").all():
        group.get_by_label("良").check()
    page.get_by_label("总体意见").fill("目标明确，同意。")
    press(seen(page), "保存审核表")
    follow(seen(page), "批复")
    press(seen(page), "批复")
    assert status(goal) == FilingStatus.APPROVED


def adjust(page, goal, detail):
    page.goto(detail)
    follow(seen(page), "调整")
    page.get_by_label("调整的理由").fill("年中调剂预算。")
    press(seen(page), "调整")
    goal.refresh_from_db()
    assert (goal.status, goal.filing.version_number) == (FilingStatus.DRAFT, 2)


def test_a_batch_from_the_queue(open_page, unit, cycle, preparer, supervisor, approver):
    load_review_data(path=FIXTURES / "review_sheet.json")
    people = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    for _ in range(3):
        bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **people)
    page = open_page(supervisor, reverse("review_queue", args=[cycle.code]))
    page.get_by_label("选择本页全部项目").check()
    assert "已选 3 个项目" in page.locator("[data-selected-count]").inner_text()
    press(page, "批量审核通过")
    press(seen(page), "审核通过这 3 个")
    assert "办成 3 个" in seen(page).locator("h1").inner_text()
    assert PerformanceGoal.objects.filter(filing__status=FilingStatus.ENDORSED).count() == 3


def test_works_without_scripts(open_page, goal, preparer, supervisor, approver):
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    page = open_page(supervisor, reverse("goal_review", args=[goal.pk]), java_script_enabled=False)
    page.locator("#cell-amount").hover()  # shows its link, by the style sheet alone
    page.locator("#cell-amount").get_by_role("link", name="提意见").click()
    page.get_by_label("审核意见").fill("请核对金额。")
    press(page, "记下意见")
    page.get_by_role("link", name="退回…").click()
    page.get_by_label("退回的理由").fill("见意见")
    press(page, "退回")
    assert status(goal) == FilingStatus.RETURNED


@pytest.mark.parametrize("width", [360, 1366, 1920])
def test_review_page_fits_the_window(open_page, goal, preparer, supervisor, approver, width):
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    page = open_page(supervisor, reverse("goal_review", args=[goal.pk]), width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("link", name="审核通过").wait_for()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (360, 740)])
def test_what_is_to_be_done_stays_in_sight(open_page, goal, preparer, supervisor, approver, width, height):
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    address = reverse("goal_review", args=[goal.pk])
    page = seen(open_page(supervisor, address, width=width, height=height))
    for where in (0, 99_999):
        page.evaluate(f"window.scrollTo(0, {where})")
        for name in ("审核通过", "退回…"):
            expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_filters_are_kept_by_name_and_stay_through_a_remark(open_page, goal, preparer, supervisor, approver):
    bring_to(goal, FilingStatus.SUBMITTED, preparer=preparer, supervisor=supervisor, approver=approver)
    queue = reverse("review_queue", args=[goal.project.cycle.code])
    page = open_page(supervisor, f"{queue}?q={goal.project.name}")
    page.get_by_label("把现在的条件存为").fill("常看的")
    press(page, "保存筛选")
    page.goto(queue)
    follow(seen(page), "常看的")
    follow(seen(page), goal.project.name)
    page.get_by_role("link", name="对整张表提意见").click()
    page.get_by_label("审核意见").fill("请核对。")
    press(page, "记下意见")
    follow(page, "审核")  # the menu
    page.go_back()
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_role("link", name="常看的")).to_have_attribute("aria-current", "true")
    press(seen(page), "删除常用筛选“常看的”")
    expect(page.get_by_role("link", name="常看的")).to_have_count(0)
