"""Monitoring and self-evaluations on 待办: each figure is the number of rows behind its link."""

import pytest
from django.urls import reverse

from filings.domain.queue import waiting_counts
from filings.enums import FilingStatus
from filings.faces import all_faces
from overview.year import year_figures
from tests.evaluation.flow import evaluation_at
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import report_at


def figures_of(user, cycle):
    waiting = waiting_counts(user=user, cycles=[cycle], kinds=[face.key for face in all_faces()])
    return year_figures(user=user, cycle=cycle, waiting=waiting[cycle.pk])


@pytest.fixture
def year(unit, cycle, preparer, supervisor, approver):
    """A report and a self-evaluation at the department, a third project with nothing yet."""
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
    bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("preparer", {"1—6月监控待填": 2, "自评待填": 2}),
        ("supervisor", {"监控待审核": 1, "自评待审核": 1}),
        ("approver", {}),
        ("other_preparer", {}),
    ],
)
def test_what_waits_and_the_list_behind_it(year, cycle, request, client_for, who, expected):
    user = request.getfixturevalue(who)
    figures = figures_of(user, cycle)
    assert {label: number for label, number, _ in figures} == expected
    browser = client_for(user)
    page = browser.get(reverse("home")).content.decode()
    for label, number, address in figures:
        assert label in page
        assert browser.get(address).context["page"].paginator.count == number


def test_before_the_year_is_over_nobody_is_asked_to_evaluate(year, cycle, preparer):
    cycle.fiscal_year = 2999
    assert not any("自评" in label for label, _, _ in figures_of(preparer, cycle))


def test_a_cycle_without_rounds_asks_nothing(cycle, preparer):
    assert figures_of(preparer, cycle) == []
    assert MonitoringRoundFactory(cycle=cycle) and figures_of(preparer, cycle) == []
