"""What workers tidy up by themselves."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from perfgoals.jobs import chores, domain
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.models import Job
from perfgoals.jobs.tasks import run_job
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def waiting_job(**entry) -> Job:
    """A job of two minutes ago, 排队中, and its entry in the queue."""
    job = JobFactory()
    run_job.enqueue(job.pk)
    DBTaskResult.objects.update(**entry)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    return job


def minutes_ago(n: int):
    return timezone.now() - timedelta(minutes=n)


@pytest.mark.parametrize(
    "entry",
    [
        {"status": "RUNNING", "started_at": minutes_ago(2)},
        {"status": "FAILED", "started_at": minutes_ago(2), "finished_at": minutes_ago(2)},
    ],
    ids=["taken by a worker that died", "failed before the job began"],
)
def test_a_job_whose_entry_was_lost_is_queued_again(entry):
    job = waiting_job(**entry)
    assert chores.requeue_lost_jobs() == 1
    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [job.pk]
    assert chores.requeue_lost_jobs() == 0, "it waits now"


def test_a_job_that_waits_its_turn_is_left_alone():
    waiting_job()
    assert chores.requeue_lost_jobs() == 0


def test_a_job_that_a_worker_takes_at_this_moment_is_left_alone():
    waiting_job(status="RUNNING", started_at=timezone.now())
    assert chores.requeue_lost_jobs() == 0


def test_a_job_that_runs_is_left_alone():
    waiting_job(status="RUNNING", started_at=minutes_ago(2))
    Job.objects.update(state=JobState.RUNNING, heartbeat=timezone.now())
    assert chores.requeue_lost_jobs() == 0


def test_old_entries_of_the_queue_are_dropped():
    waiting_job(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=15))
    waiting = waiting_job()
    DBTaskResult.objects.filter(args_kwargs__args=[waiting.pk]).update(status="READY", finished_at=None)
    assert chores.drop_old_entries() == 1
    assert DBTaskResult.objects.count() == 1


def test_sessions_that_are_over_are_dropped():
    for key, days in (("over", -8), ("over today", 0), ("going on", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))
    assert chores.drop_old_sessions() == 1
    assert not Session.objects.filter(session_key="over").exists()


@pytest.fixture
def left_behind(settings, tmp_path):
    """left_behind(job, hours=2): the folder of a job whose worker was killed then."""
    settings.SCRATCH_DIR = tmp_path

    def make(job, *, hours=2) -> Path:
        folder = domain._scratch_folder(job)
        folder._finalizer.detach()
        path = Path(folder.name)
        (path / "half.xlsx").write_bytes(b"half")
        os.utime(path, (then := time.time() - hours * 3600, then))
        return path

    return make


def test_folders_of_killed_jobs_are_swept(left_behind):
    old, fresh = left_behind(JobFactory()), left_behind(JobFactory(), hours=0)
    running = left_behind(JobFactory(state=JobState.RUNNING))
    assert chores.sweep_scratch() == 1
    assert [path.exists() for path in (old, fresh, running)] == [False, True, True]


def test_a_site_without_such_a_folder_has_nothing_to_sweep(settings, tmp_path):
    settings.SCRATCH_DIR = tmp_path / "none"
    assert chores.sweep_scratch() == 0


def test_a_chore_that_fails_keeps_none_of_the_others(monkeypatch, caplog):
    done = []

    def broken():
        raise OSError("disk full")

    monkeypatch.setattr(chores, "_chores", [broken, lambda: done.append(1)])
    chores.do_chores()
    assert done == [1]
    assert "chore broken: disk full" in caplog.text


def test_a_database_that_fails_all_chores_is_told_once(monkeypatch, caplog):
    def without_tables():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(chores, "_chores", [without_tables] * 5)
    chores.do_chores()
    [said] = [record.getMessage() for record in caplog.records]
    assert "数据库还没有建好" in said
