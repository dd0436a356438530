"""What the checks look at: the tables of one unit as they will be read online."""

from dataclasses import dataclass, field

from indicators.checks import CheckedProject


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a table; `place` is its label, `field` its kind: name, objective, annual or other."""

    place: str
    text: str
    field: str = "other"


@dataclass(frozen=True, slots=True)
class PublishedProject:
    """One project of a bundle. `tiers` are the 一级 and 二级 names of its rows, in order."""

    key: int
    name: str
    passages: tuple[Passage, ...]
    tiers: tuple[tuple[str, str], ...] = ()
    goal: CheckedProject | None = None
    """The goal as the ordinary checks look at it; None for other tables."""


@dataclass(frozen=True, slots=True)
class TypoRule:
    """A wrong word, the right one, and the words in which the wrong one is right (帐: 帐篷, 蚊帐)."""

    wrong: str
    right: str
    exceptions: tuple[str, ...] = ()
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """All that one unit publishes in one bundle.

    `below`: it has a 主管部门 above it; `above`: other units report to it.
    """

    code: str
    name: str
    below: bool
    above: bool
    projects: tuple[PublishedProject, ...] = ()
    typos: tuple[TypoRule, ...] = field(default=())
