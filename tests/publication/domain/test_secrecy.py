"""A marked project leaves in no bundle, and one that holds it is withdrawn."""

from datetime import date

import pytest

from indicators.domain.entry.copying import copy_goals
from perfgoals.audit.models import AuditEvent
from projects.models import Project
from publication.domain.secrecy import mark_secret, published_already
from publication.domain.starting import BUNDLE_JOB, start_publication
from publication.models import Bundle, UnitPublication
from tests.factories import BudgetCycleFactory
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db


def bundled(task, by, do_jobs):
    with do_jobs():
        job = start_publication(kind=BUNDLE_JOB, task=task, by=by)
    job.refresh_from_db()
    return job


def test_the_mark_withdraws_bundles_of_the_unit(task, cycle, unit, other_unit, reviewer, do_jobs):
    goal, other = approved_goal(unit, cycle), approved_goal(other_unit, cycle)
    job = bundled(task, reviewer, do_jobs)
    assert job.has_result and job.report["units"] == 2
    name, storage = job.result.name, job.result.storage
    with do_jobs():
        assert mark_secret(project=goal.project, secret=True, note="某文", by=reviewer) == 1
    job.refresh_from_db()
    assert not job.has_result and not storage.exists(name)
    assert Bundle.objects.get().sha256  # what was made stays on record
    again = bundled(task, reviewer, do_jobs)
    assert again.report["units"] == 1
    with do_jobs():
        assert mark_secret(project=goal.project, secret=True, note="再标", by=reviewer) == 0
    assert other.project.secret is False


def test_mark_and_lifting_are_in_the_audit(cycle, unit, reviewer):
    goal = approved_goal(unit, cycle)
    mark_secret(project=goal.project, secret=True, note="某文一号", by=reviewer)
    mark_secret(project=goal.project, secret=False, note="某文二号", by=reviewer)
    first, second = AuditEvent.objects.filter(object_id=str(goal.pk), verb="change").order_by("number")
    assert "某文一号" in first.after and "某文二号" in second.after


def test_what_is_online_already_is_told(task, cycle, unit, reviewer):
    goal = approved_goal(unit, cycle)
    assert published_already(goal.project) == []
    UnitPublication.objects.create(
        task=task, department=unit, published_on=date(2024, 2, 1), address="网站", entered_by=reviewer
    )
    assert len(published_already(goal.project)) == 1


def test_a_copy_of_a_secret_project_is_secret(cycle, unit, preparer):
    last = BudgetCycleFactory(fiscal_year=2023)
    goal = approved_goal(unit, last, project__secret=True, project__secret_note="某文")
    copy_goals(goals=[goal], cycle=cycle, by=preparer)
    assert Project.objects.get(cycle=cycle).secret is True
