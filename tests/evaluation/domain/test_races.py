"""Twelve people save one self-evaluation at the same moment, each in a process: exactly one takes effect."""

import pytest

from evaluation.domain.entry import StaleEvaluation, open_evaluation, save_evaluation
from evaluation.models import Evaluation
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import User
from perfgoals.audit.domain import find_breaches
from perfgoals.audit.models import AuditEvent
from projects.models import Project
from tests.indicators.flow import bring_to, ready_goal
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def save(projects, revision, user):
    """Save each project as a page opened at `revision` would; the answers in order."""
    answers = []
    for pk in projects:
        opened = open_evaluation(Project.objects.get(pk=pk))
        values = opened.values | {"objective_result": f"由 {user} 填写"}
        try:
            save_evaluation(opened=opened, values=values, revision=revision, by=User.objects.get(pk=user))
            answers.append("done")
        except StaleEvaluation as stale:
            answers.append(str(stale))
    return answers


@pytest.mark.parametrize("revision", [0, 1])
def test_twelve_saves_of_one_table(
    tmp_path, unit, cycle, preparer, supervisor, approver, make_user, revision
):
    staff = {"preparer": preparer, "supervisor": supervisor, "approver": approver}
    goals = [bring_to(ready_goal(unit, cycle), "approved", **staff).pk for _ in range(ROUNDS)]
    if revision:
        save(goals, 0, preparer.pk)
    people = [make_user(Role.PREPARER, department=unit) for _ in range(12)]
    with shared_database(tmp_path):
        answers = zip(*run_together(save, *((goals, revision, p.pk) for p in people)), strict=True)
        for pk, found in zip(goals, answers, strict=True):
            assert found.count("done") == 1
            assert all("刚刚保存过" in answer for answer in found if answer != "done")
            evaluation = Evaluation.objects.get(pk=pk)
            assert evaluation.revision == revision + 1
            assert evaluation.filing.updated_by == people[found.index("done")]
            assert evaluation.objective_result == f"由 {evaluation.filing.updated_by_id} 填写"
            assert evaluation.indicators.count() == Project.objects.get(pk=pk).goal.indicators.count()
        events = AuditEvent.objects.filter(object_type="evaluation", verb="change")
        assert events.count() == ROUNDS * (revision + 1)
        assert list(find_breaches()) == []
