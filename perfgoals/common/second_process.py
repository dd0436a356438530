"""A second process for half of a long piece of work, within bounds of its own.

It is a program of ours, started afresh: a process that has threads must not fork. It finds no environment,
and one temporary file that both sides know. Whoever starts it does all the work alone where it does not
start, is killed or runs out of its memory: that costs time and nothing else.
"""

import json
import os
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from .orphans import end_with_parent


def has_processor() -> bool:
    """Whether a second process has a processor to run on."""
    own = getattr(os, "sched_getaffinity", None)  # only Linux tells
    return (len(own(0)) if own else os.cpu_count() or 1) > 1


class SecondProcess:
    """Runs `program`, a file; None of its standard output is read here. Bounds: seconds of CPU, bytes."""

    def __init__(self, program: Path, *, seconds: int, memory: int) -> None:
        self.program, self.bounds = program, {"seconds": seconds, "memory": memory}
        self._process: subprocess.Popen | None = None

    @property
    def is_started(self) -> bool:
        return self._process is not None

    @property
    def input(self) -> IO[bytes]:
        """Its standard input. Raises EOFError where it is not running."""
        return self._running().stdin

    @property
    def output(self) -> IO[bytes]:
        """Its standard output. Raises EOFError where it is not running."""
        return self._running().stdout

    def _running(self) -> subprocess.Popen:
        if self._process is None:
            raise EOFError("the program could not be started")
        return self._process

    def start(self, order: dict, file: IO) -> None:
        """Start it with an order of plain values and a file; what hinders that is told by `is_started`."""
        order = order | self.bounds | {"file": file.fileno(), "parent": os.getpid()}
        with suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-E", "-s", str(self.program), json.dumps(order)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[file.fileno()],
                env={},
            )

    def stop(self) -> None:
        """End it, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()
            process.wait()


def bounded_order() -> dict:
    """In the program: its order; from here on it stays within its bounds, and ends with who started it."""
    order = json.loads(sys.argv[1])
    end_with_parent(order["parent"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"]))
    resource.setrlimit(resource.RLIMIT_DATA, (order["memory"], order["memory"]))
    return order
