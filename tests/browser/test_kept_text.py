"""A reviewer's half-written words on the pages of every kind: session lost, tab closed, network off."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from filings.enums import FilingStatus
from tests.evaluation.flow import evaluation_at
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import report_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HALF = "写到一半的"


@pytest.fixture(params=["monitoring", "evaluation", "goal"])
def pages(request, unit, cycle, staff):
    """name → address of the pages on which a table of the kind is judged."""
    if request.param == "goal":
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        names = {"remark": "remark_add", "step": "goal_return", "review": "goal_review"}
        return {name: reverse(page, args=[goal.pk]) for name, page in names.items()}
    made = {"monitoring": report_at, "evaluation": evaluation_at}[request.param]
    table = made(FilingStatus.SUBMITTED, unit, cycle, **staff)
    names = {"remark": "filing_remark_add", "step": "filing_return", "review": "filing_review"}
    return {name: reverse(page, args=[table.filing_id]) for name, page in names.items()}


def test_a_closed_tab_a_lost_session_and_no_network(open_page, pages, supervisor):
    page = open_page(supervisor, pages["review"])
    page.get_by_role("link", name="对整张表提意见").click()
    page.get_by_label("审核意见").fill(HALF + "意见")
    context = page.context
    page.close()

    page = context.new_page()
    page.goto(pages["remark"])
    expect(page.get_by_label("审核意见")).to_have_value(HALF + "意见")

    page.goto(pages["step"])
    page.get_by_label("退回的理由").fill(HALF + "理由")
    cookies = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="退回", exact=True).click()
    page.wait_for_url("**/login/**")
    context.add_cookies(cookies)
    page.goto(pages["step"])
    expect(page.get_by_label("退回的理由")).to_have_value(HALF + "理由")

    page.get_by_label("退回的理由").fill("断网时写的")
    context.set_offline(True)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    context.set_offline(False)
    page.reload()
    expect(page.get_by_label("退回的理由")).to_have_value("断网时写的")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回，现在是“已退回”")).to_be_visible()
