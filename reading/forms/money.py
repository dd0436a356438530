"""The unit of money of a form: the word nearest to the amount decides."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from perfgoals.sheets import MergedAreas

from ..money_units import MoneyUnit, unit_of_note, unit_of_title
from ..raw_blocks import Value
from ..titles import Heading
from .cells import FormCells
from .labels import Label

_LONGEST_TITLE = 30


def unit_of_form(
    amount: Value | None,
    labels: Sequence[Label],
    cells: FormCells,
    merges: MergedAreas,
    headings: Sequence[Heading],
    default: str,
) -> MoneyUnit:
    """元 or 万元 by the amount's own label, a heading beside or above it, a note below, or a line above."""
    own = next((label for label in labels if amount is not None and label.value is amount), None)
    if own and (unit := unit_of_title(own.title)):
        return MoneyUnit(unit, f"“{own.title}”")
    said = _all_said(cells)
    if amount is not None:
        above = [found for found in said if found[0] <= amount.row]
        beside = [found for found in above if _reaches(merges, found[0], found[1], amount.row)]
        said = sorted(beside)[-1:] or sorted(above)[-1:] or said
    if said:
        row, column, unit, text = said[0]
        return MoneyUnit(unit, f"{get_column_letter(column)}{row}“{text[:_LONGEST_TITLE]}”")
    heading = next((heading for heading in headings if heading.amount_unit), None)
    if heading:
        return MoneyUnit(heading.amount_unit, f"表上方“{heading.unit_line[:_LONGEST_TITLE]}”")
    return MoneyUnit(default)


def _all_said(cells: FormCells) -> list[tuple[int, int, str, str]]:
    """(row, column, unit, text) of every cell that says one and is no value of the project."""
    found = []
    for row in cells.rows:
        for column, cell in row.cells.items():
            if not cells.is_read(row.number, column):
                text = " ".join(cell.text.split())
                unit = unit_of_note(text) or (unit_of_title(text) if len(text) <= _LONGEST_TITLE else "")
                if unit:
                    found.append((row.number, column, unit, text))
    return found


def _reaches(merges: MergedAreas, row: int, column: int, other: int) -> bool:
    """Whether a heading in this cell stands in the other row too, by a merged range."""
    area = merges.at(row, column)
    return row == other or bool(area and area.first_row <= other <= area.last_row)
