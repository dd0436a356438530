"""Every page that a role may open, by the table of access: nothing for axe, nothing wider than the window.

A new page is in that table, or test_access fails; so it is read here too.
"""

import re

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from perfgoals.accounts.enums import roles_named
from tests.one_of_each import one_of_each
from tests.test_access import PEOPLE, ROWS

pytestmark = pytest.mark.browser

# Pieces of a page; files are told by their headers.
FRAGMENTS = {"amount_words", "edit_preview", "library_suggest", "subject_suggest", "unit_suggest"}
# 320 px is a window of 1280 px at 400 % zoom.
WIDTHS = [(320, 256), (360, 740), (1366, 768), (1920, 1080)]


@pytest.fixture
def arguments(cycle, unit, preparer, supervisor, approver):
    return one_of_each(cycle, unit, preparer, supervisor, approver)


def pages_of(column: str) -> list[str]:
    """Names of the addresses that answer this person's GET with a page."""
    return [name for method, name, cells in ROWS if method == "GET" and cells[column] == "200"]


@pytest.fixture(scope="module")
def is_page():
    """is_page(page, name, address): whether a browser shows what is answered; asked once for a name."""
    known = {}

    def ask(page, name, address) -> bool:
        if name not in known:
            known[name] = "html" in page.request.head(address).headers["content-type"]
        return known[name] and name not in FRAGMENTS

    return ask


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['help']} {[node['html'][:200] for node in v['nodes'][:3]]}" for v in found]


def faults(page) -> list[str]:
    """What axe finds, and what is wider than a window of each width."""
    found = violations(page)
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        overhang = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overhang > 0:
            found.append(f"{overhang} px too wide at {width}")
    return found


@pytest.mark.parametrize("column", PEOPLE)
def test_pages_of_a_role(column, open_page, request, arguments, is_page):
    user = request.getfixturevalue(PEOPLE[column]) if PEOPLE[column] else None
    page = open_page(user, "/login/")
    problems = {}
    for name in pages_of(column):
        address = reverse(name, args=arguments.get(name, []))
        if not is_page(page, name, address):
            continue
        page.goto(address)
        if page.locator("form[hx-trigger^='load']").count():  # checks itself anew, then is loaded again
            page.locator("form[hx-trigger^='load']").wait_for(state="detached")
        if found := faults(page):
            problems[name] = found
    assert problems == {}


def test_the_second_step_of_a_login(open_page, settings, reviewer):
    settings.TOTP_ROLES = roles_named("finance")
    page = open_page(reviewer, "/")
    assert page.url.endswith("/authenticator/") and faults(page) == []
    page.get_by_label("手机上显示的六位数字").fill(pyotp.TOTP(secret_on(page)).now())
    page.get_by_role("button", name="完成设置").click()
    page.get_by_role("heading", name="恢复码").wait_for()
    assert faults(page) == []


def secret_on(page) -> str:
    return re.search(r"密钥填\s*([A-Z2-7 ]+)", page.locator("main").inner_text())[1].replace(" ", "")
