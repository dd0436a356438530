"""A workbook of somebody else's with comments in its cells.

openpyxl builds the whole of it in memory, also what a few bytes only claim: call this through
perfgoals.common.bounded alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string

AUTHOR = "绩效目标管理系统"
FILLS = {True: PatternFill("solid", fgColor="F8CBAD"), False: PatternFill("solid", fgColor="FFE699")}


@dataclass(frozen=True)
class Note:
    """What is to be said at a cell; `grave` ones are red, the others yellow."""

    sheet: str
    row: int
    column: str
    text: str
    grave: bool


def annotate(source: Path, notes: Iterable[Note], target: Path) -> None:
    """Write the workbook `source` to `target`, with the notes as comments."""
    book = load_workbook(source)
    by_cell = defaultdict(list)
    for note in notes:
        if note.sheet in book.sheetnames:
            by_cell[note.sheet, note.row, note.column].append(note)
    for place, found in by_cell.items():
        _comment(book, place, found)
    book.save(target)


def _comment(book: Workbook, place: tuple[str, int, str], notes: list[Note]) -> None:
    sheet, row, column = place
    cell = _anchor(book[sheet], row, column_index_from_string(column))
    texts = [cell.comment.text] if cell.comment else []
    text = "\n".join([*texts, *(note.text for note in notes)])
    cell.comment = Comment(text[:2000], AUTHOR, width=320, height=120)
    cell.fill = FILLS[any(note.grave for note in notes)]


def _anchor(sheet, row: int, column: int):
    """The cell, or the first one of the merged area that hides it."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell
