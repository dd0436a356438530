"""What the page of a cycle would post: everything that it shows, with some changes."""

from django.urls import reverse

from tests.factories import scheme


def posted_cycle(browser, *, cycle: str = "", tree: str = "2021", **changes) -> dict:
    """The data of the page for a new cycle, or of `cycle`."""
    page = browser.get(reverse("cycle_edit", args=[cycle]) if cycle else reverse("cycle_new"))
    bound = [field for form in (page.context["form"], page.context["rules"]) for field in form]
    data = {field.html_name: field.value() for field in bound if field.value() not in (None, False)}
    return data | {"rules-scheme": scheme(tree).pk} | changes
