"""Text pieces of one cell, or of the space between tables → text as a person reads it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .page import Box, Piece

_SAME_LINE = 0.5  # × height: baselines nearer than this are one line
_PADDING = 1.0  # × height: what a cell may keep free on each side
_TOKEN = re.compile(
    r"[0-9A-Za-z.,%/~=≥≤<>*+()\-]+|[“‘（《〈〔【([{]*.[，。、；：？！”’）》〉〕】)\]}%]*", re.DOTALL
)
_WORD = re.compile("[A-Za-z]")
_SENTENCE_ENDS = tuple("。；：！？;:!?")
_ITEM = re.compile(r"[\s\u3000]{2}|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]|[①-⑳]|[-—·●]")
_PART_GAP = 1.6  # × height: a wider gap parts two texts of one line


@dataclass(slots=True)
class TextLine:
    pieces: list[Piece] = field(default_factory=list)

    @property
    def ink(self) -> Box:
        inked = [piece for piece in self.pieces if not piece.text.isspace()] or self.pieces
        return Box(
            min(piece.ink.left for piece in inked),
            min(piece.ink.top for piece in inked),
            max(piece.ink.right for piece in inked),
            max(piece.ink.bottom for piece in inked),
        )

    @property
    def height(self) -> float:
        return max(piece.size for piece in self.pieces)

    @property
    def baseline(self) -> float:
        return self.pieces[0].baseline

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def lines_of(pieces: Iterable[Piece]) -> list[TextLine]:
    """Pieces in the order in which they were drawn, which is that of reading; else by their places."""
    lines: list[TextLine] = []
    for piece in pieces:
        if lines and abs(piece.baseline - lines[-1].baseline) <= _SAME_LINE * _height(lines[-1], piece):
            lines[-1].pieces.append(piece)
        else:
            lines.append(TextLine([piece]))
    if any(below.baseline < above.baseline for above, below in pairwise(lines)):
        return _by_place(piece for line in lines for piece in line.pieces)
    for line in lines:
        _in_order(line)
    return lines


def _height(line: TextLine, piece: Piece) -> float:
    return min(line.height, piece.size)


def _by_place(pieces: Iterable[Piece]) -> list[TextLine]:
    lines: list[TextLine] = []
    for piece in sorted(pieces, key=lambda one: one.baseline):
        if lines and piece.baseline - lines[-1].baseline <= _SAME_LINE * _height(lines[-1], piece):
            lines[-1].pieces.append(piece)
        else:
            lines.append(TextLine([piece]))
    for line in lines:
        line.pieces.sort(key=lambda piece: piece.ink.left)
    return lines


def _in_order(line: TextLine) -> None:
    """From left to right, unless every piece already follows the one before."""
    lefts = [piece.ink.left for piece in line.pieces]
    if lefts != sorted(lefts):
        line.pieces.sort(key=lambda piece: piece.ink.left)


def text_of(lines: Sequence[TextLine], width: float) -> str:
    """The lines of a cell of this width as one text: wrapped lines joined, typed line breaks kept.

    A break was typed where a sentence ends, or an item begins, and what follows would have had room on the
    line. Room alone is no sign: some programs balance their lines.
    """
    text = lines[0].text if lines else ""
    for previous, line in pairwise(lines):
        text += _joint(text, line, previous, width) + line.text
    return text.strip(" ")


def _joint(before: str, line: TextLine, previous: TextLine, width: float) -> str:
    after = line.text
    token = _TOKEN.match(after.lstrip(" "))
    height = previous.height
    per_character = _advance(previous)
    needed = (len(token[0]) if token else 1) * per_character
    free = width - (previous.ink.right - previous.ink.left) - 2 * _PADDING * height
    begins = before.endswith(_SENTENCE_ENDS) or _ITEM.match(after)
    if begins and free > needed + per_character:
        return "\n"
    # Layout engines drop the blank at which they break a line.
    return " " if _WORD.match(before[-1:]) and _WORD.match(after[:1]) and free < 0 else ""


def _advance(line: TextLine) -> float:
    """About how wide a character of this line is; a Chinese one is as wide as it is high."""
    letters = sum(1 if ord(character) > 0x2000 else 0.5 for character in line.text.strip()) or 1
    return max((line.ink.right - line.ink.left) / letters, 0.8 * line.height)


def parts_of(line: TextLine) -> list[TextLine]:
    """A line outside a table, cut where a wide gap parts two texts."""
    parts: list[TextLine] = []
    for piece in sorted(line.pieces, key=lambda one: one.ink.left):
        if piece.text.isspace():
            if parts:
                parts[-1].pieces.append(piece)
            continue
        if parts and piece.ink.left - parts[-1].ink.right <= _PART_GAP * max(line.height, 1.0):
            parts[-1].pieces.append(piece)
        else:
            parts.append(TextLine([piece]))
    return parts
