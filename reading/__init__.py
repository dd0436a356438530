"""Reads the goal tables that units send, in any of the declared layouts, into blocks of one project each."""

from .blocks import (
    FileFinding,
    ImportedBlock,
    ImportedFile,
    ImportedIndicator,
    Level,
    Place,
    SheetSummary,
    UnmappedColumn,
)
from .reading import read_blocks

__all__ = [
    "FileFinding",
    "ImportedBlock",
    "ImportedFile",
    "ImportedIndicator",
    "Level",
    "Place",
    "SheetSummary",
    "UnmappedColumn",
    "read_blocks",
]
