"""A real worker killed at ten moments of an import: each project whole or untouched, 重试 finishes it."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from functools import cached_property

import pytest
from django.db import connection

from tests.indicators.tables_in import Row, workbook
from tests.sites import Site

PROJECTS, INDICATORS = 1000, 4
# Where the worker is killed: when so many projects have been read, then when so many have been written.
READ_AT, WRITTEN_AT = (0, 1, 200), (0, 50, 100, 150, 200, 300, 400)
START = """
from django.core.files.base import ContentFile
from indicators.domain.imports.uploads import start_import
from indicators.models import CycleRules, IndicatorScheme
from perfgoals.accounts.domain import create_user, grant_role
from perfgoals.accounts.enums import Role
from projects.models import BudgetCycle, Department
cycle = BudgetCycle.objects.create(code="2024", fiscal_year=2024, region="曲江区", level="区级", state="open")
CycleRules.objects.create(cycle=cycle, scheme=IndicatorScheme.objects.get(code="2015"))
Department.objects.create(code="130001", name="中共韶关市曲江区委组织部")
user, _ = create_user(username="reviewer", full_name="审核员")
grant_role(user=user, role=Role.REVIEWER, department=None)
with open({path!r}, "rb") as file:
    start_import(cycle=cycle, by=user, file=ContentFile(file.read(), "表.xlsx"), filename="表.xlsx")
"""
# What the reaper and the owner do after a kill.
RETRY = """
from datetime import timedelta
from django.utils import timezone
from perfgoals.jobs.domain import reap_stale_jobs, retry_job
from perfgoals.jobs.models import Job
Job.objects.filter(state="running").update(heartbeat=timezone.now() - timedelta(minutes=5))
assert reap_stale_jobs() == 1
job = Job.objects.latest("pk")
assert job.state == "interrupted" and job.error
assert retry_job(job=job)
"""
CONFIRM = """
from indicators.domain.imports.uploads import start_write
from indicators.models import TableImport
assert start_write(table_import=TableImport.objects.get())
"""


class WatchedSite(Site):
    """A site of its own with real workers, which are killed when its file says that it is time."""

    def worker(self):
        # On a busy machine the worker would be done before the one who watches it has his turn.
        work = self.command("db_worker", "--no-reload", "--batch", "--no-startup-delay")
        return subprocess.Popen(
            ["nice", "-n", "10", *work], env=self.environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    @cached_property
    def file(self):
        """Stays open: whoever closes last writes the log back, and the worker would run away meanwhile."""
        return sqlite3.connect(self.database, timeout=20, isolation_level=None)

    def ask(self, query):
        return self.file.execute(query).fetchall()

    def count(self, table, condition="1"):
        return self.ask(f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0][0]

    def kill_when(self, reached):
        """Start a worker, kill it shortly after it began its job and `reached()`; whether it was at work."""
        worker = self.worker()
        running = "SELECT state FROM jobs_job ORDER BY id DESC LIMIT 1"
        while worker.poll() is None and not (self.ask(running) == [("running",)] and reached()):
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.01))
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        return worker.wait() == -signal.SIGKILL


def new_site(originals, folder) -> WatchedSite:
    """A site as it is after `setup_site`; the test looks into its file."""
    if connection.vendor != "sqlite":
        pytest.skip("looks into the file of SQLite")
    return WatchedSite(originals.copied("site", folder / "data", "").folder)


@pytest.fixture(scope="module")
def site(tmp_path_factory, originals):
    folder = tmp_path_factory.mktemp("killed")
    site = new_site(originals, folder)
    rows = [
        row
        for n in range(PROJECTS)
        for row in [Row(name=f"项目{n}"), *(Row().more(indicator=f"指标{k}") for k in range(1, INDICATORS))]
    ]
    (folder / "table.xlsx").write_bytes(workbook(rows))
    site.shell(START.format(path=str(folder / "table.xlsx")))
    return site


def torn_projects(site):
    """Projects without a goal, goals without all their rows, items marked without a goal or the reverse."""
    return site.ask(
        f"""SELECT p.name FROM projects_project p
        LEFT JOIN indicators_performancegoal g ON g.project_id = p.id
        LEFT JOIN indicators_importitem i ON i.goal_id = p.id AND i.written
        WHERE g.project_id IS NULL OR i.id IS NULL
        OR (SELECT COUNT(*) FROM indicators_indicator r WHERE r.goal_id = p.id) != {INDICATORS}"""
    )


@pytest.mark.pure
def test_ten_kills_leave_every_project_whole_and_the_last_retry_finishes(site):
    kills = 0
    for least in READ_AT:
        kills += site.kill_when(lambda least=least: site.count("indicators_importitem") >= least)
        assert site.count("projects_project") == 0
        site.shell(RETRY)
    assert site.worker().wait() == 0
    assert site.ask("SELECT state FROM indicators_tableimport") == [("previewed",)]
    assert site.count("indicators_importitem") == PROJECTS

    site.shell(CONFIRM)
    for least in WRITTEN_AT:
        before = site.count("projects_project")
        kills += site.kill_when(lambda least=least: site.count("projects_project") >= least)
        assert torn_projects(site) == []
        assert site.count("projects_project") == site.count("indicators_importitem", "written") >= before
        site.shell(RETRY)
    assert kills == len(READ_AT) + len(WRITTEN_AT)
    assert site.worker().wait() == 0
    assert torn_projects(site) == []
    assert site.count("projects_project") == PROJECTS
    assert site.count("indicators_importitem", "refusal != ''") == 0
    state, summary = site.ask("SELECT state, summary FROM indicators_tableimport")[0]
    assert (state, json.loads(summary)["result"]) == ("written", {"written": PROJECTS, "refused": 0})
