"""Rows of a worksheet as nearly every program writes them, read by patterns: much faster than tag by tag.

A block of rows goes through the XML parser as one text, with a mark in place of each `<`: so characters and
entities are judged and decoded at once. A row is then either wholly of the usual form or left to the parser,
tag by tag. Both ways give the same rows; only the parser refuses.
"""

import re
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

from .cells import Cell, MergedAreas, Row
from .limits import Limits
from .strings import text_cell, unescape
from .values import ValueReader

_MARK = "\ue0f7"  # private use: a block that holds it is left to the parser
_MARK_BYTES = _MARK.encode()
_ENTITY_IN_TAG = re.compile(rb"<[^<>&]*&")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROW = re.compile(rf"{_MARK}row([^{_MARK}]*?)(/?)>\s*+")
_ROW_END = f"{_MARK}/row>"
_NUMBER = re.compile(r' r="(\d{1,7})"')
_ANY_NUMBER = re.compile(r"\sr\s*=")
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
# Cells with a format only: nothing but the end of the tag stands between two marks.
_EMPTY = rf"(?:{_MARK}c(?=[ />])[^{_MARK}]*+(?:(?<=/>)|(?<=>){_MARK}/c>))*+"
_TEXT = rf"([^{_MARK}]*){_MARK}"
_CELL = re.compile(
    rf'{_EMPTY}{_MARK}c r="([A-Z]{{1,3}})(\d{{1,7}})"(?: s="(\d{{1,5}})")?(?: t="(s|str|inlineStr|n|b)")?>'
    rf"(?:{_MARK}f>{_TEXT}/f>)?"
    rf'(?:{_MARK}v>{_TEXT}/v>|{_MARK}is>{_MARK}t(?: xml:space="preserve")?>{_TEXT}/t>{_MARK}/is>){_MARK}/c>'
)
_REST = re.compile(_EMPTY)
_OVERHEAD = 100
_MOST_KNOWN = 5_000_000  # characters


def marked_text(block: bytes) -> str | None:
    """The block as one decoded text, marks for `<`; None where only the parser can tell what it says."""
    if b"<!" in block or b"<?" in block or _MARK_BYTES in block:
        return None
    if b"&" in block or b"\r" in block or b"]]>" in block:
        return None if _ENTITY_IN_TAG.search(block) else _parsed_text(block)
    # Without these a text is the same before and after the parser.
    try:
        text = block.decode()
    except UnicodeDecodeError:
        return None
    return None if _NOT_XML.search(text) else text.replace("<", _MARK)


def _parsed_text(block: bytes) -> str | None:
    """The block as the parser decodes it."""
    pieces: list[str] = []
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(b"<t>" + block.replace(b"<", _MARK_BYTES) + b"</t>", True)
    except expat.ExpatError:
        return None
    text = "".join(pieces)
    return text if text.count(_MARK) == block.count(b"<") else None


def as_xml(text: str) -> bytes:
    """A part of a marked text as the parser reads it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    return escaped.replace("\r", "&#13;").replace(_MARK, "<").encode()


def elements(block: bytes) -> int:
    """How many tags the parser would count, three attributes as one."""
    return block.count(b"<") - block.count(b"</") + block.count(b'="') // 3


class PlainRows:
    """Reads single rows; `number` is that of the last row, whoever read it."""

    def __init__(self, values: ValueReader, limits: Limits, areas: MergedAreas) -> None:
        self.number = 0
        self._values = values
        self._limits = limits
        self._areas = areas
        self._columns: dict[str, int] = {}
        self._known: dict[tuple[str | None, ...], Cell | None] = {}
        self._known_size = 0

    def row_at(self, text: str, place: int) -> tuple[int, Row | bool]:
        """Where the row at `place` ends, and the row: True for an empty one, False for an unusual one."""
        start = _ROW.match(text, place)
        if start is None:
            return len(text), False
        if start[2]:
            return start.end(), self._read(start[1], "")
        end = text.find(_ROW_END, start.end())
        if end < 0:
            return len(text), False
        after = end + len(_ROW_END)
        return after, self._read(start[1], text[start.end() : end])

    def _read(self, attributes: str, body: str) -> Row | bool:
        found = _NUMBER.search(attributes)
        if len(_ANY_NUMBER.findall(attributes)) != (found is not None):
            return False
        number = int(found[1]) if found else self.number + 1
        if not self.number < number <= self._limits.rows:
            return False
        cells: dict[int, Cell] = {}
        covered: dict[int, Cell] = {}
        if not self._read_cells(number, found[1] if found else str(number), body, cells, covered):
            return False
        self.number = number
        if not cells and not covered:
            return True
        return Row(self.number, cells, _HIDDEN.search(attributes) is not None, covered)

    def _read_cells(
        self, number: int, digits: str, body: str, cells: dict[int, Cell], covered: dict[int, Cell]
    ) -> bool:
        """Runs once for every cell of a file, hence the plain loop. `digits`: the number as it is written."""
        place = last = 0
        columns, known, merged, area_at = self._columns, self._known, self._areas.columns, self._areas.at
        longest, most = self._limits.cell_characters, self._limits.columns
        for match in iter(_CELL.scanner(body).match, None):
            groups = match.groups()
            place = match.end()
            column = columns.get(groups[0]) or self._new_column(groups[0])
            if not last < column <= most or groups[1] != digits or place > longest:
                return False
            last = column
            key = groups[2:]
            if key not in known:
                if key[4] is not None and (key[2] is not None or key[1] != "inlineStr"):
                    return False
                self._learn(key)
            cell = known[key]
            if cell is None:
                continue
            if column in merged and (area := area_at(number, column)) is not None:
                is_first = area.first_column == column and area.first_row == number
                (cells if is_first else covered)[column] = cell
            else:
                cells[column] = cell
        return _REST.match(body, place).end() == len(body)

    def _learn(self, key: tuple[str | None, ...]) -> None:
        """Cells do not change, so equal ones are one object; all is forgotten before it is too much."""
        style, kind, formula, value, inline = key
        self._known_size += _OVERHEAD + len(value or inline or "")
        if self._known_size > _MOST_KNOWN:
            self._known.clear()
            self._known_size = 0
        if inline is None:
            self._known[key] = self._values.cell(kind or "n", value, style, formula)
        else:
            cell = text_cell(unescape(inline))
            self._known[key] = cell and self._values.inline(cell, style)

    def _new_column(self, letters: str) -> int:
        self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]
