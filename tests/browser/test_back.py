"""The browser's own way back: the page shows what is stored and asked for now, and nothing typed is lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from filings.enums import FilingStatus
from tests.evaluation.flow import evaluation_at
from tests.factories import PerformanceGoalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_saved_form_is_left_without_a_question(open_page, preparer, cycle, unit):
    """Leaving a field says "change" once more; what the server has already is not unsaved again."""
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=1)
    page = open_page(preparer, reverse("goal_edit", args=[goal.pk]))
    page.wait_for_selector("html[data-ready]")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("[name=annual_objective]", "全年培训三期")
    expect(page.locator("#save-state")).to_contain_text("已保存")
    page.get_by_role("link", name="待办", exact=True).click()
    page.wait_for_url("**/")
    assert asked == []
    page.go_back()
    page.wait_for_selector("html[data-ready]")
    goal.refresh_from_db()
    assert page.input_value("[name=annual_objective]") == "全年培训三期"
    assert page.input_value("[name=revision]") == str(goal.revision)


def test_what_others_saved_is_not_covered_by_what_was_typed_before(
    open_page, preparer, unit, cycle, staff
):  # fmt: skip
    evaluation = evaluation_at(FilingStatus.DRAFT, unit, cycle, **staff)
    page = open_page(preparer, reverse("evaluation_page", args=[evaluation.project_id]))
    page.fill("[name=objective_result]", "先写的")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("自评表已保存")).to_be_visible()
    evaluation.refresh_from_db()
    evaluation.objective_result = "别人后来改的"
    evaluation.save()
    page.get_by_role("link", name="待办", exact=True).click()
    page.go_back()
    expect(page.locator("[name=objective_result]")).to_have_value("别人后来改的")


def test_filters_are_those_of_the_list(open_page, preparer, cycle, unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="校舍维修")
    page = open_page(preparer, reverse("goal_list", args=[cycle.code]))
    box = page.locator("form.filters [name=q]")
    for words in ("校舍", "食堂"):
        box.fill(words)
        box.press("Enter")
        page.wait_for_function("words => new URLSearchParams(location.search).get('q') === words", arg=words)
    page.go_back()
    expect(box).to_have_value("校舍")
