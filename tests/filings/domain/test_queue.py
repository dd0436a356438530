"""The queue of one kind: what waits for whom, its neighbours, the figures of the bell."""

from dataclasses import replace

import pytest

from filings import kinds
from filings.domain.queue import neighbours, queue, waiting_counts
from filings.enums import FilingStatus
from filings.kinds import kind_of
from filings.models import Filing
from filings.workflow import Workflow
from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from tests.factories import BudgetCycleFactory, EvaluationFactory, PerformanceGoalFactory, ProjectFactory

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


def waiting(user, cycle, kinds=KINDS, **more):
    return waiting_counts(user=user, cycles=[cycle], kinds=kinds, **more)[cycle.pk]


NOTHING = {"to_judge": 0, "returned": 0, "revised": 0}


def test_kinds_are_counted_apart_in_one_query(
    cycle, unit, table, supervisor, preparer, django_assert_num_queries
):
    table(FilingStatus.SUBMITTED), table(FilingStatus.RETURNED), table(FilingStatus.DRAFT)
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, submitted=True)
    supervisor.standing, preparer.standing  # noqa: B018  read once a request
    with django_assert_num_queries(1):
        counts = waiting(supervisor, cycle)
    assert counts["evaluation"] == counts["goal"] == NOTHING | {"to_judge": 1}
    assert counts["monitoring"] == NOTHING
    with django_assert_num_queries(1):
        counts = waiting(preparer, cycle)
    assert counts["evaluation"] == NOTHING | {"returned": 1} and counts["goal"] == NOTHING


def test_units_that_come_below_a_superior_or_leave_him_are_counted_so(cycle, unit, table, other_supervisor):
    """The question is kept from page to page: it must not keep the units of yesterday."""

    def to_judge():
        return waiting(User.objects.get(pk=other_supervisor.pk), cycle)["evaluation"]["to_judge"]

    table(FilingStatus.SUBMITTED)
    assert to_judge() == 0
    before, unit.parent = unit.parent, other_supervisor.roles[Role.SUPERVISOR][0].department
    unit.save()
    assert to_judge() == 1
    unit.parent = before
    unit.save()
    assert to_judge() == 0


def test_cycles_are_counted_apart(cycle, unit, table, preparer):
    other = BudgetCycleFactory(fiscal_year=2031)
    table(FilingStatus.RETURNED)
    counts = waiting_counts(user=preparer, cycles=[cycle, other], kinds=["evaluation"])
    assert counts == {cycle.pk: {"evaluation": NOTHING | {"returned": 1}}, other.pk: {"evaluation": NOTHING}}


def test_a_draft_waits_once_it_was_opened_for_adjustment(cycle, unit, preparer, other_preparer):
    for number in (1, 2, 3):
        PerformanceGoalFactory(project__cycle=cycle, project__department=unit, filing__version_number=number)
    assert waiting(preparer, cycle)["goal"] == NOTHING | {"revised": 2}
    assert waiting(other_preparer, cycle)["goal"] == NOTHING


def test_each_role_counts_in_its_own_units(cycle, unit, other_unit, table, preparer):
    """填报 of one unit, 主管部门审核 of another: what waits in the one must not be counted in the other."""
    grant_role(user=preparer, role=Role.SUPERVISOR, department=other_unit)
    for department in (unit, other_unit):
        for status in (FilingStatus.SUBMITTED, FilingStatus.RETURNED):
            project = ProjectFactory(cycle=cycle, department=department)
            EvaluationFactory(project=project, filing__status=status)
    user = type(preparer).objects.get(pk=preparer.pk)
    assert waiting(user, cycle)["evaluation"] == NOTHING | {"to_judge": 1, "returned": 1}
    assert waiting(user, cycle, roles=[Role.PREPARER])["evaluation"] == NOTHING | {"returned": 1}
    assert waiting(user, cycle, roles=[Role.SUPERVISOR])["evaluation"] == NOTHING | {"to_judge": 1}


def test_kinds_may_be_judged_by_different_roles(cycle, table, unit, approver, monkeypatch):
    """A kind without 财政审核 leaves nothing to finance, though its tables may stand there."""
    rows = [row for row in kind_of("evaluation").workflow.transitions if "endorsed" not in row.sources]
    early = replace(kind_of("evaluation"), key="early", workflow=Workflow(tuple(rows)))
    monkeypatch.setitem(kinds._kinds, "early", early)
    table(FilingStatus.ENDORSED)
    Filing.objects.create(kind="early", cycle=cycle, department=unit, status=FilingStatus.ENDORSED)
    counts = waiting(approver, cycle, ["evaluation", "early"])
    assert counts == {"evaluation": NOTHING | {"to_judge": 1}, "early": NOTHING}


def test_who_judges_nothing_is_told_of_nothing(cycle, table, auditor, django_assert_num_queries):
    table(FilingStatus.SUBMITTED)
    assert not auditor.has_role(Role.PREPARER)
    with django_assert_num_queries(0):
        assert waiting(auditor, cycle, ["evaluation"]) == {"evaluation": NOTHING}


def test_neighbours():
    assert neighbours([3, 5, 9], 5) == {"previous": 3, "next": 9, "number": 2, "total": 3}
    assert neighbours([3, 5], 3)["previous"] is None and neighbours([3, 5], 5)["next"] is None
    assert neighbours([3, 5], 8) == {"previous": None, "next": 3, "number": None, "total": 2}
    assert neighbours([], 8)["next"] is None
