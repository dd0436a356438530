"""What the site bears: python -m benchmarks.drills [--only WORD] [--pg-ctl PROGRAM --pg-data FOLDER]

Makes a site in a folder of its own (on the empty database of DATABASE_URL, else SQLite), serves it with
`manage.py serve` on a loopback port, lets people work on it, and does to it what happens to machines: kills
its processes, takes its database away or holds it, fills its disk or lets it only be read, sets its clock,
sends it what no browser sends, lets twelve people decide the same at once. In the end a backup that was made
meanwhile is brought back into an empty site. Prints a line for each drill as it ends, then all as a table;
`--only disk` does those alone whose names have this word in them.

The disk is a small one in memory, mounted where only this process sees it (unshare --mount); where that is
not permitted, or faketime is not installed for the clock, the drill says so and counts as not met.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.drill_table import KILLS, LOAD, LOST, OUTAGE, Line, print_table, say
from benchmarks.drilled_inputs import hostile_files, huge_body, silent_connections, twelve_at_once
from benchmarks.drilled_machine import clock_set, disk_read_only, watcher_killed
from benchmarks.drilled_site import (
    MANAGE,
    ROOT,
    SESSIONS,
    Readers,
    Savers,
    Site,
    children_of,
    fill_disk,
    free_port,
    is_whole,
    job_done,
    kill,
    see_mounts_alone,
    serve,
    small_disk,
    web,
)

SAVED = """
from collections import Counter
from projects.models import Project
names = Counter(Project.objects.filter(name__startswith="杀进程时").values_list("name", flat=True))
told = {told}
print(sum(names[name] != 1 for name in told), Project.objects.filter(goal=None).count())
"""
MAKE = """
from benchmarks.made_up_site import make_site
make_site({projects})
"""
WHOLE = """
from filings.models import FilingVersion
from perfgoals.audit.domain import find_breaches
from perfgoals.backup.content import checksum_of
print(len(list(find_breaches())), checksum_of("default")[0])
"""


# --- the drills ------------------------------------------------------------------------------------


def load_held(site: Site, server) -> Line:
    with Readers(site) as readers:
        time.sleep(12)
    wrong = sum(status != 200 for status in readers.statuses)
    p95 = sorted(readers.seconds)[int(len(readers.seconds) * 0.95)]
    figure = f"{len(readers.statuses)} 页，{wrong} 页出错，p95 {p95 * 1000:.0f} ms"
    return Line(LOAD, "六人同时看", figure, "0 错，p95 ≤ 1 s", wrong == 0 and p95 <= 1)


def kills(site: Site, server) -> list[Line]:
    """Each kind of process three times, while somebody saves."""
    lines = []
    with Savers(site) as savers:
        for name, victim in (
            ("杀一个网页进程", lambda: children_of(web(server))[0]),
            ("杀网页服务主进程", lambda: web(server)),
            ("杀后台任务进程", lambda: children_of(server.pid, "manage.py work")[0]),
        ):
            slowest = 0.0
            for _ in range(3):
                kill(victim())
                slowest = max(slowest, site.seconds_until_back())
                time.sleep(6)
            met = slowest <= 5 and is_whole(server)
            figure = f"最慢 {slowest:.1f} s 恢复"
            lines.append(Line(KILLS, f"{name}，3 次", figure, "≤ 5 s，进程都在", met))
    lost, half = site.ask(SAVED.format(told=savers.told)).split()
    figure = f"答“已保存”的 {len(savers.told)} 个，少了 {lost} 个，半截的 {half} 个"
    met = len(savers.told) > 20 and (lost, half) == ("0", "0")
    return [*lines, Line(LOST, "杀进程时一直在新建", figure, "一个不少，没有半截的", met)]


def database_held(site: Site, server) -> Line:
    """SQLite: somebody writes for longer than anybody waits."""
    holder = sqlite3.connect(site.folder / "perfgoals.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    reading = site.get("/cycles/2024/goals/")
    time.sleep(25)
    up = is_whole(server)
    holder.execute("ROLLBACK")
    holder.close()
    seconds = site.seconds_until_back()
    figure = f"期间查看答 {reading}，之后 {seconds:.1f} s"
    return Line(
        OUTAGE, "数据库被占 25 秒", figure, "照常查看，之后 ≤ 5 s", reading == 200 and up and seconds <= 5
    )


def database_away(site: Site, server, pg_ctl: str, pg_data: str) -> Line:
    """PostgreSQL stopped for ten seconds and started again."""
    control = [*pg_ctl.split(), "-D", pg_data, "-w"]
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
    statuses = [site.get("/") for _ in range(6)]
    time.sleep(10)
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = site.seconds_until_back()
    up = is_whole(server)
    figure = f"期间答 {sorted(set(statuses))}，回来后 {seconds:.1f} s"
    return Line(
        OUTAGE, "数据库停 10 秒", figure, "503，回来后 ≤ 5 s", set(statuses) == {503} and up and seconds <= 5
    )


def disk_full(site: Site, server) -> Line:
    """Every byte of the site's disk taken, while people read and save and a job waits; then given back."""
    name = "磁盘写满，再腾出"
    if not os.path.ismount(site.folder):
        return Line(OUTAGE, name, "不许挂载，没有试", "照常查看，保存答 507，内容留着", False)
    _, job = site.post("/cycles/2024/export/", {"format": "pdf"}, who="approver")
    filler = fill_disk(site.folder)
    time.sleep(2)
    reading = {site.get(page) for page in ("/", "/cycles/2024/goals/", "/jobs/") for _ in range(3)}
    saved, typed, saving, page = _save_until_refused(site)
    filler.unlink()
    back = site.seconds_until_back()
    again, _ = site.post("/cycles/2024/goals/new/", typed)
    done = job_done(site, job)
    up = is_whole(server)
    job_words = "做完" if done else "没有做完"
    figure = (
        f"期间查看答 {sorted(reading)}，存下 {saved} 个后保存答 {saving}；之后保存答 {again}，任务{job_words}"
    )
    # PostgreSQL's disk is another: saving goes on, only files of jobs have no room.
    kept = typed["name"] in page if saving == 507 else saving == 302
    met = reading == {200} and kept and again in (302, 422) and back <= 5 and done and up
    met = met and (saving == 507 or bool(os.environ.get("DATABASE_URL")))
    return Line(OUTAGE, name, figure, "照常查看，保存答 507、内容留着，腾出后 ≤ 5 s，任务接着做完", met)


