"""How much of a file is read at most; every limit is checked while reading, never after."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes, the rest counts; `elements` are XML tags and attributes of the whole workbook."""

    file_size: int = 20 * MEGABYTE
    unpacked_size: int = 250 * MEGABYTE
    strings_size: int = 120 * MEGABYTE
    members: int = 5_000
    sheets: int = 1_000
    rows: int = 100_000
    columns: int = 200
    merges: int = 400_000
    strings: int = 1_000_000
    cell_characters: int = 100_000
    elements: int = 5_500_000


LIMITS = Limits()
