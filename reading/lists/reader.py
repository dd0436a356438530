"""Rows of a list → projects. Project cells may be merged, repeated on every row, or only on the first row.

A row begins a project when it has a name, unless that is the name of the project above: then it goes on, as
after a page break. A row without any project cell goes on too. What fits nowhere becomes a finding.
"""

from collections.abc import Iterable, Mapping

from openpyxl.utils import get_column_letter

from perfgoals.language.codes import split_unit
from perfgoals.language.tiers import is_tier1, is_tier2
from perfgoals.sheets import Cell, MergedAreas, Row

from ..blocks import FileFinding, ImportedBlock, Level
from ..cleaning import single_line
from ..fields import FIELD, PROJECT_KEYS, Whose, plain_title
from ..findings import SheetFindings
from ..headers import Header, is_header_row, is_known_title
from ..indicator_rows import CONTENT, IndicatorRows, letters_of, percents_of, roles_of
from ..ledger import Fate, Ledger
from ..merged_values import MergedValues
from ..money_units import MoneyUnit, stated_unit, unit_of_note
from ..raw_blocks import RawBlock, Value
from ..sameness import same_meaning
from ..side_rows import is_aside, is_column_numbers, is_heading, is_signature, is_total
from ..titles import is_title
from .above import unit_over_projects, without_ditto_tiers, without_dittos
from .totals import StatedTotals

_UNIT_KEYS = ("unit", "unit_code", "supervisor")
_LONGEST_TITLE = 30
_LONGEST_TIER = 12
_COLUMN_NUMBER = 6


