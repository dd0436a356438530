"""Nobody outlives who started him: not even when that one is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfgoals.common import lifeline

pytestmark = pytest.mark.pure

# A parent that says who its child is, and its child.
BOUNDED = """
import os, pathlib, sys, time
from perfgoals.common.bounded import run_bounded
def work(note):
    pathlib.Path(note).write_text(str(os.getpid()))
    time.sleep(60)
if __name__ == "__main__":
    run_bounded(work, sys.argv[1])
"""
LATE = """
import os, subprocess, sys
from perfgoals.common.orphans import end_with_parent
end_with_parent(int(sys.argv[1]))
print("still here")
"""


def gone(pid: int, seconds: float = 5) -> bool:
    state, deadline = Path(f"/proc/{pid}/stat"), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def noted(path: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (path.exists() and path.read_text()):
        time.sleep(0.02)
    return int(path.read_text())


def test_work_on_files_of_others_ends_with_its_killed_parent(tmp_path):
    (tmp_path / "parent.py").write_text(BOUNDED)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "parent.py", tmp_path / "note"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    child = noted(tmp_path / "note")
    parent.kill()
    parent.wait()
    assert gone(child)


def test_one_whose_parent_is_gone_before_it_looks_ends_too():
    other = os.getpid() + 1  # any process that is not its parent
    done = subprocess.run([sys.executable, "-c", LATE, str(other)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")
    done = subprocess.run([sys.executable, "-c", LATE, str(os.getpid())], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "still here\n")


def on_a_lifeline(*command, **options) -> subprocess.Popen:
    line = [sys.executable, lifeline.__file__, *map(str, command)]
    return subprocess.Popen(line, stdin=subprocess.PIPE, **options)


def test_a_program_and_what_it_started_end_when_the_line_is_let_go(tmp_path):
    script = f"sh -c 'echo $$ > {tmp_path}/inner; exec sleep 60' & wait"
    keeper = on_a_lifeline("sh", "-c", script)
    inner = noted(tmp_path / "inner")
    keeper.stdin.close()  # as the end of the process that holds it does
    assert gone(inner)
    assert keeper.wait(5) == 128 + signal.SIGKILL


@pytest.mark.parametrize("status", [0, 3])
def test_its_status_is_that_of_the_program(status):
    keeper = on_a_lifeline("sh", "-c", f"exit {status}")
    assert keeper.wait(10) == status
    keeper.stdin.close()
