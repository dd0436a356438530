"""How much room things take: python -m benchmarks.sizing [--projects 5000]

Makes a site in a folder of its own (on the empty database of DATABASE_URL, else SQLite) and prints the
figures of docs/operations/sizing.md: bytes in the database of projects, of what the checks found, of the
figures kept by unit, of frozen versions and audit rows; a backup, and how long it takes to bring it back;
memory of the processes after some pages and after an export. No goals: figures to reckon with.
"""

import argparse
import json
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
from filings.domain.versions import freeze
from indicators.domain.checking.keeping import refresh_findings
from indicators.domain.counting.keeping import keep_counts
from indicators.models import GoalFinding, Indicator, PerformanceGoal
from perfgoals.accounts.models import User
from perfgoals.audit.domain import Event, record_all
from perfgoals.audit.enums import Verb
from projects.models import BudgetCycle

def used():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat")
        return cursor.fetchone()[0]

sizes = [used()]
def step(count):
    sizes.append(used())
    print(count, sizes[-1] - sizes[-2])

print(PerformanceGoal.objects.count(), sizes[0])
print(Indicator.objects.count(), 0)
refresh_findings(cycle=BudgetCycle.objects.get())
step(GoalFinding.objects.count())
keep_counts()
step(1)
goals = PerformanceGoal.objects.with_project().with_indicators().select_related("project__cycle", "filing")
by = User.objects.get(username="approver")
for goal in goals[:2000]:
    freeze(table=goal, action="submit", by=by)
step(min(2000, goals.count()))
record_all([Event(Verb.CHANGE, name="某项目", before={"金额": "1.00"}, after={"金额": "2.00"})] * 2000)
step(2000)
"""
PAGES = ("/", "/cycles/2024/goals/", "/cycles/2024/goals/?page=9", "/cycles/2024/findings/", "/library/")


def megabytes(pid: int) -> float:
    """What the process holds now, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=5000)
    parser.add_argument("--restore-to", default="", help="DATABASE_URL of an empty database; else SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfgoals-sizing-") as name:
        site = Site(Path(name) / "site", free_port())
        site.manage("setup_site")
        site.sessions = json.loads(site.ask(MAKE.format(projects=options.projects)))
        rooms(site)
        backup(site, options.restore_to)
        memory(site)


def rooms(site: Site) -> None:
    rows = [line.split() for line in site.ask(SIZES).splitlines()]
    goals, indicators, found, kept, frozen, events = [(int(count), int(size)) for count, size in rows]
    thousands = goals[0] / 1000
    print(f"{goals[0]} 个项目、{indicators[0]} 条指标：数据库 {goals[1] / 1e6:.1f} MB", end="")
    print(f"，每 1,000 个项目 {goals[1] / 1e6 / thousands:.1f} MB")
    print(f"检查结果 {found[0]} 条 {found[1] / 1e6:.1f} MB", end="")
    print(f"，每 1,000 个项目 {found[1] / 1e6 / thousands:.1f} MB；各单位记下的数 {kept[1] / 1e6:.1f} MB")
    print(f"存档版本每份 {frozen[1] / frozen[0] / 1000:.1f} KB", end="")
    print(f"；审计记录每条 {events[1] / events[0]:.0f} 字节")


def backup(site: Site, restore_to: str) -> None:
    began = time.monotonic()
    site.manage("backup", "--to", str(site.folder / "made"))
    seconds = time.monotonic() - began
    [file] = (site.folder / "made").iterdir()
    print(f"备份并核对 {file.stat().st_size / 1e6:.1f} MB，{seconds:.0f} s", end="；")
    again = Site(site.folder.parent / "again", free_port())
    again.settings = {"DATABASE_URL": restore_to}
    began = time.monotonic()
    again.manage("restore", str(file))
    print(f"恢复到空库并核对 {time.monotonic() - began:.0f} s")


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
