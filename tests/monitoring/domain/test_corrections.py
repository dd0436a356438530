"""整改: asked by finance, answered by the unit, nobody written over unseen."""

from django.urls import reverse

from filings.enums import FilingStatus
from tests.monitoring.flow import report_at


class TestCorrections:
    def test_asked_and_answered(self, client_for, reviewer, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.APPROVED, unit, cycle, **staff)
        page = reverse("report_page", args=[report.round_id, report.project_id])
        finance, own = client_for(reviewer), client_for(preparer)
        ask = reverse("correction_ask", args=[report.pk])
        data = {"seen": "", "decision": "continue", "request": "九月底前完成招标"}
        assert "处理意见已保存" in finance.post(ask, data, follow=True).content.decode()
        assert "待整改" in own.get(reverse("round_detail", args=[report.round_id])).content.decode()
        assert "九月底前完成招标" in own.get(page).content.decode()
        answer = reverse("correction_answer", args=[report.pk])
        own.post(answer, {"seen": "九月底前完成招标", "result": "已完成招标"})
        report.refresh_from_db()
        assert report.correction_result == "已完成招标" and report.answered_by == preparer
        assert not report.waits_for_correction and report.status == FilingStatus.APPROVED

    def test_nobody_is_written_over_unseen(self, client_for, reviewer, approver, unit, cycle, staff):
        report = report_at(FilingStatus.ENDORSED, unit, cycle, **staff)
        ask = reverse("correction_ask", args=[report.pk])
        data = {"seen": "", "decision": "continue", "request": "请整改"}
        client_for(reviewer).post(ask, data)
        refused = client_for(approver).post(ask, data | {"request": "另一条"})
        told = refused.content.decode()
        assert refused.status_code == 409 and "财政审核员刚刚写过" in told and "另一条" in told
        assert 'name="seen" value="请整改"' in told  # having read it, he may still have his say
        report.refresh_from_db()
        assert report.correction_request == "请整改"

    def test_before_finance_has_it_nothing_is_asked(self, client_for, reviewer, unit, cycle, staff):
        report = report_at(FilingStatus.SUBMITTED, unit, cycle, **staff)
        data = {"decision": "continue", "request": "请整改"}
        assert client_for(reviewer).post(reverse("correction_ask", args=[report.pk]), data).status_code == 403

    def test_a_result_needs_words(self, client_for, reviewer, preparer, unit, cycle, staff):
        report = report_at(FilingStatus.APPROVED, unit, cycle, **staff)
        data = {"seen": "", "decision": "reallocate", "request": "请整改"}
        client_for(reviewer).post(reverse("correction_ask", args=[report.pk]), data)
        answer = reverse("correction_answer", args=[report.pk])
        told = client_for(preparer).post(answer, {"seen": "请整改", "result": " "}, follow=True)
        assert "请填写整改结果" in told.content.decode()
