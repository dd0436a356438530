"""Texts of a workbook: the shared string table, rich text, and characters written as _xHHHH_."""

import re

from .cells import Cell
from .errors import too_large
from .limits import MEGABYTE
from .markup import Attributes, Budget, MarkupReader, read_all
from .package import Package

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """`_x000D_` → carriage return; the underscore of such a text itself is written `_x005F_`."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class RichText:
    """Collects the text of `<si>` or `<is>`: all runs in order, without the phonetic guide."""

    def __init__(self, reader: MarkupReader) -> None:
        self._reader = reader
        self._parts: list[str] = []
        self._phonetic = False
        reader.starts["t"] = self._start_text
        reader.ends["t"] = self._end_text
        reader.starts["rPh"] = self._start_phonetic
        reader.ends["rPh"] = self._end_phonetic

    def begin(self) -> None:
        self._parts = []

    def take(self) -> str:
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        return unescape(text)

    def _start_text(self, attributes: Attributes) -> None:
        self._reader.collect_text()

    def _end_text(self) -> None:
        text = self._reader.take_text()
        if not self._phonetic:
            self._parts.append(text)

    def _start_phonetic(self, attributes: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False


def read_shared_strings(package: Package, name: str, budget: Budget) -> list[Cell | None]:
    """The string table as ready cells, None for empty strings: a text used 500 times is one object."""
    limits = budget.limits
    if package.size(name) > limits.strings_size:
        raise too_large(f"文件里的文字超过 {limits.strings_size // MEGABYTE} MB")
    reader = MarkupReader(name, budget)
    rich_text = RichText(reader)
    cells: list[Cell | None] = []

    def begin(attributes: Attributes) -> None:
        if len(cells) >= limits.strings:
            raise too_large(f"文件里不同的文字超过 {limits.strings:,} 条")
        rich_text.begin()

    def finish() -> None:
        text = rich_text.take()
        cells.append(Cell(text) if text else None)

    reader.starts["si"] = begin
    reader.ends["si"] = finish
    read_all(reader, package.chunks(name))
    return cells
