"""Headers, footers and page numbers: what stands at the same place of page after page is no content."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .filling import Sheaf
from .lines import TextLine, lines_of, parts_of
from .page import Piece

_PAGE_NUMBER = re.compile(
    r"[-—–－~·]*(?:第?(?:\d+|[一二三四五六七八九十百]+)页)?[,，/／-]?(?:共\d*页?)?[-—–－~·]*"
    r"|[-—–－~·]*\d+[-—–－~·]*|(?:Page)?\d+(?:of|/|／)\d+(?:页)?|第|页|第?\d+/\d+页?|[/／]"
)
_DIGITS = re.compile(r"\d+")
_PLACE = 6.0  # points within which two pieces stand at one place
_FEWEST = 2


class Running:
    """Which pieces outside the tables stand on other pages too, at the same place, digits aside."""

    def __init__(self, pages: Sequence[Sheaf]) -> None:
        keys = ((page.number, _key(piece)) for page in pages for piece in page.outside)
        self._pages = Counter(key for _, key in set(keys))
        self._half = max(_FEWEST, len(pages) // 2)

    def is_running(self, piece: Piece) -> bool:
        return self._count(piece) >= _FEWEST

    def is_on_most_pages(self, piece: Piece) -> bool:
        return self._count(piece) >= self._half

    def _count(self, piece: Piece) -> int:
        text, height = _key(piece)
        return sum(self._pages[text, near] for near in (height - 1, height, height + 1))

    def is_running_line(self, line: TextLine) -> bool:
        return all(self.is_running(piece) for piece in line.pieces if not piece.text.isspace())


def _key(piece: Piece) -> tuple[str, int]:
    return _DIGITS.sub("0", plain(piece.text)), round(piece.baseline / _PLACE)


def without_page_numbers(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a page without 第 2 页 / 共 9 页, in one piece or in several."""
    kept: list[TextLine] = []
    for row in rows_of(lines):
        rest = [line for line in row if not _is_page_number(line.text)]
        if rest and not _is_page_number("".join(line.text for line in rest)):
            kept += rest
    return kept


def drop_page_numbers(page: Sheaf, running: Running) -> None:
    """Take the page numbers out of what stands outside the tables."""
    moving = [piece for piece in page.outside if running.is_running(piece)]
    parts = [part for line in lines_of(moving) for part in parts_of(line)]
    kept = {id(piece) for line in without_page_numbers(parts) for piece in line.pieces}
    dropped = {id(piece) for piece in moving} - kept
    page.outside = [piece for piece in page.outside if id(piece) not in dropped]


def _is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(plain(text)) is not None


def rows_of(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Lines at one height, from left to right."""
    row: list[TextLine] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.ink.left)):
        if row and line.baseline - row[0].baseline > 0.5 * row[0].height:
            yield sorted(row, key=lambda one: one.ink.left)
            row = []
        row.append(line)
    if row:
        yield sorted(row, key=lambda one: one.ink.left)


def plain(text: str) -> str:
    return "".join(text.split())
