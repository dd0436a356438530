"""Labels of a form and the values that they name: to the right, below, or behind a colon in the same cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from perfgoals.sheets import Cell, MergedAreas, Row

from ..fields import FIELD, GOAL_TITLES, GOALS, SUM_TITLES, UNIT_TITLE, plain_title
from ..indicator_columns import is_period_title
from ..layouts import FormLayout
from ..money_units import unit_of_note
from ..raw_blocks import Value
from ..side_rows import is_aside, is_foot, is_signature
from ..titles import is_title

_WITH_VALUE = re.compile(r"\s*([^:：]{2,20})[:：]\s*(\S.*)", re.DOTALL)
_FAR_RIGHT = 200
_LONGEST_LABEL = 20
_FEWEST_TITLES = 3  # so many unknown short texts in a row are the header of some other table
_MONEY = {"amount", "period_amount", "fiscal_amount", "carried_over", "other_amount"}
_MONEY_HEADING = re.compile("资金|金额|预算|经费")
_DIGIT = re.compile("[0-9０-９#壹贰叁肆伍陆柒捌玖拾]")
_UNIT_ALONE = re.compile(r"\s*[(（【〔\[]?\s*(?:单位[:：])?\s*(?:亿|百万|万|千)?元\s*[)）】〕\]]?\s*")
_TITLE_OF_YEAR = re.compile("[上本当今前]一?年度?(?:预算|金额|资金|安排)?数?")  # a header's, no label's value
_BEFORE = {"上", "前"}
_NUMBERS = re.compile(r"[-+¥￥]?[0-9][0-9,.]*[%％]?")


class Label(NamedTuple):
    """`title` is plain; `field` is None for a label that has no place in the system.

    `is_known`: the title is one of the layout's; else it only stands as labels do. `cells` are the positions
    of its value, none where the value stands in the label's own cell.
    """

    title: str
    field: str | None
    row: int
    column: int
    value: Value | None
    cells: tuple[tuple[int, int], ...] = ()
    is_known: bool = True


def label_title(text: str) -> str:
    """The plain title of a label, also of one with its value behind a colon (项目名称：食堂改造)."""
    match = _WITH_VALUE.fullmatch(text)
    return plain_title(match[1] if match else text)


def is_number(text: str) -> bool:
    return _NUMBERS.fullmatch("".join(text.split())) is not None


def has_digit(text: str) -> bool:
    """Whether a text may say a sum, also as ### or in capitals."""
    return _DIGIT.search(text) is not None


