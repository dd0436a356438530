"""What a box for a unit suggests: by code, name or initials, and only what the person may see."""

import re

import pytest
from django.urls import reverse

from filings.views import units
from tests.factories import DepartmentFactory, PerformanceGoalFactory

pytestmark = pytest.mark.django_db


def suggested(client, **query):
    answer = client.get(reverse("unit_suggest"), query)
    assert answer.status_code == 200
    return re.findall(r'data-value="([^"-]+)-', answer.content.decode())


@pytest.mark.parametrize("text", ["130001", "1300", "组织部", "ZZB", " １３０００１ "])
def test_by_code_part_of_the_name_or_initials(client_for, administrator, unit, other_unit, text):
    assert suggested(client_for(administrator), q=text) == [unit.code]


def test_a_code_in_either_case(client_for, administrator):
    DepartmentFactory(code="9AB01", name="某中心")
    assert suggested(client_for(administrator), q="9ａb") == ["9AB01"]


def test_nothing_typed_shows_the_first_ones_and_says_that_there_are_more(
    client_for, administrator, unit, other_unit, monkeypatch
):
    monkeypatch.setattr(units, "SUGGESTIONS", 1)
    client = client_for(administrator)
    assert suggested(client) == [unit.parent.code]
    assert "还有更多" in client.get(reverse("unit_suggest")).content.decode()


def test_only_what_the_person_may_see(client_for, preparer, reviewer, unit, other_unit):
    assert suggested(client_for(preparer)) == [unit.code]
    assert {unit.code, other_unit.code} < set(suggested(client_for(reviewer)))


def test_of_a_cycle_those_with_tables_in_it_even_if_closed(client_for, reviewer, cycle, unit, other_unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=other_unit)
    client = client_for(reviewer)
    type(other_unit).objects.filter(pk=other_unit.pk).update(active=False)
    assert suggested(client, cycle=cycle.code) == [other_unit.code]
    assert unit.code in suggested(client) and other_unit.code not in suggested(client)
    assert client.get(reverse("unit_suggest"), {"cycle": "1999"}).status_code == 404


def test_who_has_tables_in_a_cycle_is_not_told_to_administrators(client_for, administrator, cycle, unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    assert suggested(client_for(administrator), cycle=cycle.code) == []
    assert unit.code in suggested(client_for(administrator))


def test_names_are_written_as_text_and_nothing_found_is_said(client_for, administrator):
    DepartmentFactory(code="999", name='"><script>alert(1)</script>')
    client = client_for(administrator)
    assert "<script" not in client.get(reverse("unit_suggest"), {"q": "999"}).content.decode()
    assert "没有找到“火星”" in client.get(reverse("unit_suggest"), {"q": "火星"}).content.decode()
