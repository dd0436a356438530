"""The files in which code lists come and go: read within firm limits, written so that texts stay texts."""

from dataclasses import replace
from io import BytesIO

import tablib
from import_export.formats.base_formats import CSV, XLSX
from openpyxl import Workbook

from perfgoals.common.text import harmless_in_csv
from perfgoals.sheets import LIMITS, UnreadableFile, open_workbook
from perfgoals.sheets.limits import MEGABYTE
from perfgoals.sheets.paper import fit_to_paper
from perfgoals.sheets.text_cells import text_cell

# A code list is read in the web process, at once: far more than any list needs, far less than would be felt.
CODE_LIST_LIMITS = replace(
    LIMITS, file_size=5 * MEGABYTE, unpacked_size=40 * MEGABYTE, strings_size=20 * MEGABYTE, rows=20_000,
    columns=50, elements=1_000_000,
)  # fmt: skip
EMPTY = UnreadableFile("文件里除表头外没有内容。第一行是表头，从第二行起每行一条。")


def read_dataset(content: bytes, filename: str) -> tablib.Dataset:
    """The first sheet; its first row is the header. Raises UnreadableFile with a sentence for the sender."""
    with open_workbook(BytesIO(content), filename=filename, limits=CODE_LIST_LIMITS) as book:
        rows = book.sheets[0].rows()
        if (header := next(rows, None)) is None:
            raise EMPTY
        columns = range(1, max(header.cells) + 1)
        dataset = tablib.Dataset(headers=[header.text(column) for column in columns])
        for row in rows:
            dataset.append([_value(row, column) for column in columns])
    if not len(dataset):
        raise EMPTY
    return dataset


def _value(row, column: int) -> str:
    """As displayed; only the commas between thousands are no part of a code."""
    cell = row.cells.get(column)
    if cell is None:
        return ""
    return cell.text.replace(",", "") if cell.number else cell.text.removeprefix("'")


class CodeListWorkbook(XLSX):
    def create_dataset(self, in_stream: bytes):
        return read_dataset(in_stream, "codes.xlsx")

    def export_data(self, dataset, **kwargs) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet((dataset.title or "代码表")[:31])
        fit_to_paper(sheet)
        for row in [dataset.headers, *dataset]:
            sheet.append([text_cell(sheet, str(value or "")) for value in row])
        content = BytesIO()
        book.save(content)
        return content.getvalue()


class CodeListCsv(CSV):
    """Also in GBK, as Excel writes it in China."""

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs):
        return read_dataset(in_stream, "codes.csv")

    def export_data(self, dataset, **kwargs) -> str:
        harmless = tablib.Dataset(headers=dataset.headers)
        for row in dataset:
            harmless.append([harmless_in_csv(str(value or "")) for value in row])
        return "\ufeff" + super().export_data(harmless, **kwargs)
