"""Paper as a spreadsheet counts it: inches, a number in the file, points on the screen."""

from dataclasses import dataclass

SIDE_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 0.4, 0.5, 0.7
# What a page break must leave free, since no two spreadsheets scale alike.
PAGE_SAFETY = 0.98


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """Landscape paper in inches, its number in a workbook, and the table's width on the screen in points.

    Printing scales the table down to the width of the paper.
    """

    number: int
    width: float
    height: float
    table: float

    @property
    def room(self) -> float:
        """Height of a printed page between its margins, in the table's points."""
        scale = (self.width - 2 * SIDE_MARGIN) * 72 / self.table
        return (self.height - TOP_MARGIN - BOTTOM_MARGIN) * 72 / scale * PAGE_SAFETY


PAPERS = {"A4": SheetPaper(9, 11.69, 8.27, 900.0), "A3": SheetPaper(8, 16.53, 11.69, 1240.0)}
