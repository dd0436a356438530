"""From a file to tables: the one entry for the command and the tests."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from perfgoals.language.codes import split_unit
from perfgoals.sheets import Sheet, UnreadableFile, open_workbook
from perfgoals.sheets.conversion import Converter
from reading.blocks import Consent, FileFinding, Level, SheetSummary
from reading.findings import SheetFindings, of_conversion
from reading.ledger import Fate, Ledger, Unread
from reading.money_units import bracketed_unit, stated_unit
from reading.row_counter import RowCounter
from reading.titles import Heading, level_of, read_heading, region_of, year_of
from reading.unread_doubts import ASKED, unread_doubts

from ..enums import MoneySource
from .blocks import MeasuredKind, ReadFile, ReadTable
from .forms import FormReader
from .grid import Grid
from .headers import Header, columns_of, header_at
from .lists import ListReader
from .titles import month_of, year_beside
from .values import ValueReader

_HEAD_ROWS = 60
_TITLE_ROWS = 6
_LONGEST_TITLE = 80
_MOST_BESIDE_TITLE = 3
_WATCHED = "possibility"
_TITLE = re.compile(r"自评|自我评价|监控|监测|完成情况|执行情况")

Progress = Callable[[int, int], None]


def read_tables(
    path_or_file: str | Path | BinaryIO,
    *,
    filename: str = "",
    kind: MeasuredKind | None = None,
    progress: Progress | None = None,
    convert: Converter | None = None,
) -> ReadFile:
    """Every visible sheet of a file that holds 监控表 or 自评表; `kind` None: recognised.

    `convert` makes xlsx of old formats, as for goal tables. A file without any table has an error among its
    findings. Raises UnreadableFile (see perfgoals.sheets).
    """
    name = filename or (Path(path_or_file).name if isinstance(path_or_file, str | Path) else "")
    found = ReadFile(name, kind)
    with open_workbook(path_or_file, filename=name, convert=convert) as book:
        found.findings += of_conversion(book.converted_from)
        counter = RowCounter(sum(sheet.expected_rows for sheet in book.sheets), progress)
        grids = [(sheet, _grid(sheet, counter)) for sheet in book.sheets]
    found.kind = kind or _kind_of([grid for sheet, grid in grids if not sheet.hidden])
    for sheet, grid in grids:
        found.sheets += (_read_sheet(found, sheet, grid),)
        counter.check(sheet, grid.fates.ledger)
    if not found.tables:
        reason = "没有找到任何项目的监控表或自评表"
        action = "请检查文件是否选对，表里是否有项目名称、指标和完成值"
        found.findings.append(FileFinding(Level.ERROR, reason, action))
    _leave_out_summaries(found)
    _note_twins(found.tables)
    for table in found.tables:
        table.findings += _doubts(table)
    return found


def _grid(sheet: Sheet, counter: RowCounter) -> Grid:
    ledger = Ledger()
    return Grid(counter.rows(sheet, ledger), sheet.merges, ledger)


def recognised_kind(path: str | Path, *, convert: Converter | None = None) -> MeasuredKind | None:
    """What the file holds, None for a table of another kind (goal tables) or a file that can't be read."""
    try:
        with open_workbook(path, filename=Path(path).name, convert=convert) as book:
            heads = [_head(sheet) for sheet in book.sheets if not sheet.hidden]
    except (UnreadableFile, OSError):
        return None
    return _kind_of([Grid(rows, sheet_merges) for rows, sheet_merges in heads])


def _head(sheet: Sheet):
    rows = []
    for row in sheet.rows():
        rows.append(row)
        if len(rows) >= _HEAD_ROWS:
            break
    return rows, sheet.merges


def _kind_of(grids: Sequence[Grid]) -> MeasuredKind | None:
    """By what the titles of columns say; the title of the table where they leave it open."""
    rows = [row for grid in grids for row in grid.rows[:_HEAD_ROWS]]
    keys = [columns_of({n: cell.text for n, cell in row.cells.items()}).keys() for row in rows]
    if any(_WATCHED in " ".join(found) or "expected" in found for found in keys):
        return MeasuredKind.MONITORING
    titles = "".join(text for grid in grids for text in _titles(grid))
    measured = any({"actual", "target"} <= found or {"total", "name"} <= found for found in keys)
    if "自评" in titles and (measured or any({"score", "actual"} & found for found in keys)):
        return MeasuredKind.EVALUATION
    if "监控" in titles and any({"actual", "executed"} & found for found in keys):
        return MeasuredKind.MONITORING
    return MeasuredKind.EVALUATION if measured else None


