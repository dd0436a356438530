"""What goes out for one thing that is due: by unit, with a mark that changes when any of it changes.

Goals go out as they were approved last, from their frozen versions; what was typed since waits for its own
批复. Projects marked 涉密 are left out here, and nowhere else is anything read for publication.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from projects.models import Department

from ..checks import PublishedUnit, TypoRule
from ..enums import Subject
from ..models import PublicationTask, Typo

# Raise it when files or checks come out differently from the same data.
FORMAT = "1"


class CannotPublish(Exception):
    """Something that is to go out can't be read; the text says which and what to do."""


@dataclass(frozen=True)
class UnitContent:
    """What one unit publishes: `parts` are digests of its tables in order, `keys` what to load."""

    department: Department
    parts: tuple[str, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True)
class LoadedUnit:
    """One unit's tables in memory: for the checks and for writing. Amounts in 元, None never counts."""

    unit: PublishedUnit
    amount: Decimal
    write: Callable[[str, Path], object]
    """Write the unit's tables as "pdf" or "xlsx" to a path."""


@dataclass(frozen=True)
class Source:
    """One kind of table: what is due of it, which units have it, and their tables.

    `due(task)` gives department key → (projects, amount); `units(task)` the contents by code; `load(task,
    content, typos)` one unit's tables.
    """

    due: Callable[[PublicationTask], dict[int, tuple[int, Decimal]]]
    units: Callable[[PublicationTask], list[UnitContent]]
    load: Callable[[PublicationTask, UnitContent, tuple[TypoRule, ...]], LoadedUnit]


def source_of(task: PublicationTask) -> Source:
    from . import evaluations, goals  # they need the names of this module

    return evaluations.SOURCE if task.subject == Subject.EVALUATION else goals.SOURCE


def typo_rules() -> tuple[TypoRule, ...]:
    return tuple(typo.rule for typo in Typo.objects.all())


def mark_of(task: PublicationTask, content: UnitContent) -> str:
    """A digest of all that goes into a unit's files."""
    department = content.department
    above = department.parent.code if department.parent else ""
    facts = [FORMAT, task.subject, task.cycle.title, department.label, above]
    return _digest([*facts, *content.parts])


def rules_mark(typos: Iterable[TypoRule]) -> str:
    """A digest of what the checks go by besides the tables."""
    return _digest([FORMAT, *map(str, typos)])


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def by_department(rows: Iterable[tuple[int, str, int]]) -> list[UnitContent]:
    """(department, digest, key) rows, in the order of the table, as contents in the order of the codes."""
    grouped: dict[int, list[tuple[str, int]]] = {}
    for department, digest, key in rows:
        grouped.setdefault(department, []).append((digest, key))
    departments = Department.objects.filter(pk__in=grouped).select_related("parent").order_by("code")
    return [_content(department, grouped[department.pk]) for department in departments]


def _content(department: Department, rows: list[tuple[str, int]]) -> UnitContent:
    return UnitContent(department, tuple(digest for digest, _ in rows), tuple(key for _, key in rows))
