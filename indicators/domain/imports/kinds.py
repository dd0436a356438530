"""Which tables beside the goal table go through the import pages; each app registers its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.models import ImportItem, TableImport


@dataclass(frozen=True)
class ImportKind:
    """A kind of table: how its files are read, how what was read is written, where one looks afterwards."""

    key: str
    label: str
    # (import, open file, progress) → (summary with findings, rows of the preview, unstored); UnreadableFile
    read: Callable[[TableImport, Any, Any], tuple[dict, Sequence[ImportItem]]]
    # (rows, import): writes them and says in `written` and `refusal` what became of each; in a transaction
    write: Callable[[Sequence[ImportItem], TableImport], None]
    # import → address of the list where the tables then are
    list_url: Callable[[TableImport], str]


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Called once by each app that brings a kind, when it is ready."""
    _kinds[kind.key] = kind


def import_kind(key: str) -> ImportKind:
    return _kinds[key]
