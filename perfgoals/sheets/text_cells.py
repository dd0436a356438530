"""Texts in the workbooks that we write."""

from copy import copy

from openpyxl.cell import Cell, WriteOnlyCell

from perfgoals.common.text import FORMULA_SIGNS, clean_text

from .strings import escaped


def text_cell(sheet, text: str | None, *, looks: Cell | None = None) -> Cell:
    """A cell of a write-only sheet that holds exactly this text, whatever it begins with.

    Characters that a workbook refuses are left out; `looks`: a cell whose style it takes. Length is the
    caller's matter: a cell holds 32,767 characters.
    """
    cell = WriteOnlyCell(sheet)
    if looks is not None:
        cell._style = copy(looks._style)
    put_text(cell, text)
    return cell


def put_text(cell: Cell, text: str | None) -> None:
    """Write this text into a cell, as a text: also after somebody edits it (quotePrefix)."""
    cell.value = escaped(clean_text(text))
    cell.data_type = "s"
    if cell.value.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True
