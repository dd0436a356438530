"""Processes that end are started again; all end with their supervisor."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfgoals.serving.supervisor import PAUSES, YOUNG_SECONDS, Child, Supervisor

pytestmark = pytest.mark.pure

# A child that notes its process id and stays.
STAY = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SUPERVISE = """
import sys
from perfgoals.serving.supervisor import Child, Supervisor
sys.exit(Supervisor([Child("甲", [sys.executable, "-c", sys.argv[1], sys.argv[2]])], pauses=[0.1, 0.3]).run())
"""


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


class Supervised:
    def __init__(self, folder):
        self.noted = folder / "pids"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, STAY, str(self.noted)], stderr=subprocess.PIPE, text=True
        )

    def pids(self) -> list[int]:
        return [int(line) for line in self.noted.read_text().split()] if self.noted.exists() else []

    def nth(self, n: int) -> int:
        return wait_until(lambda: len(self.pids()) >= n and self.pids()[n - 1])


@pytest.fixture
def supervised(tmp_path):
    supervised = Supervised(tmp_path)
    yield supervised
    if supervised.process.poll() is None:
        supervised.process.kill()
    supervised.process.wait()
    supervised.process.stderr.close()


def test_a_killed_process_is_started_again_and_the_log_says_so(supervised):
    os.kill(supervised.nth(1), signal.SIGKILL)
    os.kill(supervised.nth(2), signal.SIGKILL)
    assert is_alive(supervised.nth(3))
    supervised.process.terminate()
    _, log = supervised.process.communicate(timeout=10)
    assert "甲意外停止（信号 9），0.1 秒后重新启动。" in log
    assert "甲意外停止（信号 9），0.3 秒后重新启动。" in log


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_all_end_with_the_supervisor(supervised, number, code):
    child = supervised.nth(1)
    supervised.process.send_signal(number)
    assert supervised.process.wait(10) == code
    assert not is_alive(child)


def test_a_killed_supervisor_leaves_nobody_behind(supervised):
    child = supervised.nth(1)
    supervised.process.kill()
    wait_until(lambda: not is_alive(child))


class Clock:
    """Time that goes on when told to."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr("perfgoals.serving.supervisor.time.monotonic", lambda: self.now)


@pytest.fixture
def said():
    return []


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def failing(said, *command, pauses=(1, 2, 4, 8)):
    command = command or [sys.executable, "-c", "raise SystemExit(3)"]
    return Supervisor([Child("乙", command)], pauses=pauses, say=said.append)


def let_fail(supervisor, clock):
    """Start the child, let it end, and see it ended."""
    supervisor.look()
    if supervisor.children[0].process:
        supervisor.children[0].process.wait()
    supervisor.look()


def test_pauses_grow_while_it_dies_young(said, clock):
    supervisor = failing(said)
    pauses = []
    for _ in range(5):
        let_fail(supervisor, clock)
        pauses.append(supervisor.children[0].due - clock.now)
        clock.now = supervisor.children[0].due
    assert pauses == [1, 2, 4, 8, 8]
    assert said[0] == "乙意外停止（返回码 3），1 秒后重新启动。"


def test_the_first_times_nobody_waits_and_in_the_end_half_a_minute():
    assert PAUSES[:2] == (0, 0)
    assert list(PAUSES) == sorted(PAUSES)
    assert PAUSES[-1] == 30


def test_a_killed_one_that_had_run_is_started_at_once_however_often(said, clock):
    """Three kills of a web server that stood for seconds each time: it is back each time in the same look."""
    supervisor = failing(said, sys.executable, "-c", "import time; time.sleep(60)", pauses=PAUSES)
    child = supervisor.children[0]
    supervisor.look()
    for _ in range(5):
        clock.now += YOUNG_SECONDS
        killed = child.process
        killed.kill()
        killed.wait()
        supervisor.look()
        assert child.is_up
        assert child.process is not killed
    assert said == ["乙意外停止（信号 9），立即重新启动。"] * 5
    supervisor.stop_all()


def test_it_is_not_started_before_its_pause_is_over(said, clock):
    supervisor = failing(said)
    let_fail(supervisor, clock)
    supervisor.look()
    assert supervisor.children[0].process is None


def test_one_that_ends_as_it_should_is_replaced_without_a_word(said, clock):
    supervisor = failing(said, sys.executable, "-c", "pass")
    child = supervisor.children[0]
    supervisor.look()
    child.process.wait()
    clock.now += YOUNG_SECONDS
    supervisor.look()
    assert said == []
    assert child.process is not None
    child.process.wait()


def test_one_that_ends_at_once_again_and_again_waits_too(said, clock):
    supervisor = failing(said, sys.executable, "-c", "pass")
    let_fail(supervisor, clock)
    assert supervisor.children[0].due - clock.now == 1


def test_a_program_that_cannot_be_started_is_tried_again(said, clock):
    supervisor = failing(said, "/no/such/program")
    supervisor.look()
    assert "No such file" in said[0]
    assert supervisor.children[0].due == clock.now + 1
