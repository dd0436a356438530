"""How the common pages show a kind of table: what is on them, and where its own pages are.

History and versions of every kind are common pages. A kind without a face (the goal table) is reviewed on
pages of its own and says with `VersionPages` how its versions are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from printing.grids.grid import Form

from .sections import Section, changes, with_files


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
class FilingLine:
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
    # tables' filings → FilingLine by the key of the filing, in a constant number of queries
    lines: Callable[[Sequence[Any]], dict[int, FilingLine]]
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
    # Way from a filing to the name that a search looks in.
    name_path: str
    # table → (key, name) of the rows that a file can be evidence for
    rows: Callable[[Any], list[tuple[int, str]]] = lambda table: []
    # (frozen values, table) → the printed form as it was
    version_form: Callable[[dict, Any], Form] | None = None
    # What is searched, in the empty field of the search.
    searched_label: str = "项目名称"
    # (label, address) of what else a reviewer may do with a table, such as 抽评; given user and table
    more: Callable[[Any, Any], list[tuple[str, str]]] = lambda user, table: []

    def shown(self, content: dict) -> list[Section]:
        """The sections of frozen values, with the files that were frozen beside them."""
        return with_files(self.sections(content), content)


@dataclass(frozen=True)
class VersionPages:
    """How history and versions of a kind are shown, compared, written; `label` is the entry of the menu."""

    key: str
    label: str
    # table → address of its own page; cycle → address of the list that the page belongs to
    page_url: Callable[[Any], str]
    list_url: Callable[[Any], str]
    # frozen values → what `template` shows of them
    shown: Callable[[dict], dict]
    # frozen values, older and newer → what differs, each with kind, word, label, before, after
    compared: Callable[[dict, dict], list]
    # (version, table, what the address asks for, format, path) → warnings, or CannotPrint; None: no files
    write: Callable[..., Sequence[str]] | None
    template: str = "filings/_sections.html"
    history: str = "filing_history"
    version: str = "filing_version"
    file: str = "filing_version_file"
    # table → argument of `history`
    history_key: Callable[[Any], int] = lambda table: table.filing.pk
    # version → (label, address) of other papers that were frozen with it
    papers: Callable[[Any], list[tuple[str, str]]] = lambda version: []

    @property
    def has_files(self) -> bool:
        return self.write is not None


_faces: dict[str, Face] = {}
_version_pages: dict[str, VersionPages] = {}


def register(face: Face) -> None:
    """Called once by each app that brings a kind, when it is ready."""
    _faces[face.key] = face


def register_versions(pages: VersionPages) -> None:
    """The same for a kind without a face."""
    _version_pages[pages.key] = pages


def all_version_pages(write_form: Callable[..., Sequence[str]]) -> dict[str, VersionPages]:
    """Those of every kind by its key; `write_form` writes the printed form of a face."""
    return _version_pages | {face.key: _versions_of(face, write_form) for face in _faces.values()}


def _versions_of(face: Face, write_form) -> VersionPages:
    return VersionPages(
        key=face.key,
        label=face.label,
        page_url=face.page_url,
        list_url=face.list_url,
        shown=lambda content: {"sections": face.shown(content)},
        compared=lambda older, newer: changes(face.shown(older), face.shown(newer)),
        write=partial(write_form, face.version_form) if face.version_form else None,
    )


def face_of(key: str) -> Face:
    """Raises KeyError for a kind without common pages."""
    return _faces[key]


def all_faces() -> tuple[Face, ...]:
    return tuple(_faces.values())
