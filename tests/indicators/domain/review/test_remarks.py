"""审核表 and 审核意见."""

import pytest

from filings.domain.rating import leniency, questions_in_use, rate, sheet_mark
from filings.domain.remarks import add_remark, answer_remark, reopen_remark, resolve_remark
from filings.domain.steps import NotAllowed, StepRefused
from filings.enums import Action, FilingStatus, Rating, RemarkState
from filings.models import Remark, ReturnReason, ReviewBlock, ReviewQuestion, ReviewSheet
from indicators.domain.loading.review_data import load_review_data
from indicators.domain.review.remarks import remarked_row, rows_of_remarks
from indicators.models import Indicator, PerformanceGoal
from perfgoals.audit.models import AuditEvent
from tests.factories import FIXTURES, IndicatorFactory
from tests.indicators.flow import bring_to, fill_sheet, step

pytestmark = pytest.mark.django_db


class TestShippedData:
    def test_four_blocks_of_two_questions(self):
        load_review_data(path=FIXTURES / "review_sheet.json")
        assert [block.questions.count() for block in ReviewBlock.objects.all()] == [2, 2, 2, 2]
        assert ReturnReason.objects.exists()

    def test_what_was_changed_stays(self):
        load_review_data(path=FIXTURES / "review_sheet.json")
        ReviewQuestion.objects.filter(name="规范完整性").delete()
        assert load_review_data(path=FIXTURES / "review_sheet.json") == 0
        assert ReviewQuestion.objects.count() == 7


class TestSheet:
    def test_answers_keep_the_words_of_the_day(self, endorsed, reviewer):
        sheet = fill_sheet(endorsed, reviewer)
        ReviewQuestion.objects.filter(name="规范完整性").update(name="改名")
        answers = list(sheet.answers.all())
        assert len(answers) == 8 and answers[0].question_name == "规范完整性"
        assert answers[0].block_name == "完整性审核" and sheet.filled_by == reviewer

    def test_is_corrected_not_doubled(self, endorsed, reviewer):
        fill_sheet(endorsed, reviewer, Rating.FAIR)
        sheet = fill_sheet(endorsed, reviewer, Rating.GOOD)
        assert sheet.answers.count() == 8 and sheet.passes

    def rated(self, goal, by, seen, overall="good", worst="good"):
        questions = list(questions_in_use())
        ratings = {question.pk: "good" for question in questions} | {questions[0].pk: worst}
        return rate(filing=goal.filing, by=by, ratings=ratings, overall=overall, opinion="可", seen=seen)

    def test_two_reviewers_do_not_overwrite_each_other(self, endorsed, reviewer, staff):
        load_review_data(path=FIXTURES / "review_sheet.json")
        seen = sheet_mark(endorsed.filing)
        self.rated(endorsed, reviewer, seen)
        for stale in (seen, "", "x", "1:2:3"):
            with pytest.raises(StepRefused, match="没有保存"):
                self.rated(endorsed, staff["approver"], stale, overall="poor")
        with pytest.raises(StepRefused, match=r"财政审核员 于 .*也填写了.*“良”"):
            self.rated(endorsed, staff["approver"], seen, overall="poor")
        assert (
            self.rated(endorsed, staff["approver"], sheet_mark(endorsed.filing), overall="poor").overall
            == "poor"
        )

    def test_submission_that_nobody_has_read_is_not_rated(self, endorsed, reviewer, staff):
        load_review_data(path=FIXTURES / "review_sheet.json")
        seen = sheet_mark(endorsed.filing)
        step(endorsed, Action.RETURN, reviewer, "请修改")
        bring_to(endorsed, FilingStatus.ENDORSED, **staff)
        with pytest.raises(StepRefused, match=r"填报员甲 于 .*重新送审"):
            self.rated(endorsed, reviewer, seen)
        assert not ReviewSheet.objects.exists()

    @pytest.mark.parametrize(
        ("overall", "worst", "hint"),
        [
            ("excellent", "fair", True), ("good", "poor", True), ("fair", "poor", True),
            ("excellent", "good", False), ("fair", "fair", False), ("poor", "fair", False),
        ],
    )  # fmt: skip
    def test_overall_rating_above_the_worst_answer_is_hinted_at(
        self, endorsed, reviewer, overall, worst, hint
    ):
        load_review_data(path=FIXTURES / "review_sheet.json")
        found = leniency(self.rated(endorsed, reviewer, sheet_mark(endorsed.filing), overall, worst))
        assert bool(found) == hint and ("规范完整性" in found) == hint

    def test_every_question_is_asked(self, endorsed, reviewer):
        load_review_data(path=FIXTURES / "review_sheet.json")
        first = questions_in_use()[0]
        with pytest.raises(StepRefused, match="明确清晰性"):
            rate(
                filing=endorsed.filing,
                by=reviewer,
                ratings={first.pk: "good"},
                overall="good",
                opinion="可",
                seen=sheet_mark(endorsed.filing),
            )

    def test_retired_question_is_not_asked(self, endorsed, reviewer):
        load_review_data(path=FIXTURES / "review_sheet.json")
        ReviewQuestion.objects.filter(name="规范完整性").update(active=False)
        assert fill_sheet(endorsed, reviewer).answers.count() == 7

    def test_only_finance_and_only_what_waits_for_it(self, submitted, endorsed, staff, reviewer):
        for goal, by in [
            (submitted, reviewer),
            (endorsed, staff["supervisor"]),
            (endorsed, staff["preparer"]),
        ]:
            with pytest.raises(NotAllowed):
                fill_sheet(goal, by)

    def test_is_recorded(self, endorsed, reviewer):
        fill_sheet(endorsed, reviewer)
        event = AuditEvent.objects.order_by("number").last()
        assert event.verb == "rate" and ("总体评价", None, "良") in event.changes


