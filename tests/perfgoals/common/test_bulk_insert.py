"""Rows stored by the thousand are the rows that bulk_create would have stored."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from indicators.models import Indicator, PerformanceGoal
from indicators.models.goal import filing_for
from indicators.models.indicator import parts_of_targets
from perfgoals.common.bulk_insert import insert_rows, insert_values
from tests.factories import PerformanceGoalFactory, ProjectFactory, category

pytestmark = pytest.mark.django_db


def rows(goal, *targets: str) -> list[Indicator]:
    found = []
    for position, target in enumerate(targets, 1):
        row = Indicator(goal=goal, category=category(), position=position, name=f"清淤{position}")
        row.period_target, row.annual_target = target, ""
        row.read_targets()
        found.append(row)
    return found


def stored(goal) -> list[tuple]:
    skipped = {"id", "goal"}
    names = [f.name for f in Indicator._meta.concrete_fields if f.name not in skipped]
    return list(goal.indicators.order_by("position").values_list(*names))


def test_it_stores_what_bulk_create_stores():
    one, other = PerformanceGoalFactory(indicators=0), PerformanceGoalFactory(indicators=0)
    Indicator.objects.filter(goal__in=(one, other)).delete()
    targets = ("≥12.5公里", "及时", "", "=100%")
    insert_rows(rows(one, *targets))
    Indicator.objects.bulk_create(rows(other, *targets))
    assert stored(one) == stored(other)
    assert one.indicators.get(position=1).period_number == Decimal("12.5")


def test_rows_that_are_no_objects_are_stored_alike():
    one, other = PerformanceGoalFactory(indicators=0), PerformanceGoalFactory(indicators=0)
    Indicator.objects.filter(goal__in=(one, other)).delete()
    texts = {"period_target": "≥12.5公里", "annual_target": "⼈\u200b数\r\n≥3"}
    said = {"position": 1, "category_id": category().pk, "name": "清淤", **texts}
    insert_values(Indicator, [said | parts_of_targets(**texts) | {"goal_id": one.pk}])
    row = Indicator(goal=other, **said)
    row.read_targets()
    Indicator.objects.bulk_create([row])
    assert stored(one) == stored(other)
    assert one.indicators.get().annual_target == "人数\n≥3"


def test_a_goal_is_stored_under_its_project():
    project = ProjectFactory()
    filing = filing_for(project)
    filing.save()
    insert_rows(
        [PerformanceGoal(project=project, filing=filing, overall_objective="整治", unfinished={"rows": []})]
    )
    goal = PerformanceGoal.objects.get(pk=project.pk)
    assert (goal.filing, goal.overall_objective, goal.unfinished) == (filing, "整治", {"rows": []})


def test_nothing_to_store_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
        insert_values(Indicator, [])


def test_the_database_still_refuses_what_it_refuses():
    with pytest.raises(IntegrityError):
        insert_rows([Indicator(goal_id=None, category=category(), name="没有目标")])
