"""Running a piece of work in a process of its own, and what it cost."""

import os
import sys
import tempfile
import time
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of the process and its children, wall seconds, MB of memory of the largest of them."""

    cpu: float
    wall: float
    memory: float


def run_apart(command: list[str], folder: Path | None = None) -> Cost:
    """Run `command` to its end, in `folder`. Raises RuntimeError with its error output when it fails."""
    with tempfile.TemporaryFile() as errors, chdir(folder or "."):
        start = time.perf_counter()
        streams = [(os.POSIX_SPAWN_DUP2, errors.fileno(), number) for number in (1, 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - start
        if status:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command)}\n{errors.read().decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def this_module(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def size_of(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.2f}"
