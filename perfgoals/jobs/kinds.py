"""The kinds of job; each app registers its own, so that jobs knows nothing of goal tables."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Progress(Protocol):
    """Called between two pieces of work; raises JobCancelled when the owner has asked to stop."""

    def __call__(self, n: int, total: int) -> None: ...


@dataclass
class Outcome:
    """What a job leaves: a file (moved into the job's folder under `name`) and figures for its page.

    `problem`: the work was done, and what came out is not what its owner hoped for, in a word or two.
    """

    file: Path | None = None
    name: str = ""
    report: dict[str, Any] | None = None
    problem: str = ""


class JobCancelled(Exception):
    """The owner asked to stop."""


class JobRefused(Exception):
    """The work can't be done; the text tells the owner why and what to do."""


Runner = Callable[[Any, Progress, Path], Outcome]
_runners: dict[str, Runner] = {}


def job_kind(kind: str) -> Callable[[Runner], Runner]:
    """Register the function that does this kind: it gets the job, a progress callback, a scratch folder."""

    def register(runner: Runner) -> Runner:
        _runners[kind] = runner
        return runner

    return register


def runner_of(kind: str) -> Runner:
    return _runners[kind]
