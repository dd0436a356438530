"""整改: finance asks for it after reading a report and decides how the project goes on; the unit answers.

Both stand beside the frozen report: asking does not open it, answering does not change it.
"""

from django.db import transaction
from django.utils import timezone

from filings.models import Filing
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from .. import rules
from ..enums import Decision
from ..models import MonitoringReport


class CorrectionRefused(Exception):
    """It can't be asked or answered; the text says why and what to do."""


def ask_correction(
    *, report: MonitoringReport, by, decision: str, request: str, seen: str
) -> MonitoringReport:
    """Record 处理意见 and, with a `request`, that something has to be put right.

    `seen` is the request that the page showed: somebody else's is not written over unseen.
    """
    with transaction.atomic():
        report = _locked(report)
        if not rules.may_ask_correction(by, report):
            raise CorrectionRefused("监控表送到财政以后，才能由财政审核人员要求整改。")
        if report.correction_request != seen:
            raise CorrectionRefused(f"{report.asked_by}刚刚写过整改要求，您的没有保存。请看过后再写。")
        request = clean_text(request).strip()
        if request != report.correction_request:
            report.correction_result, report.answered_by, report.answered_at = "", None, None
        report.needs_correction, report.correction_request = bool(request), request
        report.decision, report.asked_by, report.asked_at = Decision(decision), by, timezone.now()
        report.save()
        after = {"处理意见": Decision(decision).label, "整改要求": request or "不需要整改"}
        record(Verb.REMARK, by=by, obj=report, after=after, note="监控处理意见")
    return report


def answer_correction(*, report: MonitoringReport, by, result: str, seen: str) -> MonitoringReport:
    """The unit says what it did; `seen` is the request that it answers."""
    with transaction.atomic():
        report = _locked(report)
        if not rules.may_answer_correction(by, report):
            raise CorrectionRefused("没有要求整改，或不是您填报的单位，不能填写整改结果。")
        if report.correction_request != seen:
            raise CorrectionRefused("整改要求已经改过，您的整改结果没有保存。请看过现在的要求再写。")
        result = clean_text(result).strip()
        if not result:
            raise CorrectionRefused("请填写整改结果。")
        report.correction_result, report.answered_by, report.answered_at = result, by, timezone.now()
        report.save()
        record(Verb.REMARK, by=by, obj=report, after={"整改结果": result}, note="填写整改结果")
    return report


def _locked(report: MonitoringReport) -> MonitoringReport:
    """The report as it is now, its filing locked until the transaction ends."""
    filing = Filing.objects.select_related("department__parent", "cycle").locked([report.filing_id]).get()
    found = MonitoringReport.objects.select_related("project", "round", "asked_by").get(pk=report.pk)
    found.filing = filing
    return found
