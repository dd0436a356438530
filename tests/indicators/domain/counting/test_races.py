"""Several keep figures at the same moment, in processes of their own: one does, a recount waits for it."""

import time

import pytest
from django.core.management import call_command

from indicators.domain.counting.alone import alone
from indicators.domain.counting.keeping import differences, keep_counts
from indicators.domain.counting.parts import PARTS
from indicators.domain.counting.reading import Counts
from indicators.models import UnitCount
from projects.models import Project
from tests.factories import DepartmentFactory, PerformanceGoalFactory
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def units(cycle):
    units = DepartmentFactory.create_batch(12)
    for unit in units:
        PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    return units


def work(who):
    for amount in range(5):
        if who == "recount":
            call_command("recount", verbosity=0)
        elif who == "worker":
            keep_counts()
        else:
            Project.objects.update(amount=amount)
    return "done"


def test_two_workers_and_a_recount_leave_the_right_figures(tmp_path, cycle, units):
    people = ["worker", "worker", "recount", "recount", "person"]
    with shared_database(tmp_path):
        assert run_together(work, *[(who,) for who in people]) == ["done"] * len(people)
        keep_counts()
        assert Counts(cycle).changed == [] and differences(cycle) == []
        assert Counts(cycle).total("status").count == len(units)
        kept = UnitCount.objects.filter(department=None).values_list("part", "key")
        assert len(kept) == len(set(kept)) and {part for part, _ in kept} <= set(PARTS)


def hold_or(act):
    if act == "hold":
        with alone() as mine:
            time.sleep(1.5)
        return mine
    time.sleep(0.5)
    start = time.monotonic()
    if act == "worker":
        return keep_counts()
    call_command("recount", verbosity=0)
    return time.monotonic() - start > 0.5


def test_a_worker_leaves_it_to_the_other_and_a_recount_waits(tmp_path, cycle, units):
    with shared_database(tmp_path):
        assert run_together(hold_or, ("hold",), ("worker",), ("recount",)) == [True, 0, True]
        assert differences(cycle) == [] and keep_counts() == 0