def _save_until_refused(site: Site) -> tuple[int, dict, int, str]:
    """(saved, what was typed last, the answer, its page). SQLite's log has some room left from before."""
    for number in range(5 if os.environ.get("DATABASE_URL") else 500):
        typed = {"department": "600001", "name": f"磁盘满的时候新建的项目{number}"}
        status, page = site.post("/cycles/2024/goals/new/", typed)
        if status != 302:
            break
    return number, typed, status, page


def backup_and_restore(site: Site, server) -> Line:
    """A backup under load, brought back into an empty site on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Readers(site):
            site.manage("backup", "--to", str(folder / "backups"))
        [file] = (folder / "backups").iterdir()
        restored = Site(folder / "restored", free_port())
        environment = {key: value for key, value in restored.environment.items() if key != "DATABASE_URL"}
        began = time.monotonic()
        subprocess.run(
            [*MANAGE, "restore", str(file)], env=environment, check=True, cwd=ROOT, capture_output=True
        )
        seconds = time.monotonic() - began
        said = subprocess.run(
            [*MANAGE, "shell", "-v", "0", "-c", WHOLE],
            env=environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
        ).stdout.split()
    figure = f"{seconds:.0f} s，审计 {said[0]} 处断裂"
    return Line(
        LOST, "边用边备份，恢复到空库", figure, "≤ 60 s，校验值一致", seconds <= 60 and said[0] == "0"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--only", default="")
    parser.add_argument("--pg-ctl", default="")
    parser.add_argument("--pg-data", default="")
    options = parser.parse_args()
    see_mounts_alone("benchmarks.drills")
    with tempfile.TemporaryDirectory(prefix="perfgoals-drills-") as name, small_disk(Path(name) / "site"):
        site = Site(Path(name) / "site", free_port())
        site.manage("setup_site")
        site.ask(MAKE.format(projects=options.projects))
        site.sessions = json.loads(site.ask(SESSIONS))
        server = serve(site)
        try:
            site.seconds_until_back()
            lines = [say(line) for line in drill(site, server, options)]
        finally:
            server.terminate()
            server.wait()
        breaches = site.ask(WHOLE).split()[0]
    lines.append(say(Line(LOST, "演练之后的审计记录", f"{breaches} 处断裂", "0", breaches == "0")))
    print_table(lines)
    sys.exit(not all(line.met for line in lines))


def drill(site: Site, server, options):
    drills = [load_held, twelve_at_once, kills, silent_connections, huge_body, hostile_files, disk_full]
    drills += [disk_read_only, backup_and_restore, clock_set, watcher_killed]
    if options.pg_ctl:
        drills.insert(-3, partial(database_away, pg_ctl=options.pg_ctl, pg_data=options.pg_data))
    elif not os.environ.get("DATABASE_URL"):
        drills.insert(-3, database_held)
    for each in drills:
        if options.only in getattr(each, "__name__", "database_away"):
            lines = each(site, server)
            yield from lines if isinstance(lines, list) else [lines]


if __name__ == "__main__":
    main()
