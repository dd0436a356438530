"""Every page asks the database as often on a large site as on a small one."""

import pytest
from django.db import transaction

from benchmarks.made_up_site import make_site, session_of
from benchmarks.pages import addresses, percentiles, queries
from indicators.models import Indicator, PerformanceGoal
from perfgoals.accounts.models import User
from tests.factories import scheme

pytestmark = [pytest.mark.django_db, pytest.mark.pure]

MANY = 1000


def counted(projects: int) -> dict[str, int]:
    """Queries of each page on a site of this size, which is gone afterwards."""
    with transaction.atomic():
        cycle = make_site(projects)
        found = {
            label: queries(path, session_of(User.objects.get(username=who)))
            for label, (who, path) in addresses(cycle).items()
        }
        transaction.set_rollback(True)
    return found


def test_the_number_of_queries_does_not_depend_on_the_number_of_projects():
    scheme()
    few, many = counted(10), counted(MANY)
    assert few.keys() == many.keys() and len(few) > 10
    assert many == few
    assert max(many.values()) <= 31, many  # 检查: its figures are kept by unit, asked part by part


def test_a_made_up_site_has_what_was_asked_for():
    scheme()
    cycle = make_site(120)
    assert cycle.projects.count() == PerformanceGoal.objects.count() == 120
    assert Indicator.objects.filter(goal__project__cycle=cycle).count() > 1000
    assert cycle.projects.values("department").distinct().count() == 3
    assert set(PerformanceGoal.objects.values_list("filing__status", flat=True)) == {
        "draft", "submitted", "endorsed", "returned", "approved"
    }  # fmt: skip
    assert Indicator.objects.exclude(annual_number=None).exists(), "targets are parsed as in a real save"


@pytest.mark.pure
def test_percentiles_of_few_answers():
    assert percentiles([]) == (0.0, 0.0) and percentiles([5.0]) == (5.0, 5.0)
    median, late = percentiles([float(n) for n in range(1, 101)])
    assert median == 50.5 and 94 < late < 97
