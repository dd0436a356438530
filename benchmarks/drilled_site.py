"""The site that is drilled: its pages, its people, its processes, its disk."""

import contextlib
import http.client
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
UNSHARE = ["unshare", "--mount", "--propagation", "private"]
ALONE = "PERFGOALS_DRILLS_ALONE"
DISK = "300m"
TOKEN = "t" * 32
BOUNDARY = "drilled-site-boundary"


@dataclass
class Site:
    folder: Path
    port: int
    sessions: dict = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {"PERFGOALS_DATA": str(self.folder), "PORT": str(self.port), "HOST": "127.0.0.1"}
        own |= {"WEB_PROCESSES": "2", "WEB_THREADS": "4", "PYTHONPATH": str(ROOT)}
        return os.environ | own | self.settings

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [*MANAGE, *arguments], env=self.environment, capture_output=True, text=True, cwd=ROOT
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout

    def ask(self, code: str) -> str:
        """What `code` prints inside the site."""
        return self.manage("shell", "-v", "0", "-c", code)

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

    def post(self, path: str, fields: dict, *, who: str = "preparer") -> tuple[int, str]:
        """(status, page, or the address it leads to) of a form sent with its token."""
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
        return self._send(path, body, "application/x-www-form-urlencoded", who)

    def upload(self, path: str, filename: str, content: bytes, *, who: str = "preparer") -> tuple[int, str]:
        """The same for a form whose field `file` has this file."""
        name = filename.replace("\\", "\\\\").replace('"', "%22")
        parts = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n',
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n',
        )
        body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self._send(path, body, f"multipart/form-data; boundary={BOUNDARY}", who)

    def _send(self, path: str, body: bytes, content_type: str, who: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"sessionid={self.sessions[who]}; csrftoken={TOKEN}",
            "Content-Type": content_type,
        }
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode() or response.headers.get("Location", "")
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def seconds_until_back(self, path: str = "/", limit: float = 60) -> float:
        """From now until the page comes twice in a row."""
        began, good = time.monotonic(), 0
        while good < 2 and time.monotonic() - began < limit:
            good = good + 1 if self.get(path, timeout=5) == 200 else 0
            time.sleep(0.05)
        return time.monotonic() - began


SESSIONS = """
import json
from benchmarks.made_up_site import session_of
from perfgoals.accounts.models import User
people = ("approver", "preparer", "supervisor", "administrator")
print(json.dumps({name: session_of(User.objects.get(username=name)) for name in people}))
"""
JOB = """
from perfgoals.jobs.domain import reap_stale_jobs, retry_job
from perfgoals.jobs.models import Job
reap_stale_jobs()
job = Job.objects.get(pk={key})
print(job.state, {repeat} and job.is_repeatable and retry_job(job=job))
"""


def job_done(site: Site, address: str, *, repeat: bool = True) -> bool:
    """Whether the job ends well within two minutes; `repeat` it when it was interrupted or failed."""
    key = address.strip("/").split("/")[-1]
    for _ in range(24):
        if site.ask(JOB.format(key=key, repeat=repeat)).startswith("done"):
            return True
        time.sleep(5)
    return False


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


class Savers:
    """Somebody who makes one project after the other; `told` are those that the site said it has."""

    def __init__(self, site: Site):
        self.site, self.stopped = site, threading.Event()
        self.told: list[str] = []
        self.thread = threading.Thread(target=self._save, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.stopped.set()
        self.thread.join()

    def _save(self):
        for number in itertools.count():
            if self.stopped.is_set():
                return
            name = f"杀进程时新建的项目{number}"
            status, _ = self.site.post("/cycles/2024/goals/new/", {"department": "600001", "name": name})
            if status == 302:
                self.told.append(name)
            time.sleep(0.1)


def serve(site: Site) -> subprocess.Popen:
    return subprocess.Popen([*MANAGE, "serve"], env=site.environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def children_of(pid: int, like: str = "") -> list[int]:
    """The processes that this one started, and of them those whose command has `like` in it."""
    command = ["pgrep", "-P", str(pid), *(["-f", like] if like else [])]
    return [int(child) for child in subprocess.run(command, capture_output=True, text=True).stdout.split()]


def web(server) -> int:
    """The web server's first process; those of a killed one are older and stay a while."""
    return children_of(server.pid, "gunicorn")[-1]


def is_whole(server, seconds: float = 30) -> bool:
    """Whether in the end one web server and one worker are up, and nobody else."""
    deadline = time.monotonic() + seconds
    while len(children_of(server.pid)) != 2 and time.monotonic() < deadline:
        time.sleep(0.5)
    return len(children_of(server.pid)) == 2


def peak_megabytes(server) -> float:
    """The most that one of the site's processes has ever had in memory."""
    peaks, waiting = [], [server.pid]
    while waiting:
        pid = waiting.pop()
        waiting += children_of(pid)
        with contextlib.suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            peaks.append(int(found[1]) / 1024 if found else 0)
    return max(peaks)


def is_alive(pid: int) -> bool:
    """Neither gone nor dead and waiting to be buried by its parent."""
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def see_mounts_alone(module: str) -> None:
    """Start the program anew where what it mounts is seen by nobody else; go on where that is forbidden."""
    if os.environ.get(ALONE) or subprocess.run([*UNSHARE, "true"], capture_output=True).returncode:
        return
    command = [*UNSHARE, sys.executable, "-m", module, *sys.argv[1:]]
    os.execvpe(UNSHARE[0], command, os.environ | {ALONE: "1"})


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own in memory for the folder; an ordinary folder where mounting is forbidden."""
    folder.mkdir()
    if not os.environ.get(ALONE):
        yield
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill_disk(folder: Path) -> Path:
    """A file that takes the last byte there is."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
    return filler
