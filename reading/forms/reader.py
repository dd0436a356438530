"""Forms → projects: labels with their values, and a small list of indicators below, or two of them."""

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from perfgoals.language.citations import find_years
from perfgoals.sheets import MergedAreas, Row

from ..blocks import FileFinding, ImportedBlock, Level
from ..fields import FIELD, SUMS
from ..findings import SheetFindings
from ..headers import IGNORED, signature_of
from ..indicator_rows import IndicatorRows
from ..layouts import FormLayout
from ..ledger import OTHER, Fate, Ledger
from ..money_units import MoneyUnit, unit_of_title
from ..raw_blocks import RawBlock
from ..sameness import same_meaning
from ..side_rows import is_heading
from ..titles import Heading, is_title, read_heading
from .cells import FormCells
from .indicators import FormIndicators
from .labels import Label, LabelFinder, fields_by_want, has_digit, label_title
from .money import unit_of_form
from .tables import FormTable, is_table_header, tables_of
from .unmapped import UnmappedLabels

_LONGEST_HEAD = 6  # rows between the title of a form and its first label
_EXECUTION = "执行率分值"  # the ten points beside the weights, the same in every form
_BEFORE_NAME = {"unit", "unit_code", "supervisor", "project_code"}
_SOURCES = {"fiscal_amount", "other_amount"}  # of money, of the year or of the whole term
# What signs a form: neither read nor missed.
_SIGNED_BY = frozenset(
    ["填报人", "填表人", "联系人", "联系电话", "填报日期", "填报时间", "单位负责人", "审核人", "盖章"]
)


def is_form(rows: Sequence[Row], layout: FormLayout) -> bool:
    """Whether a label for a project's name stands above a small list of indicators."""
    starts = _starts(rows, layout)
    return bool(starts) and any(is_table_header(row) for row in rows[starts[0] + 1 :])


def _starts(rows: Sequence[Row], layout: FormLayout) -> list[int]:
    """Indices of the rows that hold the label of a project's name: each belongs to another form.

    A second one needs a title above it or a list of its own: the cost table of a form may have a column 项目.
    """
    starts: list[int] = []
    for index, row in enumerate(rows):
        if is_table_header(row) or not _names_project(row, layout):
            continue
        if starts:
            between = rows[starts[-1] + 1 : index]
            has_title = any(
                is_title(cell.text) for row in between[-_LONGEST_HEAD:] for cell in row.cells.values()
            )
            has_lists = any(map(is_table_header, between)) and any(map(is_table_header, rows[index + 1 :]))
            if not (has_title or has_lists):
                continue
        starts.append(index)
    return starts


def _names_project(row: Row, layout: FormLayout) -> bool:
    titles = [label_title(cell.text) for cell in row.cells.values()]
    names = [title for title in titles if layout.field_of_label(title) == "name"]
    strong = [title for title in names if title not in layout.weak_labels]
    return bool(strong) or (bool(names) and len(titles) <= 2)


