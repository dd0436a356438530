"""The life of a job: every change of state happens once, whoever asks."""

import errno
import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.utils import timezone

from perfgoals.jobs import domain
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.kinds import JobRefused, Outcome, _runners, job_kind
from perfgoals.jobs.models import STALE_SECONDS, Job
from tests.factories import JobFactory, UserFactory


@pytest.fixture
def kind():
    """kind(function): a kind of job for this test, called by its name."""
    made = []

    def make(runner, name="test"):
        job_kind(name)(runner)
        made.append(name)
        return name

    yield make
    for name in made:
        _runners.pop(name)


def write_report(job, progress, scratch):
    progress(1, 2)
    path = scratch / "any.txt"
    path.write_text("内容", "utf-8")
    progress(2, 2)
    return Outcome(path, "报告.txt", {"rows": 2})


def refreshed(job):
    return Job.objects.get(pk=job.pk)


def content_of(job) -> bytes:
    with job.result.open() as file:
        return file.read()


def test_a_job_is_queued_and_done_once_its_transaction_is_committed(db, kind, do_jobs):
    with do_jobs() as callbacks:
        job = domain.start_job(kind=kind(write_report), title="报告", owner=UserFactory(), params={"a": 1})
        assert refreshed(job).state == JobState.QUEUED
    assert len(callbacks) == 1
    job = refreshed(job)
    assert (job.state, job.n, job.total, job.report) == (JobState.DONE, 2, 2, {"rows": 2})
    assert job.params == {"a": 1}
    assert content_of(job).decode() == "内容"
    assert job.result_name == "报告.txt"
    assert job.started_at <= job.finished_at


def test_an_unknown_kind_is_never_queued(db):
    with pytest.raises(KeyError):
        domain.start_job(kind="nothing", title="x", owner=UserFactory(), params={})
    assert not Job.objects.exists()


def test_performing_twice_does_the_work_once(db, kind):
    calls = []
    job = JobFactory(kind=kind(lambda job, progress, scratch: calls.append(job.pk) or Outcome()))
    domain.perform(job.pk)
    domain.perform(job.pk)
    assert calls == [job.pk]


def test_performing_a_job_that_is_gone_does_nothing(db):
    domain.perform(999_999)


def test_a_refusal_reaches_the_owner_in_its_own_words(db, kind):
    def refuse(job, progress, scratch):
        raise JobRefused("缺少中文字体，请安装。")

    job = JobFactory(kind=kind(refuse))
    domain.perform(job.pk)
    assert (refreshed(job).state, refreshed(job).error) == (JobState.FAILED, "缺少中文字体，请安装。")


def test_a_programming_error_is_told_without_its_inside_and_logged(db, kind, caplog):
    def fail(job, progress, scratch):
        raise RuntimeError("secret inside")

    job = JobFactory(kind=kind(fail))
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.FAILED
    assert "程序出错" in refreshed(job).error
    assert "secret" not in refreshed(job).error
    assert "secret inside" in caplog.text


def test_the_scratch_folder_is_gone_afterwards(db, kind):
    folders = []

    def fail(job, progress, scratch):
        folders.append(scratch)
        (scratch / "half").write_text("x")
        raise RuntimeError

    domain.perform(JobFactory(kind=kind(fail)).pk)
    assert not folders[0].exists()


def test_a_queued_job_is_cancelled_at_once_and_never_runs(db, kind):
    job = JobFactory(kind=kind(write_report))
    assert domain.cancel_job(job=job)
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.CANCELLED
    assert not refreshed(job).result


def test_a_running_job_stops_at_its_next_step(db, kind):
    def work(job, progress, scratch):
        progress(1, 3)
        assert domain.cancel_job(job=job)
        progress(3, 3)
        raise AssertionError("went on after being cancelled")

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    job = refreshed(job)
    assert (job.state, job.n, job.error) == (JobState.CANCELLED, 1, "")
    assert job.finished_at


@pytest.mark.parametrize("state", ["done", "failed", "cancelled", "interrupted"])
def test_what_has_ended_cannot_be_cancelled(db, state):
    job = JobFactory(**{state: True})
    assert not domain.cancel_job(job=job)
    assert refreshed(job).state == job.state


@pytest.mark.parametrize("state", ["failed", "cancelled", "interrupted"])
def test_what_went_wrong_can_be_repeated_from_the_start(db, kind, do_jobs, state):
    job = JobFactory(kind=kind(write_report), n=1, total=9, cancel_requested=True, **{state: True})
    with do_jobs():
        assert domain.retry_job(job=job)
    job = refreshed(job)
    assert (job.state, job.attempt, job.error, job.total) == (JobState.DONE, 2, "", 2)


@pytest.mark.parametrize("fields", [{}, {"running": True}, {"done": True}])
def test_what_is_going_on_or_done_is_not_repeated(db, fields):
    assert not domain.retry_job(job=JobFactory(**fields))


def test_two_retries_queue_one_job(db, kind, do_jobs):
    job = JobFactory(kind=kind(write_report), failed=True)
    with do_jobs() as callbacks:
        assert domain.retry_job(job=job)
        assert not domain.retry_job(job=job)
    assert len(callbacks) == 1


def test_a_job_whose_worker_is_gone_is_marked_interrupted(db):
    stale, alive, queued = JobFactory(stale=True), JobFactory(running=True), JobFactory()
    assert domain.reap_stale_jobs() == 1
    assert refreshed(stale).state == JobState.INTERRUPTED
    assert "重试" in refreshed(stale).error
    assert refreshed(alive).state == JobState.RUNNING
    assert refreshed(queued).state == JobState.QUEUED


