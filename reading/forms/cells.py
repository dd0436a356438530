"""What became of every cell of one form, until the ledger of its sheet takes it over."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Row

from ..cleaning import says_nothing
from ..fields import is_group_title, plain_title
from ..headers import Header
from ..indicator_columns import is_period_title
from ..ledger import Fate, Ledger, note
from ..money_units import unit_of_note, unit_of_title
from ..raw_blocks import RawBlock
from ..side_rows import is_column_numbers, is_foot, is_heading, is_total
from ..titles import is_title
from .labels import Label
from .tables import FormTable

Position = tuple[int, int]
_LONGEST_HEADING = 30


class FormCells:
    """The cells of some rows. Those that nobody marks end as headings, marks or unread by what they say."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.unlabelled: list[tuple[int, int, str]] = []
        self._fates: dict[Position, Fate] = {}
        self._names: dict[Position, tuple[str, str, str]] = {}  # key, title, field of what was not read
        self._ignored: set[Position] = set()

    def mark(self, row: int, column: int, fate: Fate) -> None:
        if self._fates.get((row, column)) is not Fate.READ:
            self._fates[row, column] = fate

    def take(self, label: Label, fate: Fate = Fate.READ) -> None:
        """The value of a label, which may stand in the label's own cell."""
        for position in label.cells or ((label.row, label.column),):
            self._fates[position] = fate

    def leave(self, label: Label, field: str, *, ignored: bool = False) -> None:
        """The value of a label that has no place in the system, or that a mapping leaves out."""
        if label.value is None:
            return
        for position in label.cells or ((label.row, label.column),):
            self._fates[position] = Fate.UNREAD
            self._names[position] = (label.title, label.title, field)
            if ignored:
                self._ignored.add(position)
            elif not label.is_known:
                self.unlabelled.append((*position, label.value.cell.text))

    def set_aside(self, table: Sequence[Row]) -> None:
        """A table that is no goal table: one group, named by its first text."""
        first = table[0]
        title = next(iter(first.cells.values())).text
        for row in table:
            for column, cell in row.cells.items():
                self._fates[row.number, column] = Fate.UNREAD
                self._names[row.number, column] = (f"table-{first.number}", plain_title(title), "")
                self.unlabelled.append((row.number, column, cell.text))

    def mark_header(self, table: FormTable) -> None:
        for row in table.rows:
            if row.number <= table.header.last_row:
                for column in row.cells:
                    self.mark(row.number, column, Fate.HEADING)

    def mark_side_row(self, row: Row, table: FormTable) -> bool:
        """Column numbers and repeated titles inside a list."""
        first = next(iter(row.cells.values()))
        if is_column_numbers(cell.text for cell in row.cells.values()) or is_total(first.text):
            fate = Fate.MARK
        elif table.header.repeated_by(row):
            fate = Fate.HEADING
        else:
            return False
        for column in row.cells:
            self.mark(row.number, column, fate)
        return True

    def name_column(self, row: int, column: int, over: int, header: Header) -> None:
        """Under which title (of column `over`) a cell of a list is listed, should it stay unread."""
        self._names.setdefault((row, column), (get_column_letter(over), header.title(over), ""))
        if over in header.ignored:
            self._ignored.add((row, column))

    def is_read(self, row: int, column: int) -> bool:
        return self._fates.get((row, column)) is Fate.READ

    def is_accounted(self, row: int, column: int) -> bool:
        return (row, column) in self._fates

    def close(self, ledger: Ledger, block: RawBlock | None = None, *, blank: bool = False) -> None:
        """Hand all cells over; a `blank` form's are headings. What was not read goes to its project too."""
        for row in self.rows:
            for column, cell in row.cells.items():
                position = (row.number, column)
                fate = Fate.HEADING if blank else self._fates.get(position) or self._by_text(cell.text)
                if not cell.text:  # a picture, or what a format hides
                    fate = Fate.UNREAD
                if fate is not Fate.UNREAD:
                    ledger.counts[fate] += 1
                    if block is not None and fate is Fate.READ:
                        block.read += 1
                    continue
                key, title, field = self._names.get(position, (f"row-{row.number}", "", ""))
                if position not in self._fates:
                    self.unlabelled.append((*position, cell.text))
                ledger.leave_cell(row.number, column, cell, key=key, title=title, field=field)
                if block is not None and position not in self._ignored:
                    place = f"{get_column_letter(column)}{row.number}"
                    note(block.unread, key, title, place, cell.text, field)

    @staticmethod
    def _by_text(text: str) -> Fate:
        title = plain_title(text)
        is_money = len(text) <= _LONGEST_HEADING and bool(unit_of_note(text) or unit_of_title(text))
        if says_nothing(text):
            return Fate.MARK
        if is_title(text) or is_group_title(title) or is_period_title(title) or is_money or is_heading(text):
            return Fate.MARK if is_foot(text) and not is_title(text) else Fate.HEADING
        return Fate.UNREAD
