"""What a unit says to a 提示: why the content stays, or that the check is mistaken."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from indicators.checks import Finding
from indicators.enums import AnswerVerdict
from indicators.models import CheckAnswer, PerformanceGoal
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb


def answer_finding(*, goal: PerformanceGoal, finding: Finding, reason: str, by, **verdict) -> CheckAnswer:
    """Write down why the unit keeps what a 提示 found; 强制 must be mended instead (ValidationError)."""
    return answer_findings(goal=goal, findings=[finding], reason=reason, by=by, **verdict)[0]


def answer_findings(
    *,
    goal: PerformanceGoal,
    findings: Iterable[Finding],
    reason: str,
    by,
    verdict: AnswerVerdict = AnswerVerdict.KEPT,
) -> list[CheckAnswer]:
    """One reason for several 提示 of a goal, all or none; an earlier answer is replaced.

    An answer holds as long as the text that was judged stays the same, also in the next version of the table.
    """
    findings = list(findings)
    if any(finding.blocks for finding in findings):
        raise ValidationError("强制检查不能用理由代替，请改正后再送审。")
    with transaction.atomic():
        PerformanceGoal.objects.select_for_update().get(pk=goal.pk)
        answers = [_keep(goal, finding, reason.strip(), verdict, by) for finding in findings]
        note = "；".join(dict.fromkeys(finding.message.rstrip("。") for finding in findings)) + "。"
        after = {"说明理由": reason.strip(), "性质": AnswerVerdict(verdict).label}
        record(Verb.CHANGE, by=by, obj=goal, after=after, note=note[:2000])
    return answers


def _keep(goal, finding: Finding, reason: str, verdict: AnswerVerdict, by) -> CheckAnswer:
    said = {"check_id": finding.check_id, "reason": reason, "verdict": verdict, "answered_by": by}
    CheckAnswer(goal=goal, fingerprint=finding.fingerprint, **said).clean_fields()
    return CheckAnswer.objects.update_or_create(goal=goal, fingerprint=finding.fingerprint, defaults=said)[0]


def answers_of(goal: PerformanceGoal) -> dict[str, CheckAnswer]:
    """Fingerprint → answer."""
    return {answer.fingerprint: answer for answer in goal.check_answers.select_related("answered_by")}
