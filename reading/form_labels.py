"""Labels of a form and the values that they name: to the right, below, or behind a colon in the same cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from perfgoals.sheets import Cell, MergedAreas, Row

from .fields import is_group_title, plain_title
from .layouts import FormLayout
from .raw_blocks import Value

_WITH_VALUE = re.compile(r"\s*([^:：]{2,20})[:：]\s*(\S.*)", re.DOTALL)
_FAR_RIGHT = 200


class Label(NamedTuple):
    """`title` is plain; `field` is None for a label that has no place in the system."""

    title: str
    field: str | None
    row: int
    column: int
    value: Value | None


def label_title(text: str) -> str:
    """The plain title of a label, also of one with its value behind a colon (项目名称：食堂改造)."""
    match = _WITH_VALUE.fullmatch(text)
    return plain_title(match[1] if match else text)


class LabelFinder:
    """Finds the labels in some rows of a form. `read` are the positions of labels and values found so far."""

    def __init__(
        self, rows: Sequence[Row], layout: FormLayout, merges: MergedAreas, chosen: Mapping[str, str]
    ):
        self.read: set[tuple[int, int]] = set()
        self._rows = rows
        self._layout = layout
        self._merges = merges
        self._chosen = chosen

    def labels(self) -> Iterator[Label]:
        """In reading order."""
        for index, row in enumerate(self._rows):
            for column, cell in row.cells.items():
                if self._is_label(cell):
                    title = plain_title(cell.text)
                    value = self._value(index, column, self._field(title))
                elif match := self._inline(cell):
                    title = plain_title(match[1])
                    value = Value(Cell(match[2]), row.number, column)
                else:
                    continue
                self.read |= {(row.number, column)}
                yield Label(title, self._field(title), row.number, column, value)

    def _field(self, title: str) -> str | None:
        return self._chosen.get(title, self._layout.field_of_label(title))

    def _is_label(self, cell: Cell) -> bool:
        title = plain_title(cell.text)
        return bool(title) and (
            self._field(title) is not None or self._layout.is_other_label(title) or is_group_title(title)
        )

    def _inline(self, cell: Cell) -> re.Match[str] | None:
        match = _WITH_VALUE.fullmatch(cell.text)
        return match if match and self._is_label(Cell(match[1])) else None

    def _value(self, index: int, column: int, field: str | None) -> Value | None:
        value = self._right(index, column)
        if value is None and field in self._layout.below:
            value = self._below(index, column)
        return value

    def _last_column(self, row: int, column: int) -> int:
        area = self._merges.at(row, column)
        return area.last_column if area else column

    def _right(self, index: int, column: int) -> Value | None:
        """The next cell to the right, unless it is a label or the merged cell beside the label is empty."""
        row = self._rows[index]
        start = self._last_column(row.number, column) + 1
        beside = self._merges.at(row.number, start)
        if beside and beside[:2] == (row.number, start) and start not in row.cells:
            return None
        for n, cell in row.cells.items():
            if n >= start and not cell.text.isspace():
                return None if self._is_label(cell) else self._taken(Value(cell, row.number, n))
        return None

    def _below(self, index: int, column: int) -> Value | None:
        """The lines under a label, to the next row with a label: several cells become one text."""
        row = self._rows[index]
        following = (n for n, cell in row.cells.items() if n > column and self._is_label(cell))
        end = min(next(following, _FAR_RIGHT + 1) - 1, _FAR_RIGHT)
        lines: list[Value] = []
        for below in self._rows[index + 1 :]:
            if any(self._is_label(cell) for cell in below.cells.values()):
                break
            lines += [Value(cell, below.number, n) for n, cell in below.cells.items() if column <= n <= end]
        for line in lines:
            self._taken(line)
        if len(lines) < 2:
            return lines[0] if lines else None
        return Value(Cell("\n".join(line.cell.text for line in lines)), lines[0].row, lines[0].column)

    def _taken(self, value: Value) -> Value:
        self.read.add((value.row, value.column))
        return value
