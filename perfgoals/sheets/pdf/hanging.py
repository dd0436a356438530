"""Lines that hang out of cells which go on overleaf.

Browsers end a row at its rule, but let the text of a cell that spans further rows run on to the paper's end:
its next line stands right below the table.
"""

from .filling import Filled, Sheaf
from .page import Page, Piece
from .running import Running

_LINE_SPACING = 2.0  # × size: from one line of a text to the next


def hang(sheaf: Sheaf, running: Running) -> None:
    """Put such lines into their cells; headers and footers stay outside."""
    if not sheaf.tables:
        return
    open_cells = [one for one in sheaf.tables[-1].cells if one.cell.open_below]
    sheaf.outside = [
        piece
        for piece in sheaf.outside
        if running.is_on_most_pages(piece) or not _put(piece, open_cells, sheaf.page)
    ]


def _put(piece: Piece, open_cells: list[Filled], page: Page) -> bool:
    middle = (piece.ink.left + piece.ink.right) / 2
    one = next((one for one in open_cells if one.box.left <= middle <= one.box.right), None)
    if one is None or piece.clip is not None or not one.pieces or not _is_next_line(piece, one.pieces[-1]):
        return False
    one.pieces.append(piece)
    one.read(page)
    return True


def _is_next_line(piece: Piece, above: Piece) -> bool:
    return 0 <= piece.baseline - above.baseline <= _LINE_SPACING * max(above.size, piece.size)
