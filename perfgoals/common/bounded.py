"""Work on files of others that a library does in memory: in a process of its own, with a bound on both."""

import multiprocessing
import resource
from collections.abc import Callable

from .orphans import end_with_parent

MEGABYTES = 700
SECONDS = 120
_SPAWN = multiprocessing.get_context("spawn")


class OverBounds(Exception):
    """The work failed, took too long or wanted too much memory; nothing of it is left in this process."""


def run_bounded(work: Callable, *arguments, megabytes: int = MEGABYTES, seconds: int = SECONDS) -> None:
    """Call `work`, a function of a module that needs no Django, and wait for its end.

    What it makes it leaves in a file. Raises OverBounds; the cause is in the log of the process.
    """
    process = _SPAWN.Process(target=_limited, args=(work, arguments, megabytes, seconds), daemon=True)
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
    if process.exitcode:
        raise OverBounds(f"{work.__name__}: {process.exitcode}")


def _limited(work: Callable, arguments: tuple, megabytes: int, seconds: int) -> None:
    end_with_parent(multiprocessing.parent_process().pid)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        work(*arguments)
    except MemoryError:
        raise SystemExit("out of memory, as bounded") from None
