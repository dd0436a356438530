"""Counts the rows and cells that come out of the sheets of one file."""

from collections import Counter
from collections.abc import Callable, Iterator

from perfgoals.sheets import LIMITS, Row, Sheet, UnreadableFile

from .ledger import Ledger

Progress = Callable[[int, int], None]
_PROGRESS_ROWS = 500


class RowCounter:
    """Counts the rows of all sheets, for the limit and for progress, and notes the hidden ones by sheet.

    It counts the cells too, so that no reader can lose one: see `check`.
    """

    def __init__(self, expected: int, progress: Progress | None) -> None:
        self.hidden: dict[str, list[int]] = {}
        self._cells: Counter[str] = Counter()
        self._done = 0
        self._expected = expected
        self._progress = progress or (lambda done, expected: None)

    def rows(self, sheet: Sheet, ledger: Ledger) -> Iterator[Row]:
        """The rows that say anything; what merged cells cover goes straight into the ledger."""
        for row in sheet.rows():
            self._done += 1
            if self._done > LIMITS.rows:
                raise UnreadableFile(
                    f"文件超过 {LIMITS.rows:,} 行。请拆成几个文件分别上传。", sheet=sheet.name
                )
            if self._done % _PROGRESS_ROWS == 0:
                self._progress(self._done, max(self._expected, self._done))
            if row.hidden:
                self.hidden.setdefault(sheet.name, []).append(row.number)
            if row.covered:
                self._cells[sheet.name] += len(row.covered)
                ledger.cover(row)
            if row := _with_content(row):
                self._cells[sheet.name] += len(row.cells)
                yield row

    def check(self, sheet: Sheet, ledger: Ledger) -> None:
        """Every cell that came out of the sheet must have ended somewhere."""
        if ledger.total != self._cells[sheet.name]:
            raise AssertionError(f"{self._cells[sheet.name]} cells, {ledger.total} accounted for")

    def finish(self) -> None:
        self._progress(self._done, self._done)


def _with_content(row: Row) -> Row | None:
    """The row without cells of blanks, None if it has no others."""
    for cell in row.cells.values():
        if cell.text.isspace():
            break
    else:
        return row if row.cells else None
    cells = {column: cell for column, cell in row.cells.items() if not cell.text.isspace()}
    return row._replace(cells=cells) if cells else None
