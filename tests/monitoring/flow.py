"""Monitoring reports of approved goals, brought to a status by the real steps."""

from decimal import Decimal

from filings.domain.steps import take_step
from filings.enums import Action, FilingStatus
from monitoring.domain.entry import open_report, save_report
from monitoring.enums import MoneySource, Possibility
from monitoring.models import MonitoringReport
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal


def filled_in(
    round, project, by, *, actual="2次", possibility=Possibility.CERTAIN, **changes
) -> MonitoringReport:
    """Half the money spent and half the work done; `changes` go into the values of the form."""
    opened = open_report(round, project)
    said = {"actual": actual, "expected": "4次", "possibility": possibility}
    if possibility != Possibility.CERTAIN:
        said |= {"causes": ["funding"], "cause_note": "资金未到位", "expected": "3次"}
    amount = project.amount or Decimal(50000)
    spent = dict.fromkeys(("initial_budget", "budget", "expected"), amount) | {"executed": amount / 2}
    rows = [row | said for row in opened.values["rows"]]
    values = opened.values | {"rows": rows, "money": {MoneySource.TOTAL: spent}} | changes
    return save_report(opened=opened, values=values, revision=opened.revision, by=by)


def step(report, action, by, comment=""):
    report.filing.refresh_from_db()
    filing = report.filing
    return take_step(filing=filing, action=action, by=by, revision=filing.revision, comment=comment)


def report_at(status, unit, cycle, *, preparer, supervisor, approver, **changes) -> MonitoringReport:
    """A report of a newly approved goal in the round 1—6月, at `status`."""
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    report = filled_in(MonitoringRoundFactory(cycle=cycle), goal.project, preparer, **changes)
    if status != FilingStatus.DRAFT:
        step(report, Action.SUBMIT, preparer)
    if status == FilingStatus.RETURNED:
        step(report, Action.RETURN, supervisor, "请核对")
    if status in (FilingStatus.ENDORSED, FilingStatus.APPROVED):
        step(report, Action.ENDORSE, supervisor)
    if status == FilingStatus.APPROVED:
        step(report, Action.APPROVE, approver)
    return MonitoringReport.objects.select_related("filing", "project", "round").get(pk=report.pk)
