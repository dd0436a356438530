"""An import's preview says of a project what the checks say once it is written."""

from dataclasses import asdict

import pytest

from indicators.checks import grouped
from indicators.domain.checking.findings import find_in_goal
from indicators.domain.checking.preview import preview_findings
from indicators.domain.checking.settings import settings_of
from indicators.domain.entry.entries import entry_of
from indicators.models import IndicatorCategory, PerformanceGoal

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
