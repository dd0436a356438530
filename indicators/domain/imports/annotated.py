"""The uploaded workbook back with a comment in every cell that has a finding, or else a list of findings."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string

from indicators.models import TableImport
from perfgoals.common.text import clean_text

log = logging.getLogger(__name__)
# openpyxl needs some 50 bytes of memory for each byte of a sheet: larger files get the list.
LARGEST_ROWS = 20_000
LARGEST_FILE = 5 * 1024 * 1024
FILLS = {"error": PatternFill("solid", fgColor="F8CBAD"), "warning": PatternFill("solid", fgColor="FFE699")}
LABELS = {"error": "有错", "warning": "提示"}
AUTHOR = "绩效目标管理系统"
HEADINGS = ("级别", "工作表", "行", "列", "项目", "原值", "问题", "怎么办")
WIDTHS = (6, 16, 8, 6, 30, 30, 40, 50)


def write_annotated(table_import: TableImport, path: Path) -> None:
    """Write to `path` the uploaded workbook with comments; where that can't be, the findings as a table."""
    findings = list(findings_of(table_import))
    if not _annotate(table_import, findings, path):
        _write_list(findings, path)


def findings_of(table_import: TableImport) -> Iterator[dict]:
    """Those of the file, then those of each project, with its name as `project`."""
    yield from ({"project": ""} | finding for finding in table_import.summary.get("findings", ()))
    items = table_import.items.values_list("name", "first_row", "sheet", "findings", "refusal")
    for name, row, sheet, findings, refusal in items.order_by("position").iterator(chunk_size=500):
        yield from ({"project": name} | finding for finding in findings)
        if refusal:
            yield {"level": "error", "project": name, "sheet": sheet, "row": row, "column": None, "value": "",
                   "reason": f"没有写入：{refusal}", "action": ""}  # fmt: skip


def _annotate(table_import: TableImport, findings: list[dict], path: Path) -> bool:
    if not table_import.file or table_import.file.size > LARGEST_FILE:
        return False
    if table_import.summary.get("rows", 0) > LARGEST_ROWS or not table_import.summary.get("layout"):
        return False
    try:
        with table_import.file.open("rb") as stream:
            book = load_workbook(stream)
        _comment(book, findings)
        book.save(path)
    except Exception:
        # csv, and whatever our own reader forgives but openpyxl does not: the list says the same.
        log.info("import %s can't be annotated", table_import.pk, exc_info=True)
        return False
    return True


def _comment(book: Workbook, findings: Iterable[dict]) -> None:
    by_cell = defaultdict(list)
    for finding in findings:
        if finding["sheet"] in book.sheetnames:
            place = (finding["sheet"], finding["row"] or 1, finding["column"] or "A")
            by_cell[place].append(finding)
    for (sheet, row, column), found in by_cell.items():
        cell = _anchor(book[sheet], row, column_index_from_string(column))
        text = "\n".join(f"{LABELS[f['level']]}：{f['reason']}。{f['action']}" for f in found)
        if cell.comment:
            text = f"{cell.comment.text}\n{text}"
        cell.comment = Comment(clean_text(text)[:2000], AUTHOR, width=320, height=120)
        worst = "error" if any(f["level"] == "error" for f in found) else "warning"
        cell.fill = FILLS[worst]


def _anchor(sheet, row: int, column: int):
    """The cell, or the first one of the merged area that hides it."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _write_list(findings: Iterable[dict], path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题清单")
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, heading, bold=True) for heading in HEADINGS])
    for finding in findings:
        values = (
            LABELS[finding["level"]], finding["sheet"], finding["row"], finding["column"], finding["project"],
            finding.get("value", ""), finding["reason"], finding["action"],
        )  # fmt: skip
        sheet.append([_text(sheet, value) for value in values])
    book.save(path)


def _text(sheet, value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=clean_text(value) if isinstance(value, str) else value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # a text that begins with = stays a text
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
