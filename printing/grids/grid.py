"""What a form and a list are: cells on a grid, columns with rows. PDF and workbook draw the same ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

AMOUNT_FORMAT = "#,##0.00####"
POINTS_FORMAT, SHORT_POINTS = "0.00", "General"


class Sort(StrEnum):
    """How a cell looks: label in grey and centred, text at the left, number at the right."""

    LABEL = "label"
    TEXT = "text"
    CENTER = "center"
    NUMBER = "number"
    SUM = "sum"
    TITLE = "title"
    PLAIN = "plain"
    """Without a frame: lines above and below the form."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form; rows and columns count from 0. A number is kept beside the text that shows it."""

    row: int
    column: int
    text: str
    sort: Sort = Sort.TEXT
    columns: int = 1
    rows: int = 1
    number: Decimal | None = None
    number_format: str = AMOUNT_FORMAT


@dataclass
class Form:
    """A form of one project. `widths` are shares of 100; `name` is for bookmark and sheet, `section` the unit
    under which it is listed.

    `above` are texts at the left and the right over the grid, `mark` stands at the foot of each page (whether
    it is approved, the version). `repeats` are the first and last row of the head of its list, which stands
    again overleaf up to `list_end`; so many rows at the end stay `together` (signatures).
    """

    name: str
    title: str
    widths: Sequence[float]
    landscape: bool = False
    cells: list[FormCell] = field(default_factory=list)
    row: int = -1
    """The row that was begun last."""
    section: str = ""
    above: tuple[str, str] | tuple[()] = ()
    mark: str = ""
    repeats: tuple[int, int] | None = None
    list_end: int | None = None
    together: int = 1

    def line(self, *cells: tuple) -> int:
        """Begin a row with cells (text, sort, columns, rows) side by side; a number stands for its text."""
        self.row += 1
        column = 0
        for text, sort, columns, *rows in cells:
            self.put(self.row, column, text, sort, columns, *rows)
            column += columns
        return self.row

    def put(self, row: int, column: int, text, sort: Sort, columns: int = 1, rows: int = 1) -> None:
        """A cell; a Decimal is an amount, shown with its decimals and kept as a number."""
        number = text if isinstance(text, Decimal) else None
        if columns * rows < 1:
            return
        shown = shown_number(number) if number is not None else (text or "")
        self.cells.append(FormCell(row, column, shown, sort, columns, rows, number))

    def put_points(self, row: int, column: int, points: Decimal | None, columns: int = 1) -> None:
        """Points: 10 and 22.5, without superfluous zeros."""
        shown = shown_number(points, places=0)
        self.cells.append(FormCell(row, column, shown, Sort.NUMBER, columns, 1, points, SHORT_POINTS))

    @property
    def rows(self) -> int:
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    def by_row(self) -> Iterator[list[FormCell]]:
        """The cells of each row, left to right."""
        found: list[list[FormCell]] = [[] for _ in range(self.rows)]
        for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            found[cell.row].append(cell)
        yield from found


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `width` is a share of 100."""

    key: str
    title: str
    width: float
    sort: Sort = Sort.TEXT
    number_format: str = AMOUNT_FORMAT


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: texts and numbers by column; a sum is printed in bold and names itself."""

    values: Mapping[str, str | Decimal | int | None]
    is_sum: bool = False


@dataclass(frozen=True)
class ListTable:
    """A list with its title, a line above and lines below it."""

    title: str
    above: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    below: Sequence[str] = ()

    def shown(self, line: Line) -> "ShownLine":
        """A line as printed: each value as text, under its column."""
        return ShownLine(line.is_sum, [_shown(line.values.get(c.key), c) for c in self.columns])


@dataclass(frozen=True, slots=True)
class ShownLine:
    is_sum: bool
    cells: list[FormCell]


def _shown(value, column: Column) -> FormCell:
    text = shown_number(value) if isinstance(value, Decimal) else str(value or "")
    return FormCell(0, 0, text, column.sort)


def shown_number(number: Decimal | None, places: int = 2) -> str:
    """Thousands commas, at least `places` decimals and all that there are: 7.289, 90.00."""
    if number is None:
        return ""
    text = f"{number.normalize():,f}"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(places, '0')}" if places or decimals else whole


def wan(amount: Decimal | None) -> Decimal | None:
    """元 in 万元, exactly."""
    return None if amount is None else amount.scaleb(-4)


def percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{rate:.2f}%"
