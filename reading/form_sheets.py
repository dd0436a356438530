"""Forms → projects: labels with their values, and a small list of indicators below."""

from collections.abc import Iterator, Mapping, Sequence, Set

from openpyxl.utils import get_column_letter

from perfgoals.sheets import Cell, MergedAreas, Row

from .blocks import Finding, ImportedBlock, UnmappedColumn
from .cleaning import single_line
from .fields import (
    FIELD,
    INDICATOR_KEYS,
    field_of_title,
    is_group_title,
    likely_field,
    plain_title,
    without_brackets,
)
from .findings import SheetFindings
from .form_labels import Label, LabelFinder, label_title
from .headers import IGNORED, Header, find_header, reassigned, signature_of
from .indicator_rows import CONTENT, IndicatorRows
from .layouts import FormLayout
from .merged_values import MergedValues
from .raw_blocks import RawBlock
from .side_rows import is_aside
from .titles import Heading, bracketed_unit, is_title, read_heading

_FEWEST_TITLES = 2  # so many titles of indicator columns make the header of the small list
_LONGEST_HEAD = 6  # rows between the title of a form and its first label
_MOST_SAMPLES = 3
_WIDEST_TITLE = 20


def is_form(rows: Sequence[Row], layout: FormLayout) -> bool:
    """Whether a label for a project's name stands above a small list of indicators."""
    starts = _starts(rows, layout)
    return bool(starts) and any(_is_table_header(row) for row in rows[starts[0] + 1 :])


def _starts(rows: Sequence[Row], layout: FormLayout) -> list[int]:
    """Indices of the rows that hold the label of a project's name: each belongs to another form."""
    return [
        index
        for index, row in enumerate(rows)
        if any(layout.field_of_label(label_title(cell.text)) == "name" for cell in row.cells.values())
        and not _is_table_header(row)
    ]


def _is_table_header(row: Row) -> bool:
    found = {field_of_title(plain_title(cell.text)) for cell in row.cells.values()}
    return len(found & INDICATOR_KEYS) >= _FEWEST_TITLES


