"""Imports that somebody gives up, that grow old, or whose old jobs are repeated from the page of jobs."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from indicators.domain.imports.expiry import drop_expired_imports, expire
from indicators.domain.imports.previewing import read_import
from indicators.domain.imports.uploads import discard_import, start_import, start_write, write_import
from indicators.enums import ImportState
from indicators.models import ImportItem, TableImport
from perfgoals.jobs.enums import JobState
from perfgoals.jobs.kinds import JobCancelled, JobRefused
from perfgoals.jobs.models import Job
from projects.enums import CycleState
from projects.models import Project
from tests.indicators.tables_in import Row, workbook

ROW = Row()
STOPPED = [JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED]


@pytest.fixture
def previewed(cycle, preparer):
    """previewed(rows): an import of the preparer that was read and waits for the confirmation."""

    def make(rows=(ROW,), *, read=True):
        file = ContentFile(workbook(rows), "表.xlsx")
        table_import = start_import(cycle=cycle, by=preparer, file=file, filename="表.xlsx")
        if read:
            read_import(table_import=table_import)
            Job.objects.update(state=JobState.DONE)
        return table_import

    return make


def grow_old(**fields):
    eight_days = timezone.now() - timedelta(days=8)
    TableImport.objects.update(created_at=eight_days, **fields)
    return eight_days


def close(cycle):
    cycle.state = CycleState.CLOSED
    cycle.save()


@pytest.mark.parametrize("stopped", STOPPED)
def test_repeating_the_job_of_a_writing_does_not_open_a_closed_cycle(
    previewed, cycle, preparer, client_for, do_jobs, stopped
):
    table_import = previewed()
    start_write(table_import=table_import)
    Job.objects.filter(pk=table_import.job_id).update(state=stopped)
    close(cycle)
    browser = client_for(preparer)
    assert browser.post(f"/imports/{table_import.pk}/retry/").status_code == 403
    with do_jobs():
        browser.post(f"/jobs/{table_import.job_id}/retry/")
    job = Job.objects.get(pk=table_import.job_id)
    assert (job.state, Project.objects.exists()) == (JobState.FAILED, False)
    assert "申报期" in job.error


def test_a_worker_killed_when_all_was_read_leaves_nothing_to_do(previewed, preparer, client_for, do_jobs):
    """The preview stood, only the job did not say so yet: 重试 says that it is done."""
    table_import = previewed()
    items = list(table_import.items.values_list("pk", flat=True))
    Job.objects.filter(pk=table_import.job_id).update(state=JobState.INTERRUPTED)
    with do_jobs():
        client_for(preparer).post(f"/jobs/{table_import.job_id}/retry/")
    job = Job.objects.get(pk=table_import.job_id)
    assert (job.state, job.error, job.report) == (JobState.DONE, "", {"new": 1})
    table_import.refresh_from_db()
    assert table_import.state == ImportState.PREVIEWED
    assert list(table_import.items.values_list("pk", flat=True)) == items


def test_whoever_lost_the_right_to_import_writes_nothing(previewed, preparer):
    table_import = previewed()
    start_write(table_import=table_import)
    preparer.memberships.all().delete()
    with pytest.raises(JobRefused):
        write_import(table_import=TableImport.objects.get())
    assert not Project.objects.exists()


def test_the_old_job_of_an_import_that_was_read_again_does_nothing(previewed, preparer, client_for, do_jobs):
    table_import = previewed()
    old = table_import.job_id
    Job.objects.filter(pk=old).update(state=JobState.INTERRUPTED)
    start_write(table_import=table_import)
    with do_jobs():
        client_for(preparer).post(f"/jobs/{old}/retry/")
    assert "后来的任务" in Job.objects.get(pk=old).error
    table_import.refresh_from_db()
    assert (table_import.state, table_import.items.count()) == (ImportState.WRITING, 1)


def test_an_upload_that_was_taken_from_the_disk_is_refused_with_what_to_do(previewed):
    table_import = previewed(read=False)
    table_import.file.storage.delete(table_import.file.name)
    read_import(table_import=table_import)
    table_import.refresh_from_db()
    assert table_import.state == ImportState.REFUSED
    assert "已不在服务器上" in table_import.summary["findings"][0]["reason"]


def test_a_confirmed_import_outlives_the_keeping_time_until_it_is_written(previewed):
    table_import = previewed([ROW, ROW.but(name="另一个")])
    grow_old()
    start_write(table_import=table_import)
    Job.objects.update(state=JobState.INTERRUPTED)
    assert drop_expired_imports() == 0
    assert write_import(table_import=table_import) == {"written": 2, "refused": 0}
    assert drop_expired_imports() == 0
    assert table_import.items.count() == 2
    grow_old(written_at=timezone.now() - timedelta(days=8))
    assert drop_expired_imports() == 1
    table_import.refresh_from_db()
    assert (table_import.state, table_import.items.count()) == (ImportState.WRITTEN, 0)


@pytest.mark.parametrize(("state", "left"), [*((state, 0) for state in STOPPED), (JobState.RUNNING, 1)])
def test_an_old_reading_is_dropped_unless_it_is_at_work(previewed, state, left):
    previewed(read=False)
    grow_old()
    Job.objects.update(state=state)
    assert drop_expired_imports() == 1 - left
    assert TableImport.objects.filter(state=ImportState.READING).count() == left


def test_an_import_that_is_confirmed_while_it_expires_is_kept(previewed):
    table_import = previewed()
    as_seen = TableImport.objects.select_related("job").get()
    start_write(table_import=table_import)
    assert not expire(as_seen)
    assert (table_import.state, table_import.items.count()) == (ImportState.WRITING, 1)


def test_giving_up_while_the_file_is_read_leaves_no_preview(previewed, preparer):
    table_import = previewed([ROW.but(name=f"项目{n}") for n in range(450)], read=False)

    def give_up(done, total):
        if ImportItem.objects.exists():
            discard_import(table_import=TableImport.objects.get(), by=preparer)

    with pytest.raises(JobCancelled):
        read_import(table_import=table_import, progress=give_up)
    assert TableImport.objects.get().state == ImportState.DISCARDED
    assert not ImportItem.objects.exists()


@pytest.mark.parametrize("state", [ImportState.PREVIEWED, ImportState.WRITING, ImportState.DISCARDED])
def test_reading_again_touches_no_import_that_has_moved_on(previewed, state):
    table_import = previewed()
    TableImport.objects.update(state=state)
    with pytest.raises(JobRefused):
        read_import(table_import=table_import)
    assert table_import.items.count() == 1
