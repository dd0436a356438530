"""Drills of the machine: its disk can only be read, its clock is set, the process that watches is killed."""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.drill_table import KILLS, OUTAGE, Line
from benchmarks.drilled_site import (
    ROOT,
    SESSIONS,
    Site,
    children_of,
    is_alive,
    is_whole,
    job_done,
    kill,
    serve,
    web,
)

# Every page that is measured, and the system's state.
PAGES = """
import json
from benchmarks.pages import addresses
from projects.models import BudgetCycle
pages = [*addresses(BudgetCycle.objects.get(code="2024")).values(), ("administrator", "/state/")]
print(json.dumps(pages))
"""
NEW = "/cycles/2024/goals/new/"
DAY, HOUR = 86_400, 3_600
# While libfaketime leaves the steady clock alone, no time.sleep passes: findings/libfaketime_sleep.sh
SLEEP = "import select, time\ntime.sleep = lambda seconds: (select.select([], [], [], seconds), None)[1]\n"


def disk_read_only(site: Site, server) -> Line:
    """As after a fault of the disk, with all processes begun anew: all can be read, nothing written."""
    name, goal = "磁盘只读", "照常查看，保存答 507、内容留着，恢复后 ≤ 5 s，任务接着做完"
    if not os.path.ismount(site.folder):
        return Line(OUTAGE, name, "不许挂载，没有试", goal, False)
    _, job = site.post("/cycles/2024/export/", {"format": "pdf"}, who="approver")
    pages = json.loads(site.ask(PAGES))
    with _only_readable(site.folder):
        restart(server, site)
        reading = {site.get(page, who=who) for who, page in pages for _ in range(2)}
        typed = {"department": "600001", "name": "磁盘只读的时候新建的项目"}
        saving, page = site.post(NEW, typed)
        up = len(children_of(server.pid)) > 0
    back = site.seconds_until_back()
    again, _ = site.post(NEW, typed)
    done = job_done(site, job)
    up = up and is_whole(server)
    figure = f"期间查看 {len(pages)} 种页面答 {sorted(reading)}，保存答 {saving}"
    figure += f"；之后 {back:.1f} s，保存答 {again}，任务{'做完' if done else '没有做完'}"
    kept = typed["name"] in page and "只能查看" in page
    met = reading == {200} and saving == 507 and kept and again == 302 and back <= 5 and done and up
    return Line(OUTAGE, name, figure, goal, met)


@contextlib.contextmanager
def _only_readable(folder: Path) -> Iterator[None]:
    """Disk and database: PostgreSQL has a disk of its own, and then says that it can only be read."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
    _tell_postgresql("ALTER SYSTEM SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _tell_postgresql("ALTER SYSTEM RESET default_transaction_read_only")
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _tell_postgresql(statement: str) -> None:
    if address := os.environ.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute(statement)
            connection.execute("SELECT pg_reload_conf()")


def restart(server, site: Site) -> None:
    """Every process but the one that watches, so that all open their files anew."""
    for pid in [*children_of(web(server)), *children_of(server.pid)]:
        kill(pid)
    site.seconds_until_back()


def clock_set(site: Site, server) -> Line:
    """A job runs and people work while the clock goes a day forward, then an hour back, then right again.

    Ends the server: the processes of this drill are told the time by libfaketime. PostgreSQL keeps its own,
    as it does on a host of its own.
    """
    name, goal = "时钟拨快一天，再拨慢一小时", "重新登录后照常查看、保存，任务做完，结果还在，审计不断"
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        return Line(OUTAGE, name, "没有安装 faketime，没有试", goal, False)
    server.terminate()
    server.wait()
    clock = site.folder.parent / "clock"
    clock.write_text("+0")
    (clock.parent / "sitecustomize.py").write_text(SLEEP)
    site.settings = {
        "PYTHONPATH": f"{clock.parent}:{ROOT}",
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    watched = serve(site)
    try:
        if site.seconds_until_back() >= 60:
            return Line(OUTAGE, name, "网站没有在 60 s 内启动", goal, False)
        rounds = [_round(site, clock, ahead) for ahead in (DAY, -HOUR, 0)]
        up = is_whole(watched)
    finally:
        watched.terminate()
        watched.wait()
        site.settings = {}
    words = ("快一天", "慢一小时", "对准")
    figure = "；".join(f"{word}：{said}" for word, (said, _) in zip(words, rounds, strict=True))
    return Line(OUTAGE, name, figure, goal, up and all(met for _, met in rounds))


def _round(site: Site, clock: Path, ahead: int) -> tuple[str, bool]:
    """What happens when the clock is set while a job runs, and whether that is as it should be."""
    _, job = site.post("/cycles/2024/export/", {"format": "pdf"}, who="approver")
    time.sleep(1)
    clock.write_text(f"{ahead:+d}")
    time.sleep(3)
    before = site.get("/")
    if before == 302:  # idle for a day, by this clock
        site.sessions = json.loads(site.ask(SESSIONS))
    reading = {site.get(page) for page in ("/", "/cycles/2024/goals/", "/jobs/")}
    saving, _ = site.post(NEW, {"department": "600001", "name": f"时钟差 {ahead} 秒时新建的项目"})
    done = job_done(site, job, repeat=False)
    result = site.get(f"{job}result/")
    said = f"原会话答 {before}，查看答 {sorted(reading)}，保存答 {saving}"
    said += f"，任务{'做完' if done else '没有做完'}"
    return said, (reading, saving, done, result) == ({200}, 302, True, 200)


def watcher_killed(site: Site, server) -> Line:
    """Who watches is killed while somebody's form is on its way, and the site is started again at once.

    Ends the server.
    """
    server.terminate()
    server.wait()
    first = serve(site)
    usual = site.seconds_until_back()
    old = [pid for child in children_of(first.pid) for pid in (child, *children_of(child))]
    with socket.create_connection(("127.0.0.1", site.port)) as slow:
        slow.sendall(b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 30000\r\n\r\nusername=")
        time.sleep(1)
        kill(first.pid)
        first.wait()
        second = serve(site)
        back = site.seconds_until_back()
    up = is_whole(second)
    second.terminate()
    second.wait()
    left = sum(is_alive(pid) for pid in old)
    figure = f"再启动后 {back:.1f} s 答复（平常启动 {usual:.1f} s），原来的 {len(old)} 个进程剩 {left} 个"
    met = back <= 2 * usual and up and left == 0
    return Line(KILLS, "杀看护进程，立即再启动", figure, "平常启动的两倍以内，一个不剩", met)
