"""Goals brought to a status by the real steps, so that versions, transitions and audit are there too."""

from filings.domain.rating import questions_in_use, rate, sheet_mark
from filings.domain.steps import take_step
from filings.enums import Action, FilingStatus, Rating
from indicators.domain.loading.review_data import load_review_data
from indicators.models import IndicatorCategory
from tests.factories import FIXTURES, IndicatorFactory, PerformanceGoalFactory


def ready_goal(unit, cycle, **fields):
    """A draft with a row in every required category: it may be submitted."""
    goal = PerformanceGoalFactory(project__department=unit, project__cycle=cycle, **fields)
    required = IndicatorCategory.objects.second_tier().filter(scheme=cycle.rules.scheme, required=True)
    for position, category in enumerate(required, start=1):
        IndicatorFactory(goal=goal, category=category, position=position, name=f"{category.name}之一")
    return goal


def step(goal, action, by, comment=""):
    """Take a step on the goal as it is now."""
    goal.refresh_from_db()
    return take_step(filing=goal.filing, action=action, by=by, revision=goal.revision, comment=comment)


def fill_sheet(goal, by, overall=Rating.GOOD):
    load_review_data(path=FIXTURES / "review_sheet.json")
    ratings = {question.pk: overall for question in questions_in_use()}
    goal.refresh_from_db()
    seen = sheet_mark(goal.filing)
    return rate(
        filing=goal.filing, by=by, ratings=ratings, overall=overall, opinion="目标明确，同意。", seen=seen
    )


def bring_to(goal, status, *, preparer, supervisor, approver):
    """Take a draft along the way to `status`."""
    if status == FilingStatus.DRAFT:
        return goal
    step(goal, Action.SUBMIT, preparer)
    if status == FilingStatus.RETURNED:
        step(goal, Action.RETURN, supervisor if goal.status == FilingStatus.SUBMITTED else approver, "请修改")
    if status in (FilingStatus.ENDORSED, FilingStatus.APPROVED) and goal.status == FilingStatus.SUBMITTED:
        step(goal, Action.ENDORSE, supervisor)
    if status == FilingStatus.APPROVED:
        fill_sheet(goal, approver)
        step(goal, Action.APPROVE, approver)
    goal.refresh_from_db()
    return goal
