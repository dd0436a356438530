"""From a file to tables: the one entry for the command and the tests."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils import get_column_letter

from perfgoals.sheets import LIMITS, Row, Sheet, UnreadableFile, open_workbook
from perfgoals.sheets.conversion import Converter
from reading.blocks import FileFinding, Level
from reading.findings import SheetFindings, of_conversion
from reading.money_units import bracketed_unit, stated_unit
from reading.titles import level_of, read_heading, region_of, year_of

from ..enums import MoneySource
from .blocks import Kind, ReadFile, ReadTable
from .forms import FormReader
from .grid import Grid
from .headers import Header, columns_of, header_at
from .lists import ListReader
from .titles import month_of
from .values import ValueReader

_HEAD_ROWS = 60
_LONGEST_TITLE = 80
_WATCHED = "possibility"
_TITLE = re.compile(r"自评|自我评价|监控|完成情况|执行情况")

Progress = Callable[[int, int], None]


def read_tables(
    path_or_file: str | Path | BinaryIO,
    *,
    filename: str = "",
    kind: Kind | None = None,
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
        grids = [(sheet, Grid(_bounded(sheet, progress), sheet.merges)) for sheet in book.sheets]
    found.kind = kind or _kind_of([grid for sheet, grid in grids if not sheet.hidden])
    sheets: dict[str, str] = {}
    for sheet, grid in grids:
        sheets[sheet.name] = _read_sheet(found, sheet, grid)
    found.sheets = sheets
    if not found.tables:
        reason = "没有找到任何项目的监控表或自评表"
        action = "请检查文件是否选对，表里是否有项目名称、指标和完成值"
        found.findings.append(FileFinding(Level.ERROR, reason, action))
    _leave_out_summaries(found)
    _note_twins(found.tables)
    _note_unstored(found)
    return found


def recognised_kind(path: str | Path, *, convert: Converter | None = None) -> Kind | None:
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


def _bounded(sheet: Sheet, progress: Progress | None) -> Iterator[Row]:
    for done, row in enumerate(sheet.rows(), start=1):
        if done > LIMITS.rows:
            raise UnreadableFile(f"文件超过 {LIMITS.rows:,} 行。请拆成几个文件分别上传。", sheet=sheet.name)
        if progress and done % 500 == 0:
            progress(done, max(sheet.expected_rows, done))
        yield row


def _kind_of(grids: Sequence[Grid]) -> Kind | None:
    """By what the titles of columns say; the title of the table where they leave it open."""
    rows = [row for grid in grids for row in grid.rows[:_HEAD_ROWS]]
    keys = [columns_of({n: cell.text for n, cell in row.cells.items()}).keys() for row in rows]
    if any(_WATCHED in " ".join(found) or "expected" in found for found in keys):
        return Kind.MONITORING
    titles = "".join(
        cell.text for row in rows[:6] for cell in row.cells.values() if len(cell.text) <= _LONGEST_TITLE
    )
    if "监控" in titles and any({"actual", "executed"} & found for found in keys):
        return Kind.MONITORING
    measured = any({"actual", "target"} <= found or {"total", "name"} <= found for found in keys)
    if measured or ("自评" in titles and any({"score", "actual"} & found for found in keys)):
        return Kind.EVALUATION
    return None


def _read_sheet(found: ReadFile, sheet: Sheet, grid: Grid) -> str:
    findings = SheetFindings(sheet.name)
    if sheet.hidden:
        if grid.rows:
            reason, action = "工作表是隐藏的，没有读入", "如需导入，请取消隐藏后重新上传"
            found.findings.append(findings.warning(reason, action))
        return "隐藏"
    if not grid.rows or found.kind is None:
        return ""
    _read_titles(found, grid)
    header = _list_header(grid)
    tables = _read_list(found, sheet, grid, header) if header else _read_forms(found, sheet, grid)
    found.tables += [_settled(table, findings) for table in tables]
    if not tables:
        found.findings.append(
            findings.warning("没有认出监控表或自评表，工作表没有读入", "请检查表头文字，或改用系统导出的表")
        )
    hidden = [row.number for row in grid if row.hidden]
    if tables and hidden:
        reason = f"有 {len(hidden)} 行是隐藏的，已一并读入"
        found.findings.append(findings.warning(reason, "如果不想导入这些行，请删除后重新上传", hidden[0]))
    return "清单" if header else "单项表"


def _read_titles(found: ReadFile, grid: Grid) -> None:
    texts = [
        cell.text for row in grid.rows[:6] for cell in row.cells.values() if len(cell.text) <= _LONGEST_TITLE
    ]
    title = next((" ".join(text.split()) for text in texts if _TITLE.search(text) and "表" in text), "")
    if title and not found.title:
        found.title, found.region, found.level = title, region_of(title), level_of(title)
    heading = read_heading(texts)
    found.fiscal_year = found.fiscal_year or (year_of(title) if title else None) or heading.fiscal_year
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


def _read_list(found: ReadFile, sheet: Sheet, grid: Grid, header: Header) -> list[ReadTable]:
    values = ValueReader(sheet.name, "元")
    reader = ListReader(grid, header, found.kind, sheet.name, values)
    values.unit = reader.amount_unit or _amount_unit(grid)
    tables = reader.read()
    for column, (row, text) in sorted(reader.unread.items()):
        title = header.titles.get(column, "")
        letters = get_column_letter(column)
        named = f"{letters} 列“{title}”没有对应的内容" if title else f"{letters} 列没有标题"
        found.findings.append(
            values.findings.warning(f"{named}，没有读入", "请核对表头文字", row, letters, "", text)
        )
    return tables


def _read_forms(found: ReadFile, sheet: Sheet, grid: Grid) -> list[ReadTable]:
    values = ValueReader(sheet.name, _amount_unit(grid))
    tables = FormReader(grid, found.kind, sheet.name, values).read()
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
    formed = {_place(table) for table in found.tables if table.rows}
    doubled = [table for table in found.tables if not table.rows and _place(table) in formed]
    if not doubled:
        return
    found.tables = [table for table in found.tables if not any(table is other for other in doubled)]
    reason = f"汇总表中有 {len(doubled)} 个项目另有单项表"
    finding = SheetFindings(doubled[0].sheet).warning(
        reason, "已按单项表读入，汇总表中的数没有读入", doubled[0].first_row
    )
    found.findings.append(finding)


def _place(table: ReadTable) -> tuple[str, str]:
    unit = table.text("unit_code") or "".join(table.text("unit").split())
    return unit, "".join(table.text("name").split())


_UNSTORED = {
    "project_code": "项目编码", "grade": "等级", "indicators_score": "指标得分",
}  # fmt: skip


def _note_unstored(found: ReadFile) -> None:
    """Columns that are computed here or have no place yet; said once for the file."""
    used = [label for key, label in _UNSTORED.items() if any(_says(table, key) for table in found.tables)]
    if used:
        reason = f"{'、'.join(used)}没有保存"
        action = "等级和得分由系统按规则计算；项目按单位和名称核对"
        found.findings.append(FileFinding(Level.WARNING, reason, action))


def _says(table: ReadTable, key: str) -> bool:
    return bool(table.text(key)) or key in table.numbers


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