def _titles(grid: Grid) -> Iterator[str]:
    """What stands above the tables, without the blanks that set a title wide; a project's row has more."""
    for row in grid.rows[:_TITLE_ROWS]:
        shown = grid.shown(row)
        for _, cell in shown if len(shown) <= _MOST_BESIDE_TITLE else ():
            if len(cell.text) <= _LONGEST_TITLE:
                yield "".join(cell.text.split())


def _read_sheet(found: ReadFile, sheet: Sheet, grid: Grid) -> SheetSummary:
    findings, ledger = SheetFindings(sheet.name), grid.fates.ledger
    if sheet.hidden or not grid.rows or found.kind is None:
        if sheet.hidden and grid.rows:
            reason, action = "工作表是隐藏的，没有读入", "如需导入，请取消隐藏后重新上传"
            found.findings.append(findings.warning(reason, action))
        return _left_out(sheet, grid)
    heading = _heading(grid)
    _note_heading(found, grid, heading)
    header = _list_header(grid)
    values = ValueReader(sheet.name, _amount_unit(grid))
    read = _read_list if header else _read_forms
    tables = read(found, grid, values, header)
    if not tables:
        action = "请检查表头文字，或改用系统导出的表"
        found.findings.append(findings.warning("没有认出监控表或自评表，工作表没有读入", action))
        grid.fates.ledger.forget()
        return _left_out(sheet, grid)
    found.tables += [_settled(table, findings) for table in tables]
    hidden = [row.number for row in grid if row.hidden]
    if hidden:
        reason = f"有 {len(hidden)} 行是隐藏的，已一并读入"
        found.findings.append(findings.warning(reason, "如果不想导入这些行，请删除后重新上传", hidden[0]))
    return SheetSummary(
        sheet.name, found.kind.layout, amount_unit=values.unit, blocks=len(tables), heading=heading,
        notes=("清单" if header else "单项表",), cells=ledger.counts, unread=tuple(ledger.unread.values()),
    )  # fmt: skip


def _left_out(sheet: Sheet, grid: Grid) -> SheetSummary:
    ledger = grid.fates.ledger
    for row in grid:
        ledger.leave_row(row, "隐藏的工作表" if sheet.hidden else "没有读入的工作表")
    return SheetSummary(sheet.name, cells=ledger.counts, unread=tuple(ledger.unread.values()))


def _heading(grid: Grid) -> Heading:
    """Title, place and year of a sheet; nothing of it is the year of its budget but what the title says."""
    texts = list(_titles(grid))
    title = next((text for text in texts if _TITLE.search(text) and "表" in text), "")
    said = read_heading(texts)
    beside = next((year for text in texts if (year := year_beside(text))), None)
    year = (year_of(title) if title else None) or said.fiscal_year or beside
    return replace(said, title=title, region=region_of(title), level=level_of(title), fiscal_year=year)


def _note_heading(found: ReadFile, grid: Grid, heading: Heading) -> None:
    if heading.title and not found.title:
        found.title, found.region, found.level = heading.title, heading.region, heading.level
    found.fiscal_year = found.fiscal_year or heading.fiscal_year
    head = (cell.text for row in grid.rows[:_HEAD_ROWS] for cell in row.cells.values())
    months = (month for text in head if len(text) <= 40 and (month := month_of(text)))
    found.month = found.month or next(months, None)


def _list_header(grid: Grid) -> Header | None:
    """The header of a list: project and figures share it. Labels of a form stand before values."""
    for row in grid.rows[:_HEAD_ROWS]:
        keys = columns_of({column: cell.text for column, cell in grid.shown(row)})
        if "name" in keys and len(keys) >= 3:
            header = header_at(grid, row)
            figures = {"actual", "total", "score", "executed", "target", "rate"} & header.columns.keys()
            if figures and len(header.columns) >= 4:
                return header
    return None


def _amount_unit(grid: Grid) -> str:
    """元 or 万元 where a label or a line above says it; a form without a word counts 元."""
    texts = [cell.text for row in grid.rows[:_HEAD_ROWS] for cell in row.cells.values()]
    short = [text for text in texts if len(text) <= _LONGEST_TITLE]
    labelled = (bracketed_unit(text) for text in short if "资金" in text or "预算" in text or "单位" in text)
    return next((unit for unit in labelled if unit), "") or next(
        (unit for text in short if (unit := stated_unit(text))), "元"
    )


def _read_list(found: ReadFile, grid: Grid, values: ValueReader, header: Header) -> list[ReadTable]:
    reader = ListReader(grid, header, found.kind, values)
    values.unit = reader.amount_unit or values.unit
    return reader.read()