class FormReader:
    """Reads the forms of one sheet into `ledger`. Its attributes are complete once the blocks are read."""

    def __init__(
        self,
        sheet: str,
        rows: Sequence[Row],
        layout: FormLayout,
        merges: MergedAreas,
        ledger: Ledger,
        *,
        amount_unit: str,
        mapping: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.notes: list[FileFinding] = []
        self.understood: list[str] = []
        self.columns: dict[str, str] = {}
        self.header_rows: list[int] = []
        self.heading = Heading()
        self.signature = ""
        self.amount_unit = MoneyUnit(amount_unit)
        self.unmapped = UnmappedLabels(sheet)
        self._default = amount_unit
        self._findings = SheetFindings(sheet)
        self._rows = rows
        self._layout = layout
        self._merges = merges
        self._ledger = ledger
        self._mapping = mapping
        self._told_of_mapping = False

    def blocks(self) -> list[ImportedBlock]:
        starts = _starts(self._rows, self._layout)
        heads = [self._head_of(start) for start in starts]
        above = FormCells(self._rows[: heads[0]] if heads else self._rows)
        above.close(self._ledger)
        found = []
        for head, start, end in zip(heads, starts, [*heads[1:], len(self._rows)], strict=True):
            heading = read_heading(cell.text for row in self._rows[head:start] for cell in row.cells.values())
            if not self.heading.title:
                self.heading = heading
            found.append(self._form(self._rows[head:start], self._rows[start:end], heading))
        return [block for block in found if block]

    def _head_of(self, start: int) -> int:
        """Where the form begins: at its title, if one stands closely above."""
        for index in range(start - 1, max(start - _LONGEST_HEAD, 0) - 1, -1):
            if any(is_title(cell.text) for cell in self._rows[index].cells.values()):
                return index
        first = start
        while first and self._names_unit(self._rows[first - 1]):
            first -= 1
        return first

    def _names_unit(self, row: Row) -> bool:
        """Whether a row above a project's name says whose it is; a list's last row does not."""
        texts = [cell.text for cell in row.cells.values()]
        fields = [self._layout.field_of_label(label_title(text)) for text in texts]
        return bool(fields) and fields[0] in _BEFORE_NAME and not is_table_header(row)

    def _form(self, top: Sequence[Row], rows: Sequence[Row], heading: Heading) -> ImportedBlock | None:
        """The project of one form; None for a form that nobody filled in."""
        top, rows = self._with_labels_above(top, rows)
        cells = FormCells([*top, *rows])
        year = heading.fiscal_year or self.heading.fiscal_year
        tables = tables_of(rows, self._layout, self._merges, year)
        parts = _parts_outside(rows, tables)
        self.signature = self.unmapped.signature = self._signature(parts, tables)
        chosen = self._mapping.get(self.signature, {})
        finders = [LabelFinder(part, self._layout, self._merges, chosen) for part in parts]
        labels = [label for finder in finders for label in finder.labels()]
        block = RawBlock(self._findings, rows[0].number, IndicatorRows(self._findings, in_form=True))
        block.default_unit = heading.reporting_unit
        block.last_row = tables[-1].rows[-1].number if tables else rows[-1].number
        for finder in finders:
            for table in finder.other_tables.values():
                cells.set_aside(table)
        self._fill(block, _of_this_year(labels, year), cells)
        self._read_indicators(block, tables, labels, chosen, cells)
        if "name" not in block.values and not block.has_indicators:
            self.notes.append(self._findings.warning("这张表没有填写", "空表没有读入", rows[0].number))
            cells.close(self._ledger, blank=True)
            return None
        cells.close(self._ledger, block)
        self._note_unread(cells)
        headings = (heading, self.heading)
        self.amount_unit = unit_of_form(
            block.values.get("amount"), labels, cells, self._merges, headings, self._default
        )
        return block.finish(self.amount_unit)

    def _with_labels_above(
        self, top: Sequence[Row], rows: Sequence[Row]
    ) -> tuple[Sequence[Row], Sequence[Row]]:
        """A form may name its unit before its project: such rows belong to what is read."""
        for index, row in enumerate(top):
            texts = [cell.text for cell in row.cells.values()]
            if any(map(is_heading, texts)) or any(map(is_title, texts)):
                continue
            if any(self._layout.field_of_label(label_title(text)) for text in texts):
                return top[:index], [*top[index:], *rows]
        return top, rows

    def _read_indicators(
        self,
        block: RawBlock,
        tables: Sequence[FormTable],
        labels: Sequence[Label],
        chosen: Mapping[str, str],
        cells: FormCells,
    ) -> None:
        reader = FormIndicators(self._findings, self._merges, self.unmapped)
        reader.read(block, tables, labels, chosen, cells)
        self.columns |= reader.columns
        self.header_rows += reader.header_rows
        if reader.said and reader.said not in self.understood:
            self.understood.append(reader.said)
        if chosen and not self._told_of_mapping:
            self._told_of_mapping = True
            self._note_reassigned(labels, chosen)
            reader.note_reassigned(tables, chosen, self.notes)

    def _signature(self, parts: Sequence[Sequence[Row]], tables: Sequence[FormTable]) -> str:
        labels = [
            label.title
            for part in parts
            for label in LabelFinder(part, self._layout, self._merges, {}).labels()
            if label.is_known
        ]
        return signature_of([self._layout.key, *labels, *(table.header.signature for table in tables or ())])

    def _note_reassigned(self, labels: Sequence[Label], chosen: Mapping[str, str]) -> None:
        """Labels that a mapping gave another meaning than they surely have."""
        for label in labels:
            own = self._layout.field_of_label(label.title)
            if own and chosen.get(label.title, own) != own:
                place = (label.row, get_column_letter(label.column))
                self.notes.append(self._findings.reassigned(label.title, chosen[label.title], *place))

    def _fill(self, block: RawBlock, labels: Sequence[Label], cells: FormCells) -> None:
        """The first label of a field that has a value counts; what is left over is noted."""
        amount = self._amount_label(labels)
        fields = self._fields_of(labels, amount)
        for label in labels:
            if label.is_known or label.value:
                cells.mark(label.row, label.column, Fate.HEADING)
            if label.field == IGNORED:
                self.columns[label.title] = IGNORED
                cells.leave(label, "", ignored=True)
                continue
            if label.value is None:
                continue
            field = fields[id(label)]
            if field == "name" and self._is_second_project(block, label):
                continue
            is_wanted = bool(field) and (field != "amount" or label is amount)
            if is_wanted and field not in block.values:
                block.values[field] = label.value
                if field in SUMS and (unit := unit_of_title(label.title)):
                    block.units = {**block.units, field: unit}
                self.columns[label.title] = field
                cells.take(label)
            elif label.title in _SIGNED_BY or label.title.startswith(_EXECUTION):
                cells.take(label, Fate.MARK)
            else:
                self._leave(block, label, field, cells)

    def _is_second_project(self, block: RawBlock, label: Label) -> bool:
        """Two forms side by side cannot be told apart: one's list would be the other's second period."""
        first = block.values.get("name")
        if first is None or first.row != label.row or same_meaning("name", first.cell, label.value.cell):
            return False
        reason = f"左右并排还有一个项目“{label.value.cell.text}”，看不出指标各属于哪一个"
        block.note(
            Level.ERROR, reason, "请把两个项目分到两张工作表，或上下排列后重新上传", "name", label.value
        )
        return True

    def _leave(self, block: RawBlock, label: Label, field: str, cells: FormCells) -> None:
        """A value that has no place, or stands under a label nobody knows."""
        cells.leave(label, OTHER if label.is_known else "")
        title, sample = label.title, label.value.cell.text
        self.unmapped.note(title, title, sample, taken=self.columns.values(), is_known=label.is_known)

    def _fields_of(self, labels: Sequence[Label], amount: Label | None) -> dict[int, str]:
        """The field of each label, by its id. Where the sums of the whole term stand beside or above those of
        the year, a source of money (其他资金) is of the one whose column or rows it stands in."""
        found = {id(label): label.field if label.field in FIELD else "" for label in labels}
        found |= fields_by_want(labels)
        rank = self._layout.amount_rank(amount.title) if amount else None
        if rank is None or rank >= self._layout.year_labels:
            return found
        whole = [label for label in labels if label.field == "period_amount"] or [
            label
            for label in labels
            if label.field == "amount" and label is not amount and label.value
            and not self._layout.is_vague_amount(label.title)
            and (self._layout.amount_rank(label.title) or 0) >= self._layout.year_labels
        ]  # fmt: skip
        if not whole:
            return found
        found[id(whole[0])] = "period_amount"
        for label in labels:
            if label.field in _SOURCES and _stands_under(label, whole[0], amount) is whole[0]:
                found[id(label)] = f"period_{label.field}"
        return found

    def _amount_label(self, labels: Sequence[Label]) -> Label | None:
        """The label of the year's money, by the layout's order.

        Where a label of the year's money has no value the amount is missing: another sum is another figure.
        """
        ranked = []
        for label in labels:
            if label.field == "amount" and not self._is_over_others(label):
                rank = self._layout.amount_rank(label.title)
                ranked.append((len(self._layout.amount_labels) if rank is None else rank, label))
        surely = [(rank, label) for rank, label in ranked if rank < self._layout.year_labels]
        wanted = surely or [(rank, label) for rank, label in ranked if label.value]
        return min(wanted, key=lambda pair: pair[0], default=(0, None))[1]

    def _is_over_others(self, label: Label) -> bool:
        """Whether 项目资金 stands over labels of sums, instead of beside one."""
        is_vague = self._layout.is_vague_amount(label.title)
        cell = label.value.cell if label.value else None
        return is_vague and not (cell and (cell.number is not None or has_digit(cell.text)))

    def _note_unread(self, cells: FormCells) -> None:
        unlabelled = cells.unlabelled
        if unlabelled:
            row, column, text = unlabelled[0]
            place = (row, get_column_letter(column), "", text)
            self.notes.append(
                self._findings.warning(
                    f"有 {len(unlabelled)} 处内容没有读入", "请核对这些内容是否需要", *place
                )
            )


def _of_this_year(labels: Sequence[Label], year: int | None) -> list[Label]:
    """2022年预算数 beside 2023年预算数: only the money of the form's own year is its amount; where nobody can
    say which that is, neither."""
    dated = {
        id(label): years[0].year
        for label in labels
        if label.field == "amount" and (years := find_years(label.title))
    }
    if year is None and len(set(dated.values())) < 2:
        return list(labels)
    return [label._replace(field=None) if dated.get(id(label), year) != year else label for label in labels]


def _stands_under(label: Label, *heads: Label) -> Label:
    """The head over a label: in its column, or the last one above it."""
    above = [head for head in heads if head.row <= label.row] or list(heads)
    return min(above, key=lambda head: (abs(head.column - label.column), label.row - head.row))


def _parts_outside(rows: Sequence[Row], tables: Sequence[FormTable]) -> list[list[Row]]:
    """The rows of a form without its lists, in parts that stand together."""
    parts: list[list[Row]] = [[]]
    inside = {row.number for table in tables for row in table.rows}
    for row in rows:
        if row.number in inside:
            if parts[-1]:
                parts.append([])
        else:
            parts[-1].append(row)
    return [part for part in parts if part]
