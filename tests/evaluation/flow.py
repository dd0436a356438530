"""Self-evaluations of approved goals, brought to a status by the real steps."""

from decimal import Decimal

from evaluation.domain.entry import open_evaluation, save_evaluation
from evaluation.models import Evaluation
from filings.domain.steps import take_step
from filings.enums import Action, FilingStatus
from monitoring.enums import MoneySource
from tests.indicators.flow import bring_to, ready_goal


def filled_in(project, by, **changes) -> Evaluation:
    """Everything met, all money spent; `changes` go into the values of the form."""
    opened = open_evaluation(project)
    rows = [row | {"actual": "4次"} for row in opened.values["rows"]]
    amount = project.amount or Decimal(50000)
    money = {MoneySource.TOTAL: dict.fromkeys(("initial_budget", "budget", "executed"), amount)}
    values = opened.values | {"rows": rows, "money": money, "objective_result": "全年维护 4 次。"} | changes
    return save_evaluation(opened=opened, values=values, revision=opened.revision, by=by)


def step(evaluation, action, by, comment=""):
    """Take a step on the table as it is now."""
    evaluation.filing.refresh_from_db()
    filing = evaluation.filing
    return take_step(filing=filing, action=action, by=by, revision=filing.revision, comment=comment)


def evaluation_at(status, unit, cycle, *, preparer, supervisor, approver) -> Evaluation:
    """A self-evaluation of a newly approved goal, at `status`."""
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    evaluation = filled_in(goal.project, preparer)
    if status != FilingStatus.DRAFT:
        step(evaluation, Action.SUBMIT, preparer)
    if status == FilingStatus.RETURNED:
        step(evaluation, Action.RETURN, supervisor, "请补充佐证")
    if status in (FilingStatus.ENDORSED, FilingStatus.APPROVED):
        step(evaluation, Action.ENDORSE, supervisor)
    if status == FilingStatus.APPROVED:
        step(evaluation, Action.APPROVE, approver)
    return Evaluation.objects.select_related("filing").get(pk=evaluation.pk)
