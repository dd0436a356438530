"""From a file to blocks: the one entry for the web, the command and the tests."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils import get_column_letter

from perfgoals.sheets import LIMITS, Row, Sheet, UnreadableFile, open_workbook

from .blocks import Finding, ImportedBlock, ImportedFile, Level, SheetSummary, UnmappedColumn
from .fields import FIELD, INDICATOR_KEYS
from .findings import SheetFindings
from .form_sheets import FormReader, is_form
from .headers import Header, find_header, reassigned
from .layouts import FORM_LAYOUTS, SUMMARY_TABLE, FormLayout, ListLayout, list_layout_for
from .list_sheets import ListReader
from .titles import Heading, read_heading

ColumnMapping = Mapping[str, Mapping[str, str]]
Progress = Callable[[int, int], None]
_HEAD_ROWS = 80  # a header stands within the first of these
_PROGRESS_ROWS = 500
_MOST_SAMPLES = 3
_MAP_BY_HAND = "请点“对应列”手工指定，或改用系统导出的模板"


def read_blocks(
    path_or_file: str | Path | BinaryIO,
    *,
    filename: str = "",
    mapping: ColumnMapping | None = None,
    default_amount_unit: str = "元",
    progress: Progress | None = None,
) -> ImportedFile:
    """Reads every visible sheet of a workbook or csv file whose layout is known.

    `mapping` gives columns a meaning by hand: signature → (column letters, or label in a form) → field,
    or "" for a column to leave out; the signatures are those of `ImportedFile.unmapped` and `.sheets`.
    `default_amount_unit` counts where the file states none. `progress(rows done, rows expected)` is called
    now and then; what it raises ends the reading and reaches the caller.

    A file without any project has an error among its findings. Raises UnreadableFile for a file that is no
    readable table at all (see perfgoals.sheets).
    """
    name = filename or (Path(path_or_file).name if isinstance(path_or_file, str | Path) else "")
    with open_workbook(path_or_file, filename=name) as book:
        counter = _RowCounter(sum(sheet.expected_rows for sheet in book.sheets), progress)
        reader = _FileReader(mapping or {}, default_amount_unit, counter)
        for sheet in book.sheets:
            reader.read(sheet)
    counter.finish()
    return reader.result(name)


class _RowCounter:
    """Counts the rows of all sheets, for the limit and for progress, and notes the hidden ones by sheet."""

    def __init__(self, expected: int, progress: Progress | None) -> None:
        self.hidden: dict[str, list[int]] = {}
        self._done = 0
        self._expected = expected
        self._progress = progress or (lambda done, expected: None)

    def rows(self, sheet: Sheet) -> Iterator[Row]:
        for row in sheet.rows():
            self._done += 1
            if self._done > LIMITS.rows:
                raise UnreadableFile(
                    f"文件超过 {LIMITS.rows:,} 行。请拆成几个文件分别上传。", sheet=sheet.name
                )
            if self._done % _PROGRESS_ROWS == 0:
                self._progress(self._done, max(self._expected, self._done))
            if row.hidden:
                self.hidden.setdefault(sheet.name, []).append(row.number)
            yield row

    def finish(self) -> None:
        self._progress(self._done, self._done)


class _FileReader:
    """Gathers what the sheets of one file say."""

    def __init__(self, mapping: ColumnMapping, default_amount_unit: str, counter: _RowCounter) -> None:
        self._mapping = mapping
        self._default_amount_unit = default_amount_unit
        self._counter = counter
        self._blocks: list[ImportedBlock] = []
        self._sheets: list[SheetSummary] = []
        self._findings: list[Finding] = []
        self._unmapped: list[UnmappedColumn] = []
        self._headings: list[Heading] = []

    def read(self, sheet: Sheet) -> None:
        rows = self._counter.rows(sheet)
        head = list(islice(rows, _HEAD_ROWS))
        by_title = find_header(head, sheet.merges)
        header = by_title and by_title.mapped(self._mapping)
        layout = list_layout_for(header.fields.keys()) if header else None
        form = (
            None if _is_list(header) else next((form for form in FORM_LAYOUTS if is_form(head, form)), None)
        )
        if sheet.hidden:
            if layout or form:
                self._warn(sheet, "工作表是隐藏的，没有读入", "如需导入，请取消隐藏后重新上传")
        elif layout:
            self._note_reassigned(sheet, by_title, header)
            self._read_list(sheet, header, layout, head, rows)
        elif form:
            self._read_forms(sheet, form, [*head, *rows])
        elif head:
            self._refuse(sheet, header, head)

    def result(self, filename: str) -> ImportedFile:
        if not self._blocks:
            self._findings.append(
                Finding(Level.ERROR, "没有找到任何项目", "请检查文件是否选对，表里是否有项目名称和绩效指标")
            )
        title = next((heading for heading in self._headings if heading.title), Heading())
        years = Counter(heading.fiscal_year for heading in self._headings if heading.fiscal_year)
        if len(years) > 1:
            listed = "、".join(str(year) for year in sorted(years))
            reason = f"各工作表的年度不同（{listed}）"
            self._findings.append(Finding(Level.WARNING, reason, "请核对，不同年度的表应分别导入"))
        layouts = Counter(summary.layout for summary in self._sheets if summary.layout)
        return ImportedFile(
            filename=filename,
            title=title.title,
            region=title.region,
            level=title.level,
            fiscal_year=next(iter(years), None),
            layout=layouts.most_common(1)[0][0] if layouts else "",
            sheets=tuple(self._sheets),
            blocks=tuple(_with_duplicates_noted(self._blocks)),
            findings=tuple(self._findings),
            unmapped=tuple(self._unmapped),
        )

    def _read_list(
        self, sheet: Sheet, header: Header, layout: ListLayout, head: Sequence[Row], rows: Iterable[Row]
    ) -> None:
        above = (row for row in head if row.number < header.first_row)
        heading = read_heading(cell.text for row in above for cell in row.cells.values())
        unit = header.amount_unit or heading.amount_unit or self._default_amount_unit
        if header.amount_unit and heading.amount_unit not in ("", header.amount_unit):
            reason = f"表头写的金额单位是{header.amount_unit}，表上方写的是{heading.amount_unit}"
            self._warn(sheet, reason, f"已按{header.amount_unit}读入，请核对金额")
        reader = ListReader(
            sheet.name,
            header,
            layout,
            sheet.merges,
            amount_unit=unit,
            default_unit=heading.reporting_unit,
        )
        before = len(self._blocks)
        self._blocks += reader.blocks(chain(head, rows))
        self._findings += reader.notes
        self._headings.append(heading)
        self._note_missing(sheet, header)
        self._note_unmapped(sheet, header, reader.unread)
        self._warn_of_unread(sheet, header, reader.unread)
        self._note_hidden(sheet, header)
        self._sheets.append(
            SheetSummary(
                name=sheet.name,
                layout=layout.key,
                signature=header.signature,
                header_rows=tuple(range(header.first_row, header.last_row + 1)),
                amount_unit=unit,
                columns=header.columns,
                blocks=len(self._blocks) - before,
            )
        )

    def _read_forms(self, sheet: Sheet, layout: FormLayout, rows: Sequence[Row]) -> None:
        unit = self._default_amount_unit
        reader = FormReader(sheet.name, rows, layout, sheet.merges, amount_unit=unit, mapping=self._mapping)
        before = len(self._blocks)
        self._blocks += reader.blocks()
        self._findings += reader.notes
        self._headings.append(reader.heading)
        self._unmapped += reader.unmapped
        self._note_hidden(sheet, None)
        self._sheets.append(
            SheetSummary(
                name=sheet.name,
                layout=layout.key,
                signature=reader.signature,
                header_rows=tuple(reader.header_rows),
                amount_unit=reader.amount_unit,
                columns=reader.columns,
                blocks=len(self._blocks) - before,
            )
        )

    def _refuse(self, sheet: Sheet, header: Header | None, head: Sequence[Row]) -> None:
        """A sheet that has no known layout: what is missing, and which columns could be it."""
        if header is None:
            self._warn(sheet, "没有找到表头，工作表没有读入", "请检查表头文字，或改用系统导出的模板")
        else:
            missing = sorted(SUMMARY_TABLE.required - header.fields.keys())
            labels = "、".join(f"“{FIELD[key].label}”" for key in missing)
            self._warn(sheet, f"没有认出{labels}列，工作表没有读入", _MAP_BY_HAND, header.first_row)
            self._note_unmapped(sheet, header, _samples(header, head))
        signature = header.signature if header else ""
        self._sheets.append(
            SheetSummary(sheet.name, signature=signature, columns=header.columns if header else {})
        )

    def _warn(self, sheet: Sheet, reason: str, action: str, row: int | None = None) -> None:
        self._findings.append(SheetFindings(sheet.name).warning(reason, action, row))

    def _note_reassigned(self, sheet: Sheet, by_title: Header, header: Header) -> None:
        findings = SheetFindings(sheet.name)
        for column, field in reassigned(by_title, header).items():
            place = (header.last_row, get_column_letter(column))
            self._findings.append(findings.reassigned(by_title.title(column), field, *place))

    def _note_missing(self, sheet: Sheet, header: Header) -> None:
        if "amount" not in header.fields:
            self._warn(sheet, "没有认出“当年项目金额”列，金额全部留空", _MAP_BY_HAND, header.first_row)
        if not {"period_target", "annual_target", "value"} & header.fields.keys():
            self._warn(sheet, "没有认出指标值列，指标值全部留空", _MAP_BY_HAND, header.first_row)

    def _note_unmapped(self, sheet: Sheet, header: Header, unread: Mapping[int, Sequence[str]]) -> None:
        """Columns that are not read, by the texts that stand in them."""
        for column, samples in sorted(unread.items()):
            letters, title = get_column_letter(column), header.title(column)
            suggestion = header.suggestion(column)
            self._unmapped.append(
                UnmappedColumn(sheet.name, header.signature, letters, title, tuple(samples), suggestion)
            )

    def _warn_of_unread(self, sheet: Sheet, header: Header, unread: Mapping[int, Sequence[str]]) -> None:
        for column, samples in sorted(unread.items()):
            letters, title = get_column_letter(column), header.title(column)
            named = f"{letters} 列“{title}”没有对应的字段" if title else f"{letters} 列没有标题"
            place = (header.last_row, letters, "", title or samples[0])
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


def _is_list(header: Header | None) -> bool:
    """Whether projects and indicators share a header, even if some of its titles are not known."""
    return header is not None and "name" in header.fields and bool(header.fields.keys() & INDICATOR_KEYS)


def _with_duplicates_noted(blocks: Iterable[ImportedBlock]) -> Iterator[ImportedBlock]:
    """A second block for the same project of the same unit is an error of the second."""
    first: dict[tuple[str, str], ImportedBlock] = {}
    for block in blocks:
        key = (block.unit_code or block.unit_name, block.name)
        earlier = first.setdefault(key, block)
        if earlier is block or not block.name:
            yield block
            continue
        place = block.place("name")
        reason = f"与工作表“{earlier.sheet}”第 {earlier.first_row} 行的项目同名"
        duplicate = SheetFindings(block.sheet).error(
            reason,
            "请合并为一个项目，或换一个项目名称",
            block.first_row,
            place and place.column,
            "name",
            block.name,
        )
        yield replace(block, findings=(*block.findings, duplicate))
