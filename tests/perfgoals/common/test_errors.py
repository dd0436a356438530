"""Error pages: Chinese, what to do next, nothing of the program's inside."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from perfgoals import urls
from perfgoals.common import errors
from projects.models import BudgetCycle


def fail(request, kind):
    if kind == "number":
        return BudgetCycle.objects.update(fiscal_year=10**25)
    raise {
        "400": SuspiciousOperation("secret-400"),
        "403": PermissionDenied,
        "404": Http404("secret-404"),
        "500": RuntimeError("secret-500"),
    }[kind]


fail.login_required = False
urlpatterns = [path("fail/<str:kind>/", fail), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)


@pytest.fixture
def browser(db):
    with override_settings(ROOT_URLCONF=__name__, DEBUG=False):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "title"),
    [("400", "请求不完整"), ("403", "没有权限"), ("404", "没有找到这个页面"), ("500", "程序出错")],
)
def test_error_pages_are_chinese_and_tell_nothing_of_the_inside(browser, kind, title, caplog):
    response = browser.get(f"/fail/{kind}/")
    page = response.content.decode()
    assert response.status_code == int(kind)
    assert title in page
    assert 'href="/"' in page
    for inside in ("secret", "Traceback", "RuntimeError", "perfgoals.", ".py"):
        assert inside not in page


def test_a_number_that_no_database_holds_is_a_bad_request(browser):
    """Forms of Django's own, such as the admin's choice of rows, ask the database with whatever is sent."""
    response = browser.get("/fail/number/")
    assert (response.status_code, "请求不完整" in response.content.decode()) == (400, True)


def test_error_pages_keep_the_security_headers(browser):
    for kind in ("400", "403", "404", "500"):
        headers = browser.get(f"/fail/{kind}/").headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], kind
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_a_stack_trace_goes_to_the_log(browser, caplog):
    browser.get("/fail/500/")
    assert "secret-500" in caplog.text


def test_an_unknown_address_is_told_to_people_logged_in_as_not_found(client_for, reviewer):
    response = client_for(reviewer).get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_the_error_page_of_the_server_needs_no_database(browser, django_db_blocker):
    with django_db_blocker.block():
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "程序出错" in response.content.decode()


def test_a_form_without_csrf_token_says_that_the_page_is_out_of_date(reviewer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(reviewer, backend="perfgoals.accounts.backends.RoleBackend")
    response = browser.post("/logout/")
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_too_many_fields_are_a_bad_request(browser, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    response = browser.post("/login/", {f"field{n}": "x" for n in range(10)})
    assert response.status_code == 400
    assert "请求不完整" in response.content.decode()


def test_too_much_text_is_refused_as_too_large(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = browser.post("/login/", {"username": "x" * 2000})
    assert response.status_code == 413
    assert "过大" in response.content.decode()
