"""Helps of the fields: shipped once, edited by administrators, one query a page."""

import json

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.domain.loading.field_help import load_field_help
from indicators.fields import CELLS, FACTS
from indicators.models import FieldHelp
from tests.factories import FIXTURES

pytestmark = pytest.mark.django_db
SHIPPED = FIXTURES / "field_help.json"


@pytest.fixture
def helps():
    load_field_help(path=SHIPPED)


def render(source: str) -> str:
    context = Context({"request": RequestFactory().get("/")})
    return Template("{% load field_help %}" + source).render(context)


def test_every_field_that_people_fill_in_has_a_help_and_an_example():
    keys = {entry["key"] for entry in json.loads(SHIPPED.read_text(encoding="utf-8")) if entry["example"]}
    cells = {"indicator_name" if cell == "name" else cell for cell in CELLS}
    assert {"department", *FACTS} | cells == keys


def test_loading_again_keeps_what_the_administrator_wrote(helps):
    FieldHelp.objects.filter(key="amount").update(text="本区统一填到元。")
    FieldHelp.objects.filter(key="note").delete()
    assert load_field_help(path=SHIPPED) == 1
    assert FieldHelp.objects.get(key="amount").text == "本区统一填到元。"


def test_a_page_with_many_fields_asks_once(helps):
    with CaptureQueriesContext(connection) as queries:
        page = render(
            '{% field_help "amount" %}{% field_help "justification" %}{% field_help "note" "n-1" %}'
        )
    assert len(queries) == 1
    assert 'id="help-amount"' in page and 'id="n-1"' in page and "50,000.00" in page


def test_a_field_without_help_shows_nothing(helps):
    assert render('{% field_help "unknown" %}').strip() == ""


def test_the_tag_works_where_there_is_no_request(helps):
    page = Template('{% load field_help %}{% field_help "amount" %}').render(Context())
    assert "help-amount" in page


def test_help_is_shown_as_text(helps):
    FieldHelp.objects.filter(key="amount").update(text="<script>x</script>")
    assert "<script>" not in render('{% field_help "amount" %}')


def test_the_help_page_lists_all_and_everybody_may_read_it(helps, nobody, preparer, client_for):
    for user in (nobody, preparer):
        page = client_for(user).get(reverse("help")).content.decode()
        assert all(entry.label in page for entry in FieldHelp.objects.all())


def test_the_administrator_edits_texts_but_neither_adds_nor_removes_fields(
    helps, administrator, preparer, client_for
):
    entry = FieldHelp.objects.get(key="amount")
    change = reverse("admin:indicators_fieldhelp_change", args=[entry.pk])
    browser = client_for(administrator)
    browser.post(change, {"label": "金额", "text": "单位：元。", "example": "1.00"})
    entry.refresh_from_db()
    assert (entry.key, entry.text) == ("amount", "单位：元。")
    assert browser.get(reverse("admin:indicators_fieldhelp_add")).status_code == 403
    assert browser.post(reverse("admin:indicators_fieldhelp_delete", args=[entry.pk])).status_code == 403
    assert client_for(preparer).get(change).status_code in (302, 403)
