"""The published table printed by four engines in many ways: what comes back, and what is marked.

A wrong value without a mark fails. Blanks do not count: paper does not keep them.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment

from benchmarks.synthetic import seed_table
from printing.pdf import write_pdf
from printing.xlsx import write_workbook
from reading import read_blocks
from tests.pdf_files import break_after, by_chromium, by_weasyprint, html_table, page_setup, printed

pytestmark = pytest.mark.pure

FACTS = (
    "unit_text", "name", "fund_text", "subject_text",
    "justification", "overall_objective", "annual_objective",
)  # fmt: skip
PARTS = ("tier1", "tier2", "name", "period_target", "annual_target")
LARGE = 1_234_567.89
AMOUNT = 4


def plain(text):
    return "".join(str(text).split())


@dataclass
class Comparison:
    """`wrong` values carry no mark, `marked` ones do; `invented` are amounts that the print does not show."""

    projects: int
    indicators: int
    amounts: int
    wrong: list
    marked: list
    invented: list


def compared(path, original):
    file = read_blocks(path)
    result = Comparison(len(file.blocks), sum(len(b.indicators) for b in file.blocks), 0, [], [], [])
    for block, truth in zip(file.blocks, original.blocks, strict=True):
        noted = {(finding.field, finding.row) for finding in block.findings}
        fields = {field for field, _ in noted}
        rows = {row for _, row in noted}
        result.amounts += block.amount is not None
        if block.amount not in (None, truth.amount):
            result.invented.append((block.name, block.amount))
        for field in FACTS:
            pair = plain(getattr(block, field)), plain(getattr(truth, field))
            if pair[0] != pair[1]:
                (result.marked if field in fields else result.wrong).append(pair)
        for got, want in zip(block.indicators, truth.indicators, strict=True):
            pair = [plain(getattr(got, p)) for p in PARTS], [plain(getattr(want, p)) for p in PARTS]
            if pair[0] != pair[1]:
                (result.marked if got.row in rows else result.wrong).append(pair)
    return result


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "book.xlsx"
    write_workbook(seed_table(), path)
    return path


@pytest.fixture(scope="module")
def original(workbook):
    return read_blocks(workbook)


def narrow(path, *, width=1.0, height: float | None = 1.0, amount=8):
    """The workbook with large amounts in a column too narrow for them, and without its page breaks."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for dimension in sheet.column_dimensions.values():
        dimension.width *= width
    sheet.column_dimensions["D"].width = amount
    for row in sheet.iter_rows(min_row=5, max_row=sheet.max_row - 1):
        number = row[0].row
        if row[AMOUNT - 1].value == "原表金额不可读":
            row[AMOUNT - 1].value = LARGE
            row[AMOUNT - 1].number_format = "#,##0.00"
        row[AMOUNT - 1].alignment = Alignment(vertical="center", horizontal="right")
        if sheet.row_dimensions[number].height:
            sheet.row_dimensions[number].height = height and sheet.row_dimensions[number].height * height
    return book, sheet


def assert_nothing_wrong(path, original):
    result = compared(path, original)
    assert (result.projects, result.indicators) == (54, 530)
    assert result.wrong == []
    assert result.invented == []
    return result


def test_our_own_book(tmp_path, original):
    path = tmp_path / "book.pdf"
    write_pdf(seed_table(), path)
    result = assert_nothing_wrong(path, original)
    assert result.marked == []
    assert result.amounts == 21
    file = read_blocks(path)
    assert sum(block.amount or 0 for block in file.blocks) == Decimal("852700.00")
    assert [finding.reason for finding in file.findings] == ["这份表是从 PDF 读出的，共 26 页"]
    assert {f.reason for block in file.blocks for f in block.findings} == {"不是金额"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("order", ["downThenOver", "overThenDown"])
def test_printed_in_both_orders_with_amounts_lost(tmp_path, workbook, original, order):
    book, sheet = narrow(workbook, width=2.0)
    page_setup(sheet, order=order)
    break_after(sheet, 9)
    (tmp_path / "table.pdf").write_bytes(printed(book, tmp_path))
    result = assert_nothing_wrong(tmp_path / "table.pdf", original)
    assert result.marked == []
    assert result.amounts == 21
    file = read_blocks(tmp_path / "table.pdf")
    lost = [block for block in file.blocks if block.amount is None]
    assert len(lost) == 33
    assert all(block.amount_note == "原表金额不可读" for block in lost)
    assert any("左右拼在一起" in finding.reason for finding in file.findings)
    assert (file.title, file.fiscal_year) == (original.title, 2023)


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("options", "setup", "breaks"),
    [
        ({"width": 2.6}, {"order": "overThenDown", "paper": 8}, (5, 9)),
        ({"width": 1.0}, {"scale": 60, "paper": 8}, ()),
        ({"width": 1.0}, {"scale": 70, "landscape": False}, ()),
        ({"width": 1.2, "height": 0.6}, {"order": "overThenDown"}, (9,)),
    ],
    ids=["five groups on A3", "one group on A3", "upright", "rows too low"],
)
def test_printed_in_other_ways(tmp_path, workbook, original, options, setup, breaks):
    book, sheet = narrow(workbook, **options)
    page_setup(sheet, **setup)
    break_after(sheet, *breaks)
    (tmp_path / "table.pdf").write_bytes(printed(book, tmp_path))
    assert_nothing_wrong(tmp_path / "table.pdf", original)


CSS = ("", "tr{break-inside:avoid}", "td{vertical-align:top}table{font-size:6pt}")


@pytest.mark.browser
@pytest.mark.parametrize(("engine", "css"), product(["chromium", "weasyprint"], CSS))
def test_printed_from_a_web_page(tmp_path, workbook, original, engine, css):
    html = html_table(openpyxl.load_workbook(workbook).active, head=range(3, 5), css=css)
    content = by_chromium(html, tmp_path) if engine == "chromium" else by_weasyprint(html)
    (tmp_path / "table.pdf").write_bytes(content)
    assert_nothing_wrong(tmp_path / "table.pdf", original)
