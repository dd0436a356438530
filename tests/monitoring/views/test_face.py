"""Monitoring reports on the common pages: steps, review with lights, 调整 of what is impossible."""

import pytest
from django.urls import reverse

from filings.enums import FilingStatus
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import report_at


@pytest.fixture
def staff(preparer, supervisor, approver):
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def goal(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)


@pytest.fixture
def round(cycle):
    return MonitoringRoundFactory(cycle=cycle, last_month=6)


def at(name, round, goal):
    return reverse(f"report_{name}", args=[round.pk, goal.pk])


def typed(goal, *, revision=0, **changes):
    """Half done, all certain, in the names of the form."""
    data = {"revision": revision, "total_budget": "50,000.00", "total_executed": "25000"}
    for place, _ in enumerate(goal.indicators.all()):
        data |= {
            f"row{place}_actual": "2次",
            f"row{place}_expected": "4次",
            f"row{place}_possibility": "certain",
        }
    return data | changes


class TestReview:
    def test_the_whole_way(self, client_for, preparer, supervisor, approver, unit, cycle, staff):
        report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        for person, action in ((preparer, "submit"), (supervisor, "endorse"), (approver, "approve")):
            report.filing.refresh_from_db()
            address = reverse(f"filing_{action}", args=[report.filing_id])
            page = client_for(person).post(address, {"revision": report.filing.revision}, follow=True)
            assert "现在是" in page.content.decode(), action
        report.filing.refresh_from_db()
        assert report.filing.status == FilingStatus.APPROVED
        assert '"light":"绿灯"' in report.filing.versions.last().content.replace(" ", "")

    def test_without_a_cause_it_is_not_submitted(self, client_for, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.DRAFT, unit, cycle, **staff)
        report.indicators.filter(position=1).update(possibility="possible")
        page = client_for(preparer).get(reverse("filing_submit", args=[report.filing_id])).content.decode()
        assert "必须先改" in page and "偏差原因" in page

    def test_the_review_page_shows_the_lights(self, client_for, supervisor, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, actual="1次", **staff)
        page = client_for(supervisor).get(reverse("filing_review", args=[report.filing_id])).content.decode()
        assert "红灯" in page and "1/4 ÷ 6/12" in page

    def test_what_is_impossible_leads_to_the_goal(self, client_for, approver, unit, cycle, staff):
        report = report_at(FilingStatus.ENDORSED, unit, cycle, possibility="impossible", **staff)
        page = client_for(approver).get(reverse("filing_review", args=[report.filing_id])).content.decode()
        assert reverse("goal_revise", args=[report.project_id]) in page
