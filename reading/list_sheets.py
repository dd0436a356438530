"""Rows of a list → projects. Project cells may be merged, repeated on every row, or only on the first row.

A row begins a project when it has a name, unless that is the name of the project above: then it goes on, as
after a page break. A row without any project cell goes on too. What fits nowhere becomes a finding.
"""

from collections.abc import Iterable, Iterator, Mapping

from openpyxl.utils import get_column_letter

from perfgoals.language.codes import split_unit
from perfgoals.language.tiers import is_tier1, is_tier2
from perfgoals.sheets import Cell, MergedAreas, Row

from .blocks import Finding, ImportedBlock, Level
from .cleaning import single_line
from .fields import FIELD, INDICATOR_KEYS, PROJECT_KEYS, plain_title
from .findings import SheetFindings
from .headers import Header, is_header_row, is_known_title
from .indicator_rows import CONTENT, IndicatorRows
from .layouts import ListLayout
from .merged_values import MergedValues
from .raw_blocks import RawBlock, Value
from .side_rows import is_aside, is_column_numbers, is_total

_UNIT_KEYS = ("unit", "unit_code", "supervisor")
_LONGEST_TITLE = 30
_LONGEST_TIER = 12
_MOST_SAMPLES = 3


class ListReader:
    """Reads the rows under one header.

    `notes` are findings about rows that belong to no project; `unread` has, by column, what stands in columns
    without a field, the first few different texts. Both are complete once the blocks are read.
    """

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
        self.unread: dict[int, list[str]] = {}
        self._findings = SheetFindings(sheet)
        self._header = header
        self._layout = layout
        self._merged = MergedValues(merges)
        self._amount_unit = amount_unit
        self._default_unit = default_unit
        self._known_columns = {*header.fields.values(), *header.ignored}
        self._project_columns = {key: n for key, n in header.fields.items() if key in PROJECT_KEYS}
        self._indicator_columns = {key: n for key, n in header.fields.items() if key in INDICATOR_KEYS}
        self._letters: dict[int, dict[str, str]] = {}
        self._block: RawBlock | None = None
        self._unit: dict[str, Value] = {}
        self._shifted_row = 0

    def blocks(self, rows: Iterable[Row]) -> Iterator[ImportedBlock]:
        """One block per project, as soon as the next one begins."""
        for row in rows:
            if row.number <= self._header.last_row or self._repeats_header(row):
                continue
            if self._is_other_header(row):
                self._note_other_table(row)
                break
            before = self._block
            self._take(row)
            if before is not None and before is not self._block:
                yield before.finish(self._amount_unit)
        if self._block is not None:
            yield self._block.finish(self._amount_unit)
        if self._shifted_row:
            reason = "有的行缺少前面的单元格，指标不在它的列里"
            action = "已按“一级指标”对齐读入，请核对这些项目"
            self.notes.append(self._findings.warning(reason, action, self._shifted_row))

    def _repeats_header(self, row: Row) -> bool:
        return any(
            plain_title(text) in self._header.titles[column] for column, text in self._short_texts(row)
        ) and self._header.repeated_by(row)

    def _is_other_header(self, row: Row) -> bool:
        return any(is_known_title(text) for _, text in self._short_texts(row)) and is_header_row(row)

    def _short_texts(self, row: Row) -> list[tuple[int, str]]:
        """The cells in which a header would show its titles: looking at all of every row takes too long."""
        columns = (self._header.fields["name"], self._header.fields["indicator"])
        return [(n, text) for n in columns if 0 < len(text := row.text(n)) <= _LONGEST_TITLE]

    def _note_other_table(self, row: Row) -> None:
        reason = "从这一行起是另一种表头，后面的行没有读入"
        self.notes.append(self._findings.error(reason, "请把两个表分到两张工作表后重新上传", row.number))

    def _take(self, row: Row) -> None:
        cells, shift = self._aligned(row)
        project = _filled(cells, self._project_columns)
        indicator = _filled(cells, self._indicator_columns)
        if self._is_aside(row, project, indicator):
            return
        if not shift and not row.cells.keys() <= self._known_columns:
            self._note_unread(row)
        values = {
            key: Value(cell, row.number, self._header.fields[key] - shift) for key, cell in project.items()
        }
        if values and not self._goes_on(row.number, values):
            if not indicator and values.keys() <= {*_UNIT_KEYS, "amount"}:
                self._take_unit_row(values)
                return
            self._begin(row.number, values)
        elif values:
            self._compare(values)
        elif indicator and self._block is None:
            self._begin(row.number, values)
        if indicator:
            self._take_indicator(row.number, cells, indicator, shift, is_named=bool(values))
        if self._block is not None and (values or indicator):
            self._block.last_row = row.number
        self._merged.remember(row.number, cells)

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
        """Totals, signatures, page numbers, the row 1 2 3 … under a header."""
        column, first = next(iter(row.cells.items()))
        has_content = not CONTENT.isdisjoint(indicator)
        if not has_content and (
            is_total(first.text) or ("name" in project and is_total(project["name"].text))
        ):
            return True
        tier = indicator.get("tier1") or indicator.get("tier2")
        if tier is not None:
            texts = (cell.text for cell in row.cells.values())
            return tier.text.strip().isdecimal() and is_column_numbers(texts)
        # 1/2 may be the name of an indicator, but no unit is called 填表人：张三.
        if has_content and column in self._indicator_columns.values():
            return False
        return is_aside(first.text, alone=len(row.cells) == 1)

    def _note_unread(self, row: Row) -> None:
        for column in row.cells.keys() - self._known_columns:
            samples = self.unread.setdefault(column, [])
            if len(samples) < _MOST_SAMPLES and row.text(column) not in samples:
                samples.append(row.text(column))

    def _goes_on(self, row: int, values: Mapping[str, Value]) -> bool:
        """Whether these project cells belong to the project above."""
        block = self._block
        if block is None:
            return False
        if "name" in values:
            return all(self._same(values[key], key) for key in ("name", "unit", "unit_code") if key in values)
        name = block.values.get("name")
        if name and self._merged.begins_at(row, self._header.fields["name"]) == name.row:
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
        unit = values.get("unit")
        if (
            "unit_code" in values
            or "amount" in values
            or (unit and split_unit(single_line(unit.cell.text))[0])
        ):
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
            return
        value = next(iter(values.values()))
        place = (value.row, get_column_letter(value.column), "", value.cell.text)
        self.notes.append(self._findings.warning("这一行不属于任何项目，没有读入", "请核对这一行", *place))

    def _begin(self, row: int, values: dict[str, Value]) -> None:
        if "unit" in values or "unit_code" in values:
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
        self._block = RawBlock(
            self._findings,
            row,
            IndicatorRows(self._findings, self._layout.target_parts, self._layout.target_field),
            default_unit=self._default_unit,
            columns=self._letters_of(0),
            values=self._unit | values,
        )
        for key, column in self._project_columns.items():
            above = (
                self._merged.above(row, column) if key != "name" and key not in self._block.values else None
            )
            if above:
                self._block.values[key] = above
                if key == "amount":
                    reason = "金额单元格与上面的项目合并在一起，看不出各是多少"
                    self._block.note(Level.ERROR, reason, "请取消合并，分别填写每个项目的金额", "amount")

    def _take_indicator(
        self, row: int, cells: Mapping[int, Cell], indicator: dict[str, Cell], shift: int, *, is_named: bool
    ) -> None:
        if not is_named:
            self._warn_of_missing_name(row)
        if not shift and not CONTENT.isdisjoint(indicator):
            indicator = self._merged.spread(row, indicator, self._indicator_columns, cells)
        self._block.indicators.add(row, indicator, self._letters_of(shift))

    def _warn_of_missing_name(self, row: int) -> None:
        """Where projects are merged cells, a row below the merged name has lost its project."""
        name = self._block.values.get("name")
        last = self._merged.ends_at(name.row, name.column) if name else 0
        if name and name.row < last < row and not self._block.orphan_row:
            self._block.orphan_row = row
            reason = "这一行没有项目名称，也不在上面项目的合并单元格里"
            action = f"已归入上面的项目“{self._block.line('name')}”，请核对"
            place = (row, get_column_letter(name.column), "name")
            self._block.notes.append(self._findings.warning(reason, action, *place))

    def _letters_of(self, shift: int) -> dict[str, str]:
        """Column letters by field, in a row moved by `shift`."""
        if shift not in self._letters:
            self._letters[shift] = {
                key: get_column_letter(max(column - shift, 1)) for key, column in self._header.fields.items()
            }
        return self._letters[shift]


def _filled(cells: Mapping[int, Cell], columns: Mapping[str, int]) -> dict[str, Cell]:
    """The cells of these columns that say anything, by field."""
    return {key: cells[n] for key, n in columns.items() if n in cells and not cells[n].text.isspace()}
