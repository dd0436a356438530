"""The uploaded workbook back with a comment in every cell that has a finding, or else a list of findings."""

import logging
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from indicators.models import TableImport
from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb
from perfgoals.common.bounded import OverBounds, run_bounded
from perfgoals.common.text import clean_text
from perfgoals.jobs.domain import start_job
from perfgoals.jobs.models import Job
from perfgoals.sheets import UnreadableFile
from perfgoals.sheets.annotating import Note, annotate
from perfgoals.sheets.text_cells import text_cell

from ..stored_files import opened

log = logging.getLogger(__name__)
ANNOTATE_JOB = "annotate_import"
# openpyxl needs some 50 bytes of memory for each byte of a sheet: larger files get the list.
LARGEST_ROWS = 20_000
LARGEST_FILE = 5 * 1024 * 1024
LABELS = {"error": "有错", "warning": "提示"}
HEADINGS = ("级别", "工作表", "行", "列", "项目", "原值", "问题", "怎么办")
WIDTHS = (6, 16, 8, 6, 30, 30, 40, 50)


def start_annotated(*, by, table_import: TableImport) -> Job:
    """Queue it: the file is somebody's own, and opening it may cost more than a page may."""
    units = table_import.items.filter(goal__isnull=False).values_list("goal__project__department", flat=True)
    with transaction.atomic():
        job = start_job(
            kind=ANNOTATE_JOB, title=f"带批注的原表 {table_import.filename[-150:]}", owner=by,
            params={"import": table_import.pk}, units=units.distinct(),
        )  # fmt: skip
        record(Verb.EXPORT, by=by, obj=job)
    return job


def annotated_name(table_import: TableImport) -> str:
    return f"{Path(table_import.filename).stem}（批注）.xlsx"


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
            yield {"level": "error", "project": name, "sheet": sheet, "row": row or None, "column": None,
                   "value": "", "reason": f"没有写入：{refusal}", "action": ""}  # fmt: skip


def _annotate(table_import: TableImport, findings: list[dict], path: Path) -> bool:
    """False where it can't be: a csv, too large, or what our own reader forgives but openpyxl does not."""
    if table_import.summary.get("rows", 0) > LARGEST_ROWS or not table_import.summary.get("layout"):
        return False
    source = path.with_name("uploaded.xlsx")
    try:
        with opened(table_import.file) as stored, source.open("wb") as copy:
            if table_import.file.size > LARGEST_FILE:
                return False
            shutil.copyfileobj(stored, copy)
    except UnreadableFile:  # it is gone: the list says all the same
        return False
    try:
        run_bounded(annotate, source, [_note(finding) for finding in findings], path)
    except OverBounds:
        log.info("import %s can't be annotated", table_import.pk, exc_info=True)
        path.unlink(missing_ok=True)
        return False
    return True


def _note(finding: dict) -> Note:
    text = f"{LABELS[finding['level']]}：{finding['reason']}。{finding['action']}"
    return Note(
        sheet=finding["sheet"], row=finding["row"] or 1, column=finding["column"] or "A",
        text=clean_text(text), grave=finding["level"] == "error",
    )  # fmt: skip


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
    cell = text_cell(sheet, value) if isinstance(value, str) else WriteOnlyCell(sheet, value)
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
