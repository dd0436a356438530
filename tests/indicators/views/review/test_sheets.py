"""The printed 审核表: the official form's blocks and questions, whole texts, names, dates."""

import re
import subprocess

import pytest
from django.urls import reverse
from django.utils import timezone

from filings.domain.rating import judgements_of, questions_in_use, rate, sheet_mark
from filings.enums import Action, FilingStatus, Rating
from filings.models import ReviewQuestion
from filings.models.review import MAX_COMMENT
from indicators.domain.loading.review_data import load_review_data
from tests.factories import FIXTURES
from tests.indicators.flow import bring_to, ready_goal, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(preparer, supervisor, approver):
    load_review_data(path=FIXTURES / "review_sheet.json")
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def goal(unit, cycle, staff):
    return bring_to(ready_goal(unit, cycle), FilingStatus.ENDORSED, **staff)


def fill(goal, by, *, overall=Rating.GOOD, opinion="目标明确，同意。"):
    ratings = {question.pk: Rating.GOOD for question in questions_in_use()}
    return rate(
        filing=goal.filing,
        by=by,
        ratings=ratings,
        overall=overall,
        opinion=opinion,
        seen=sheet_mark(goal.filing),
    )


@pytest.fixture
def printed(client_for, staff, tmp_path):
    """printed(version): the text of the PDF without white space, and its number of pages."""

    def act(version):
        answer = client_for(staff["preparer"]).get(reverse("sheet_pdf", args=[version.pk]))
        path = tmp_path / "sheet.pdf"
        path.write_bytes(answer.content)
        text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout
        return "".join(text.decode().split()), text.count(b"\f")

    return act


class TestForm:
    def test_one_page_with_everything_on_it(self, goal, staff, printed):
        fill(goal, staff["approver"])
        step(goal, Action.APPROVE, staff["approver"], "同意安排")
        text, pages = printed(goal.filing.submission)
        assert pages == 1 and "第1页/共1页" in text
        for question in ReviewQuestion.objects.select_related("block"):
            assert question.block.name in text and question.name in text
            assert "".join(question.criteria.split()) in text
        today = f"{timezone.localdate():%Y年}{timezone.localdate().month}月{timezone.localdate().day}日"
        assert text.count("√") == 9 and text.count(today) >= 5
        for word in (
            goal.project.name,
            "50,000.00元",
            "目标明确，同意。",
            "同意安排",
            "主管审核员",
            "财政批复员",
        ):
            assert "".join(word.split()) in text

    def test_long_opinion_is_printed_to_its_end(self, goal, staff, printed):
        opinion = "".join(f"第{n}点意见需要补充测算依据。" for n in range(200))[:MAX_COMMENT]
        fill(goal, staff["approver"], opinion=opinion)
        text, pages = printed(goal.filing.submission)
        assert pages == 2
        assert opinion in re.sub(r"第1页/共2页打印日期：\d+年\d+月\d+日", "", text)

    def test_without_questions_the_overall_rating_stands_alone(self, goal, staff, printed):
        ReviewQuestion.objects.update(active=False)
        fill(goal, staff["approver"], overall=Rating.EXCELLENT)
        text, pages = printed(goal.filing.submission)
        assert pages == 1 and text.count("√") == 1 and "总体评价：优" in text

    def test_markup_in_an_opinion_is_text(self, goal, staff, printed):
        fill(goal, staff["approver"], opinion="<b>好</b>\n第二行 & {{ x }}")
        assert "<b>好</b>第二行&{{x}}" in printed(goal.filing.submission)[0]


class TestRound:
    """A sheet tells of its own submission, not of what came later."""

    def test_a_returned_one_says_so_and_knows_no_later_approval(self, goal, staff, printed):
        fill(goal, staff["approver"], overall=Rating.FAIR, opinion="请修改")
        first = goal.filing.submission
        step(goal, Action.RETURN, staff["approver"], "金额与测算不符")
        bring_to(goal, FilingStatus.APPROVED, **staff)
        assert [taken.action for taken in judgements_of(first)] == [Action.ENDORSE, Action.RETURN]
        assert [t.action for t in judgements_of(goal.filing.submission)] == [Action.ENDORSE, Action.APPROVE]
        text, _ = printed(first)
        assert "金额与测算不符" in text and "退回" in text and "同意批复" not in text
        assert "同意批复" in printed(goal.filing.submission)[0]

    def test_a_withdrawn_one_was_judged_by_nobody(self, unit, cycle, staff):
        goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
        first = goal.filing.submission
        step(goal, Action.WITHDRAW, staff["preparer"])
        bring_to(goal, FilingStatus.ENDORSED, **staff)
        assert judgements_of(first) == []
