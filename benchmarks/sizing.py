"""How much room things take: python -m benchmarks.sizing [--projects 5000]

Makes a site in a folder of its own on SQLite, with a web process and a worker, and prints the figures of
docs/operations/sizing.md: bytes in the database, of a frozen version, of an audit row, of a backup; memory of
the processes after some pages and after an export. No goals: figures to reckon with.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.drilled_site import MANAGE, ROOT, Site, children_of, free_port, web

MAKE = """
import json
from benchmarks.made_up_site import make_site, session_of
from perfgoals.accounts.models import User
make_site({projects})
print(json.dumps({{"approver": session_of(User.objects.get(username="approver"))}}))
"""
SIZES = """
from django.db import connection
from indicators.domain.review.versions import snapshot
from indicators.models import Indicator, PerformanceGoal
from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import canonical_json

def used():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pgsize) FROM dbstat")
        return cursor.fetchone()[0]

goals = PerformanceGoal.objects.with_project().with_indicators().select_related("project__cycle", "filing")
goals = goals[:300]
frozen = [len(canonical_json(snapshot(goal)).encode()) for goal in goals]
before = used()
change = Event(Verb.CHANGE, name="某项目", before={"金额": "1.00"}, after={"金额": "2.00"})
record_all([change] * 2000)
counts = PerformanceGoal.objects.count(), Indicator.objects.count()
print(before, sum(frozen) / len(frozen), (used() - before) / 2000, *counts)
"""
PAGES = ("/", "/cycles/2024/goals/", "/cycles/2024/goals/?page=9", "/cycles/2024/findings/", "/library/")


def megabytes(pid: int) -> float:
    """What the process holds now, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=5000)
    options = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="perfgoals-sizing-") as name:
        site = Site(Path(name), free_port())
        site.manage("setup_site")
        site.sessions = json.loads(
            site.manage("shell", "-v", "0", "-c", MAKE.format(projects=options.projects))
        )
        rooms(site)
        backup(site)
        memory(site)


def rooms(site: Site) -> None:
    sizes = site.manage("shell", "-v", "0", "-c", SIZES).split()
    database, frozen, event, goals, indicators = map(float, sizes)
    print(f"{goals:.0f} 个项目、{indicators:.0f} 条指标：数据库 {database / 1e6:.1f} MB", end="")
    print(f"，每 1,000 个项目 {database / goals / 1000:.1f} MB")
    print(f"存档版本每份 {frozen / 1000:.1f} KB；审计记录每条 {event:.0f} 字节")


def backup(site: Site) -> None:
    began = time.monotonic()
    site.manage("backup", "--to", str(site.folder / "made"))
    seconds = time.monotonic() - began
    [file] = (site.folder / "made").iterdir()
    database = (site.folder / "perfgoals.sqlite3").stat().st_size
    size = file.stat().st_size
    print(f"备份 {size / 1e6:.1f} MB，是数据库的 {size / database:.0%}，{seconds:.0f} s")


def memory(site: Site) -> None:
    server = subprocess.Popen([*MANAGE, "serve"], env=site.environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        site.seconds_until_back()
        for _ in range(10):
            for page in PAGES:
                site.get(page)
        [process, *_] = sorted(children_of(web(server)), key=megabytes, reverse=True)
        [worker] = children_of(server.pid, "manage.py work")
        idle = megabytes(worker)
        site.post("/cycles/2024/export/", {"format": "xlsx"}, who="approver")
        time.sleep(25)
        print(f"网页进程 {megabytes(process):.0f} MB", end="；")
        print(f"任务进程平时 {idle:.0f} MB，做过一本 Excel 后 {megabytes(worker):.0f} MB")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