def _read_forms(found: ReadFile, grid: Grid, values: ValueReader, header: None) -> list[ReadTable]:
    tables = FormReader(grid, found.kind, values).read()
    named = [table for table in tables if table.text("name") or table.rows]
    for table in named:
        if not table.text("name"):
            reason, action = "没有项目名称", "请填写项目名称后重新上传"
            table.findings.append(values.findings.error(reason, action, table.first_row))
    return named


def _settled(table: ReadTable, findings: SheetFindings) -> ReadTable:
    """Without 全年预算数 the budget of the beginning is the year's, and that is said."""
    total = table.money.get(MoneySource.TOTAL, {})
    columns = {key for amounts in table.money.values() for key in amounts}
    if "budget" not in columns and "initial_budget" in columns:
        for amounts in table.money.values():
            if "initial_budget" in amounts:
                amounts["budget"] = amounts["initial_budget"]
        reason = "表中没有全年预算数，按年初预算数计算执行率"
        action = "有预算调整的，请补填全年预算数"
        table.findings.append(findings.warning(reason, action, table.first_row, field="budget"))
    if not total and MoneySource.TOTAL in table.money and len(table.money) == 1:
        del table.money[MoneySource.TOTAL]
    return table


def _leave_out_summaries(found: ReadFile) -> None:
    """A summary beside the forms of the same projects says nothing new: the forms count, and that is said."""
    formed: dict[str, set[tuple[str, str]]] = {}
    for table in found.tables:
        if table.rows:
            formed.setdefault(_plain(table.text("name")), set()).add(_unit_of(table))
    doubled = [
        table
        for table in found.tables
        if not table.rows and any(_is_of(table, unit) for unit in formed.get(_plain(table.text("name")), ()))
    ]
    if not doubled:
        return
    found.tables = [table for table in found.tables if not any(table is other for other in doubled)]
    found.sheets = tuple(_without(sheet, doubled) for sheet in found.sheets)
    reason = f"汇总表中有 {len(doubled)} 个项目另有单项表"
    finding = SheetFindings(doubled[0].sheet).warning(
        reason, "已按单项表读入，汇总表中的数没有读入", doubled[0].first_row
    )
    found.findings.append(finding)


def _without(sheet: SheetSummary, left_out: Sequence[ReadTable]) -> SheetSummary:
    """What a summary said of these projects was not read after all."""
    gone = [table for table in left_out if table.sheet == sheet.name]
    if not gone:
        return sheet
    count = sum(table.cells.read for table in gone)
    first, last = f"第 {gone[0].first_row} 行", f"第 {gone[-1].first_row} 行"
    group = Unread("另有单项表的项目", "", first, last, count, [table.text("name") for table in gone[:3]])
    cells = Counter(sheet.cells)
    cells[Fate.READ] -= count
    cells[Fate.UNREAD] += count
    return replace(sheet, blocks=sheet.blocks - len(gone), cells=cells, unread=(*sheet.unread, group))


def _place(table: ReadTable) -> tuple[str, str]:
    code, name = _unit_of(table)
    return code or name, _plain(table.text("name"))


def _unit_of(table: ReadTable) -> tuple[str, str]:
    """(code, name) of its unit; either may be "", in a summary both."""
    code, name = split_unit(table.text("unit"))
    return table.text("unit_code") or code, _plain(name)


def _is_of(summary: ReadTable, unit: tuple[str, str]) -> bool:
    """Whether a project of a summary is one of the unit: by the code where both say one, else by the name."""
    code, name = _unit_of(summary)
    if code and unit[0]:
        return code == unit[0]
    return name == unit[1] if name else not code


def _plain(name: str) -> str:
    return "".join(name.split())


def _doubts(table: ReadTable) -> Iterator[FileFinding]:
    """What somebody has to look at before the table is written."""
    findings = SheetFindings(table.sheet)
    has_money = any(table.money.values())
    for reason, sample in unread_doubts(
        table.cells.read, table.cells.unread, has_money=has_money, has_list=bool(table.rows)
    ):
        finding = findings.warning(reason, ASKED, table.first_row, None, "", sample)
        yield replace(finding, consent=Consent.UNREAD)


def _note_twins(tables: list[ReadTable]) -> None:
    """A second table of the same project is an error of the second."""
    first: dict[tuple[str, str], ReadTable] = {}
    for table in tables:
        if not table.text("name"):
            continue
        earlier = first.setdefault(_place(table), table)
        if earlier is not table:
            reason = f"与工作表“{earlier.sheet}”第 {earlier.first_row} 行的项目同名"
            action = "请合并为一个项目，或换一个项目名称"
            table.findings.append(SheetFindings(table.sheet).error(reason, action, table.first_row))
