"""Reading an exported workbook back, independently of the import: by its merged cells."""

from dataclasses import dataclass
from decimal import Decimal

from openpyxl import load_workbook

FIRST_ROW, COLUMNS = 5, 13


@dataclass
class ReadProject:
    """One block: the texts of columns 1–8, and (一级, 二级, 三级, 周期值, 年度值) of each row."""

    texts: list
    rows: list[tuple]


def read_sheet(path):
    return load_workbook(path).active


def spans_of(sheet):
    """(row, column) of a merged cell's first cell → (rows, columns)."""
    return {
        (area.min_row, area.min_col): (area.size["rows"], area.size["columns"])
        for area in sheet.merged_cells.ranges
    }


def read_projects(sheet) -> list[ReadProject]:
    spans, last, row, found = spans_of(sheet), sheet.max_row, FIRST_ROW, []
    while row < last:
        height = spans.get((row, 1), (1, 1))[0]
        texts = [sheet.cell(row, column).value for column in range(1, 9)]
        found.append(ReadProject(texts, list(_indicator_rows(sheet, spans, row, row + height))))
        row += height
    return found


def _indicator_rows(sheet, spans, row, end):
    tiers = ["", ""]
    while row < end:
        for place, column in enumerate((9, 10)):
            tiers[place] = sheet.cell(row, column).value or tiers[place]
        values = [sheet.cell(row, column).value or "" for column in range(11, 14)]
        if any(values):
            yield (*tiers, *values)
        row += spans.get((row, 11), (1, 1))[0]


def expected(block) -> ReadProject:
    amount = block.amount_note if block.amount is None else block.amount
    texts = [
        block.unit,
        block.name,
        block.fund,
        amount,
        block.subject,
        block.justification,
        block.overall_objective,
        block.annual_objective,
    ]
    rows = [(row.tier1, row.tier2, row.name, row.period_target, row.annual_target) for row in block.rows]
    return ReadProject([text or None for text in texts], rows)


def normal(project: ReadProject) -> ReadProject:
    """Numbers as decimals, so that 50000 and 50000.00 are the same."""
    texts = [
        Decimal(str(text)).quantize(Decimal("0.01")) if isinstance(text, int | float | Decimal) else text
        for text in project.texts
    ]
    return ReadProject(texts, project.rows)