def test_a_job_that_beats_late_is_not_yet_given_up(db):
    JobFactory(running=True, heartbeat=timezone.now() - timedelta(seconds=STALE_SECONDS - 2))
    assert domain.reap_stale_jobs() == 0


def test_a_job_given_up_is_not_brought_back_by_its_late_worker(db, kind):
    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(heartbeat=timezone.now() - timedelta(minutes=5))
        domain.reap_stale_jobs()
        return write_report(job, lambda n, total: None, scratch)

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.INTERRUPTED
    assert not refreshed(job).result


def test_a_late_workers_file_is_not_left_behind(db, kind, settings):
    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(state=JobState.INTERRUPTED)
        return write_report(job, lambda n, total: None, scratch)

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_late_worker_stops_at_its_next_step(db, kind):
    """Its job may have been started again meanwhile; two workers must not report into one row."""

    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(state=JobState.INTERRUPTED, n=0)
        progress(9, 9)
        raise AssertionError("went on after being given up")

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert (refreshed(job).state, refreshed(job).n) == (JobState.INTERRUPTED, 0)


def test_a_late_worker_does_not_end_the_second_attempt(db, kind):
    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=2, heartbeat=timezone.now())
        return write_report(job, lambda n, total: None, scratch)

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.RUNNING
    assert not refreshed(job).result


def test_results_are_kept_for_days_and_the_row_for_ever(db, settings):
    old, young = JobFactory(done=True), JobFactory(done=True)
    for job in (old, young):
        job.result.save("表.pdf", ContentFile(b"%PDF"))
    Job.objects.filter(pk=old.pk).update(
        finished_at=timezone.now() - timedelta(days=settings.JOB_RESULT_DAYS, minutes=1)
    )
    path = settings.MEDIA_ROOT / old.result.name
    assert domain.drop_expired_results() == 1
    assert not path.exists()
    assert not refreshed(old).result
    assert content_of(refreshed(young)) == b"%PDF"
    assert domain.drop_expired_results() == 0


def test_an_expired_file_that_is_gone_already_is_no_error(db, settings):
    job = JobFactory(done=True, finished_at=timezone.now() - timedelta(days=99), result="jobs/1/gone.pdf")
    domain.drop_expired_results()
    assert not refreshed(job).result


def test_progress_writes_at_most_twice_a_second(db, kind, django_assert_max_num_queries):
    def work(job, progress, scratch):
        with django_assert_max_num_queries(4):
            for n in range(1000):
                progress(n, 1000)
        return Outcome()

    domain.perform(JobFactory(kind=kind(work)).pk)


def test_progress_shows_and_beats(db, kind):
    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(heartbeat=None)
        progress(5, 20)
        assert refreshed(job).percent == 25
        assert refreshed(job).heartbeat
        return Outcome()

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_long_step_keeps_beating_from_a_thread_of_its_own(kind, monkeypatch):
    monkeypatch.setattr(domain, "HEARTBEAT_SECONDS", 0.05)

    def work(job, progress, scratch):
        Job.objects.filter(pk=job.pk).update(heartbeat=None)
        return Outcome(report={"beaten": any(beats(job) for _ in range(100))})

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert refreshed(job).report == {"beaten": True}


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_the_database_refuses_is_followed_by_the_next(kind, monkeypatch):
    monkeypatch.setattr(domain, "HEARTBEAT_SECONDS", 0.05)
    held, missed = domain._held, threading.Event()

    def busy_once(job):
        if threading.current_thread() is not threading.main_thread() and not missed.is_set():
            missed.set()
            raise OperationalError("database is locked")
        return held(job)

    monkeypatch.setattr(domain, "_held", busy_once)

    def work(job, progress, scratch):
        assert missed.wait(10)
        Job.objects.filter(pk=job.pk).update(heartbeat=None)
        return Outcome(report={"beaten": any(beats(job) for _ in range(100))})

    job = JobFactory(kind=kind(work))
    domain.perform(job.pk)
    assert refreshed(job).report == {"beaten": True}


def beats(job):
    threading.Event().wait(0.05)
    return refreshed(job).heartbeat is not None


@pytest.mark.parametrize(("n", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 100), (9, 3, 100)])
def test_percent(n, total, percent):
    assert Job(n=n, total=total).percent == percent


def test_a_full_disk_is_named_to_the_owner(db, kind):
    def fill(job, progress, scratch):
        raise OSError(errno.ENOSPC, "No space left on device")

    job = JobFactory(kind=kind(fill))
    domain.perform(job.pk)
    assert refreshed(job).state == JobState.FAILED
    assert refreshed(job).error.startswith("服务器的磁盘已满")
    assert "重试" in refreshed(job).error


def test_a_result_that_has_no_room_leaves_no_half_file(db, kind, settings, monkeypatch, do_jobs):
    save = FileSystemStorage._save

    def half(storage, name, content):
        save(storage, name, ContentFile(content.read(3)))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", half)
    job = JobFactory(kind=kind(write_report))
    domain.perform(job.pk)
    assert (refreshed(job).state, refreshed(job).result.name) == (JobState.FAILED, "")
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with do_jobs():
        domain.retry_job(job=job)
    assert content_of(refreshed(job)).decode() == "内容"
