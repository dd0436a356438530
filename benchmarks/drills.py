"""What the site bears: python -m benchmarks.drills [--projects 500] [--pg-ctl PROGRAM --pg-data FOLDER]

Makes a site in a folder of its own (on the empty database of DATABASE_URL, else SQLite), serves it with
`manage.py serve` on a loopback port, lets people work on it, and does to it what happens to machines: kills
its processes, takes its database away or holds it, sends it what no browser sends. In the end a backup
that was made meanwhile is brought back into an empty site. Prints a line for each drill.
"""

import argparse
import contextlib
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
MAKE = """
import json
from benchmarks.made_up_site import make_site, session_of
from django.contrib.auth import get_user_model
cycle = make_site({projects})
users = get_user_model().objects
print(json.dumps({{name: session_of(users.get(username=name)) for name in ("approver", "preparer")}}))
"""
WHOLE = """
from filings.models import FilingVersion
from perfgoals.audit.domain import find_breaches
from perfgoals.backup.content import checksum_of
print(len(list(find_breaches())), checksum_of("default")[0])
"""


@dataclass
class Line:
    """One line of the table."""

    drill: str
    figure: str
    goal: str
    met: bool


@dataclass
class Site:
    folder: Path
    port: int
    sessions: dict = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"PERFGOALS_DATA": str(self.folder), "PORT": str(self.port), "HOST": "127.0.0.1"}
        return os.environ | own | {"WEB_PROCESSES": "2", "WEB_THREADS": "4", "PYTHONPATH": str(ROOT)}

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [*MANAGE, *arguments], env=self.environment, capture_output=True, text=True, cwd=ROOT
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def get(self, path: str, *, who: str = "approver", timeout: float = 40) -> int:
        """The status of a page, 0 when there was no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Cookie": f"sessionid={self.sessions[who]}"})
            response = connection.getresponse()
            response.read()
            return response.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def seconds_until_back(self, path: str = "/", limit: float = 60) -> float:
        """From now until the page comes twice in a row."""
        began, good = time.monotonic(), 0
        while good < 2 and time.monotonic() - began < limit:
            good = good + 1 if self.get(path, timeout=5) == 200 else 0
            time.sleep(0.05)
        return time.monotonic() - began


class Readers:
    """People who read pages while the drills go on."""

    PAGES = ("/", "/cycles/2024/goals/", "/state/", "/jobs/")

    def __init__(self, site: Site, people: int = 6):
        self.site, self.stopped = site, threading.Event()
        self.statuses: list[int] = []
        self.seconds: list[float] = []
        self.threads = [threading.Thread(target=self._read, daemon=True) for _ in range(people)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exc):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _read(self):
        while not self.stopped.is_set():
            for page in self.PAGES[:2]:
                began = time.monotonic()
                self.statuses.append(self.site.get(page))
                self.seconds.append(time.monotonic() - began)
                time.sleep(0.5)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def children_of(pid: int, like: str = "") -> list[int]:
    """The processes that this one started, and of them those whose command has `like` in it."""
    command = ["pgrep", "-P", str(pid), *(["-f", like] if like else [])]
    return [int(child) for child in subprocess.run(command, capture_output=True, text=True).stdout.split()]


def web(server) -> int:
    return children_of(server.pid, "gunicorn")[0]


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


# --- the drills ------------------------------------------------------------------------------------


def load_held(site: Site, server) -> Line:
    with Readers(site) as readers:
        time.sleep(12)
    wrong = sum(status != 200 for status in readers.statuses)
    p95 = sorted(readers.seconds)[int(len(readers.seconds) * 0.95)]
    figure = f"{len(readers.statuses)} 页，{wrong} 页出错，p95 {p95 * 1000:.0f} ms"
    return Line("六人同时看", figure, "0 错，p95 ≤ 1 s", wrong == 0 and p95 <= 1)


def kills(site: Site, server) -> list[Line]:
    lines = []
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
        up = len(children_of(server.pid)) == 2
        lines.append(
            Line(f"{name}，3 次", f"最慢 {slowest:.1f} s 恢复", "≤ 5 s，进程都在", slowest <= 5 and up)
        )
    return lines


def silent_connections(site: Site, server) -> Line:
    clients = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(60)]
    for number, client in enumerate(clients):
        client.sendall(b"" if number % 2 else b"GET / HTTP/1.1\r\nHost: localhost\r\nX-")
    began = time.monotonic()
    status = site.get("/")
    seconds = time.monotonic() - began
    for client in clients:
        client.close()
    return Line("60 个不说话的连接", f"别人的页面 {seconds:.1f} s", "≤ 2 s", status == 200 and seconds <= 2)


def huge_body(site: Site, server) -> Line:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(
            b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            b"Content-Length: 314572800\r\n\r\n" + b"x" * 10_000
        )
        status = client.recv(200).split()[1].decode()
    return Line("300 MB 的提交", f"答 {status}", "413，不落盘", status == "413")


def database_held(site: Site, server) -> Line:
    """SQLite: somebody writes for longer than anybody waits."""
    holder = sqlite3.connect(site.folder / "perfgoals.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    reading = site.get("/cycles/2024/goals/")
    time.sleep(25)
    up = len(children_of(server.pid)) == 2
    holder.execute("ROLLBACK")
    holder.close()
    seconds = site.seconds_until_back()
    figure = f"期间查看答 {reading}，之后 {seconds:.1f} s"
    return Line("数据库被占 25 秒", figure, "照常查看，之后 ≤ 5 s", reading == 200 and up and seconds <= 5)


def database_away(site: Site, server, pg_ctl: str, pg_data: str) -> Line:
    """PostgreSQL stopped for ten seconds and started again."""
    control = [*pg_ctl.split(), "-D", pg_data, "-w"]
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True)
    statuses = [site.get("/") for _ in range(6)]
    time.sleep(10)
    subprocess.run([*control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = site.seconds_until_back()
    up = len(children_of(server.pid)) == 2
    figure = f"期间答 {sorted(set(statuses))}，回来后 {seconds:.1f} s"
    return Line("数据库停 10 秒", figure, "503，回来后 ≤ 5 s", set(statuses) == {503} and up and seconds <= 5)


def backup_and_restore(site: Site, server) -> Line:
    """A backup under load, brought back into an empty site on SQLite."""
    with Readers(site), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
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
    return Line("边用边备份，恢复到空库", figure, "≤ 60 s，校验值一致", seconds <= 60 and said[0] == "0")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--pg-ctl", default="")
    parser.add_argument("--pg-data", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfgoals-drills-") as name:
        site = Site(Path(name), free_port())
        site.manage("setup_site")
        site.sessions = json.loads(
            site.manage("shell", "-v", "0", "-c", MAKE.format(projects=options.projects))
        )
        server = subprocess.Popen(
            [*MANAGE, "serve"], env=site.environment, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            site.seconds_until_back()
            lines = [show(line) for line in drill(site, server, options)]
        finally:
            server.terminate()
            server.wait()
        breaches = site.manage("shell", "-v", "0", "-c", WHOLE).split()[0]
    lines.append(show(Line("演练之后的审计记录", f"{breaches} 处断裂", "0", breaches == "0")))
    sys.exit(not all(line.met for line in lines))


def show(line: Line) -> Line:
    verdict = "合格" if line.met else "不合格"
    print(f"{verdict}\t{line.drill}\t{line.figure}（目标：{line.goal}）", flush=True)
    return line


def drill(site: Site, server, options):
    yield load_held(site, server)
    yield from kills(site, server)
    yield silent_connections(site, server)
    yield huge_body(site, server)
    if options.pg_ctl:
        yield database_away(site, server, options.pg_ctl, options.pg_data)
    elif not os.environ.get("DATABASE_URL"):
        yield database_held(site, server)
    yield backup_and_restore(site, server)


if __name__ == "__main__":
    main()
