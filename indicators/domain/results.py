"""What became of targets, as far as a later room knows: 自评 registers who can tell.

This room asks for results and does not know where they come from.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one indicator; `met` None where it can't be told whether the target was reached."""

    actual: str
    met: bool | None


# projects (None: all) → key of the indicator → its result
Source = Callable[[Iterable[int] | None], Mapping[int, Result]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Called once by the app that knows results, when it is ready."""
    _sources.append(source)


def results_of(projects: Iterable[int] | None = None) -> dict[int, Result]:
    """The results of the indicators of these projects, by the key of the indicator."""
    projects = None if projects is None else list(projects)
    found: dict[int, Result] = {}
    for source in _sources:
        found |= source(projects)
    return found
