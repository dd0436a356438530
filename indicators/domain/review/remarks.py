"""审核表 and 审核意见: rating a submission, and remarks from opening to settling."""

from itertools import dropwhile, islice, takewhile

from django.db import transaction
from django.utils import timezone

from indicators import rules
from indicators.enums import Place, Rating, RemarkState
from indicators.models import (
    GoalTransition,
    GoalVersion,
    Indicator,
    PerformanceGoal,
    Remark,
    ReviewAnswer,
    ReviewQuestion,
    ReviewSheet,
)
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.text import clean_text

from .queue import JUDGEMENTS
from .steps import NotAllowed, StepRefused


def questions_in_use():
    return ReviewQuestion.objects.filter(active=True).select_related("block")


def sheet_mark(goal: PerformanceGoal) -> str:
    """Which submission a person has read and which state of its sheet he has seen: `rate` wants it back."""
    filled = ReviewSheet.objects.filter(version=goal.submission_id).values_list("filled_at", flat=True)
    return f"{goal.submission_id}:{''.join(at.isoformat() for at in filled)}"


def rate(
    *, goal: PerformanceGoal, by, ratings: dict[int, str], overall: str, opinion: str, seen: str
) -> ReviewSheet:
    """Fill in or correct the 审核表 of the submission under review: question key → Rating value.

    Every question in use needs a rating; `seen` is the `sheet_mark` of the page that the person filled in.
    Writes the sheet, its answers and an audit event.
    """
    with transaction.atomic():
        goal = _locked(goal)
        if not rules.may_rate(by, goal):
            raise NotAllowed(f"项目现在是“{goal.get_status_display()}”，或不由您审核，不能填写审核表。")
        if seen != sheet_mark(goal):
            _refuse_unseen(goal, seen)
        questions = list(questions_in_use())
        missing = [question.name for question in questions if question.pk not in ratings]
        if missing:
            raise StepRefused(f"请评价每一项：{'、'.join(missing)}还没有评价。")
        sheet, _ = ReviewSheet.objects.update_or_create(
            version=goal.submission,
            defaults={
                "overall": Rating(overall), "opinion": opinion, "filled_by": by, "filled_at": timezone.now(),
            },
        )  # fmt: skip
        _write_answers(sheet, questions, ratings)
        after = {question.name: Rating(ratings[question.pk]).label for question in questions}
        after["总体评价"] = Rating(overall).label
        record(Verb.RATE, by=by, obj=goal, after=after, note=opinion)
    return sheet


def _refuse_unseen(goal: PerformanceGoal, seen: str) -> None:
    submission = goal.submission
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


def judgements_of(version: GoalVersion) -> list[GoalTransition]:
    """What reviewers decided on this submission, in order: nothing of a later one."""
    steps = version.goal.transitions.filter(at__gte=version.frozen_at).select_related("by").order_by("pk")
    after = dropwhile(lambda step: step.version_id != version.pk, steps)
    return list(takewhile(lambda step: step.action in JUDGEMENTS, islice(after, 1, None)))


def add_remark(
    *, goal: PerformanceGoal, by, text: str, place: str = "", indicator: Indicator | None = None
) -> Remark:
    """Pin a remark to a column of the project, to a cell of `indicator`, or to the whole table."""
    with transaction.atomic():
        goal = _locked(goal)
        if not rules.may_remark(by, goal):
            raise NotAllowed(f"项目现在是“{goal.get_status_display()}”，或不由您审核，不能提意见。")
        if (indicator is None) != (place not in Place.of_row()):
            raise StepRefused("意见的位置不完整：请在表中点一个单元格。")
        remark = Remark.objects.create(
            goal=goal, version=goal.submission, place=place,
            indicator_key=indicator.pk if indicator else None,
            indicator_name=indicator.name if indicator else "",
            category_name=indicator.category.name if indicator else "",
            text=_required(text, "请填写审核意见。"), by=by, at=timezone.now(),
        )  # fmt: skip
        record(Verb.REMARK, by=by, obj=goal, after={remark.where: remark.text}, note="提出意见")
    return remark


def answer_remark(*, remark: Remark, by, text: str) -> None:
    """The unit says what it did; the remark then waits for the reviewer."""
    with transaction.atomic():
        goal = _locked(remark.goal)
        if not rules.may_answer_remarks(by, goal):
            raise NotAllowed(f"项目现在是“{goal.get_status_display()}”，不能答复意见。")
        answer = _required(text, "请填写答复。")
        _change(
            remark, (RemarkState.OPEN, RemarkState.ANSWERED), state=RemarkState.ANSWERED, answer=answer,
            answered_by=by, answered_at=timezone.now(),
        )  # fmt: skip
        record(Verb.REMARK, by=by, obj=goal, after={remark.where: answer}, note="答复意见")


def resolve_remark(*, remark: Remark, by) -> None:
    """The reviewer is content."""
    _judge(
        remark, by, (RemarkState.OPEN, RemarkState.ANSWERED), "确认解决",
        state=RemarkState.RESOLVED, resolved_by=by, resolved_at=timezone.now(),
    )  # fmt: skip


def reopen_remark(*, remark: Remark, by) -> None:
    """The reviewer is not content after all; the unit answers anew."""
    _judge(
        remark, by, (RemarkState.ANSWERED, RemarkState.RESOLVED), "重新提出",
        state=RemarkState.OPEN, resolved_by=None, resolved_at=None,
    )  # fmt: skip


def _judge(remark, by, states, note, **changes) -> None:
    with transaction.atomic():
        goal = _locked(remark.goal)
        if not rules.may_remark(by, goal):
            raise NotAllowed(f"项目现在是“{goal.get_status_display()}”，或不由您审核，不能处理意见。")
        _change(remark, states, **changes)
        record(Verb.REMARK, by=by, obj=goal, after={remark.where: remark.text}, note=note)


def _change(remark, states, **changes) -> None:
    if not Remark.objects.filter(pk=remark.pk, state__in=states).update(**changes):
        raise StepRefused("这条意见已由他人处理，请刷新后查看。")
    for name, value in changes.items():
        setattr(remark, name, value)


def _locked(goal) -> PerformanceGoal:
    return PerformanceGoal.objects.with_step_facts().locked([goal.pk]).get()


def _required(text: str, message: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise StepRefused(message)
    return text


def rows_of_remarks(remarks, indicators) -> dict[int, Indicator | None]:
    """Remark key → the row it belongs to now: its own, else one of the same name, else None."""
    by_key = {indicator.pk: indicator for indicator in indicators}
    by_name = {(i.category.name, i.name): i for i in indicators}
    return {
        remark.pk: by_key.get(remark.indicator_key)
        or by_name.get((remark.category_name, remark.indicator_name))
        for remark in remarks
    }
