"""What workers do by themselves now and then. A chore may be done by several of them at once, or twice."""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from perfgoals.audit.anchors import keep_daily_anchor
from perfgoals.audit.models import AuditEvent
from perfgoals.common.outages import said_of

from .domain import SCRATCH_PREFIX, drop_expired_results, enqueue, reap_stale_jobs
from .enums import JobState
from .models import Job

log = logging.getLogger(__name__)
_chores: list[Callable[[], object]] = []
TASK_RESULT_DAYS = 14
# So long after their end: a clock that was set forward by mistake ends them all, and set right they go on.
SESSION_DAYS = 7
# A worker that has claimed the entry in the queue claims the job at once.
LOST_SECONDS = 60
SCRATCH_SECONDS = 3600


def chore(function: Callable[[], object]) -> Callable[[], object]:
    """Register what is to be done about once a minute; it decides itself whether it is time."""
    _chores.append(function)
    return function


def deleting_chore(function: Callable[[], object]) -> Callable[[], object]:
    """A chore that deletes what is old: not while the clock seems to have jumped, when all would be old."""

    @wraps(function)
    def careful() -> object:
        return None if clock_leapt() else function()

    chore(careful)
    return function


def clock_leapt() -> bool:
    """Whether nothing was recorded for as long as results are kept, until now or until lately.

    That was a holiday, or a clock set wrong, by which somebody may have worked since: what seems old is then
    kept for as long again.
    """
    kept = timedelta(days=settings.JOB_RESULT_DAYS)
    first = AuditEvent.objects.filter(at__gte=timezone.now() - kept).order_by("at").first()
    if first is None:
        return AuditEvent.objects.exists()
    before = AuditEvent.objects.filter(number=first.number - 1).values_list("at", flat=True).first()
    return before is not None and first.at - before > kept


def do_chores() -> None:
    """All of them; one that fails keeps none of the others from being done, unless the database fails all."""
    for each in _chores:
        try:
            each()
        except Exception as error:
            if isinstance(error, DatabaseError) and (said := said_of(error)):
                log.warning("chores put off: %s", said)
                return
            log.warning("chore %s: %s", each.__name__, error)


chore(reap_stale_jobs)
deleting_chore(drop_expired_results)
chore(keep_daily_anchor)


@chore
def requeue_lost_jobs() -> int:
    """A job that is 排队中 though its entry in the queue was taken by a worker that died: queue it again."""
    lost = 0
    limit = timezone.now() - timedelta(seconds=LOST_SECONDS)
    for job in Job.objects.filter(state=JobState.QUEUED, created_at__lt=limit):
        entries = DBTaskResult.objects.filter(args_kwargs__args=[job.pk])
        if entries.ready().exists() or entries.filter(started_at__gte=limit).exists():
            continue
        with transaction.atomic():
            if Job.objects.select_for_update().filter(pk=job.pk, state=JobState.QUEUED).exists():
                enqueue(job)
                lost += 1
    return lost


@deleting_chore
def drop_old_entries() -> int:
    """Entries of the queue that are done; the job's own row is the record."""
    limit = timezone.now() - timedelta(days=TASK_RESULT_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()[0]


@deleting_chore
def drop_old_sessions() -> int:
    limit = timezone.now() - timedelta(days=SESSION_DAYS)
    return Session.objects.filter(expire_date__lt=limit).delete()[0]


@chore
def sweep_scratch() -> int:
    """Folders of workers that were killed: of no running job, and untouched for an hour."""
    swept = 0
    for folder in Path(settings.SCRATCH_DIR).glob(f"{SCRATCH_PREFIX}*"):
        if time.time() - folder.stat().st_mtime < SCRATCH_SECONDS:
            continue
        job = folder.name.removeprefix(SCRATCH_PREFIX).partition("-")[0]
        if job.isdigit() and Job.objects.filter(pk=job, state=JobState.RUNNING).exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        swept += 1
    return swept
