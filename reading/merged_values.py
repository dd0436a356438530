"""Cells covered by a merged range stand for its first cell."""

from collections.abc import Mapping

from perfgoals.sheets import Cell, MergedAreas

from .indicator_rows import SPREAD_DOWN
from .raw_blocks import Value

_SPREAD_RIGHT = {"annual_target": "period_target", "tier2": "tier1"}


class MergedValues:
    """Follows the rows of a sheet and knows the latest value of each column: there a range begins."""

    def __init__(self, merges: MergedAreas) -> None:
        self._merges = merges
        self._columns = merges.columns
        self._latest: dict[int, tuple[int, Mapping[int, Cell]]] = {}

    def remember(self, row: int, cells: Mapping[int, Cell]) -> None:
        if self._columns:
            self._latest.update(dict.fromkeys(cells, (row, cells)))

    def above(self, row: int, column: int) -> Value | None:
        """The value of a range that began in a row above and covers this cell."""
        area = self._merges.at(row, column)
        if area is None or area.first_row == row or area.first_column != column:
            return None
        latest_row, cells = self._latest.get(column, (0, {}))
        return Value(cells[column], latest_row, column) if latest_row == area.first_row else None

    def begins_at(self, row: int, column: int) -> int:
        """The row in which the range over this cell begins, else this row."""
        area = self._merges.at(row, column)
        return area.first_row if area else row

    def ends_at(self, row: int, column: int) -> int:
        """The last row of the range over this cell, else this row."""
        area = self._merges.at(row, column)
        return area.last_row if area else row

    def spread(
        self, row: int, own: Mapping[str, Cell], fields: Mapping[str, int], cells: Mapping[int, Cell]
    ) -> dict[str, Cell]:
        """`own` cells of an indicator by field, completed from ranges above, and from the left where two
        columns say the same kind of thing. `fields` are columns by field, `cells` the whole row."""
        found = dict(own)
        if not self._merges or len(own) == len(fields):
            return found
        for field in fields:
            if field in own or field not in SPREAD_DOWN:
                continue
            cell = self._covering(row, field, fields, cells)
            if cell is not None:
                found[field] = cell
        return found

    def _covering(
        self, row: int, field: str, fields: Mapping[str, int], cells: Mapping[int, Cell]
    ) -> Cell | None:
        if above := self.above(row, fields[field]):
            return above.cell
        left = fields.get(_SPREAD_RIGHT.get(field, ""))
        area = self._merges.at(row, fields[field])
        return cells.get(left) if left and area and area[:2] == (row, left) else None
