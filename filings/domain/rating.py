"""审核表: rating a submission."""

from collections.abc import Iterable
from itertools import dropwhile, islice, takewhile

from django.db import transaction
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from .. import rules
from ..enums import Rating
from ..models import Filing, FilingTransition, FilingVersion, ReviewAnswer, ReviewQuestion, ReviewSheet
from ..workflow import JUDGEMENTS
from .steps import BATCH_LIMIT, NotAllowed, StepRefused, StepResult


def questions_in_use():
    return ReviewQuestion.objects.filter(active=True).select_related("block")


def sheet_mark(filing: Filing) -> str:
    """Which submission a person has read and which state of its sheet he has seen: `rate` wants it back."""
    filled = ReviewSheet.objects.filter(version=filing.submission_id).values_list("filled_at", flat=True)
    return f"{filing.submission_id}:{''.join(at.isoformat() for at in filled)}"


def rate(
    *, filing: Filing, by, ratings: dict[int, str], overall: str, opinion: str, seen: str
) -> ReviewSheet:
    """Fill in or correct the 审核表 of the submission under review: question key → Rating value.

    Every question in use needs a rating; `seen` is the `sheet_mark` of the page that the person filled in.
    Writes the sheet, its answers and an audit event.
    """
    with transaction.atomic():
        filing = Filing.objects.with_step_facts().locked([filing.pk]).get()
        if not rules.may_rate(by, filing):
            raise NotAllowed(
                f"{filing.kind_of.noun}现在是“{filing.get_status_display()}”，或不由您审核，不能填写审核表。"
            )
        if seen != sheet_mark(filing):
            _refuse_unseen(filing, seen)
        questions = list(questions_in_use())
        missing = [question.name for question in questions if question.pk not in ratings]
        if missing:
            raise StepRefused(f"请评价每一项：{'、'.join(missing)}还没有评价。")
        sheet, _ = ReviewSheet.objects.update_or_create(
            version=filing.submission,
            defaults={
                "overall": Rating(overall), "opinion": opinion, "filled_by": by, "filled_at": timezone.now(),
            },
        )  # fmt: skip
        _write_answers(sheet, questions, ratings)
        after = {question.name: Rating(ratings[question.pk]).label for question in questions}
        after["总体评价"] = Rating(overall).label
        record(Verb.RATE, by=by, obj=filing.table, after=after, note=opinion)
    return sheet


def rate_many(
    *, filings: Iterable[tuple[Filing, str]], by, ratings: dict[int, str], overall: str, opinion: str
) -> list[StepResult]:
    """The same 审核表 for (filing, mark of the page) pairs, at most BATCH_LIMIT, each in its own transaction.

    Returns a StepResult per pair, in order: one that is refused does not stop the others.
    """
    filings = list(filings)
    if len(filings) > BATCH_LIMIT:
        noun = filings[0][0].kind_of.noun
        raise StepRefused(f"一次最多评价 {BATCH_LIMIT} 个{noun}，现选了 {len(filings)} 个。请分几次办理。")
    results = []
    for filing, seen in filings:
        try:
            rate(filing=filing, by=by, ratings=ratings, overall=overall, opinion=opinion, seen=seen)
        except StepRefused as refusal:
            results.append(StepResult(filing, False, str(refusal)))
        else:
            results.append(StepResult(filing, True, f"已评为“{Rating(overall).label}”"))
    return results


def _refuse_unseen(filing: Filing, seen: str) -> None:
    submission = filing.submission
    if seen.partition(":")[0] != str(submission.pk):
        raise StepRefused(
            f"您打开审核表之后，{submission.frozen_by} 于 {_moment(submission.frozen_at)} 重新送审了这张表，"
            "您的评价没有保存。请先到审核页看过现在的内容，核对下面的评价后再保存。"
        )
    if (sheet := ReviewSheet.objects.filter(version=submission).select_related("filled_by").first()) is None:
        raise StepRefused("审核表没有保存。请核对下面的评价后再保存。")
    raise StepRefused(
        f"您打开审核表之后，{sheet.filled_by} 于 {_moment(sheet.filled_at)} 也填写了审核表，总体评价为"
        f"“{sheet.get_overall_display()}”，您的评价没有保存。下面仍是您填的内容，再保存将代替对方的评价。"
    )


def _moment(at) -> str:
    at = timezone.localtime(at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def leniency(sheet: ReviewSheet) -> str:
    """A hint where the overall rating passes over an answer of 中 or 差; "" where it does not."""
    worst = max(sheet.answers.all(), key=lambda answer: Rating(answer.rating).rank, default=None)
    if worst is None or Rating(worst.rating).passes:
        return ""
    if Rating(sheet.overall).rank >= Rating(worst.rating).rank:
        return ""
    names = "、".join(answer.question_name for answer in sheet.answers.all() if answer.rating == worst.rating)
    return (
        f"总体评价为“{sheet.get_overall_display()}”，但“{names}”评为“{worst.get_rating_display()}”。"
        "请核对，并在总体意见中说明。"
    )


def _write_answers(sheet, questions, ratings) -> None:
    sheet.answers.all().delete()
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(
            sheet=sheet, question=question, position=position, block_name=question.block.name,
            question_name=question.name, criteria=question.criteria, rating=Rating(ratings[question.pk]),
        )
        for position, question in enumerate(questions, start=1)
    )  # fmt: skip


def judgements_of(version: FilingVersion) -> list[FilingTransition]:
    """What reviewers decided on this submission, in order: nothing of a later one."""
    steps = version.filing.transitions.filter(at__gte=version.frozen_at).select_related("by").order_by("pk")
    after = dropwhile(lambda step: step.version_id != version.pk, steps)
    return list(takewhile(lambda step: step.action in JUDGEMENTS, islice(after, 1, None)))
