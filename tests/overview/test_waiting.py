"""What waits is counted once a request, the same for the bell and for 待办."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filings.enums import FilingStatus
from indicators.domain.counting.keeping import keep_counts
from indicators.domain.review import waiting
from notices.models import Notice, NoticeReading
from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import Role
from tests.factories import BudgetCycleFactory, EvaluationFactory, PerformanceGoalFactory, ProjectFactory


def bell(browser, address="help"):
    return {line.label: line.count for line in browser.get(reverse(address)).context["bell"].lines}


@pytest.fixture
def goal(cycle, unit):
    def make(status, **more):
        place = {"project__cycle": cycle, "project__department": unit} | more
        return PerformanceGoalFactory(filing__status=status, **place)

    return make


def test_the_bell_costs_three_queries(cycle, unit, goal, preparer, supervisor, client_for):
    """Messages, notices, tables of every kind and cycle."""
    goal(FilingStatus.RETURNED), goal(FilingStatus.SUBMITTED)
    for user in (preparer, supervisor):
        browser = client_for(user)
        browser.get(reverse("help"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("help"))
        told = [query["sql"] for query in captured.captured_queries]
        assert sum("filings_filing" in sql for sql in told) == 1
        assert sum("notices_" in sql for sql in told) == 2


def test_home_asks_nothing_that_the_bell_asks(cycle, unit, goal, preparer, client_for):
    EvaluationFactory(
        project=ProjectFactory(cycle=cycle, department=unit), filing__status=FilingStatus.SUBMITTED
    )
    browser = client_for(preparer)
    browser.get(reverse("home"))
    with CaptureQueriesContext(connection) as captured:
        browser.get(reverse("home"))
    told = [query["sql"] for query in captured.captured_queries]
    assert len(set(told)) == len(told)
    assert sum("notices_" in sql for sql in told) == 2


def test_home_shows_what_the_bell_counts(cycle, preparer, approver, client_for):
    notice = Notice.objects.create(title="培训", text="周五下午", by=approver)
    browser = client_for(preparer)
    assert bell(browser, "home") == {"未读公告": 1} and "周五下午" in browser.get("/").content.decode()
    NoticeReading.objects.create(notice=notice, user=preparer)
    assert bell(browser, "home") == {} and "周五下午" not in browser.get("/").content.decode()


class TestFinance:
    def test_of_all_units_is_told_by_kept_figures_and_of_what_changed_since(
        self, cycle, goal, other_unit, approver, client_for
    ):
        goal(FilingStatus.ENDORSED)
        keep_counts()
        browser = client_for(approver)
        assert bell(browser) == {"待审核": 1}
        goal(FilingStatus.ENDORSED, project__department=other_unit), goal(FilingStatus.DRAFT)
        assert bell(browser) == {"待审核": 2}

    def test_who_also_fills_in_is_told_of_both(self, cycle, unit, goal, make_user, client_for):
        both = make_user(Role.APPROVER)
        grant_role(user=both, role=Role.PREPARER, department=unit)
        goal(FilingStatus.ENDORSED), goal(FilingStatus.RETURNED), goal(FilingStatus.RETURNED)
        goal(FilingStatus.DRAFT, filing__version_number=2)
        assert bell(client_for(both)) == {"待审核": 1, "被退回": 2, "待调整": 1}

    def test_of_some_units_is_told_of_these(self, cycle, unit, other_unit, goal, make_user, client_for):
        goal(FilingStatus.ENDORSED), goal(FilingStatus.ENDORSED, project__department=other_unit)
        assert bell(client_for(make_user(Role.REVIEWER, department=other_unit))) == {"待审核": 1}

    def test_is_told_of_other_open_cycles_by_name(self, cycle, unit, goal, approver, client_for):
        older = BudgetCycleFactory(fiscal_year=2022)
        goal(FilingStatus.ENDORSED, project__cycle=older)
        assert bell(client_for(approver)) == {f"待审核（{older}）": 1}


def test_a_unit_has_begun_with_its_first_project_kept_or_not(cycle, unit, other_unit):
    """Which units have projects is kept; what changed since the last count is looked at."""

    def not_begun():
        return set(waiting.units_not_begun(cycle=cycle)) & {unit, other_unit}

    project = ProjectFactory(cycle=cycle, department=unit)
    assert not_begun() == {other_unit}, "nothing is kept yet"
    keep_counts()
    assert not_begun() == {other_unit}
    lone = ProjectFactory(cycle=cycle, department=other_unit)
    assert not_begun() == set(), "the unit changed since"
    keep_counts()
    lone.delete()
    project.department = other_unit
    project.save()
    assert not_begun() == {unit}
    keep_counts()
    assert not_begun() == {unit}