class TestRemarks:
    def remark(self, goal, by, **where):
        return add_remark(filing=goal.filing, by=by, text="请核对", **where)

    def test_goes_from_open_to_answered_to_resolved(self, submitted, staff):
        remark = self.remark(submitted, staff["supervisor"], place="amount")
        step(submitted, Action.RETURN, staff["supervisor"], "见意见")
        answer_remark(remark=remark, by=staff["preparer"], text="已改为 5 万元")
        step(submitted, Action.SUBMIT, staff["preparer"])
        resolve_remark(remark=remark, by=staff["supervisor"])
        remark.refresh_from_db()
        assert (remark.state, remark.answer) == (RemarkState.RESOLVED, "已改为 5 万元")
        assert remark.resolved_by == staff["supervisor"]

    def test_can_be_taken_up_again(self, submitted, staff):
        remark = self.remark(submitted, staff["supervisor"])
        resolve_remark(remark=remark, by=staff["supervisor"])
        reopen_remark(remark=remark, by=staff["supervisor"])
        assert Remark.objects.get().state == RemarkState.OPEN

    def test_is_settled_once(self, submitted, staff):
        remark = self.remark(submitted, staff["supervisor"])
        resolve_remark(remark=remark, by=staff["supervisor"])
        with pytest.raises(StepRefused, match="已由他人处理"):
            resolve_remark(remark=remark, by=staff["supervisor"])

    @pytest.mark.parametrize("text", ["", " ", "\x00\n"])
    def test_needs_words(self, submitted, staff, text):
        with pytest.raises(StepRefused, match="请填写审核意见"):
            add_remark(filing=submitted.filing, by=staff["supervisor"], text=text)

    def test_cell_of_a_row_needs_its_row(self, submitted, staff):
        row = submitted.indicators.first()
        for where in ({"place": "annual_target"}, {"place": "amount", "row": remarked_row(row)}):
            with pytest.raises(StepRefused, match="位置"):
                self.remark(submitted, staff["supervisor"], **where)

    def test_is_for_whose_turn_it_is(self, submitted, staff, reviewer):
        for by in (staff["preparer"], reviewer):
            with pytest.raises(NotAllowed):
                self.remark(submitted, by)

    def test_unit_answers_only_while_it_may_edit(self, submitted, staff):
        remark = self.remark(submitted, staff["supervisor"])
        with pytest.raises(NotAllowed):
            answer_remark(remark=remark, by=staff["preparer"], text="已改")

    def test_says_where_it_is_pinned(self, submitted, staff):
        row = submitted.indicators.first()
        pinned = self.remark(submitted, staff["supervisor"], place="annual_target", row=remarked_row(row))
        assert pinned.where == f"{row.category.name}“{row.name}”的年度指标值"
        assert self.remark(submitted, staff["supervisor"], place="amount").where == "当年项目金额"
        assert self.remark(submitted, staff["supervisor"]).where == "整张表"


class TestRowsOfRemarks:
    @pytest.fixture
    def pinned(self, submitted, staff):
        row = submitted.indicators.last()
        return add_remark(
            filing=submitted.filing,
            by=staff["supervisor"],
            text="请核对",
            place="indicator",
            row=remarked_row(row),
        )

    def row_of(self, remark):
        goal = PerformanceGoal.objects.with_indicators().get(pk=remark.filing.goal.pk)
        remark.refresh_from_db()
        return rows_of_remarks([remark], goal.indicators.all())[remark.pk]

    def test_survives_reordering(self, pinned):
        Indicator.objects.filter(pk=pinned.row_key).update(position=0)
        assert self.row_of(pinned).pk == pinned.row_key

    def test_survives_renaming(self, pinned):
        Indicator.objects.filter(pk=pinned.row_key).update(name="新名")
        assert self.row_of(pinned).name == "新名"

    def test_finds_a_row_that_was_entered_anew(self, pinned):
        old = Indicator.objects.get(pk=pinned.row_key)
        Indicator.objects.filter(pk=old.pk).delete()
        anew = IndicatorFactory(goal=pinned.filing.goal, category=old.category, name=old.name)
        assert self.row_of(pinned) == anew

    def test_keeps_its_words_when_the_row_is_gone(self, pinned):
        Indicator.objects.filter(pk=pinned.row_key).delete()
        assert self.row_of(pinned) is None
        assert pinned.where.startswith(pinned.row_group)
