"""Pages in order → sheets: which table goes on with which, and where the texts outside the tables belong."""

from collections.abc import Sequence

from .beside import Spread
from .filling import Sheaf, Table
from .lattice import CLOSE
from .lines import TextLine, lines_of, parts_of
from .page import Piece
from .running import Running, plain, rows_of, without_page_numbers
from .stack import Stack, append, end, fits


class Stacker:
    """Takes spreads in order. `stacks` are the sheets so far."""

    def __init__(self, running: Running) -> None:
        self.stacks: list[Stack] = []
        self._running = running
        self._pending: list[tuple[int, list[TextLine]]] = []

    def take(self, spread: Spread) -> None:
        sheaf = spread.sheaf
        outside = sheaf.outside
        for index, table in enumerate(sheaf.tables):
            top, bottom = table.lattice.ys[0], table.lattice.ys[-1]
            above = [piece for piece in outside if piece.baseline <= top + CLOSE]
            beside = [piece for piece in outside if top + CLOSE < piece.baseline < bottom - CLOSE]
            outside = [piece for piece in outside if piece.baseline >= max(bottom - CLOSE, top + CLOSE)]
            self._add_table(sheaf, table, above, is_first=index == 0)
            self._note_lost(sheaf.number, self._lines(beside))
            self.stacks[-1].notes += [_misfit(spread.numbers[0], number) for number in spread.misfits]
            if index + 1 < len(sheaf.tables):
                self._close()
        self._pending.append((sheaf.number, self._lines(outside)))
        if not sheaf.tables:
            self._close()

    def finish(self) -> list[Stack]:
        if self.stacks:
            self._close()
            self._add_pending()
        for stack in self.stacks:
            stack.end()
        return self.stacks

    def _lines(self, outside: Sequence[Piece]) -> list[TextLine]:
        """Text outside the tables, without page numbers and copies of cells that cross the page's end.

        Spreadsheet programs print the whole text of such a cell on both pages; what lies beyond the table
        there is a copy of it.
        """
        going_on = [plain(one.text) for stack in self.stacks[-1:] for one in stack.open_cells]
        kept = [
            piece
            for piece in outside
            if self._running.is_running(piece) or not any(plain(piece.text) in text for text in going_on)
        ]
        parts = [part for line in lines_of(kept) for part in parts_of(line)]
        return without_page_numbers(parts)

    def _close(self) -> None:
        """What is open does not go on: the file ends, or something else stands between."""
        if self.stacks:
            end(self.stacks[-1])

    def _add_table(self, sheaf: Sheaf, table: Table, above: list[Piece], *, is_first: bool) -> None:
        lines = self._lines(above)
        says_more = any(not self._running.is_running_line(line) for line in lines)
        stack = self.stacks[-1] if self.stacks else None
        goes_on = stack is not None and bool(stack.open_cells) and is_first
        if stack is None or not (fits(stack, table) or (goes_on and not says_more)):
            if stack is not None:
                self._close()
                self._add_pending()
            self.stacks.append(Stack())
            goes_on = False
        if goes_on:
            for number, pending in self._take_pending():
                self._note_lost(number, pending)
            self._note_lost(sheaf.number, lines)
        else:
            self._close()
            self._pending.append((sheaf.number, lines))
            self._add_pending()
        append(self.stacks[-1], table, sheaf.number)

    def _take_pending(self) -> list[tuple[int, list[TextLine]]]:
        pending, self._pending = self._pending, []
        return pending

    def _note_lost(self, number: int, lines: Sequence[TextLine]) -> None:
        """Beside a table, and between two halves of a cell, there is no row for other text."""
        stack = self.stacks[-1]
        for row in rows_of(lines):
            if rest := [line.text.strip() for line in row if not self._waits(line, number)]:
                stack.notes.append(f"第 {number} 页表格外的文字“{' '.join(rest)[:40]}”没有读入")

    def _add_pending(self) -> None:
        """Lines outside the tables, as rows; headers and footers once a sheet, and never amid its table."""
        stack = self.stacks[-1]
        for number, lines in self._take_pending():
            for row in rows_of(lines):
                if kept := [line for line in row if not (stack.xs and self._waits(line, number))]:
                    stack.said |= {plain(line.text) for line in kept}
                    stack.add_row(kept, number)

    def _waits(self, line: TextLine, number: int) -> bool:
        """Whether a line is a header or footer; the first of its kind is kept for the end of the sheet."""
        if not self._running.is_running_line(line):
            return False
        self.stacks[-1].waiting.setdefault(plain(line.text), (number, line))
        return True


def _misfit(page: int, other: int) -> str:
    return f"第 {page} 页和第 {other} 页的表格线对不上，没有拼在一起，第 {other} 页的内容没有读入"
