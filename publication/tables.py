"""The register as a workbook."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from perfgoals.sheets.paper import fit_to_paper
from perfgoals.sheets.text_cells import text_cell

from .domain.register import RegisterRow
from .models import PublicationTask

COLUMNS = (
    ("单位", 34), ("项目数", 9), ("金额（元）", 18), ("应公开日期", 12), ("状态", 16), ("公开日期", 12),
    ("公开地址", 44), ("不公开的理由", 34), ("登记人", 12),
)  # fmt: skip


def write_register(task: PublicationTask, rows: list[RegisterRow], path: Path) -> None:
    """One row a unit; amounts in 元 as numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("公开台账")
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDEFGHI"[number]].width = width
    sheet.freeze_panes = "A3"
    fit_to_paper(sheet, head="1:2")
    sheet.append([_bold(sheet, f"{task.cycle.region}{task}公开台账")])
    sheet.append([_bold(sheet, title) for title, _ in COLUMNS])
    for row in rows:
        sheet.append(list(_cells(sheet, task, row)))
    book.save(path)


def _bold(sheet, text: str) -> WriteOnlyCell:
    cell = text_cell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=False)
    return cell


def _cells(sheet, task: PublicationTask, row: RegisterRow):
    entry = row.publication
    amount = WriteOnlyCell(sheet, row.amount)
    amount.number_format = "#,##0.00"
    yield text_cell(sheet, row.department.label)
    yield row.projects
    yield amount
    yield task.due_on
    yield text_cell(sheet, row.state.label)
    yield entry.published_on if entry else None
    yield text_cell(sheet, entry.address if entry else "")
    yield text_cell(sheet, entry.reason if entry else "")
    yield text_cell(sheet, str(entry.entered_by) if entry else "")
