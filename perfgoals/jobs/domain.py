"""Starting, running, cancelling and repeating jobs. Every change of state is one conditional update."""

import hashlib
import logging
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from perfgoals.common.clock import clock
from perfgoals.common.outages import outage_of

from .enums import JobState
from .kinds import JobCancelled, JobRefused, Outcome, runner_of
from .models import HEARTBEAT_SECONDS, STALE_SECONDS, Job, result_path

log = logging.getLogger(__name__)
SCRATCH_PREFIX = "job-"


def start_job(*, kind: str, title: str, owner, params: dict, units: Iterable[int] = ()) -> Job:
    """Write a job and queue it; the worker sees both once this transaction is committed.

    `units`: keys of the departments whose data the result will show; see rules.mark_reach.
    """
    runner_of(kind)
    if units := sorted(set(units)):
        params = params | {"units": units}
    with transaction.atomic():
        job = Job.objects.create(kind=kind, title=title, owner=owner, params=params)
        enqueue(job)
    return job


def cancel_job(*, job: Job) -> bool:
    """Cancel a queued job at once, ask a running one to stop; False when it had already ended."""
    now = timezone.now()
    queued = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if queued.update(state=JobState.CANCELLED, finished_at=now, cancel_requested=True):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True))


def retry_job(*, job: Job) -> bool:
    """Queue an interrupted, failed or cancelled job again; False when somebody did so first."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, state__in=JobState.repeatable()).update(
            state=JobState.QUEUED, n=0, total=0, error="", cancel_requested=False, heartbeat=None,
            started_at=None, finished_at=None, attempt=job.attempt + 1,
        )  # fmt: skip
        if changed:
            enqueue(job)
    return bool(changed)


def reap_stale_jobs() -> int:
    """Mark jobs whose worker died as interrupted; returns how many. Called wherever jobs are shown.

    Not while the clock has just been set, when the last beat of every worker seems long ago: whoever lives
    beats again meanwhile. Looks before it writes: pages are read while nothing can be written.
    """
    if clock.was_set_within(STALE_SECONDS) or not Job.objects.stale().exists():
        return 0
    return Job.objects.stale().update(
        state=JobState.INTERRUPTED,
        finished_at=timezone.now(),
        error="处理程序中途停止（例如服务器重启），任务没有做完。已完成的部分不受影响，可以点“重试”。",
    )


def drop_expired_results() -> int:
    """Delete result files older than the keeping time; the job's row stays as a record."""
    dropped = 0
    for job in Job.objects.expired():
        job.result.delete(save=False)
        dropped += Job.objects.filter(pk=job.pk).update(result="", result_sha256="")
    return dropped


def perform(job_id: int) -> None:
    """Do the work of one job; called in the worker. A second call for the same job does nothing."""
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=timezone.now(), heartbeat=Now()
    )
    if not claimed:
        return
    job = Job.objects.get(pk=job_id)
    with _Heartbeat(job), _scratch_folder(job) as scratch:
        state, error, outcome = _run(job, Path(scratch))
        _finish(job, state, error, outcome)


def enqueue(job: Job) -> None:
    """The queue is a table of the same database: a kill leaves job and entry, or neither."""
    from .tasks import run_job

    run_job.enqueue(job.pk)


def _scratch_folder(job: Job) -> tempfile.TemporaryDirectory:
    """In the site's own folder and with the job's number, so that one left by a kill is found and swept."""
    root = Path(settings.SCRATCH_DIR)
    root.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=f"{SCRATCH_PREFIX}{job.pk}-", dir=root)


def _run(job: Job, scratch: Path) -> tuple[JobState, str, Outcome]:
    try:
        outcome = runner_of(job.kind)(job, _progress_of(job), scratch)
        _keep_file(job, outcome)
        return JobState.DONE, "", outcome
    except JobCancelled:
        return JobState.CANCELLED, "", Outcome()
    except JobRefused as refusal:
        return JobState.FAILED, str(refusal), Outcome()
    except Exception as error:
        # The owner can't do anything with a traceback; whoever runs the server finds it in the log.
        log.exception("job %s (%s) failed", job.pk, job.kind)
        if outage := outage_of(error):
            return (
                JobState.FAILED,
                f"{outage.what}，任务没有做完。请告诉系统管理员，恢复后点“重试”。",
                Outcome(),
            )
        return (
            JobState.FAILED,
            "程序出错，任务没有完成。请重试；若再次失败，请联系系统管理员查看服务器日志。",
            Outcome(),
        )


def _keep_file(job: Job, outcome: Outcome) -> None:
    """Into the storage, whole or not at all."""
    if outcome.file is None:
        return
    try:
        with outcome.file.open("rb") as file:
            job.result_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            job.result.save(outcome.name, File(file), save=False)
    except OSError:
        job.result.storage.delete(result_path(job, outcome.name))
        raise


def _finish(job: Job, state: JobState, error: str, outcome: Outcome) -> None:
    ended = _held(job).update(
        state=state, error=error, report=outcome.report or {}, result=job.result.name or "",
        result_sha256=job.result_sha256, finished_at=timezone.now(),
    )  # fmt: skip
    if not ended and job.result:
        job.result.delete(save=False)


def _held(job: Job):
    """The row as long as this worker holds it: not given up by the reaper, not started again since."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)


def _progress_of(job: Job):
    last = 0.0

    def progress(n: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < 0.5 and n < total:
            return
        last = time.monotonic()
        wanted = _held(job).filter(cancel_requested=False)
        if not wanted.update(n=n, total=total, heartbeat=Now()):
            raise JobCancelled

    return progress


class _Heartbeat:
    """Beats from a thread of its own, because one chunk of a book may take longer than a beat."""

    def __init__(self, job: Job):
        self.job = job
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.stopped.set()
        self.thread.join()

    def _beat(self):
        while not self.stopped.wait(HEARTBEAT_SECONDS):
            try:
                _held(self.job).update(heartbeat=Now())
            except DatabaseError:
                # Busy or away for a moment: the next beat tries again, on a new connection.
                log.warning("job %s missed a beat", self.job.pk, exc_info=True)
                connection.close()
        connection.close()
