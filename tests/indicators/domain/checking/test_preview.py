"""An import's preview says of a project what the checks say once it is written."""

from dataclasses import asdict

import pytest

from indicators.checks import grouped
from indicators.domain.checking.findings import find_in_goal
from indicators.domain.checking.preview import findings_between, preview_findings
from indicators.domain.checking.settings import settings_of
from indicators.domain.entry.entries import entry_of
from indicators.enums import ItemState
from indicators.models import ImportItem, IndicatorCategory, PerformanceGoal, TableImport
from perfgoals.common.text import quoted
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def categories_of(cycle):
    return {c.pk: c for c in IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme)}


def values_of(goal):
    entry = entry_of(goal)
    return {
        "unit": goal.project.department.code,
        "facts": entry.facts,
        "amount_note": goal.project.amount_note,
        "rows": [asdict(row) for row in entry.rows],
    }


def test_the_same_as_after_it_is_written(seed_cycle):
    settings, categories = settings_of(seed_cycle), categories_of(seed_cycle)
    for goal in PerformanceGoal.objects.in_cycle(seed_cycle).with_project().with_indicators():
        told = preview_findings(values_of(goal), year=2023, categories=categories, settings=settings)
        stored = grouped(find_in_goal(goal, settings))
        assert [(g.lead.check_id, g.count, g.message) for g in told] == [
            (g.lead.check_id, g.count, g.message) for g in stored
        ]


@pytest.mark.parametrize("amount", ["", "abc", "12,34,5"])
def test_an_amount_that_is_none_is_missing(seed_cycle, amount):
    goal = PerformanceGoal.objects.in_cycle(seed_cycle).with_project().with_indicators().first()
    values = values_of(goal)
    values["facts"] = values["facts"] | {"amount": amount}
    told = preview_findings(
        values, year=2023, categories=categories_of(seed_cycle), settings=settings_of(seed_cycle)
    )
    assert "amount_missing" in {group.lead.check_id for group in told}


def twin_items(table_import, goals, state=ItemState.NEW):
    return [
        ImportItem.objects.create(
            table_import=table_import, position=place, state=state, first_row=1, last_row=1,
            name=values["facts"]["name"], values=values,
        )
        for place, values in enumerate(goals)
    ]  # fmt: skip


@pytest.fixture
def table_import(seed_cycle):
    owner = UserFactory()
    return TableImport.objects.create(cycle=seed_cycle, owner=owner, filename="a.xlsx", file="imports/a.xlsx")


def between_of(items, table_import):
    cycle = table_import.cycle
    return findings_between(
        items, table_import=table_import, categories=categories_of(cycle), settings=settings_of(cycle)
    )


def test_projects_of_a_file_are_compared_with_each_other_and_with_those_stored(table_import):
    goals = PerformanceGoal.objects.in_cycle(table_import.cycle).with_project().with_indicators()
    first = goals.in_table_order().first()
    twice = values_of(first)
    twice["facts"] = twice["facts"] | {"name": first.project.name + "（续）"}
    thrice = twice | {"facts": twice["facts"] | {"name": first.project.name + "（再续）"}}
    items = twin_items(table_import, [twice, thrice])
    found, crowded = between_of(items, table_import)
    assert crowded == set()
    for item, other in (items, items[::-1]):
        messages = [f.message for f in found[item.pk] if f.check_id == "near_duplicates"]
        for name in (first.project.name, other.name):
            assert any(quoted(name) in message for message in messages), name


def test_what_the_file_changes_is_compared_as_it_will_stand(table_import):
    """The twin in the file is no longer like the stored one, which it replaces."""
    goals = PerformanceGoal.objects.in_cycle(table_import.cycle).with_project().with_indicators()
    first = goals.in_table_order().first()
    twin = values_of(first)
    (item,) = twin_items(table_import, [twin], ItemState.CHANGED)
    ImportItem.objects.filter(pk=item.pk).update(goal=first)
    found, _ = between_of([item], table_import)
    assert not any(f"“{first.project.name}”" in f.message for f in found.get(item.pk, ()))


def test_the_other_units_of_a_file_are_left_alone(table_import):
    values = values_of(PerformanceGoal.objects.in_cycle(table_import.cycle).with_project().first())
    items = twin_items(table_import, [values, values | {"unit": "999999"}])
    found, _ = between_of(items[1:], table_import)
    assert items[0].pk not in found


def test_a_unit_with_very_many_projects_is_not_compared(table_import, monkeypatch):
    monkeypatch.setattr("indicators.domain.checking.preview.COMPARED_AT_ONCE", 1)
    values = values_of(PerformanceGoal.objects.in_cycle(table_import.cycle).with_project().first())
    assert between_of(twin_items(table_import, [values, values]), table_import) == ({}, {values["unit"]})
