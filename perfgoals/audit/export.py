"""The audit list as CSV or workbook; every cell is text, so that nothing typed can run as a formula."""

import csv
from collections.abc import Iterable, Iterator

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from perfgoals.common.text import harmless_in_csv
from perfgoals.sheets.paper import fit_to_paper
from perfgoals.sheets.text_cells import text_cell

from .models import AuditEvent

# Header, and width in characters.
COLUMNS = (
    ("序号", 10), ("时间", 20), ("用户", 22), ("IP 地址", 16), ("动作", 14), ("对象种类", 16),
    ("对象编号", 12), ("对象", 40), ("操作前", 40), ("操作后", 40),
    ("结果", 10), ("说明", 40), ("校验值", 68),
)  # fmt: skip
HEADER = [title for title, _ in COLUMNS]
CELL_LIMIT = 32_000  # a workbook's cell holds 32,767 characters


def rows(events: Iterable[AuditEvent]) -> Iterator[list[str]]:
    for event in events:
        at = f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"
        yield [
            str(event.number), at, event.actor_name, event.address, event.verb_label, event.object_type,
            event.object_id, event.object_name, event.before, event.after, event.get_result_display(),
            event.note, event.hash,
        ]  # fmt: skip


class _Echo:
    """A file that hands every line straight on."""

    def write(self, value):
        return value


def csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """UTF-8 with a mark at its start, without which Excel takes it for GBK."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADER)
    for row in rows(events):
        yield writer.writerow([harmless_in_csv(text) for text in row])


def write_workbook(events: Iterable[AuditEvent], file) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("审计记录")
    for number, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    fit_to_paper(sheet)
    sheet.append(HEADER)
    for row in rows(events):
        sheet.append([text_cell(sheet, text[:CELL_LIMIT]) for text in row])
    book.save(file)
