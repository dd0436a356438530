"""From a file to blocks: the one entry for the web, the command and the tests."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils import column_index_from_string, get_column_letter

from perfgoals.sheets import Row, Sheet, open_workbook
from perfgoals.sheets.conversion import Converter

from .blocks import FileFinding, ImportedBlock, ImportedFile, Level, SheetSummary, UnmappedColumn
from .continued import continued_header, is_continuation, with_continuations_joined
from .dated import of_year
from .doubtful_amounts import small_amounts, with_doubts_of_unit
from .duplicates import with_duplicates_noted
from .fields import FIELD, INDICATOR_KEYS
from .findings import SheetFindings, of_conversion
from .forms.reader import FormReader, is_form
from .headers import Header, find_header, reassigned
from .layouts import (
    FORM_LAYOUTS,
    SUMMARY_TABLE,
    WIDE_LIST,
    FormLayout,
    ListLayout,
    WideLayout,
    list_layout_for,
)
from .ledger import Fate, Ledger
from .lists.reader import ListReader
from .lists.understood import understood
from .lists.wide import WideReader, is_wide
from .money_units import MoneyUnit
from .other_tables import OtherTable, other_table
from .pages import with_pages
from .row_counter import Progress, RowCounter
from .titles import Heading, read_heading

ColumnMapping = Mapping[str, Mapping[str, str]]
_HEAD_ROWS = 80  # a header stands within the first of these
_MOST_SAMPLES = 3
_MAP_BY_HAND = "请点“对应列”手工指定，或改用系统导出的模板"


def read_blocks(
    path_or_file: str | Path | BinaryIO,
    *,
    filename: str = "",
    mapping: ColumnMapping | None = None,
    default_amount_unit: str = "元",
    progress: Progress | None = None,
    convert: Converter | None = None,
) -> ImportedFile:
    """Reads every visible sheet of a workbook, csv or PDF file whose layout is known.

    `mapping` gives columns a meaning by hand: signature → (column letters, or label in a form) → field,
    or "" for a column to leave out; the signatures are those of `ImportedFile.unmapped` and `.sheets`.
    `default_amount_unit` counts where the file states none. `progress(rows done, rows expected)` is called
    now and then; what it raises ends the reading. `convert` makes xlsx of old formats; the web gives none.

    A file without any project has an error among its findings. Raises UnreadableFile for a file that is no
    readable table at all (see perfgoals.sheets).
    """
    name = filename or (Path(path_or_file).name if isinstance(path_or_file, str | Path) else "")
    with open_workbook(path_or_file, filename=name, convert=convert) as book:
        counter = RowCounter(sum(sheet.expected_rows for sheet in book.sheets), progress)
        reader = _FileReader(mapping or {}, default_amount_unit, counter, of_conversion(book.converted_from))
        for sheet in book.sheets:
            reader.read(sheet)
    counter.finish()
    return with_pages(reader.result(name), book.sheets)


class _FileReader:
    """Gathers what the sheets of one file say."""

    def __init__(
        self, mapping: ColumnMapping, default_amount_unit: str, counter: RowCounter, notes: list[FileFinding]
    ) -> None:
        self._mapping = mapping
        self._default_amount_unit = default_amount_unit
        self._counter = counter
        self._blocks: list[ImportedBlock] = []
        self._sheets: list[SheetSummary] = []
        self._findings = notes
        self._unmapped: list[UnmappedColumn] = []
        self._headings: list[Heading] = []
        self._last_header: Header | None = None

    def read(self, sheet: Sheet) -> None:
        ledger = Ledger()
        rows = self._counter.rows(sheet, ledger)
        head = list(islice(rows, _HEAD_ROWS))
        by_title = find_header(head, sheet.merges)
        header = by_title and by_title.mapped(self._mapping)
        layout = _layout_of(header)
        form = (
            None if _is_list(header) else next((form for form in FORM_LAYOUTS if is_form(head, form)), None)
        )
        if self._blocks and is_continuation(sheet.name) and not (layout or form):
            header = by_title = continued_header(header, self._last_header, head)
            layout = _layout_of(header)
        other = None if header and header is not by_title else other_table(head)
        if sheet.hidden:
            self._leave_out(sheet, ledger, chain(head, rows))
            if layout or form:
                self._warn(sheet, "工作表是隐藏的，没有读入", "如需导入，请取消隐藏后重新上传")
        elif other:
            self._refuse_other(sheet, other, ledger, chain(head, rows), head)
        elif layout:
            self._note_reassigned(sheet, by_title, header)
            self._read_list(sheet, header, layout, ledger, head, rows)
        elif form:
            self._read_forms(sheet, form, ledger, [*head, *rows])
        elif head:
            self._refuse(sheet, header, ledger, head, rows)
        self._counter.check(sheet, ledger)

    def result(self, filename: str) -> ImportedFile:
        if not self._blocks:
            self._findings.append(self._nothing_found())
        title = next((heading for heading in self._headings if heading.title), Heading())
        years = Counter(heading.fiscal_year for heading in self._headings if heading.fiscal_year)
        if len(years) > 1:
            listed = "、".join(str(year) for year in sorted(years))
            reason = f"各工作表的年度不同（{listed}）"
            self._findings.append(FileFinding(Level.WARNING, reason, "请核对，不同年度的表应分别导入"))
        blocks = with_continuations_joined(self._blocks, self._sheets)
        layouts = Counter(summary.layout for summary in self._sheets if summary.layout)
        return ImportedFile(
            filename=filename,
            title=title.title,
            region=title.region,
            level=title.level,
            fiscal_year=next(iter(years), None),
            layout=layouts.most_common(1)[0][0] if layouts else "",
            sheets=tuple(self._sheets),
            blocks=tuple(with_duplicates_noted(with_doubts_of_unit(blocks, self._sheets))),
            findings=tuple(self._findings),
            unmapped=tuple(self._unmapped),
        )

    def _nothing_found(self) -> FileFinding:
        """A form that nobody filled in is called blank; a file of another kind has been named before."""
        if any("没有填写" in finding.reason for finding in self._findings):
            return FileFinding(
                Level.ERROR, "没有找到任何项目：表是空白的，没有填写", "请填写项目名称和绩效指标后重新上传"
            )
        reason = "没有找到任何项目"
        return FileFinding(Level.ERROR, reason, "请检查文件是否选对，表里是否有项目名称和绩效指标")

    def _read_list(
        self,
        sheet: Sheet,
        header: Header,
        layout: ListLayout | WideLayout,
        ledger: Ledger,
        head: Sequence[Row],
        rows: Iterable[Row],
    ) -> None:
        above = (row for row in head if row.number < header.first_row)
        heading = read_heading(cell.text for row in above for cell in row.cells.values())
        header = header if header.signature in self._mapping else of_year(header, heading.fiscal_year)
        make = WideReader if layout is WIDE_LIST else ListReader
        reader = make(sheet.name, header, sheet.merges, ledger, default_unit=heading.reporting_unit)
        reader.amount_unit = header.amount_unit.name or heading.amount_unit or self._default_amount_unit
        reader.read(chain(head, rows))
        unit = self._amount_unit(sheet, header, heading, reader.unit_below)
        blocks = reader.blocks(unit)
        self._blocks += blocks
        self._findings += reader.notes
        self._headings.append(heading)
        self._findings += small_amounts(sheet.name, blocks, unit)
        self._last_header = header
        if not is_continuation(sheet.name):
            self._note_missing(sheet, header, layout)
        self._note_unread(sheet, header, ledger)
        self._note_hidden(sheet, header)
        self._summarise(
            sheet,
            ledger,
            layout=layout.key,
            signature=header.signature,
            header_rows=tuple(range(header.first_row, header.last_row + 1)),
            amount_unit=unit.name,
            amount_source=unit.source,
            columns=header.columns,
            blocks=len(blocks),
            heading=heading,
            notes=tuple(understood(header, layout)),
        )

    def _amount_unit(self, sheet: Sheet, header: Header, heading: Heading, below: MoneyUnit) -> MoneyUnit:
        """The header's word first, then a line above the table, then one below it; they should agree."""
        above = MoneyUnit(heading.amount_unit, f"表上方“{heading.unit_line[:30]}”")
        said = [unit for unit in (header.amount_unit, above, below) if unit.name]
        if len({unit.name for unit in said}) > 1:
            first, other = said[0], next(unit for unit in said if unit.name != said[0].name)
            reason = f"{first.source}写的金额单位是{first.name}，{other.source}写的是{other.name}"
            self._warn(sheet, reason, f"已按{first.name}读入，请核对金额")
        said.append(header.unit_beside if header.unit_beside.name else MoneyUnit(self._default_amount_unit))
        return said[0]

    def _summarise(self, sheet: Sheet, ledger: Ledger, **known: object) -> None:
        cells = {fate.value: ledger.counts[fate] for fate in Fate}
        self._sheets.append(
            SheetSummary(sheet.name, cells=cells, unread=tuple(ledger.unread.values()), **known)
        )

    def _leave_out(self, sheet: Sheet, ledger: Ledger, rows: Iterable[Row], **known: object) -> None:
        """Account for a sheet that is not read at all: one group."""
        title = "隐藏的工作表" if sheet.hidden else "没有读入的工作表"
        for row in rows:
            for column, cell in row.cells.items():
                ledger.leave_cell(row.number, column, cell, key=sheet.name, title=title)
        if ledger.total:
            self._summarise(sheet, ledger, **known)

    def _refuse_other(
        self, sheet: Sheet, kind: OtherTable, ledger: Ledger, rows: Iterable[Row], head: Sequence[Row]
    ) -> None:
        reason = f"这是{kind.label}，不是项目绩效目标表，没有读入"
        self._findings.append(SheetFindings(sheet.name).error(reason, kind.advice, head[0].number))
        heading = read_heading(cell.text for row in head[:6] for cell in row.cells.values())
        self._headings.append(heading)
        self._leave_out(sheet, ledger, rows, layout=kind.key, heading=heading)

    def _read_forms(self, sheet: Sheet, layout: FormLayout, ledger: Ledger, rows: Sequence[Row]) -> None:
        unit = self._default_amount_unit
        reader = FormReader(
            sheet.name, rows, layout, sheet.merges, ledger, amount_unit=unit, mapping=self._mapping
        )
        blocks = reader.blocks()
        self._blocks += blocks
        self._findings += reader.notes
        self._findings += small_amounts(sheet.name, blocks, reader.amount_unit)
        self._headings.append(reader.heading)
        self._unmapped += reader.unmapped.all
        self._note_hidden(sheet, None)
        self._summarise(
            sheet,
            ledger,
            layout=layout.key,
            signature=reader.signature,
            header_rows=tuple(reader.header_rows),
            amount_unit=reader.amount_unit.name,
            amount_source=reader.amount_unit.source,
            columns=reader.columns,
            blocks=len(blocks),
            heading=reader.heading,
            notes=tuple(reader.understood),
        )

    def _refuse(
        self, sheet: Sheet, header: Header | None, ledger: Ledger, head: Sequence[Row], rows: Iterable[Row]
    ) -> None:
        """A sheet that has no known layout: what is missing, and which columns could be it."""
        if header is None:
            self._warn(sheet, "没有找到表头，工作表没有读入", "请检查表头文字，或改用系统导出的模板")
        else:
            missing = sorted(SUMMARY_TABLE.required - header.fields.keys())
            labels = "、".join(f"“{FIELD[key].label}”" for key in missing)
            self._warn(sheet, f"没有认出{labels}列，工作表没有读入", _MAP_BY_HAND, header.first_row)
            self._note_unmapped(sheet, header, _samples(header, head))
        signature = header.signature if header else ""
        self._leave_out(
            sheet, ledger, chain(head, rows), signature=signature, columns=header.columns if header else {}
        )

    def _warn(self, sheet: Sheet, reason: str, action: str, row: int | None = None) -> None:
        self._findings.append(SheetFindings(sheet.name).warning(reason, action, row))

    def _note_reassigned(self, sheet: Sheet, by_title: Header, header: Header) -> None:
        findings = SheetFindings(sheet.name)
        for column, field in reassigned(by_title, header).items():
            place = (header.last_row, get_column_letter(column))
            self._findings.append(findings.reassigned(by_title.title(column), field, *place))

    def _note_missing(self, sheet: Sheet, header: Header, layout: ListLayout | WideLayout) -> None:
        if "amount" not in header.fields:
            self._warn(sheet, "没有认出“当年项目金额”列，金额全部留空", _MAP_BY_HAND, header.first_row)
        if layout is not WIDE_LIST and not any(one.targets for one in header.lists):
            self._warn(sheet, "没有认出指标值列，指标值全部留空", _MAP_BY_HAND, header.first_row)

    def _note_unmapped(self, sheet: Sheet, header: Header, unread: Mapping[int, Sequence[str]]) -> None:
        """Columns that are not read, by the texts that stand in them."""
        for column, samples in sorted(unread.items()):
            letters, title = get_column_letter(column), header.title(column)
            suggestion = header.suggestion(column)
            self._unmapped.append(
                UnmappedColumn(sheet.name, header.signature, letters, title, tuple(samples), suggestion)
            )

    def _note_unread(self, sheet: Sheet, header: Header, ledger: Ledger) -> None:
        """A word for every column without a meaning that holds anything, and a question for the mapping."""
        known = {get_column_letter(n) for n in header.used | header.ignored | header.assigned.keys()}
        known -= {get_column_letter(n) for n in header.assigned.keys() - header.used}
        groups = {
            column_index_from_string(group.key): group
            for group in ledger.unread.values()
            if not group.field and group.key.isascii() and group.key.isalpha() and group.key not in known
        }
        self._note_unmapped(sheet, header, {n: group.samples for n, group in groups.items()})
        for column, group in sorted(groups.items()):
            letters, title = group.key, header.title(column)
            named = f"{letters} 列“{title}”没有对应的字段" if title else f"{letters} 列没有标题"
            place = (header.last_row, letters, "", title or group.samples[0])
            finding = SheetFindings(sheet.name).warning(f"{named}，没有读入", _MAP_BY_HAND, *place)
            self._findings.append(finding)

    def _note_hidden(self, sheet: Sheet, header: Header | None) -> None:
        """Hidden rows and columns are read, because filters hide rows too, and said so."""
        rows = self._counter.hidden.get(sheet.name, [])
        if rows:
            reason = f"有 {len(rows)} 行是隐藏的，已一并读入"
            self._warn(sheet, reason, "如果不想导入这些行，请删除后重新上传", rows[0])
        columns = sorted(sheet.hidden_columns & set(header.fields.values())) if header else []
        if columns:
            letters = "、".join(get_column_letter(column) for column in columns)
            self._warn(sheet, f"{letters} 列是隐藏的，已一并读入", "如果不想导入这些列，请删除后重新上传")


def _samples(header: Header, rows: Sequence[Row]) -> dict[int, list[str]]:
    """The first few different texts of the columns whose meaning is not known."""
    texts = {
        column: dict.fromkeys(row.text(column) for row in rows if row.number > header.last_row)
        for column in header.unmapped()
    }
    return {column: [text for text in found if text][:_MOST_SAMPLES] for column, found in texts.items()}


def _layout_of(header: Header | None) -> ListLayout | WideLayout | None:
    if header is None:
        return None
    return list_layout_for(header.fields.keys()) or (WIDE_LIST if is_wide(header) else None)


def _is_list(header: Header | None) -> bool:
    """Whether projects and indicators share a header, even if some of its titles are not known."""
    return header is not None and "name" in header.fields and bool(header.fields.keys() & INDICATOR_KEYS)
