"""Where each person lands after login."""

import pytest

from tests.factories import BudgetCycleFactory


@pytest.mark.parametrize("who", ["preparer", "supervisor", "reviewer", "approver"])
def test_business_roles_land_on_the_newest_open_cycle(request, client_for, cycle, who):
    BudgetCycleFactory(fiscal_year=2026, preparing=True)
    browser = client_for(request.getfixturevalue(who))
    assert browser.get("/").url == "/cycles/2024/goals/"


def test_the_cycle_looked_at_last_is_remembered(client_for, cycle, reviewer):
    BudgetCycleFactory(fiscal_year=2022)
    browser = client_for(reviewer)
    browser.get("/cycles/2022/goals/")
    assert browser.get("/").url == "/cycles/2022/goals/"


def test_the_administrator_lands_on_the_code_lists(client_for, administrator):
    assert client_for(administrator).get("/").url == "/admin/"


def test_without_a_cycle_a_person_is_told_who_makes_one(client_for, reviewer):
    page = client_for(reviewer).get("/").content.decode()
    assert "还没有申报批次" in page


@pytest.mark.parametrize("who", ["nobody", "security_officer", "auditor"])
def test_people_without_business_get_a_page_not_an_error(request, client_for, cycle, who):
    response = client_for(request.getfixturevalue(who)).get("/")
    assert response.status_code == 200


def test_a_person_without_role_is_told_whom_to_ask(client_for, nobody):
    assert "请联系安全管理员" in client_for(nobody).get("/").content.decode()


def test_the_menu_shows_what_the_role_may_open(client_for, cycle, reviewer, administrator):
    page = client_for(reviewer).get("/cycles/2024/goals/").content.decode()
    assert 'href="/cycles/2024/goals/" aria-current="page"' in page
    assert 'href="/admin/"' not in page
    page = client_for(administrator).get("/password/").content.decode()
    assert 'href="/admin/"' in page
    assert 'href="/cycles/2024/goals/"' not in page


def test_every_entry_of_the_menu_can_be_opened(request, client_for, cycle):
    for who in (
        "preparer",
        "supervisor",
        "reviewer",
        "approver",
        "administrator",
        "security_officer",
        "auditor",
    ):
        browser = client_for(request.getfixturevalue(who))
        for item in browser.get("/password/").context["menu"]:
            assert browser.get(item.url).status_code == 200, (who, item.url)
