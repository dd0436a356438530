"""Sheets of paper and the measures a table is set with. All lengths in points (1/72 inch)."""

from collections.abc import Mapping
from dataclasses import dataclass

from .layout import Layout

AMOUNT_SHARE_LIMIT = 0.16


@dataclass(frozen=True, slots=True)
class Paper:
    """One landscape sheet. `size` and `line` are the type size of the body and its line height."""

    name: str
    width: float
    height: float
    margin_x: float
    margin_top: float
    margin_bottom: float
    size: float
    line: float
    pad_x: float
    pad_y: float
    title_size: float
    note_size: float

    @property
    def inner_width(self) -> float:
        return self.width - 2 * self.margin_x

    @property
    def bottom(self) -> float:
        """Where the table must end; the foot line stands below."""
        return self.height - self.margin_bottom

    def text_height(self, lines: int) -> float:
        """Height of a cell with so many lines, padding included."""
        return lines * self.line + 2 * self.pad_y


A4 = Paper("A4", 841.89, 595.28, 31, 28, 40, 7.5, 10, 2.5, 3, 18, 8.5)
A3 = Paper("A3", 1190.55, 841.89, 40, 36, 50, 9.5, 12.75, 3.5, 4, 24, 10.5)
PAPERS: Mapping[str, Paper] = {paper.name: paper for paper in (A4, A3)}


def column_widths(layout: Layout, paper: Paper, longest_amount: float) -> tuple[float, ...]:
    """The layout's shares on this paper. The amount column grows to `longest_amount`, the others give way.

    Beyond AMOUNT_SHARE_LIMIT of the width an amount is broken into lines instead.
    """
    shares = [column.share / 100 for column in layout.columns]
    place = layout.amount_index
    needed = (longest_amount + 2 * paper.pad_x) / paper.inner_width
    wide = max(shares[place], min(needed, AMOUNT_SHARE_LIMIT))
    rest = (1 - wide) / (1 - shares[place])
    return tuple(
        paper.inner_width * (wide if index == place else share * rest) for index, share in enumerate(shares)
    )
