"""A Chromium for the session, and pages in which a person is already logged in."""

import os
import shutil

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.people import browser_of

# Playwright's sync API keeps an event loop in this thread; the ORM is still called one at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """Started after the database is made: inside Playwright's loop Django would open another connection."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """open_page(user, path, **context options): a browser of its own; errors of scripts fail the test."""
    contexts, errors = [], []

    def open_page(user, path, *, width=1366, height=768, **options):
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: "Content Security" in line.text and errors.append(line.text))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def session_cookie(user, url: str) -> dict:
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": browser_of(user).cookies[name].value, "url": url}
