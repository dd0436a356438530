"""Which kinds of tables are handed in, and what each brings along."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .enums import Stage
from .workflow import Workflow


@dataclass(frozen=True)
class Route:
    """Where and until when a table of the kind `kind` goes, extensions of single units apart.

    `supervised`: it passes 主管部门审核. `last_days` holds the last day of a stage; none means no limit.
    `in_window`: it is handed in only while its cycle takes entries; what comes after the approval is not.
    """

    kind: str
    supervised: bool = True
    last_days: dict[Stage, date | None] = field(default_factory=dict)
    in_window: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of table: what the common workflow asks of it.

    `accessor` leads from a filing to its table, `object_type` is the table's model name in the audit. The
    functions are given the filing or, where they say so, the table as `load` gives it.
    """

    key: str
    label: str
    noun: str
    accessor: str
    object_type: str
    workflow: Workflow
    schema: int
    # filing → the table with all that snapshot and findings read; the table's `filing` is this very object
    load: Callable[[Any], Any]
    # table → plain values to freeze; amounts as text
    snapshot: Callable[[Any], dict]
    # table → what is said of it before 送审, each with its `message` and whether it `blocks`
    findings: Callable[[Any], Sequence]
    # findings → one sentence
    in_words: Callable[[list], str]
    # filing → Route
    route: Callable[[Any], Route]
    # place → its label
    place_label: Callable[[str], str]
    # filings → their tables as `load` gives them, by the filings' keys, in a constant number of queries;
    # without it they are loaded one by one
    load_many: Callable[[list], dict[int, Any]] | None = None
    # Called within the step, once it is known to be taken; 送审 hands on what was found for it.
    on_submit: Callable[[Any, Sequence], None] = lambda table, findings: None
    on_approve: Callable[[Any], None] = lambda table: None
    # What `route` reads, as paths from a filing that are joined when filings are loaded for a step.
    joins: tuple[str, ...] = ()
    # Places that lie in a row of the table; the others belong to the table as a whole.
    row_places: tuple[str, ...] = ()
    # Keys of the snapshot that follow from others (points, lights): frozen, but no proof of a change.
    computed: frozenset[str] = frozenset()
    # Addresses of its pages are named `{page}_review`, `{page}_submit` …, for the key that `page_key` gives.
    page: str = "filing"
    page_key: Callable[[Any], int] = lambda filing: filing.pk

    def blocking(self, table) -> list:
        """What stops 送审 of this table; none when it may be handed in."""
        return [finding for finding in self.findings(table) if finding.blocks]

    def tables_of(self, filings: list) -> dict[int, Any]:
        """The tables of these filings, by the filings' keys."""
        if self.load_many is not None:
            return self.load_many(filings)
        return {filing.pk: self.load(filing) for filing in filings}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called once by each app that brings a kind, when it is ready."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    return _kinds[key]


def all_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())
