"""Work that a second process shares: how many processors there are, and which processes were begun."""

from perfgoals.common import second_process


def with_processors(monkeypatch, count: int) -> None:
    """Let this process have so many processors."""
    monkeypatch.setattr(second_process.os, "sched_getaffinity", lambda pid: set(range(count)))


def processes_begun(monkeypatch) -> list:
    """The processes that are begun from here on, on two processors."""
    found = []
    start = second_process.subprocess.Popen

    def popen(*arguments, **options):
        found.append(start(*arguments, **options))
        return found[-1]

    with_processors(monkeypatch, 2)
    monkeypatch.setattr(second_process.subprocess, "Popen", popen)
    return found


def let_none_begin(monkeypatch) -> None:
    """As on a machine that has no memory left for a process."""

    def refuse(*arguments, **options):
        raise OSError("no process")

    monkeypatch.setattr(second_process.subprocess, "Popen", refuse)
