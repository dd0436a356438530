"""How the common pages show a kind of table: what is on them, and where its own pages are.

A kind without a face (the goal table, whose pages came first) has pages of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from printing.grids.grid import Form

from .sections import Section, with_files


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a page shows it: where it is, what it says, the cell it is about, where it is changed."""

    message: str
    level: str
    blocks: bool
    where: str = ""
    proposal: str = ""
    place: str = ""
    row_key: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: the project, its unit, and what the columns of the face say."""

    name: str
    unit: str
    figures: Sequence[str]


@dataclass(frozen=True)
class Face:
    """`label` is the entry of the menu; functions get the table as the kind loads it, or what is named."""

    key: str
    label: str
    columns: tuple[str, ...]
    """Titles of the figures of a line."""
    # tables' filings → Line by the key of the filing, in a constant number of queries
    lines: Callable[[Sequence[Any]], dict[int, Line]]
    # frozen values → what the page shows
    sections: Callable[[dict], list[Section]]
    # table → what its checks say
    findings: Callable[[Any], list[Found]]
    # table → (label, text) that a person should have before him when he decides
    facts: Callable[[Any], list[tuple[str, str]]]
    # table → address of its own page, where the unit fills it in and everybody reads it
    page_url: Callable[[Any], str]
    # table → address of the printed form
    print_url: Callable[[Any], str]
    # cycle → address of the list that the page belongs to
    list_url: Callable[[Any], str]
    # table → (key, name) of the rows that a file can be evidence for
    rows: Callable[[Any], list[tuple[int, str]]] = lambda table: []
    # (frozen values, table) → the printed form as it was
    version_form: Callable[[dict, Any], Form] | None = None
    # Places where a search finds the name of a project, from a filing.
    name_path: str = ""
    # (label, address) of what else a reviewer may do with a table, such as 抽评; given user and table
    more: Callable[[Any, Any], list[tuple[str, str]]] = lambda user, table: []

    def shown(self, content: dict) -> list[Section]:
        """The sections of frozen values, with the files that were frozen beside them."""
        return with_files(self.sections(content), content)


_faces: dict[str, Face] = {}


def register(face: Face) -> None:
    """Called once by each app that brings a kind, when it is ready."""
    _faces[face.key] = face


def face_of(key: str) -> Face:
    """Raises KeyError for a kind without common pages."""
    return _faces[key]


def all_faces() -> tuple[Face, ...]:
    return tuple(_faces.values())