class FormReader:
    """Reads the forms of one sheet. Its attributes are complete once the blocks are read."""

    def __init__(
        self,
        sheet: str,
        rows: Sequence[Row],
        layout: FormLayout,
        merges: MergedAreas,
        *,
        amount_unit: str,
        mapping: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.notes: list[Finding] = []
        self.columns: dict[str, str] = {}
        self.header_rows: list[int] = []
        self.heading = Heading()
        self.signature = ""
        self.amount_unit = self._default_unit = amount_unit
        self._unmapped: dict[tuple[str, str], UnmappedColumn] = {}
        self._findings = SheetFindings(sheet)
        self._rows = rows
        self._layout = layout
        self._merges = merges
        self._mapping = mapping
        self._told_of_mapping = False

    @property
    def unmapped(self) -> list[UnmappedColumn]:
        return list(self._unmapped.values())

    def blocks(self) -> Iterator[ImportedBlock]:
        starts = _starts(self._rows, self._layout)
        heads = [self._head_of(start) for start in starts]
        for head, start, end in zip(heads, starts, [*heads[1:], len(self._rows)], strict=True):
            heading = read_heading(cell.text for row in self._rows[head:start] for cell in row.cells.values())
            if not self.heading.title:
                self.heading = heading
            if block := self._form(self._rows[start:end], heading):
                yield block

    def _head_of(self, start: int) -> int:
        """Where the form begins: at its title, if one stands closely above."""
        for index in range(start - 1, max(start - _LONGEST_HEAD, 0) - 1, -1):
            if any(is_title(cell.text) for cell in self._rows[index].cells.values()):
                return index
        return start

    def _form(self, rows: Sequence[Row], heading: Heading) -> ImportedBlock | None:
        """The project of one form; None for a form that nobody filled in."""
        at = next((index for index, row in enumerate(rows) if _is_table_header(row)), len(rows))
        header = find_header(rows[at : at + 3], self._merges) if at < len(rows) else None
        end = self._end_of_table(rows, header) if header else at
        outside = [*rows[:at], *rows[end:]]
        self.signature = self._signature(outside, header)
        chosen = self._mapping.get(self.signature, {})
        finder = LabelFinder(outside, self._layout, self._merges, chosen)
        labels = list(finder.labels())
        indicators = IndicatorRows(self._findings, self._layout.target_parts, self._layout.target_field)
        block = RawBlock(self._findings, rows[0].number, indicators, heading.reporting_unit)
        block.last_row = rows[max(end, 1) - 1].number
        self._fill(block, labels)
        if header:
            mapped = self._mapped(header, chosen)
            self._read_table(rows[at:end], mapped, indicators, finder.read)
        self._note_reassigned(labels, chosen, (header, mapped) if header else None)
        if "name" not in block.values and not indicators.found:
            self.notes.append(self._findings.warning("这张表没有填写", "空表没有读入", rows[0].number))
            return None
        table = [row for row in rows[at:end] if header and row.number > header.last_row]
        self._note_unread([*outside, *table], finder.read)
        above = heading.amount_unit or self.heading.amount_unit
        self.amount_unit = self._stated_unit(labels) or above or self._default_unit
        return block.finish(self.amount_unit)

    def _signature(self, rows: Sequence[Row], header: Header | None) -> str:
        titles = [label.title for label in LabelFinder(rows, self._layout, self._merges, {}).labels()]
        return signature_of([self._layout.key, *titles, header.signature if header else ""])

    def _mapped(self, header: Header, chosen: Mapping[str, str]) -> Header:
        letters = {key: field for key, field in chosen.items() if key.isascii()}
        return header.mapped({header.signature: letters})

    def _note_reassigned(self, labels: Sequence[Label], chosen: Mapping[str, str], headers) -> None:
        """Once for each sheet; `headers` are the small list's by its titles and as mapped."""
        if not chosen or self._told_of_mapping:
            return
        self._told_of_mapping = True
        for label in labels:
            own = self._layout.field_of_label(label.title)
            if own and chosen.get(label.title, own) != own:
                place = (label.row, get_column_letter(label.column))
                self.notes.append(self._findings.reassigned(label.title, chosen[label.title], *place))
        for column, field in reassigned(*headers).items() if headers else ():
            place = (headers[0].last_row, get_column_letter(column))
            self.notes.append(self._findings.reassigned(headers[0].title(column), field, *place))

    def _fill(self, block: RawBlock, labels: Sequence[Label]) -> None:
        """The first label of a field that has a value counts; what is left over is noted."""
        amount = self._amount_label(labels)
        for label in labels:
            is_wanted = label.field in FIELD and (label.field != "amount" or label is amount)
            if label.field == IGNORED:
                self.columns[label.title] = IGNORED
                continue
            if label.value is None:
                continue
            if is_wanted and label.field not in block.values:
                block.values[label.field] = label.value
                self.columns[label.title] = label.field
            else:
                self._note_unmapped(label.title, label.title, label.value.cell.text)

    def _amount_label(self, labels: Sequence[Label]) -> Label | None:
        """The label of the year's money, by the layout's order.

        Where its value is missing the amount is: another sum of the form is another figure.
        """
        order = {title: rank for rank, title in enumerate(self._layout.amount_labels)}
        amounts = [label for label in labels if label.field == "amount"]
        return min(
            amounts, key=lambda label: order.get(without_brackets(label.title), len(order)), default=None
        )

    def _note_unmapped(self, key: str, title: str, sample: str) -> None:
        known = self._unmapped.get((self.signature, key))
        samples = known.samples if known else ()
        if len(samples) < _MOST_SAMPLES and sample:
            samples = (*samples, sample)
        suggestion = likely_field(title, self.columns.values()) or ""
        self._unmapped[self.signature, key] = UnmappedColumn(
            self._findings.sheet, self.signature, key, title, samples, suggestion
        )

    def _stated_unit(self, labels: Sequence[Label]) -> str:
        """元 or 万元 as the amount's own label says it, else any label of money."""
        own = [label.title for label in labels if label.field == "amount" and self.columns.get(label.title)]
        money = [label.title for label in labels if "资金" in label.title or "金额" in label.title]
        return next((unit for title in (*own, *money) if (unit := bracketed_unit(title))), "")

    def _note_unread(self, rows: Sequence[Row], read: Set[tuple[int, int]]) -> None:
        unread = [
            (row.number, n, cell.text)
            for row in rows
            for n, cell in row.cells.items()
            if (row.number, n) not in read
            and cell.text.strip()
            and not is_aside(cell.text)
            and not is_group_title(plain_title(cell.text))
        ]
        if unread:
            row, column, text = unread[0]
            place = (row, get_column_letter(column), "", text)
            self.notes.append(
                self._findings.warning(f"有 {len(unread)} 处内容没有读入", "请核对这些内容是否需要", *place)
            )

    def _end_of_table(self, rows: Sequence[Row], header: Header) -> int:
        """Index of the first row below the small list that belongs to it no more."""
        for index, row in enumerate(rows):
            first = next(iter(row.cells.values()))
            if row.number > header.last_row and self._is_label(first):
                return index
        return len(rows)

    def _is_label(self, cell: Cell) -> bool:
        title = plain_title(cell.text)
        if not title or is_group_title(title):
            return False
        known = self._layout.field_of_label(title) or self._layout.is_other_label(title)
        return bool(known) or is_aside(cell.text)

    def _read_table(
        self,
        rows: Sequence[Row],
        header: Header,
        indicators: IndicatorRows,
        read: set[tuple[int, int]],
    ) -> None:
        """`read` gets the positions of the cells that were used."""
        self.header_rows += [header.first_row, header.last_row]
        self.columns |= header.columns
        below = [row for row in rows if row.number > header.last_row]
        for column, title in header.unmapped().items():
            if not is_group_title(title):
                sample = next((row.text(column) for row in below if row.text(column)), "")
                self._note_unmapped(get_column_letter(column), title, sample)
                read |= {(row.number, column) for row in below}
        letters = {field: get_column_letter(column) for field, column in header.fields.items()}
        merged = MergedValues(self._merges)
        for row in below:
            own = self._table_cells(row, header, read)
            merged.remember(row.number, row.cells)
            if own.keys() & CONTENT:
                own = merged.spread(row.number, own, header.fields, row.cells)
            indicators.add(row.number, own, letters)

    def _table_cells(self, row: Row, header: Header, read: set[tuple[int, int]]) -> dict[str, Cell]:
        """By field; a value may stand in any of the columns that its title reaches over."""
        starts = sorted(header.titles)
        cells: dict[str, Cell] = {}
        for field, start in header.fields.items():
            end = next((column for column in starts if column > start), start + _WIDEST_TITLE)
            for n, cell in row.cells.items():
                if start <= n < end and single_line(cell.text) and field not in cells:
                    cells[field] = cell
                    read.add((row.number, n))
        return cells
