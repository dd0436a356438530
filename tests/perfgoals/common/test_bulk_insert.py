"""Rows stored by the thousand are the rows that bulk_create would have stored."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from indicators.models import Indicator
from perfgoals.common.bulk_insert import insert_rows
from tests.factories import PerformanceGoalFactory, category

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


def test_nothing_to_store_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])


def test_the_database_still_refuses_what_it_refuses():
    with pytest.raises(IntegrityError):
        insert_rows([Indicator(goal_id=None, category=category(), name="没有目标")])
