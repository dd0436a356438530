"""What a reader takes a sheet's cells for, row by row; a cell that nobody took was not read (see ledger)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Row

from .ledger import Fate, Ledger, Unread, note

_NO_TITLES: Mapping[int, str] = {}


@dataclass(slots=True)
class ProjectCells:
    """What became of the cells of one project: how many were read, and those that were not."""

    read: int = 0
    unread: dict[str, Unread] = field(default_factory=dict)


class SheetFates:
    """Keeps what cells were taken for until their row is settled in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._taken: defaultdict[int, dict[int, Fate]] = defaultdict(dict)

    def take(self, fate: Fate, number: int, *columns: int) -> None:
        """What stands at these columns of a row; a later word about a cell counts."""
        for column in columns:
            self._taken[number][column] = fate

    def take_row(self, fate: Fate, row: Row) -> None:
        """All cells of a row of which nothing was said yet."""
        for column in row.cells:
            self._taken[row.number].setdefault(column, fate)

    def settle(
        self, row: Row, *, titles: Mapping[int, str] = _NO_TITLES, beside: Mapping[int, str] = _NO_TITLES,
        label: str = "", fields: Mapping[int, str] = _NO_TITLES, project: ProjectCells | None = None,
    ) -> None:  # fmt: skip
        """Enter a row into the ledger, and into what is known of its project.

        What was not read is grouped under the label `beside` it, else by its column with that one's title,
        else under `label`; `fields` are those that columns mean where the system has no place for them.
        """
        taken = self._taken.pop(row.number, {})
        for column, cell in row.cells.items():
            fate = taken.get(column, Fate.UNREAD)
            if fate is not Fate.UNREAD:
                self.ledger.counts[fate] += 1
                if project and fate is Fate.READ:
                    project.read += 1
                continue
            letters, known = get_column_letter(column), fields.get(column, "")
            title = beside.get(column) or titles.get(column) or label
            key = letters if column not in beside and (column in titles or not label) else title
            self.ledger.leave_cell(row.number, column, cell, key=key, title=title, field=known)
            if project:
                note(project.unread, key, title, f"{letters}{row.number}", cell.text, known)
