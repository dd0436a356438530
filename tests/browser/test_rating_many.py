"""500 projects rated and approved by one finance officer in at most 700 actions: counted on 20 of them.

An action is a click, a key, or a text that is filled in.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from filings.enums import FilingStatus
from filings.models import ReviewSheet
from indicators.domain.loading.review_data import load_review_data
from indicators.models import PerformanceGoal
from tests.factories import FIXTURES
from tests.indicators.flow import bring_to, ready_goal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROJECTS = 20
ALLOWED = 700 * PROJECTS / 500


@pytest.fixture
def goals(unit, cycle, preparer, supervisor, approver):
    load_review_data(path=FIXTURES / "review_sheet.json")
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    return [bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff) for _ in range(PROJECTS)]


class Officer:
    """A person at the keyboard; every act counts."""

    def __init__(self, page):
        self.page, self.actions = page, 0
        page.set_default_timeout(60_000)

    def click(self, locator):
        self.actions += 1
        locator.click()

    def go(self, locator):
        with self.page.expect_navigation():
            self.click(locator)


def seen(page):
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], page.url


def approved():
    return PerformanceGoal.objects.filter(filing__status=FilingStatus.APPROVED).count()


def test_each_table_is_looked_at_and_most_take_one_action(open_page, goals, cycle, approver):
    page = open_page(approver, reverse("review_queue", args=[cycle.code]))
    officer = Officer(page)
    seen(page)
    officer.go(page.locator("[data-row-link]").first)
    seen(page)
    for number in range(PROJECTS):
        if number % 10 == 5:  # an exception: one question is 良
            officer.click(page.locator("fieldset.rating").nth(3).get_by_label("良"))
        officer.go(page.get_by_role("button", name="其余都优，批复并看下一个"))
        assert approved() == number + 1
    assert officer.actions <= ALLOWED, officer.actions
    overall = sorted(ReviewSheet.objects.values_list("overall", flat=True))
    assert overall == ["excellent"] * 18 + ["good"] * 2


def test_a_batch_with_one_opinion_takes_a_handful(open_page, goals, cycle, approver):
    page = open_page(approver, reverse("review_queue", args=[cycle.code]))
    officer = Officer(page)
    officer.click(page.get_by_label("选择本页全部项目"))
    officer.go(page.get_by_role("button", name="批量评价"))
    seen(page)
    officer.click(page.get_by_role("button", name="没有评的都评“优”"))
    officer.go(page.get_by_role("button", name=f"评价并批复这 {PROJECTS} 个"))
    assert f"办成 {PROJECTS} 个" in page.locator("h1").inner_text() and approved() == PROJECTS
    assert officer.actions == 4


def test_a_half_written_sheet_survives_a_closed_tab_and_a_lost_session(open_page, goals, approver):
    address = reverse("goal_review", args=[goals[0].pk])
    page = open_page(approver, address)
    page.get_by_label("总体意见").fill("写到一半的意见")
    page.locator("fieldset.rating").first.get_by_label("中").check()
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_label("总体意见")).to_have_value("写到一半的意见")
    cookies = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # the session is over
    page.get_by_role("button", name="没有评的都评“优”").click()
    page.get_by_label("总体意见").fill("又写了一些")
    page.get_by_role("button", name="保存审核表").click()
    page.wait_for_url("**/login/**")
    context.add_cookies(cookies)
    page.goto(address)
    expect(page.get_by_label("总体意见")).to_have_value("又写了一些")
    expect(page.locator("fieldset.rating").first.get_by_label("中")).to_be_checked()


@pytest.mark.parametrize("width", [360, 1280, 1366, 1920])
def test_the_sheet_fits_beside_the_table(open_page, goals, approver, width):
    page = open_page(approver, reverse("goal_review", args=[goals[0].pk]), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    table_is_seen_whole(page)
    seen(page)


def test_the_table_is_seen_whole_where_there_is_no_sheet(open_page, goals, supervisor):
    table_is_seen_whole(open_page(supervisor, reverse("goal_review", args=[goals[0].pk]), width=1280))


def table_is_seen_whole(page):
    """Its last column, the year's target, without pushing it aside."""
    hidden = "(box) => box.scrollWidth - box.clientWidth"
    assert page.locator(".review-table .scroll").first.evaluate(hidden) <= 0
