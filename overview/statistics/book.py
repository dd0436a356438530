"""统计 as a workbook: a sheet for each table of the page, numbers as numbers, amounts in 元."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from filings.enums import FilingStatus
from perfgoals.sheets.paper import fit_to_paper
from perfgoals.sheets.text_cells import text_cell
from printing.layout import AMOUNT_FORMAT

from .behind import UnitBehind
from .figures import CheckLine, DayLine, MoneyLine, StatusLine

Row = Iterable[str | int | float | Decimal | None]
MONEY = ["项目数", "金额（元）", "金额缺失的项目数"]


def write_statistics(
    path: Path,
    *,
    behind: Iterable[UnitBehind],
    units: list[StatusLine],
    all_units: StatusLine,
    funds: list[MoneyLine],
    classes: list[MoneyLine],
    total: MoneyLine,
    days: list[DayLine],
    checks: list[CheckLine],
) -> None:
    """Write the tables of the page to `path`; `behind` is empty for those who look after no units."""
    book = Workbook(write_only=True)
    if rows := [*map(_behind, behind)]:
        heads = ["单位", "主管部门", "还没有交", "全部项目", "申报截止", "填报人员"]
        _sheet(book, "还没有交的单位", heads, rows)
    statuses = [*FilingStatus.labels, "合计"]
    _sheet(book, "单位和状态", ["单位", *statuses], map(_statuses, [*units, all_units]))
    _sheet(book, "按资金类型", ["资金类型", *MONEY], map(_money, [*funds, total]))
    _sheet(book, "按功能科目类", ["功能科目类", *MONEY], map(_money, [*classes, total]))
    _sheet(book, "送审进度", ["日期", "距截止（天）", "当日送审", "累计送审"], map(_day, days))
    heads = ["检查", "级别", "现有项目", "首次送审时有的项目", "其中已改的项目"]
    _sheet(book, "检查发现", heads, map(_check, checks))
    book.save(path)


def _sheet(book: Workbook, title: str, heads: list[str], rows: Iterable[Row]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    fit_to_paper(sheet)
    for number in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 40 if number == 1 else 18
    bold = WriteOnlyCell(sheet)
    bold.font = Font(bold=True)
    sheet.append([text_cell(sheet, head, looks=bold) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet, value):
    if value is None or isinstance(value, str):
        return text_cell(sheet, value or "")
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, Decimal):
        cell.number_format = AMOUNT_FORMAT
    return cell


def _behind(line: UnitBehind) -> Row:
    above = line.unit.parent.label if line.unit.parent else ""
    last = line.last.isoformat() if line.last else ""
    return line.unit.label, above, line.open.count, line.total.count, last, "、".join(line.people)


def _statuses(line: StatusLine) -> Row:
    return line.label, *(figure.count for figure in line.by_status), line.total.count


def _money(line: MoneyLine) -> Row:
    return line.label, line.projects.count, line.amount, line.missing.count


def _day(line: DayLine) -> Row:
    return line.day.isoformat(), line.days_left, line.on_day.count, line.until_day.count


def _check(line: CheckLine) -> Row:
    return line.label, line.level, line.now.count, line.at_first.count, line.mended.count
