"""Whole processes: a worker that takes jobs from the queue, one that dies, commands and their exit codes."""

import signal
import time
from pathlib import Path

import pytest

from tests.sites import Site

START_EXPORT = """
from django.db import transaction
from indicators.domain.exports import start_export
from indicators.models import PerformanceGoal
from perfgoals.accounts.models import User
from projects.models import BudgetCycle
ids = list(PerformanceGoal.objects.order_by("pk").values_list("pk", flat=True))
job = start_export(by=User.objects.get(username="reviewer"), cycle=BudgetCycle.objects.get(code="2023"),
                   goal_ids=ids, unit="", format="xlsx", paper="A4")
print(job.pk)
"""
SHOW = """
from perfgoals.jobs.models import Job
job = Job.objects.get(pk={pk})
print(job.state, job.n, job.attempt, job.report.get("projects"), job.has_result)
"""
# A worker whose export reports one step and then hangs, as one does that the machine has stopped.
HANGING_WORKER = """
import time
from django.core.management import call_command
from perfgoals.jobs.kinds import job_kind
@job_kind("export_table")
def hang(job, progress, scratch):
    progress(1, 54)
    time.sleep(600)
call_command("db_worker", "--batch", "--no-startup-delay")
"""
# Half a minute passes, somebody looks, and asks for another try.
REAP_AND_RETRY = """
from datetime import timedelta
from django.utils import timezone
from perfgoals.jobs.domain import reap_stale_jobs, retry_job
from perfgoals.jobs.models import Job, STALE_SECONDS
assert reap_stale_jobs() == 0, "a worker that beat a moment ago is not given up"
Job.objects.filter(pk={pk}).update(heartbeat=timezone.now() - timedelta(seconds=STALE_SECONDS + 1))
assert reap_stale_jobs() == 1
job = Job.objects.get(pk={pk})
print(job.state)
assert retry_job(job=job)
"""
BATCH = ("work", "--batch")


def wait_until_running(site: Site, pk: str) -> None:
    for _ in range(60):
        if site.shell(SHOW.format(pk=pk)).startswith("running 1 "):
            return
        time.sleep(0.2)
    raise AssertionError("the worker did not take the job")


def test_a_worker_takes_an_export_from_the_queue_and_leaves_its_file(demo_site):
    pk = demo_site.shell(START_EXPORT)
    assert demo_site.shell(SHOW.format(pk=pk)) == "queued 0 1 None False"
    worker = demo_site.manage(*BATCH)
    assert worker.returncode == 0, worker.stderr
    assert demo_site.shell(SHOW.format(pk=pk)).split()[0] == "done"
    files = list((demo_site.folder / "files" / "jobs" / pk).iterdir())
    assert [file.name for file in files] == ["韶关市曲江区2023年区级项目绩效目标表.xlsx"]


def test_a_killed_worker_leaves_a_job_that_can_be_repeated(demo_site):
    pk = demo_site.shell(START_EXPORT)
    worker = demo_site.start("shell", "-v", "0", "-c", HANGING_WORKER)
    try:
        wait_until_running(demo_site, pk)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert demo_site.shell(REAP_AND_RETRY.format(pk=pk)) == "interrupted"
    assert demo_site.manage(*BATCH).returncode == 0
    state, _, attempt, projects, has_result = demo_site.shell(SHOW.format(pk=pk)).split()
    assert (state, attempt, projects, has_result) == ("done", "2", "54", "True")


def test_export_table_as_a_command(demo_site, tmp_path):
    path = tmp_path / "表.xlsx"
    done = demo_site.manage("export_table", "--cycle", "2023", "--format", "xlsx", "-o", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "已导出 54 个项目" in done.stdout
    assert path.exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["export_table", "--cycle", "1999", "--format", "pdf", "-o", "x.pdf"], "没有批次“1999”"),
        (["export_table", "--cycle", "2023", "--format", "pdf", "-o", "/dev/null/x.pdf"], "不能写入文件"),
    ],
)
def test_a_bad_command_is_one_line_and_an_exit_code(demo_site, tmp_path, arguments, reason):
    done = demo_site.manage(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_missing_arguments_are_told_with_an_exit_code(tmp_path):
    done = Site(tmp_path).manage("export_table", "--format", "pdf")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", ["/dev/null/data", "/sys/data"])
def test_a_data_folder_that_cannot_be_used_is_one_line(folder):
    done = Site(Path(folder)).manage("setup_site")
    assert done.returncode == 1
    assert f"数据目录 {folder} 不能使用" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_line(tmp_path):
    site = Site(tmp_path, "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    done = site.manage("setup_site")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x", "postgresql://x:y@h:port/db"])
def test_a_database_url_that_makes_no_sense_is_one_line(tmp_path, url):
    done = Site(tmp_path, url).manage("setup_site")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert len(done.stderr.splitlines()) == 1
