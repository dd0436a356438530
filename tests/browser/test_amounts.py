"""Amounts stand on one line on every page at every width: a number in two pieces is two numbers."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.domain.loading.review_data import load_review_data
from tests.factories import FIXTURES
from tests.indicators.flow import bring_to, ready_goal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BROKEN = r"""() => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    for (const match of node.data.matchAll(/\d{1,3}(,\d{3})+\.\d\d/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = new Set([...range.getClientRects()].filter((r) => r.width).map((r) => Math.round(r.top)));
      if (tops.size > 1) found.push(match[0]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_no_amount_breaks(open_page, unit, cycle, preparer, supervisor, approver, width):
    load_review_data(path=FIXTURES / "review_sheet.json")
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = ready_goal(unit, cycle, project__amount=Decimal("9999999999999.99"))
    bring_to(goal, "endorsed", **staff)
    code = [cycle.code]
    page = open_page(approver, reverse("home"), width=width)
    for address in (
        reverse("goal_list", args=code), reverse("statistics", args=code), reverse("review_queue", args=code),
        reverse("goal_detail", args=[goal.pk]), reverse("goal_review", args=[goal.pk]),
        reverse("goal_approve", args=[goal.pk]), reverse("goal_sheet", args=[goal.pk]),
    ):  # fmt: skip
        page.goto(address)
        assert "9,999,999,999,999.99" in page.locator("main").inner_text(), address
        assert page.evaluate(BROKEN) == [], address