class ListReader:
    """Reads the rows under one header into `ledger`.

    `amount_unit` is what bare amounts count, as far as it is known before. `notes` are findings about rows
    that belong to no project, `unit_below` the unit of money that a line below the list states. All are
    complete once the rows are read, notes about sums once `blocks` were asked.
    """

    def __init__(
        self, sheet: str, header: Header, merges: MergedAreas, ledger: Ledger, *, default_unit: str = ""
    ) -> None:
        self.notes: list[FileFinding] = []
        self.unit_below = MoneyUnit("")
        self.amount_unit = "元"
        self.titles = {column: path[-1] for column, path in header.titles.items()}
        self._findings = SheetFindings(sheet)
        self._header = header
        self._ledger = ledger
        self._merged = MergedValues(merges)
        self._default_unit = default_unit
        self._totals = StatedTotals(sheet, header.fields)
        used = {key: n for key, n in header.fields.items() if n in header.used}
        self._project_columns = {key: n for key, n in used.items() if key in PROJECT_KEYS}
        self._of_project = frozenset(self._project_columns.values())
        self._lists = [roles_of(columns) for columns in header.lists] or [{}]
        self._percents = [percents_of(columns) for columns in header.lists] or [frozenset()]
        self._fields = {n: key for key, n in used.items()}
        self._fields |= {n: key for roles in self._lists for key, n in roles.items()}
        self._marks = {n for n, key in header.assigned.items() if FIELD[key].whose is Whose.NOBODY}
        self._stored = self._fields.keys() - self._marks
        self._looked_at = (header.fields["name"], header.fields["indicator"])
        self._letters: dict[int, list[dict[str, str]]] = {}
        self._raw: list[RawBlock] = []
        self._block: RawBlock | None = None
        self._named: Value | None = None
        self._unit: dict[str, Value] = {}
        self._shifted_row = 0
        self._lacks_unit = used.keys().isdisjoint({"unit", "unit_code"})

    def read(self, rows: Iterable[Row]) -> None:
        """All rows of the sheet; those to the end of the header are headings."""
        for row in rows:
            if row.number <= self._header.last_row:
                self._take_heading(row)
            elif (titles := self._titles_in(row)) and self._header.repeated_by(row):
                self._ledger.take(Fate.HEADING, row)
            elif titles and is_header_row(row):
                self._note_other_table(row)
                for other in (row, *rows):
                    self._ledger.leave_row(other, f"第 {row.number} 行起的另一个表")
                break
            else:
                self._take(row)
        if self._shifted_row:
            reason = "有的行缺少前面的单元格，指标不在它的列里"
            action = "已按“一级指标”对齐读入，请核对这些项目"
            self.notes.append(self._findings.warning(reason, action, self._shifted_row))

    def blocks(self, amount_unit: MoneyUnit) -> list[ImportedBlock]:
        """One block per project in the order of the list."""
        blocks = [block.finish(amount_unit) for block in self._raw]
        self.notes += self._totals.compared(blocks, amount_unit)
        return blocks

    def _take_heading(self, row: Row) -> None:
        if row.number >= self._header.first_row:
            self._ledger.take(Fate.HEADING, row)
            return
        for column, cell in row.cells.items():
            if is_title(cell.text) or is_heading(cell.text):
                self._ledger.counts[Fate.HEADING] += 1
            else:
                self._ledger.leave_cell(row.number, column, cell, key="表头上方", title="表头上方")

    def _titles_in(self, row: Row) -> bool:
        """Whether a cell in which a header would show a title does: all of every row would take too long."""
        return any(
            len(text := row.text(n)) <= _LONGEST_TITLE and text and self._is_title(n, text)
            for n in self._looked_at
        )

    def _is_title(self, column: int, text: str) -> bool:
        return plain_title(text) in self._header.titles[column] or is_known_title(text)

    def _note_other_table(self, row: Row) -> None:
        reason = "从这一行起是另一种表头，后面的行没有读入"
        self.notes.append(self._findings.error(reason, "请把两个表分到两张工作表后重新上传", row.number))

    def _take(self, row: Row) -> None:
        cells, shift = self._aligned(row)
        is_project = not self._of_project.isdisjoint(cells)
        project = without_dittos(_filled(cells, self._project_columns)) if is_project else {}
        indicator = without_ditto_tiers(_filled(cells, self._lists[0]))
        if self._lacks_unit and (unit := unit_over_projects(row, self._fields)):
            self._default_unit, self._block = unit, None
            self._ledger.take(Fate.MARK, row)
            return
        if self._is_aside(row, project, indicator):
            self._ledger.take(Fate.MARK, row)
            self._totals.take(row, len(self._raw))
            return
        values = {
            key: Value(cell, row.number, self._header.fields[key] - shift) for key, cell in project.items()
        }
        if values and not self._goes_on(row.number, values):
            if not indicator and values.keys() <= {*_UNIT_KEYS, "amount"}:
                self._take_unit_row(row, values)
                return
            self._begin(row.number, values)
        elif values:
            self._compare(values)
            self._named = values.get("name", self._named)  # printed again at the head of the next page
        elif self._block is None:
            if not indicator:
                self._ledger.leave_row(row, "不属于任何项目的行")
                return
            self._begin(row.number, values)
        unread = self._take_indicators(row.number, cells, indicator, shift, is_named=bool(values))
        if values or indicator:
            self._block.last_row = row.number
        self._account(row, shift, unread)
        self._merged.remember(row.number, cells)

    def _account(self, row: Row, shift: int, unread: set[int]) -> None:
        """Every cell of the row is read, a mark or left unread with the project."""
        columns = {n + shift for n in row.cells} if shift else row.cells.keys()
        for n, cell in row.cells.items():
            if not cell.text:  # pictures, and what a format hides
                unread = unread | {n + shift}
        if columns <= self._stored and not unread:
            self._ledger.counts[Fate.READ] += len(columns)
            self._block.read += len(columns)
            return
        for column in columns:
            if column in self._stored and column not in unread:
                self._ledger.counts[Fate.READ] += 1
                self._block.read += 1
            elif column in self._marks:
                self._ledger.counts[Fate.MARK] += 1
            else:
                self._leave(row, column, shift)

    def _leave(self, row: Row, column: int, shift: int) -> None:
        title, own = self.titles.get(column, ""), column - shift
        self._ledger.leave(row, [own], {own: title})
        if column not in self._header.ignored:
            self._block.leave(row, own, title)

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
        """Totals, signatures, notes, page numbers, the row of column numbers under a header."""
        column, first = next(iter(row.cells.items()))
        has_content = not CONTENT.isdisjoint(indicator)
        if not has_content and (
            is_total(first.text) or ("name" in project and is_total(project["name"].text))
        ):
            return True
        if len(first.text) <= _COLUMN_NUMBER and is_column_numbers(c.text for c in row.cells.values()):
            return True
        has_tier = "tier1" in indicator or "tier2" in indicator
        if not has_tier and "name" not in project and is_total(first.text):
            return True
        if len(row.cells) == 1 and (unit := unit_of_note(first.text)) and self._is_line(first.text, project):
            self.unit_below = self.unit_below if self.unit_below.name else _unit_below(unit, row, column)
            return True
        if is_signature(first.text) and all(is_signature(cell.text) for cell in row.cells.values()):
            return True
        # 1/2 may be the name of an indicator, but no unit is called 填表人：张三.
        if has_tier:
            return False
        if has_content and column in self._lists[0].values():
            return False
        return is_aside(first.text, alone=len(row.cells) == 1)

    @staticmethod
    def _is_line(text: str, project: Mapping[str, Cell]) -> bool:
        """Whether a text about money is a line of its own; 设备购置资金（万元） may be a project's name."""
        return "name" not in project or bool(stated_unit(text))

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
        known = self._block.values.get(key)
        return known is not None and same_meaning(key, known.cell, value.cell, self.amount_unit)

    def _compare(self, values: Mapping[str, Value]) -> None:
        """A project printed again must say the same again; a field it lacked so far is taken."""
        noted = {note.field for note in self._block.notes}
        for key, value in values.items():
            if key not in self._block.values:
                self._block.values[key] = value
            elif not self._same(value, key) and key not in noted:
                reason = f"同一个项目的“{FIELD[key].label}”前后不一致"
                self._block.note(Level.ERROR, reason, "请改成一致，或检查项目名称是否填错", key, value)

    def _take_unit_row(self, row: Row, values: dict[str, Value]) -> None:
        """A row that names a unit only, perhaps with its sum, stands above the projects of that unit."""
        unit = values.get("unit")
        if (
            "unit_code" in values
            or "amount" in values
            or (unit and split_unit(single_line(unit.cell.text))[0])
        ):
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
            self._ledger.take(Fate.MARK, row)
            return
        value = next(iter(values.values()))
        place = (value.row, get_column_letter(value.column), "", value.cell.text)
        self.notes.append(self._findings.warning("这一行不属于任何项目，没有读入", "请核对这一行", *place))
        self._ledger.leave_row(row, "不属于任何项目的行")

    def _begin(self, row: int, values: dict[str, Value]) -> None:
        if "unit" in values or "unit_code" in values:
            self._unit = {key: values[key] for key in _UNIT_KEYS if key in values}
        self._block = RawBlock(
            self._findings,
            row,
            IndicatorRows(self._findings),
            IndicatorRows(self._findings) if len(self._lists) > 1 else None,
            default_unit=self._default_unit,
            columns={key: get_column_letter(n) for key, n in self._header.fields.items()},
            values=self._unit | values,
            units=self._header.units_of_sums,
        )
        self._raw.append(self._block)
        self._named = values.get("name")
        for key, column in self._project_columns.items():
            above = (
                self._merged.above(row, column) if key != "name" and key not in self._block.values else None
            )
            if above:
                self._block.values[key] = above
                if key == "amount":
                    self._refuse_shared_amount(above)

    def _refuse_shared_amount(self, amount: Value) -> None:
        """Of a sum over several projects nobody can say how much of it is each one's, the first's neither."""
        for block in self._raw:
            own = block.values.get("amount")
            if own and own.row == amount.row and not any(note.field == "amount" for note in block.notes):
                reason = "金额单元格与别的项目合并在一起，看不出各是多少"
                block.note(Level.ERROR, reason, "请取消合并，分别填写每个项目的金额", "amount")

    def _take_indicators(
        self, row: int, cells: Mapping[int, Cell], indicator: dict[str, Cell], shift: int, *, is_named: bool
    ) -> set[int]:
        """Adds the row to the project's lists; returns the columns whose cells were not read."""
        unread: set[int] = set()
        for place, roles in enumerate(self._lists):
            own = indicator if place == 0 else _filled(cells, roles)
            if not own or (place and not own.keys() - {"tier1"}):
                continue
            if not is_named and place == 0:
                self._warn_of_missing_name(row)
            if not shift and not CONTENT.isdisjoint(own):
                own = self._merged.spread(row, own, roles, cells)
            found = self._block.other_indicators if place else self._block.indicators
            left_out = found.add(row, own, self._letters_of(shift)[place], self._percents[place])
            unread.update(roles[key] for key in left_out)
        return unread

    def _warn_of_missing_name(self, row: int) -> None:
        """Where projects are merged cells, a row below the merged name has lost its project."""
        name = self._named
        last = self._merged.ends_at(name.row, name.column) if name else 0
        if name and name.row < last < row and not self._block.orphan_row:
            self._block.orphan_row = row
            reason = "这一行没有项目名称，也不在上面项目的合并单元格里"
            action = f"已归入上面的项目“{self._block.line('name')}”，请核对"
            place = (row, get_column_letter(name.column), "name")
            self._block.notes.append(self._findings.warning(reason, action, *place))

    def _letters_of(self, shift: int) -> list[dict[str, str]]:
        """Column letters by role for each list, in a row moved by `shift`."""
        if shift not in self._letters:
            self._letters[shift] = [letters_of(roles, shift) for roles in self._lists]
        return self._letters[shift]


def _unit_below(unit: str, row: Row, column: int) -> MoneyUnit:
    return MoneyUnit(
        unit, f"{get_column_letter(column)}{row.number}“{' '.join(row.text(column).split())[:30]}”"
    )


def _filled(cells: Mapping[int, Cell], columns: Mapping[str, int]) -> dict[str, Cell]:
    """The cells of these columns, by field; cells of blanks are no more in a row (see RowCounter)."""
    return {key: cells[n] for key, n in columns.items() if n in cells}
