"""Signs that a cell was too small for its text when it was printed.

Spreadsheet programs print of a text that is aligned at the top only the lines that fit, and of one that is
not wrapped only the characters that can be seen; nothing else of it is in the file.
"""

import re
from collections.abc import Sequence

from .lattice import LatticeCell
from .lines import TextLine
from .page import Box, Page
from .placing import SLACK

_EDGE = 0.3  # points: text that comes so near the side of its clip may go on behind it
_DENSE = 0.5  # × line spacing: with less room than this above and below, lines may be missing at both ends
_ROOM = 0.95  # × line spacing: with less room than this below the last line there is none for another
_SPACING = 1.3  # × size, of a text of one line
_PADDING = 2.0  # points that a cell keeps free at least
_RIGHT = 3.0  # points from the side at which a text that is aligned to the right ends
_BLANK_SIDE = 0.6  # × size: what a full stop leaves free on its right
_FULL = 1.7  # × size: a line that leaves less than this free was broken because it was full; a sign that may
_FULL_ALONE = 1.1  # not begin a line takes one more with it
_ENDS = tuple("。！？.!?）)”]】》")
_NUMBER = re.compile(r"-?[\d,]*\d{5,}(?:\.\d+)?|-?\d+\.\d{3,}|-?[\d.]+E\+\d+")
_AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})*\.\d\d")
_CONTINUES = tuple("，、；：,;:")


def is_cut(cell: LatticeCell, box: Box, lines: Sequence[TextLine], page: Page) -> bool:
    """Whether text may be missing. What goes on overleaf is whole there."""
    if cell.open_right and _is_cut_by_paper(lines, page):
        return True
    if cell.open_below or page.rows_grow:
        return False
    return (
        _is_cut_at_side(box, lines)
        or _is_cut_before(box, lines)
        or _is_rounded(box, lines)
        or _is_cut_below(box, lines)
    )


def _is_cut_by_paper(lines: Sequence[TextLine], page: Page) -> bool:
    """A table wider than the paper: its last column has no side, and its text reaches the paper's edge."""
    return any(
        line.ink.right > page.width - line.height
        or any(piece.clip and piece.ink.right > piece.clip.right - _EDGE for piece in line.pieces)
        for line in lines
    )


def _is_cut_at_side(box: Box, lines: Sequence[TextLine]) -> bool:
    """One line, drawn only within a rectangle, that reaches the rectangle's side."""
    if len(lines) > 1:
        return False
    clips = [piece.clip.overlap(box) for piece in lines[0].pieces if piece.clip]
    if not clips or not box.holds(clips[0], SLACK):
        return False
    ink = lines[0].ink
    return ink.left < clips[0].left + _EDGE or ink.right > clips[0].right - _EDGE


def _is_cut_before(box: Box, lines: Sequence[TextLine]) -> bool:
    """One line that stands at the right side and leaves no room at the left: its end says nothing."""
    if len(lines) > 1 or _AMOUNT.fullmatch(lines[0].text.strip()):
        return False
    ink, size = lines[0].ink, lines[0].height
    left, right = ink.left - box.left, box.right - ink.right
    if lines[0].text.rstrip().endswith((*_ENDS, *_CONTINUES)):
        right -= _BLANK_SIDE * size
    return abs(right) < _RIGHT and left < _PADDING + _FULL_ALONE * size


def _is_rounded(box: Box, lines: Sequence[TextLine]) -> bool:
    """A number that fills its cell: one without a number format is rounded until it fits."""
    if len(lines) > 1 or not _NUMBER.fullmatch(lines[0].text.strip()):
        return False
    if _AMOUNT.fullmatch(lines[0].text.strip()):
        return False
    ink = lines[0].ink
    return box.right - box.left - _PADDING - (ink.right - ink.left) < lines[0].height


def is_dense(box: Box, lines: Sequence[TextLine]) -> bool:
    """A text of several lines that fills its cell from top to bottom."""
    if len(lines) < 3:
        return False
    spacing = lines[-1].baseline - lines[-2].baseline
    above, below = lines[0].ink.top - box.top, box.bottom - lines[-1].ink.bottom
    return max(above, below) < _DENSE * spacing


def _is_cut_below(box: Box, lines: Sequence[TextLine]) -> bool:
    """No room for a further line, and the last one does not look like the end of the text."""
    last = lines[-1]
    spacing = last.baseline - lines[-2].baseline if len(lines) > 1 else _SPACING * last.height
    room = box.bottom - last.ink.bottom
    if not -spacing < room < _ROOM * spacing or lines[0].ink.top < box.top:
        return False
    text = last.text.rstrip()
    if _AMOUNT.fullmatch(text):  # a number that does not fit is printed as ###
        return False
    if text.endswith(_CONTINUES):
        return True
    if text.endswith(_ENDS):
        return False
    if len(lines) > 1 and any(piece.clip for piece in last.pieces):
        return True
    free = box.right - box.left - _PADDING - (last.ink.right - last.ink.left)
    return free < (_FULL if len(lines) > 1 else _FULL_ALONE) * last.height
