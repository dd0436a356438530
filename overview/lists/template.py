"""The workbook to fill in: the columns of a list with drop-downs, and a sheet that explains them."""

from itertools import zip_longest
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from perfgoals.sheets.text_cells import put_text
from projects.enums import ListKind
from projects.models import Department

from .fields import FIELDS, ListField

CHOICES = "可选内容"
LAST_ROW = 2_000
_HEAD = PatternFill("solid", fgColor="E9EDF1")
# One sheet for each list: then no column has to say which one it is.
SHEETS = {
    ListKind.UNITS: ("单位",), ListKind.CODES: ("资金类型", "功能科目"), ListKind.PEOPLE: ("人员",),
}  # fmt: skip
EXAMPLES = {
    ListKind.UNITS: [
        {"code": "130", "name": "某某县教育局（主管部门）", "kind": "行政单位"},
        {"code": "130001", "name": "某某县教育局本级", "parent": "130", "kind": "行政单位"},
        {"code": "130002", "name": "某某县第一中学", "parent": "130", "kind": "财政补助事业单位"},
    ],
    ListKind.CODES: [
        {"list": "资金类型", "code": "1111", "name": "预算安排拨款"},
        {"list": "功能科目", "code": "2050204", "name": "高中教育", "valid_from": "2026-01-01"},
    ],
    ListKind.PEOPLE: [
        {"full_name": "张会计", "username": "", "unit": "130001", "roles": "填报"},
        {"full_name": "李科长", "username": "likz", "unit": "130", "roles": "主管部门审核"},
        {"full_name": "王审核", "username": "wangsh", "unit": "", "roles": "财政审核、批复"},
    ],
}


def write_template(kind: ListKind, path: Path) -> None:
    """Write the template of a list; drop-downs offer, other texts are accepted and checked by the import."""
    book = Workbook()
    book.remove(book.active)
    fields = [field for field in FIELDS[kind] if field.key != "list"]
    choices = _choices(kind, fields)
    for name in SHEETS[kind]:
        _add_sheet(book, name, fields, choices)
    _explain(book, kind)
    hidden = book.create_sheet(CHOICES)
    hidden.sheet_state = "hidden"
    for row, texts in enumerate(zip_longest(*choices.values()), start=1):
        for column, text in enumerate(texts, start=1):
            put_text(hidden.cell(row, column), text)
    book.save(path)


def _choices(kind: ListKind, fields: list[ListField]) -> dict[str, list[str]]:
    found = {field.key: list(field.choices) for field in fields if field.choices}
    place = {ListKind.UNITS: "parent", ListKind.PEOPLE: "unit"}.get(kind)
    units = [unit.label for unit in Department.objects.active()] if place else []
    return found | ({place: units} if units else {})


def _add_sheet(book: Workbook, name: str, fields: list[ListField], choices: dict[str, list[str]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, field in enumerate(fields, start=1):
        letter = get_column_letter(column)
        cell = sheet.cell(1, column)
        put_text(cell, field.label)
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEAD, Alignment(horizontal="center")
        sheet.column_dimensions[letter].width = field.width
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(2, 202):  # codes typed into them stay texts
            sheet.cell(row, column).number_format = "@"
        if field.key in choices:
            place = get_column_letter(list(choices).index(field.key) + 1)
            area = f"'{CHOICES}'!${place}$1:${place}${len(choices[field.key])}"
            rule = DataValidation("list", formula1=area, allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(rule)


def _explain(book: Workbook, kind: ListKind) -> None:
    """The import passes over this sheet by its name."""
    sheet = book.create_sheet("说明")
    lines = [["列", "怎么填"], *([field.label, field.hint] for field in FIELDS[kind]), [], ["例子"]]
    shown = [field for field in FIELDS[kind] if any(field.key in row for row in EXAMPLES[kind])]
    lines += [[field.label for field in shown]]
    lines += [[row.get(field.key, "") for field in shown] for row in EXAMPLES[kind]]
    for row, texts in enumerate(lines, start=1):
        for column, text in enumerate(texts, start=1):
            put_text(sheet.cell(row, column), text)
            sheet.cell(row, column).font = Font(bold=row == 1 or texts == ["例子"])
    for letter, width in zip("ABCDEF", (22, 44, 26, 22, 18, 14), strict=True):
        sheet.column_dimensions[letter].width = width
