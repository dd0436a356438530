"""Rows of a list → projects. Project cells may be merged, repeated on every row, or only on the first row.

A row begins a project when it has a name, unless that is the name of the project above: then it goes on, as
after a page break. A row without any project cell goes on too. What fits nowhere becomes a finding.
"""

from collections.abc import Iterable, Iterator, Mapping

from openpyxl.utils import get_column_letter

from perfgoals.common.spreadsheet import Cell, MergedAreas, Row

from .blocks import Finding, ImportedBlock, Level
from .cleaning import single_line
from .codes import split_unit
from .fields import FIELD, INDICATOR_KEYS, PROJECT_KEYS, plain_title
from .findings import SheetFindings
from .headers import Header
from .indicator_rows import CONTENT, SPREAD_DOWN, IndicatorRows
from .layouts import ListLayout
from .raw_blocks import RawBlock, Value
from .side_rows import is_aside, is_column_numbers, is_total
from .tiers import is_tier1, is_tier2

_SPREAD_RIGHT = {"annual_target": "period_target", "tier2": "tier1"}
_UNIT_KEYS = ("unit", "unit_code", "supervisor")
_LONGEST_TITLE = 30
_LONGEST_TIER = 12


class ListReader:
    """Reads the rows under one header. `notes` are findings about rows that belong to no project."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        layout: ListLayout,
        merges: MergedAreas,
        *,
        amount_unit: str,
        default_unit: str = "",
    ) -> None:
        self.notes: list[Finding] = []
        self._findings = SheetFindings(sheet)
        self._header = header
        self._layout = layout
        self._merges = merges
        self._amount_unit = amount_unit
        self._default_unit = default_unit
        self._project_columns = [(key, n) for key, n in header.fields.items() if key in PROJECT_KEYS]
        self._indicator_columns = [(key, n) for key, n in header.fields.items() if key in INDICATOR_KEYS]
        self._letters: dict[int, dict[str, str]] = {}
        self._block: RawBlock | None = None
        self._unit: dict[str, Value] = {}
        self._latest: dict[int, Value] = {}  # by column: the anchor of a merged range is the latest value
        self._shifted_row = 0

    def blocks(self, rows: Iterable[Row]) -> Iterator[ImportedBlock]:
        """One block per project, as soon as the next one begins."""
        for row in rows:
            if row.number > self._header.last_row and not self._repeats_header(row):
                before = self._block
                self._take(row)
                if before is not None and before is not self._block:
                    yield before.finish(self._amount_unit)
        if self._block is not None:
            yield self._block.finish(self._amount_unit)
        if self._shifted_row:
            self.notes.append(
                self._findings.warning(
                    "有的行缺少前面的单元格，指标不在它的列里",
                    "已按“一级指标”对齐读入，请核对这些项目",
                    self._shifted_row,
                )
            )

    def _repeats_header(self, row: Row) -> bool:
        for key in ("name", "indicator"):
            column = self._header.fields[key]
            text = row.text(column)
            if 0 < len(text) <= _LONGEST_TITLE and plain_title(text) in self._header.titles[column]:
                return self._header.repeated_by(row)
        return False

    def _take(self, row: Row) -> None:
        cells, shift = self._aligned(row)
        project = {key: cells[n] for key, n in self._project_columns if n in cells and not _blank(cells[n])}
        indicator = {
            key: cells[n] for key, n in self._indicator_columns if n in cells and not _blank(cells[n])
        }
        if not (project or indicator) or self._is_aside(row, project, indicator):
            return
        fields = self._header.fields
        values = {key: Value(cell, row.number, fields[key] - shift) for key, cell in project.items()}
        if values and not self._goes_on(row.number, values):
            if not indicator and values.keys() <= {*_UNIT_KEYS, "amount"}:
                self._take_unit_row(values)
                return
            self._begin(row.number, values)
        elif values:
            self._compare(values)
        elif self._block is None:
            self._begin(row.number, values)
        self._block.last_row = row.number
        if indicator:
            self._take_indicator(row.number, cells, indicator, values, shift)
        if self._merges:
            self._latest |= {n: Value(cell, row.number, n) for n, cell in cells.items()}

    def _aligned(self, row: Row) -> tuple[Mapping[int, Cell], int]:
        """The cells under their columns; a row that lost its leading cells is moved right by so many."""
        at = self._header.fields.get("tier1", 0)
        if is_tier1(row.text(at)[:_LONGEST_TIER]):
            return row.cells, 0
        for column, cell in row.cells.items():
            if column >= at:
                break
            if len(cell.text) <= _LONGEST_TIER and is_tier1(cell.text) and is_tier2(row.text(column + 1)):
                self._shifted_row = self._shifted_row or row.number
                shift = at - column
                return {n + shift: moved for n, moved in row.cells.items()}, shift
        return row.cells, 0

    def _is_aside(self, row: Row, project: Mapping[str, Cell], indicator: Mapping[str, Cell]) -> bool:
        first = next(iter(row.cells.values())).text
        if "tier1" in indicator or "tier2" in indicator:
            tier = indicator.get("tier1") or indicator["tier2"]
            return tier.text.strip().isdecimal() and is_column_numbers(
                cell.text for cell in row.cells.values()
            )
        if is_total(first) or ("name" in project and is_total(project["name"].text)):
            return True
        return (not indicator or len(row.cells) == 1) and is_aside(first)

    def _goes_on(self, row: int, values: Mapping[str, Value]) -> bool:
        """Whether these project cells belong to the project above."""
        block = self._block
        if block is None:
            return False
        if "name" in values:
            return self._same(values["name"], "name") and all(
                self._same(values[key], key) for key in ("unit", "unit_code") if key in values
            )
        area = self._merges.at(row, self._header.fields["name"])
        if area and "name" in block.values and block.values["name"].row == area.first_row:
            return True
        return all(self._same(value, key) for key, value in values.items())

    def _same(self, value: Value, key: str) -> bool:
        return single_line(value.cell.text) == self._block.line(key)

    def _compare(self, values: Mapping[str, Value]) -> None:
        """A project printed again must say the same again; a field it lacked so far is taken."""
        noted = {note.field for note in self._block.notes}
        for key, value in values.items():
            if key not in self._block.values:
                self._block.values[key] = value
            elif not self._same(value, key) and key not in noted:
                reason = f"同一个项目的“{FIELD[key].label}”前后不一致"
                self._block.note(Level.ERROR, reason, "请改成一致，或检查项目名称是否填错", key, value)

    def _take_unit_row(self, values: dict[str, Value]) -> None:
        """A row that names a unit only, perhaps with its sum, stands above the projects of that unit."""
        if "unit_code" in values or "amount" in values or split_unit(_line(values.get("unit")))[0]:
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
            return
        value = next(iter(values.values()))
        place = (value.row, get_column_letter(value.column), "", value.cell.text)
        self.notes.append(self._findings.warning("这一行不属于任何项目，没有读入", "请核对这一行", *place))

    def _begin(self, row: int, values: dict[str, Value]) -> None:
        if "unit" in values or "unit_code" in values:
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
        rows = IndicatorRows(self._findings, self._layout.target_parts, self._layout.target_field)
        self._block = RawBlock(self._findings, row, rows, self._default_unit, values=self._unit | values)
        for key, column in self._project_columns:
            if key in self._block.values or key == "name":
                continue
            if above := self._above(row, column):
                self._block.values[key] = above
                if key == "amount":
                    reason = "金额单元格与上面的项目合并在一起，看不出各是多少"
                    self._block.note(Level.ERROR, reason, "请取消合并，分别填写每个项目的金额", "amount")

    def _above(self, row: int, column: int) -> Value | None:
        """The value of a merged range that began in a row above and covers this cell."""
        area = self._merges.at(row, column)
        if area is None or area.first_row == row or area.first_column != column:
            return None
        latest = self._latest.get(column)
        return latest if latest and latest.row == area.first_row else None

    def _take_indicator(
        self,
        row: int,
        cells: Mapping[int, Cell],
        indicator: dict[str, Cell],
        values: Mapping[str, Value],
        shift: int,
    ) -> None:
        if not values:
            self._warn_of_missing_name(row)
        if self._merges and not shift and not CONTENT.isdisjoint(indicator):
            for key, column in self._indicator_columns:
                if (
                    key not in indicator
                    and key in SPREAD_DOWN
                    and (cell := self._spread(row, key, column, cells))
                ):
                    indicator[key] = cell
        self._block.indicators.add(row, indicator, self._letters_of(shift))

    def _spread(self, row: int, key: str, column: int, cells: Mapping[int, Cell]) -> Cell | None:
        """The merged cell that covers this one."""
        if above := self._above(row, column):
            return above.cell
        left = self._header.fields.get(_SPREAD_RIGHT.get(key, ""))
        area = self._merges.at(row, column)
        return cells.get(left) if left and area and area[:2] == (row, left) else None

    def _warn_of_missing_name(self, row: int) -> None:
        """Where projects are merged cells, a row below the merged name has lost its project."""
        name = self._block.values.get("name")
        area = self._merges.at(name.row, name.column) if name else None
        if area and row > area.last_row and area.last_row > area.first_row and not self._block.orphan_row:
            self._block.orphan_row = row
            self._block.notes.append(
                self._findings.warning(
                    "这一行没有项目名称，也不在上面项目的合并单元格里",
                    f"已归入上面的项目“{self._block.line('name')}”，请核对",
                    row,
                    get_column_letter(name.column),
                    "name",
                )
            )

    def _letters_of(self, shift: int) -> dict[str, str]:
        if shift not in self._letters:
            self._letters[shift] = {
                key: get_column_letter(max(column - shift, 1)) for key, column in self._indicator_columns
            }
        return self._letters[shift]


def _blank(cell: Cell) -> bool:
    return cell.text.isspace()


def _line(value: Value | None) -> str:
    return single_line(value.cell.text) if value else ""
