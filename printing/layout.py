"""What a layout is: columns, header, merges and texts of a table of blocks, declared once for all drawings.

A table has blocks (projects), a block has rows (indicators) in groups and subgroups (一级, 二级指标).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from .content import ALL_UNITS, Block, Totals, UnitBook, totals_of

AMOUNT_FORMAT = "#,##0.00"


class Scope(StrEnum):
    """How far down one text of a column reaches: it is merged over these rows."""

    BLOCK = "block"
    GROUP = "group"
    SUBGROUP = "subgroup"
    ROW = "row"


class Align(StrEnum):
    """Horizontal alignment; the values are CSS's, SVG's text-anchor says middle for center."""

    START = "start"
    CENTER = "center"
    END = "end"


class ColumnKind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `share` is its part of the table's width; all shares add up to 100."""

    key: str
    header: str
    share: float
    scope: Scope
    align: Align = Align.CENTER
    kind: ColumnKind = ColumnKind.TEXT
    group: str = ""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of the header: 0-based position and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


class BodyCell(NamedTuple):
    """A cell of one block: `row` is 0-based inside the block, `row_span` rows are merged."""

    column: Column
    column_index: int
    row: int
    row_span: int
    text: str


@dataclass(frozen=True)
class Layout:
    """How tables of one kind are laid out.

    `cell_text` gives what stands in a column for a row of a block; row None is the empty row of a block
    without rows. `groups` tells which rows belong together: one key function for each of GROUP and SUBGROUP.
    `total_…` word the line of totals. `continued` is the column whose texts are marked where they go on
    overleaf, `note_span` how many columns the unit's line takes in a workbook.
    """

    columns: tuple[Column, ...]
    cell_text: Callable[[Any, Any, Column], str]
    groups: Mapping[Scope, Callable[[Any], Hashable]]
    total_label: Callable[..., str]
    total_note: Callable[[Totals], str]
    total_sentence: Callable[[Totals], str]
    sheet: str
    money_unit: str
    unit_word: str
    nothing: str
    continued: str
    note_span: int

    header_rows = 2

    def index(self, key: str) -> int:
        return next(index for index, column in enumerate(self.columns) if column.key == key)

    @property
    def amount_index(self) -> int:
        """The column of amounts; a layout has one."""
        return next(index for index, column in enumerate(self.columns) if column.kind is ColumnKind.AMOUNT)

    def header_cells(self) -> tuple[tuple[HeaderCell, ...], ...]:
        """The two header rows; a column without a group spans both, a group spans its columns."""
        top, bottom, index = [], [], 0
        for group, members in groupby(self.columns, key=lambda column: column.group):
            columns = list(members)
            if group:
                top.append(HeaderCell(group, 0, index, column_span=len(columns)))
            for offset, column in enumerate(columns):
                cell = HeaderCell(column.header, int(bool(group)), index + offset, row_span=1 if group else 2)
                (bottom if group else top).append(cell)
            index += len(columns)
        return tuple(top), tuple(bottom)

    def merge_spans(self, rows: Sequence, scope: Scope) -> list[tuple[int, int]]:
        """(first row, row count) of every merged run, also for a part of a block's rows.

        Runs of a subgroup end where their group ends. A block without rows still has one row.
        """
        count = max(len(rows), 1)
        if scope is Scope.BLOCK or not rows:
            return [(0, count)]
        if scope is Scope.ROW:
            return [(index, 1) for index in range(count)]
        key = self.groups[scope]
        # A group that returns after another is a run of its own: order stays as entered.
        runs = (list(members) for _, members in groupby(range(count), key=lambda index: key(rows[index])))
        return [(run[0], len(run)) for run in runs]

    def body_cells(self, block: Block) -> Iterator[BodyCell]:
        """Every cell of one block, column by column, merged over its rows."""
        for index, column in enumerate(self.columns):
            for first, count in self.merge_spans(block.rows, column.scope):
                row = block.rows[first] if block.rows else None
                yield BodyCell(column, index, first, count, self.cell_text(block, row, column))

    def body_rows(self, block: Block) -> list[list[BodyCell]]:
        """The same cells by the row they start in: what an HTML table needs."""
        rows: list[list[BodyCell]] = [[] for _ in range(max(len(block.rows), 1))]
        for cell in self.body_cells(block):
            rows[cell.row].append(cell)
        return rows


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table: what is selected, when it was printed, how its scope is called, and its layout.

    `scope_label` names the selection (a unit as "130001-…" or 全部单位). `paper` is "A4" or "A3", landscape.
    """

    title: str
    blocks: tuple[Block, ...]
    printed_on: date
    scope_label: str = ALL_UNITS
    paper: str = "A4"
    layout: Layout = field(kw_only=True)
    # Key of a block → the word that marks it as not final (草稿); what is final is not among them.
    marks: Mapping[Hashable, str] = field(default_factory=dict, kw_only=True)

    @property
    def totals(self) -> Totals:
        return totals_of(self.blocks)

    def mark_of(self, keys: Iterable[Hashable] | None = None) -> str:
        """What a page with these blocks is marked as, without keys the whole table; "" for what is final."""
        keys = [block.key for block in self.blocks] if keys is None else list(keys)
        words = list(dict.fromkeys(self.marks.get(key, "") for key in keys))
        if len(words) < 2:
            return "".join(words)
        return "含" + "、".join(sorted(word for word in words if word))

    def books(self) -> Iterator[UnitBook]:
        """Runs of one unit, in the order of the blocks: sort by unit first to get each unit once."""
        for unit, blocks in groupby(self.blocks, key=lambda block: block.unit):
            yield UnitBook(unit, tuple(blocks))
