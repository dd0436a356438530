"""The kinds of tables beside the goal table that the commands handle; each app registers its own.

The commands stand in a lower room than the kinds: they know this list and nobody on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TableKind:
    """One kind: `code` is what --kind says, `label` what people call it.

    `recognises(path)`: whether a file holds this kind. `import_file(path, cycle=, region=, unit=, against=,
    month=, accept_unread=, commit=, progress=)` returns the report as plain data. `export_file(cycle=,
    unit=, month=, format=, output=, progress=)` returns the number of tables and warnings. `check(cycle=,
    unit=, month=)` returns the findings as plain data. They raise CommandError with a sentence that says
    what to do.
    """

    code: str
    label: str
    recognises: Callable[[Path], bool]
    import_file: Callable[..., dict]
    export_file: Callable[..., tuple[int, list[str]]]
    check: Callable[..., list[dict]]
    formats: tuple[str, ...] = ("xlsx", "pdf", "json")


KINDS: dict[str, TableKind] = {}


def register(kind: TableKind) -> None:
    """Make a kind known to the commands; call it when the app is ready."""
    KINDS[kind.code] = kind


def recognised(path: Path) -> TableKind | None:
    """The kind that a file surely holds, None for a goal table or a file that nobody knows."""
    return next((kind for kind in KINDS.values() if kind.recognises(path)), None)
