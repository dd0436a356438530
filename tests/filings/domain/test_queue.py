"""The queue of one kind: what waits for whom, its neighbours, the figures of the bell."""

import pytest

from filings.domain.queue import neighbours, queue, waiting_counts
from filings.enums import FilingStatus
from tests.factories import EvaluationFactory, PerformanceGoalFactory, ProjectFactory

KINDS = ["goal", "monitoring", "evaluation"]


@pytest.fixture
def table(cycle, unit):
    def make(status):
        project = ProjectFactory(cycle=cycle, department=unit)
        return EvaluationFactory(project=project, filing__status=status)

    return make


def keys(user, cycle):
    return set(queue(user=user, cycle=cycle, kind="evaluation").values_list("pk", flat=True))


def test_each_reviewer_sees_what_waits_for_the_role(cycle, table, supervisor, other_supervisor, approver):
    first, second = table(FilingStatus.SUBMITTED), table(FilingStatus.ENDORSED)
    table(FilingStatus.DRAFT)
    assert keys(supervisor, cycle) == {first.filing_id}
    assert keys(approver, cycle) == {second.filing_id}
    assert keys(other_supervisor, cycle) == set()


def test_kinds_are_counted_apart_in_one_query(
    cycle, unit, table, supervisor, preparer, django_assert_num_queries
):
    table(FilingStatus.SUBMITTED), table(FilingStatus.RETURNED)
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, submitted=True)
    supervisor.roles, preparer.roles  # noqa: B018  read once a request
    with django_assert_num_queries(1):
        counts = waiting_counts(user=supervisor, cycle=cycle, kinds=KINDS)
    assert counts["evaluation"] == {"to_judge": 1, "returned": 0}
    assert counts["goal"]["to_judge"] == 1 and counts["monitoring"]["to_judge"] == 0
    counts = waiting_counts(user=preparer, cycle=cycle, kinds=KINDS)
    assert counts["evaluation"] == {"to_judge": 0, "returned": 1}


def test_who_judges_nothing_is_told_of_nothing(cycle, table, auditor):
    table(FilingStatus.SUBMITTED)
    assert waiting_counts(user=auditor, cycle=cycle, kinds=["evaluation"]) == {
        "evaluation": {"to_judge": 0, "returned": 0}
    }


def test_neighbours():
    assert neighbours([3, 5, 9], 5) == {"previous": 3, "next": 9, "number": 2, "total": 3}
    assert neighbours([3, 5], 3)["previous"] is None and neighbours([3, 5], 5)["next"] is None
    assert neighbours([3, 5], 8) == {"previous": None, "next": 3, "number": None, "total": 2}
    assert neighbours([], 8)["next"] is None
