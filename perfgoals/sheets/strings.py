"""Texts of a workbook: the shared string table, rich text, and characters written as _xHHHH_."""

import re

from perfgoals.common.text import without_unstorable

from .cells import Cell, Mark, Problem
from .errors import too_large
from .formulas import is_picture
from .limits import MEGABYTE
from .markup import Attributes, Budget, MarkupReader, read_all
from .package import Package
from .symbols import has_own_signs, is_picture_font, is_symbol_font, symbol_text

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_OFF = {"0", "false", "off"}


def unescape(text: str) -> str:
    """`_x000D_` → carriage return; the underscore of such a text itself is written `_x005F_`.

    Two halves of a character that stand side by side become that character.
    """
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def escaped(text: str) -> str:
    """`text` as a workbook's file holds it, so that `unescape` gives it back: a typed `_x000D_` stays that.

    openpyxl 3.1.5 writes such a text as it stands, and python-calamine 0.9.1 then reads a carriage return.
    """
    return _LIKE_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def text_cell(text: str, marks: tuple[Mark, ...] = ()) -> Cell | None:
    """A text as a cell, without what nothing can store, which is marked; None for an empty text."""
    if not text:
        return None
    if text[0] == "=" and is_picture(text):
        return picture_cell(text[1:])
    if text.isprintable():
        return Cell(text, marks=marks) if marks else Cell(text)
    kept = without_unstorable(text)
    if kept != text:
        marks = (*marks, Mark.REMOVED_CHARACTERS)
    if has_own_signs(kept) and Mark.UNKNOWN_SIGNS not in marks:
        marks = (*marks, Mark.UNKNOWN_SIGNS)
    return Cell(kept, marks=marks)


def picture_cell(formula: str | None = None) -> Cell:
    return Cell("", formula=formula, problem=Problem.PICTURE)


class RichText:
    """Collects the text of `<si>` or `<is>`: all runs in order, without the phonetic guide."""

    def __init__(self, reader: MarkupReader) -> None:
        self._reader = reader
        self._parts: list[str] = []
        self._marks: dict[Mark, None] = {}
        self._phonetic = False
        self._font = ""
        reader.starts |= {
            "t": self._start_text,
            "r": self._start_run,
            "rFont": self._set_font,
            "strike": self._strike,
            "rPh": self._start_phonetic,
        }
        reader.ends |= {"t": self._end_text, "rPh": self._end_phonetic}

    def begin(self) -> None:
        self._parts = []
        self._marks = {}
        self._font = ""

    def take(self) -> Cell | None:
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        return text_cell(unescape(text), tuple(self._marks))

    def _start_text(self, attributes: Attributes) -> None:
        self._reader.collect_text()

    def _end_text(self) -> None:
        text = self._reader.take_text()
        if self._phonetic:
            self._marks[Mark.PHONETIC] = None
            return
        if self._font:
            text, mark = in_font(text, self._font)
            if mark:
                self._marks[mark] = None
        self._parts.append(text)

    def _start_run(self, attributes: Attributes) -> None:
        self._font = ""

    def _set_font(self, attributes: Attributes) -> None:
        self._font = attributes.get("val", "")

    def _strike(self, attributes: Attributes) -> None:
        if attributes.get("val") not in _OFF:
            self._marks[Mark.STRUCK_OUT] = None

    def _start_phonetic(self, attributes: Attributes) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False


def in_font(text: str, font: str) -> tuple[str, Mark | None]:
    """What the text shows in that font, and what is to be said of it."""
    if is_symbol_font(font):
        shown = symbol_text(text)
        return shown, Mark.SYMBOL_FONT if shown != text else None
    return text, Mark.UNKNOWN_SIGNS if is_picture_font(font) and text.strip() else None


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

    reader.starts["si"] = begin
    reader.ends["si"] = lambda: cells.append(rich_text.take())
    read_all(reader, package.chunks(name))
    return cells