class LabelFinder:
    """Finds the labels in a part of a form; `rows` stand together, without a list between them.

    `chosen` are the meanings that somebody gave by hand: label → field or "". `other_tables` are the rows of
    tables inside the part that are no goal table, by the row of their header.
    """

    def __init__(
        self, rows: Sequence[Row], layout: FormLayout, merges: MergedAreas, chosen: Mapping[str, str]
    ) -> None:
        self._layout = layout
        self._merges = merges
        self._chosen = chosen
        self.other_tables = dict(self._other_tables(rows))
        inside = {row.number for table in self.other_tables.values() for row in table}
        self._rows = [row for row in rows if row.number not in inside]

    def labels(self) -> Iterator[Label]:
        """In reading order; texts that only stand as labels do, with a value right of them, come too."""
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(self._rows):
            for column, cell in row.cells.items():
                if (row.number, column) in taken or cell.text.isspace():
                    continue
                if label := self._label(index, column, cell):
                    taken.update(label.cells)
                    yield label

    def _label(self, index: int, column: int, cell: Cell) -> Label | None:
        row = self._rows[index]
        if is_signature(cell.text) or _UNIT_ALONE.fullmatch(cell.text):
            return None
        if self._is_label(cell):
            title = plain_title(cell.text)
            field = self._field(title)
            is_goal = field is None and title in GOAL_TITLES
            value, cells = self._value(index, column, "annual_objective" if is_goal else field)
            return Label(title, field, row.number, column, value, cells)
        if match := self._inline(cell):
            title = plain_title(match[1])
            return Label(
                title, self._field(title), row.number, column, Value(Cell(match[2]), row.number, column)
            )
        if self._stands_as_label(cell):
            value, cells = self._right(index, column)
            if value is not None and self._sums_money(row, column):
                return Label(plain_title(cell.text), "amount", row.number, column, value, cells)
            if value is not None and not _is_text_of_table(value.cell.text):
                title = plain_title(cell.text)
                return Label(title, None, row.number, column, value, cells, is_known=False)
        return None

    def _field(self, title: str) -> str | None:
        return self._chosen.get(title, self._layout.field_of_label(title))

    def _is_label(self, cell: Cell) -> bool:
        title = plain_title(cell.text)
        return title in self._chosen or self._layout.is_label(title)

    def _inline(self, cell: Cell) -> re.Match[str] | None:
        match = _WITH_VALUE.fullmatch(cell.text)
        if match is None or self._is_label(Cell(match[1])):
            return match
        return match if plain_title(match[1]) == UNIT_TITLE and not unit_of_note(cell.text) else None

    def _sums_money(self, row: Row, column: int) -> bool:
        """Whether 合计 stands beside a heading of money: 资金来源（万元）."""
        area = self._merges.at(row.number, column - 1)
        if plain_title(row.text(column)) not in SUM_TITLES or area is None:
            return False
        heading = next((one for one in self._rows if one.number == area.first_row), row)
        return _MONEY_HEADING.search(plain_title(heading.text(area.first_column))) is not None

    def _stands_as_label(self, cell: Cell) -> bool:
        title = plain_title(cell.text)
        if is_period_title(title):
            return False
        return (
            2 <= len(title) <= _LONGEST_LABEL
            and not is_number(cell.text)
            and not _is_text_of_table(cell.text)
        )

    def _value(self, index: int, column: int, field: str | None) -> tuple[Value | None, tuple]:
        value, cells = self._right(index, column)
        if value is None and field in self._layout.below:
            return self._below(index, column)
        if value is not None and field in FIELD and not FIELD[field].single_line:
            return _joined([value, *self._further_lines(index, column, value.column)])
        return value, cells

    def _further_lines(self, index: int, column: int, beside: int) -> list[Value]:
        """目标1, 目标2 … in rows of their own beside a label that is merged over them."""
        area = self._merges.at(self._rows[index].number, column)
        lines: list[Value] = []
        for row in self._rows[index + 1 :]:
            if area is None or row.number > area.last_row or any(map(self._ends_text, row.cells.values())):
                break
            lines += [Value(cell, row.number, n) for n, cell in row.cells.items() if n == beside]
        return lines

    def _last_column(self, row: int, column: int) -> int:
        area = self._merges.at(row, column)
        return area.last_column if area else column

    def _right(self, index: int, column: int) -> tuple[Value | None, tuple]:
        """The next cell to the right, unless it is a label or the merged cell beside the label is empty;
        （万元） in a cell of its own stands between a label and its sum."""
        row = self._rows[index]
        start = self._last_column(row.number, column) + 1
        beside = self._merges.at(row.number, start)
        if beside and beside[:2] == (row.number, start) and start not in row.cells:
            return None, ()
        for n, cell in row.cells.items():
            if n >= start and not cell.text.isspace() and not _UNIT_ALONE.fullmatch(cell.text):
                if self._is_label(cell) or self._inline(cell) or _names_no_value(cell.text):
                    return None, ()
                return Value(cell, row.number, n), ((row.number, n),)
        return None, ()

    def _below(self, index: int, column: int) -> tuple[Value | None, tuple]:
        """The lines under a label, to the next row with a label: several cells become one text."""
        row = self._rows[index]
        area = self._merges.at(row.number, column)
        following = (n for n, cell in row.cells.items() if n > column and self._is_label(cell))
        end = min(next(following, _FAR_RIGHT + 1) - 1, _FAR_RIGHT)
        lines: list[Value] = []
        for below in self._rows[index + 1 :]:
            if area and below.number <= area.last_row:
                continue
            if any(self._ends_text(cell) for cell in below.cells.values()):
                break
            lines += [Value(cell, below.number, n) for n, cell in below.cells.items() if column <= n <= end]
        return _joined(lines)

    def _ends_text(self, cell: Cell) -> bool:
        return self._is_label(cell) or self._inline(cell) is not None or _is_text_of_table(cell.text)

    def _other_tables(self, rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
        """Tables that are no list of indicators (项目支出明细预算): from a row of titles down to a label."""
        table: list[Row] = []
        for row in rows:
            strong = any(self._is_strong(row, column) for column in row.cells)
            if table and (strong or any(is_foot(cell.text) for cell in row.cells.values())):
                yield table[0].number, table
                table = []
            if table or _has_years(row) or (not strong and self._is_other_header(row)):
                table.append(row)
        if table:
            yield table[0].number, table

    def _is_strong(self, row: Row, column: int) -> bool:
        """Whether a cell is a label that no header of another table would show: money has a sum beside it."""
        cell = row.cells[column]
        title = plain_title(cell.text)
        if self._inline(cell):
            return True
        if not self._is_label(cell) or (title in self._layout.weak_labels and title not in self._chosen):
            return False
        after = next((other for n, other in row.cells.items() if n > column), None)
        if self._layout.is_vague_amount(title) and not (after and _DIGIT.search(after.text)):
            return False
        is_money = self._layout.field_of_label(title) in _MONEY
        return not (is_money and after and not self._is_label(after) and not _DIGIT.search(after.text))

    def _is_other_header(self, row: Row) -> bool:
        texts = [cell.text for cell in row.cells.values() if not cell.text.isspace()]
        titles = [
            text for text in texts if 1 < len(plain_title(text)) <= _LONGEST_LABEL and not is_number(text)
        ]
        return len(titles) >= _FEWEST_TITLES and len(titles) == len(texts)


def fields_by_want(labels: Sequence[Label]) -> dict[int, str]:
    """绩效目标 and 单位 by the id of their labels, where no other label says the goal or the unit."""
    said = {label.field for label in labels if label.value}
    found = {}
    for label in labels:
        if label.value and label.title in GOAL_TITLES and said.isdisjoint(GOALS):
            found[id(label)] = "annual_objective"
        elif label.value and label.title == UNIT_TITLE and "unit" not in said:
            found[id(label)] = "unit"
    return found


def _joined(lines: Sequence[Value]) -> tuple[Value | None, tuple]:
    """Several cells as one text with their positions."""
    cells = tuple((line.row, line.column) for line in lines)
    if len(lines) < 2:
        return (lines[0] if lines else None), cells
    text = "\n".join(line.cell.text for line in lines)
    return Value(Cell(text), lines[0].row, lines[0].column), cells


def _has_years(row: Row) -> bool:
    """资金来源 | 上年度 | 本年度 over sums of both: no sum below says of itself which year it is of."""
    titles = [plain_title(cell.text) for cell in row.cells.values()]
    return any(
        one[:1] in _BEFORE and all(map(_TITLE_OF_YEAR.fullmatch, (one, two))) for one, two in pairwise(titles)
    )


def _names_no_value(text: str) -> bool:
    title = plain_title(text)
    return (
        is_signature(text)
        or is_period_title(title)
        or title in SUM_TITLES
        or _TITLE_OF_YEAR.fullmatch(title) is not None
    )


def _is_text_of_table(text: str) -> bool:
    """A title, a signature, a page number: never a label or its value."""
    return is_title(text) or is_aside(text)
