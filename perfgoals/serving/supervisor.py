"""Keeping processes up: each is watched and started again, after pauses that grow while it dies young."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from perfgoals.common.orphans import end_with_parent

# One that ran so long did not fail to start: somebody killed it, and it comes back at once.
YOUNG_SECONDS = 5
PAUSES = (0, 0, 1, 2, 4, 8, 15, 30)
# Longer than gunicorn's own grace for requests in flight.
STOP_SECONDS = 35
_LOOK_SECONDS = 0.2
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Child:
    """One process: `name` is what the log calls it, `passes` are open files that it gets."""

    name: str
    command: Sequence[str]
    passes: Sequence[int] = ()
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until a SIGTERM or SIGINT, then stops them in order; `run` returns the exit code."""

    def __init__(self, children: Sequence[Child], *, pauses: Sequence[float] = PAUSES, say=None):
        self.children = list(children)
        self.pauses = pauses
        self.say = say or _to_log
        self.stopped_by: int | None = None

    def run(self) -> int:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        _adopt_orphans()
        try:
            while self.stopped_by is None:
                self.look()
                self._bury_orphans()
                time.sleep(_LOOK_SECONDS)
        finally:
            self.stop_all()
        return 130 if self.stopped_by == signal.SIGINT else 0

    def look(self) -> None:
        """Start what is due, and set the next start of what has ended."""
        now = time.monotonic()
        for child in self.children:
            if child.is_up:
                continue
            if child.process is not None:
                self._ended(child, now)
            if now >= child.due:
                self._start(child, now)

    def stop_all(self) -> None:
        """Ask all to end, wait for their work in hand, then end what is left. Nobody is let in any more."""
        for number in {number for child in self.children for number in child.passes}:
            os.close(number)
        running = [child.process for child in self.children if child.is_up]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, child: Child, now: float) -> None:
        child.started = now
        # A killed supervisor leaves no web server behind that holds the port.
        end_too = partial(end_with_parent, os.getpid(), signal.SIGTERM)
        try:
            child.process = subprocess.Popen(child.command, preexec_fn=end_too, pass_fds=child.passes)
        except OSError as error:  # no memory, too many processes: the next look tries again
            child.process = None
            self._wait_longer(child, now, error.strerror)

    def _ended(self, child: Child, now: float) -> None:
        code, child.process = child.process.returncode, None
        is_young = now - child.started < YOUNG_SECONDS
        if not is_young:
            child.failures = 0
        if code == 0 and not is_young:  # a worker that has done its number of jobs makes room for a fresh one
            child.due = now
            return
        self._wait_longer(child, now, f"信号 {-code}" if code < 0 else f"返回码 {code}")

    def _wait_longer(self, child: Child, now: float, reason: str) -> None:
        pause = self.pauses[min(child.failures, len(self.pauses) - 1)]
        child.failures += 1
        child.due = now + pause
        soon = f"{pause} 秒后" if pause else "立即"
        self.say(f"{child.name}意外停止（{reason}），{soon}重新启动。")

    def _bury_orphans(self) -> None:
        """Processes of a killed child that came to us, when they end; nobody else asks how they ended."""
        own = {child.process.pid for child in self.children if child.process}
        try:
            while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if ended.si_pid in own:
                    return
                os.waitpid(ended.si_pid, 0)
        except ChildProcessError:
            return

    def _stop(self, number, frame) -> None:
        self.stopped_by = number


def _to_log(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    sys.stderr.flush()


_libc = ctypes.CDLL(None, use_errno=True)


def _adopt_orphans() -> None:
    """Processes whose parent was killed become children of this one, not of process 1."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
