"""The indicators of one form, out of its list or its two lists."""

from collections.abc import Iterator, Mapping, Sequence

from openpyxl.utils import get_column_letter

from perfgoals.language.weights import weight_of
from perfgoals.sheets import MergedAreas, Row

from ..blocks import FileFinding, ImportedIndicator
from ..fields import is_group_title
from ..findings import SheetFindings
from ..headers import reassigned
from ..indicator_columns import Period
from ..indicator_rows import CONTENT, IndicatorRows, letters_of, percents_of, roles_of
from ..ledger import Fate
from ..merged_values import MergedValues
from ..raw_blocks import RawBlock
from .cells import FormCells
from .labels import Label
from .tables import FormTable, cells_of, sums_weights, with_mapping, with_periods
from .unmapped import UnmappedLabels

_EXECUTION = 10  # points for the execution of the budget, beside the indicators' 90
_OBJECTIVES = {"overall_objective": Period.WHOLE, "annual_objective": Period.YEAR}


class FormIndicators:
    """Reads the lists of one form into its block. `columns` are the fields by letters, `said` how the lists
    were told apart (Chinese, "" where there is nothing to say)."""

    def __init__(self, findings: SheetFindings, merges: MergedAreas, unmapped: UnmappedLabels) -> None:
        self.columns: dict[str, str] = {}
        self.header_rows: list[int] = []
        self.said = ""
        self._findings = findings
        self._merges = merges
        self._unmapped = unmapped

    def read(
        self,
        block: RawBlock,
        tables: Sequence[FormTable],
        labels: Sequence[Label],
        chosen: Mapping[str, str],
        cells: FormCells,
    ) -> None:
        """`labels` show on which side the objectives of each period stand; `chosen` is a mapping by hand."""
        objectives: dict[Period, int] = {}
        for label in labels:
            if label.field in _OBJECTIVES and label.value:
                objectives.setdefault(_OBJECTIVES[label.field], label.column)
        mapped = [with_mapping(table, letters_chosen(chosen)) for table in tables]
        used, self.said = with_periods(mapped, objectives)
        readers = [block.indicators]
        for table in used:
            self.header_rows += [table.header.first_row, table.header.last_row]
            self.columns |= table.header.columns
            cells.mark_header(table)
            if not any("indicator" in one.fields for one in table.lists):
                self._refuse(block, table)
                continue
            wanted = len(table.lists) + (table is not used[0])
            if len(readers) < wanted <= 2:
                block.other_indicators = IndicatorRows(self._findings, in_form=True)
                readers.append(block.other_indicators)
            self._read_table(table, readers[-len(table.lists) :], cells)
            block.notes += self._compare_weights(table, readers[-1].found)

    def _refuse(self, block: RawBlock, table: FormTable) -> None:
        """A list whose names stand under a title nobody knows: to be mapped, not refused row by row."""
        row = table.header.first_row
        reason = "没有认出“三级指标”列，指标没有读入"
        block.notes.append(self._findings.warning(reason, "请点“对应列”指出哪一列是三级指标", row))
        self._unmapped.note_columns(table, self.columns.values())

    def _read_table(self, table: FormTable, readers: Sequence[IndicatorRows], cells: FormCells) -> None:
        merged = MergedValues(self._merges)
        unread: dict[int, str] = {}
        for row in table.data:
            merged.remember(row.number, row.cells)
            if not cells.mark_side_row(row, table):
                self._read_row(row, table, readers, merged, cells)
                self._name_cells(row, table, cells, unread)
        for column, sample in unread.items():
            title = table.header.title(column)
            if not is_group_title(title):
                letters = get_column_letter(column)
                self._unmapped.note(letters, title, sample, taken=self.columns.values())

    def _compare_weights(self, table: FormTable, found: Sequence[ImportedIndicator]) -> Iterator[FileFinding]:
        """合计 90 under the weights must be their sum, or 100 with the ten points of execution."""
        weights = [weight_of(weight) for indicator in found if (weight := indicator.text("weight"))]
        for row in table.data:
            if not weights or None in weights or not sums_weights(row, table.header):
                continue
            column, added = table.header.fields["weight"], sum(weights)
            stated = weight_of(row.text(column))
            if stated is not None and stated not in (added, added + _EXECUTION):
                reason = f"合计行的分值是 {stated}，各指标相加为 {added}"
                action = "合计不导入；请核对各指标的分值"
                place = (row.number, get_column_letter(column), "weight", row.text(column))
                yield self._findings.warning(reason, action, *place)

    @staticmethod
    def _read_row(
        row: Row, table: FormTable, readers: Sequence[IndicatorRows], merged: MergedValues, cells: FormCells
    ) -> None:
        for reader, (columns, own, places) in zip(readers, cells_of(row, table), strict=False):
            if not own.keys() - ({"tier1"} if columns.shared_tier1 else set()):
                continue
            roles = roles_of(columns)
            if own.keys() & CONTENT:
                own = merged.spread(row.number, own, roles, row.cells)
            templates = reader.templates
            letters = {role: get_column_letter(column) for role, column in places.items()}
            left_out = reader.add(row.number, own, letters_of(roles) | letters, percents_of(columns))
            fate = Fate.MARK if reader.templates > templates else Fate.READ
            for role, column in places.items():
                if role not in left_out:
                    cells.mark(row.number, column, fate)

    @staticmethod
    def _name_cells(row: Row, table: FormTable, cells: FormCells, unread: dict[int, str]) -> None:
        """Under which title the cells stand that were not read; `unread` gets the first of each column."""
        unknown = table.header.unmapped()
        for column in row.cells:
            over = max((n for n in table.header.titles if n <= column), default=column)
            cells.name_column(row.number, column, over, table.header)
            if over in unknown and not cells.is_accounted(row.number, column):
                unread.setdefault(over, row.text(column))

    def note_reassigned(
        self, tables: Sequence[FormTable], chosen: Mapping[str, str], notes: list[FileFinding]
    ) -> None:
        """Columns whose title is surely known and that a mapping gave another meaning."""
        for table in tables:
            mapped = with_mapping(table, letters_chosen(chosen)).header
            for column, field in reassigned(table.header, mapped).items():
                place = (table.header.last_row, get_column_letter(column))
                notes.append(self._findings.reassigned(table.header.title(column), field, *place))


def letters_chosen(chosen: Mapping[str, str]) -> dict[str, str]:
    """The columns of a mapping that may also name labels."""
    return {key: field for key, field in chosen.items() if key.isascii()}
