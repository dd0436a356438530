"""Twelve people at one moment, each in a process: one review, one save, one drawn lot takes effect."""

import pytest

from filings.domain.steps import StepRefused, take_step
from filings.enums import Action, FilingStatus
from filings.models import Filing, FilingTransition
from monitoring.domain.entry import StaleReport, open_report, save_report
from monitoring.models import MonitoringReport, MonitoringRound
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from perfgoals.audit.domain import find_breaches
from projects.models import Project
from tests.evaluation.flow import evaluation_at
from tests.factories import MonitoringRoundFactory
from tests.indicators.flow import bring_to, ready_goal
from tests.monitoring.flow import report_at
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


def endorse(filings, user):
    """Endorse each table as the page showed it; the answers in order."""
    by, answers = User.objects.get(pk=user), []
    for pk, revision in filings:
        filing = Filing.objects.get(pk=pk)
        try:
            take_step(filing=filing, action=Action.ENDORSE, by=by, revision=revision)
            answers.append("done")
        except StepRefused as refusal:
            answers.append(str(refusal))
    return answers


def save(rounds, user):
    """Make the report of each round; the answers in order."""
    answers = []
    for round, project in rounds:
        opened = open_report(MonitoringRound.objects.get(pk=round), Project.objects.get(pk=project))
        try:
            save_report(opened=opened, values=opened.values, revision=0, by=User.objects.get(pk=user))
            answers.append("done")
        except StaleReport as stale:
            answers.append(str(stale))
    return answers


def test_twelve_reviews_of_one_table(tmp_path, unit, cycle, preparer, supervisor, approver, make_user):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    tables = [
        report_at(FilingStatus.SUBMITTED, unit, cycle, **staff),
        evaluation_at(FilingStatus.SUBMITTED, unit, cycle, **staff),
    ]
    filings = [(table.filing_id, table.filing.revision) for table in tables]
    people = [make_user(Role.SUPERVISOR, department=unit.parent) for _ in range(12)]
    with shared_database(tmp_path):
        answers = zip(*run_together(endorse, *((filings, p.pk) for p in people)), strict=True)
        for (pk, _), found in zip(filings, answers, strict=True):
            assert found.count("done") == 1
            assert all("已由" in answer for answer in found if answer != "done")
            step = FilingTransition.objects.get(filing=pk, action=Action.ENDORSE)
            assert step.by == people[found.index("done")]
            assert Filing.objects.get(pk=pk).status == FilingStatus.ENDORSED
        assert list(find_breaches()) == []


def test_twelve_first_saves_of_one_report(tmp_path, unit, cycle, preparer, supervisor, approver, make_user):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.APPROVED, **staff)
    rounds = [(MonitoringRoundFactory(cycle=cycle, last_month=m).pk, goal.pk) for m in (3, 6, 9)]
    people = [make_user(Role.PREPARER, department=unit) for _ in range(12)]
    with shared_database(tmp_path):
        answers = zip(*run_together(save, *((rounds, p.pk) for p in people)), strict=True)
        for (round, _), found in zip(rounds, answers, strict=True):
            assert found.count("done") == 1
            report = MonitoringReport.objects.get(round=round)
            assert report.filing.updated_by == people[found.index("done")]
            assert report.filing.revision == 1
            assert report.indicators.count() == goal.indicators.count()
        assert list(find_breaches()) == []
