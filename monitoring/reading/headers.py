"""Headers of one or two rows: which column holds which field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from perfgoals.sheets import Cell, Row

from .grid import Grid
from .titles import key_of

_ENOUGH = 3  # titles that are known, among others that are not
_FIGURE = re.compile(r"[-－]?[\d０-９][\d０-９,，.．]*\s*(?:[%％元]|万元)?|[-—－/]+")


@dataclass(slots=True)
class Header:
    """`columns` by field, `unknown` titles by column, rows from `first` to `last`."""

    first: int
    last: int
    columns: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)


def header_at(grid: Grid, row: Row) -> Header:
    """The header whose first row this is; a second row is taken where it stands under its groups."""
    titles = {column: cell.text.strip() for column, cell in grid.shown(row)}
    last = row.number
    below = grid.row(row.number + 1)
    lower: dict[int, str] = {}
    if below is not None and _goes_on(grid, row, below):
        last = below.number
        lower = {column: cell.text.strip() for column, cell in grid.shown(below)}
    found = Header(row.number, last)
    for column in sorted({*titles, *lower}):
        group = grid.text(row.number, column)
        own = lower.get(column) or titles.get(column) or group
        _take(found, column, own, group if column in lower else "")
    return found


def _goes_on(grid: Grid, row: Row, below: Row) -> bool:
    """Whether the row below holds titles under groups of this row: no figures, and enough that are known."""
    groups = [
        column
        for column, _ in grid.shown(row)
        if grid.last_column(row.number, column) > column and grid.last_row(row.number, column) == row.number
    ]
    under = [
        (column, cell)
        for column, cell in grid.shown(below)
        if any(first <= column <= grid.last_column(row.number, first) for first in groups)
    ]
    known = [cell for _, cell in under if key_of(cell.text) or cell.text.strip() in ("其他", "其它")]
    if not under or len(under) != len(grid.shown(below)) or any(map(is_figure, (c for _, c in under))):
        return False
    return len(known) * 2 > len(under) or len(known) >= _ENOUGH


def is_figure(cell: Cell) -> bool:
    """A number, an amount or a share; no title is one."""
    return cell.number is not None or _FIGURE.fullmatch(cell.text.strip()) is not None


def _take(header: Header, column: int, title: str, group: str) -> None:
    key = key_of(title)
    plain = "".join(title.split())
    if "原因" in group and plain in ("其他", "其它"):
        key = "cause:other"
    header.titles[column] = title
    if key is None:
        header.unknown[column] = title
    elif key in header.columns:
        header.unknown.setdefault(column, title)
    else:
        header.columns[key] = column


def columns_of(texts: Mapping[int, str]) -> dict[str, int]:
    """Fields by column of a single row of titles."""
    columns: dict[str, int] = {}
    for column, text in texts.items():
        if key := key_of(text):
            columns.setdefault(key, column)
    return columns
