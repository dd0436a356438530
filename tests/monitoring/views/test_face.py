"""Monitoring reports on the common pages: steps, review with lights, 调整 of what is impossible."""

from django.urls import reverse

from filings.enums import FilingStatus
from tests.monitoring.flow import report_at


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
