"""Where a form leads back to: a path of this site, whatever is sent."""

import pytest
from django.test import RequestFactory

from filings.views.scope import next_of

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("path", ["/", "/cycles/2026/review/?q=%E4%B8%80&page=2", "/goals/1/?view=sheet"])
def test_a_path_of_this_site_is_followed(path):
    assert next_of(RequestFactory().post("/x/", {"next": path})) == path
    assert next_of(RequestFactory().get("/x/", {"following": path}), "following") == path


@pytest.mark.parametrize(
    "sent",
    [
        "", "-1", "home", "goal_list", "9" * 25, "?page=2", "http://testserver/", "//evil.example/",
        "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "///evil.example", "/\t/evil.example", " /goals/1/",
    ],
)  # fmt: skip
def test_anything_else_is_not(sent):
    assert next_of(RequestFactory().post("/x/", {"next": sent})) == ""
