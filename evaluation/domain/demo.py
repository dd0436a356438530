"""The demo's year after approval: three approved goals, a round of monitoring, a self-evaluation on its way.

All of it by the regular steps, so that versions, transitions and audit are there too.
"""

from decimal import Decimal

from filings.domain.rating import questions_in_use, rate, sheet_mark
from filings.domain.steps import take_step
from filings.enums import Action, FilingStatus, Rating
from filings.models import Filing
from indicators.models import PerformanceGoal
from indicators.models.goal import GOAL
from monitoring.domain.entry import open_report, save_report
from monitoring.domain.rounds import open_round
from monitoring.enums import MoneySource, Possibility
from monitoring.lights import plain
from monitoring.models import MonitoringRound
from perfgoals.language.enums import TargetSign
from perfgoals.language.targets import parse_target
from projects.models import Project

from .entry import open_evaluation, save_evaluation

APPROVED = ("驻村第一书记培训", "选调生到村任职补助", "“大组工网”网络维护费")
STAFF = ("preparer", "supervisor", "reviewer", "approver")


def show_the_year(people: dict) -> None:
    """Once: a site where something is approved already is left as it is."""
    goals = list(PerformanceGoal.objects.filter(project__name__in=APPROVED).order_by("pk"))
    decided = Filing.objects.of_kind(GOAL).exclude(status=FilingStatus.DRAFT)
    if not goals or decided.exists() or any(name not in people for name in STAFF):
        return
    for goal in goals:
        _approve(goal, people)
    cycle = goals[0].project.cycle
    round = open_round(cycle=cycle, by=people["reviewer"], last_month=6, title="上半年")
    for goal in goals[:2]:
        report = _report(round, goal.project, people["preparer"])
    _step(report.filing, Action.SUBMIT, people["preparer"])
    evaluation = _evaluation(goals[0].project, people["preparer"])
    _step(evaluation.filing, Action.SUBMIT, people["preparer"])


def _step(filing: Filing, action: Action, by) -> None:
    filing.refresh_from_db()
    take_step(filing=filing, action=action, by=by, revision=filing.revision)


def _approve(goal: PerformanceGoal, people: dict) -> None:
    _step(goal.filing, Action.SUBMIT, people["preparer"])
    _step(goal.filing, Action.ENDORSE, people["supervisor"])
    ratings = {question.pk: Rating.GOOD for question in questions_in_use()}
    rate(
        filing=goal.filing, by=people["reviewer"], ratings=ratings, overall=Rating.GOOD,
        opinion="目标明确，指标可以衡量，同意。", seen=sheet_mark(goal.filing),
    )  # fmt: skip
    _step(goal.filing, Action.APPROVE, people["approver"])


def _report(round: MonitoringRound, project: Project, by):
    opened = open_report(round, project)
    said = {"possibility": Possibility.CERTAIN}
    rows = [
        row | said | {"actual": _reached(row), "expected": _reached(row)} for row in opened.values["rows"]
    ]
    amount = project.amount or Decimal(0)
    money = dict.fromkeys(("initial_budget", "budget", "expected"), amount) | {"executed": amount * 45 / 100}
    values = opened.values | {"rows": rows, "money": {MoneySource.TOTAL: money}}
    return save_report(opened=opened, values=values, revision=opened.revision, by=by)


def _evaluation(project: Project, by):
    opened = open_evaluation(project)
    rows = [row | {"actual": _reached(row)} for row in opened.values["rows"]]
    amount = project.amount or Decimal(0)
    money = dict.fromkeys(("initial_budget", "budget"), amount) | {"executed": amount * 97 / 100}
    values = opened.values | {
        "rows": rows, "money": {MoneySource.TOTAL: money},
        "objective_result": "全年按计划办结，各项指标达到年初设定的要求。",
    }  # fmt: skip
    return save_evaluation(opened=opened, values=values, revision=opened.revision, by=by)


def _reached(row: dict) -> str:
    """The target reached, ＞ and ＜ by one more or less; a qualitative one is 达成."""
    target = parse_target(row["target"])
    if target.number is None:
        return "达成"
    number = target.number
    if target.sign == TargetSign.MORE_THAN:
        number = min(number + 1, Decimal(100)) if target.unit == "%" else number + 1
    elif target.sign == TargetSign.LESS_THAN:
        number = number - 1 if number > 1 else number / 2
    return f"{plain(number)}{target.unit}"
