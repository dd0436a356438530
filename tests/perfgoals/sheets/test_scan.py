"""The first pass over a worksheet: merged ranges and rows, found in bytes that arrive in any pieces."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import Limits, UnreadableFile, open_workbook
from perfgoals.sheets.worksheet import scan
from tests.workbook_files import workbook, worksheet

pytestmark = pytest.mark.pure


def sheet_with(*refs: str, rows: int = 0) -> bytes:
    merges = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    body = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, rows + 1))
    return worksheet(body, after=f"<mergeCells>{merges}</mergeCells>").encode()


@given(st.integers(1, 60), st.integers(0, 20))
def test_the_size_of_the_pieces_changes_nothing(size, rows):
    content = sheet_with("A1:M1", "B3:B5", "AA10:AB11", rows=rows)
    outline = scan([content[at : at + size] for at in range(0, len(content), size)], Limits())
    assert list(outline.merges) == [(1, 1, 1, 13), (3, 2, 5, 2), (10, 27, 11, 28)]
    assert (outline.merge_count, outline.expected_rows) == (3, rows)


@pytest.mark.parametrize(
    ("ref", "area"),
    [
        ("A1:B2", (1, 1, 2, 2)),
        ("B2:A1", (1, 1, 2, 2)),
        ("A2:B1", (1, 1, 2, 2)),
        ("C3", (3, 3, 3, 3)),
        ("A1:A1048576", (1, 1, 1_048_576, 1)),
    ],
)
def test_corners_in_any_order(ref, area):
    assert list(scan([sheet_with(ref)], Limits()).merges) == [area]


@pytest.mark.parametrize(
    "ref", ["", "a1:b2", "A:B", "1:2", "ABCD1:A2", "A12345678:B2", "A1:B2:C3", "甲1:乙2"]
)
def test_a_range_that_is_none_refuses_the_file(ref):
    """It is counted as markup but not found as a range."""
    content = workbook(sheet_with(ref).decode())
    with pytest.raises(UnreadableFile, match="已损坏"), open_workbook(BytesIO(content)) as book:
        list(book.sheets[0].rows())


def test_more_merged_ranges_than_the_limit_are_refused_while_scanning():
    pieces = iter([sheet_with(*["A1:B2"] * 50)] * 10)
    with pytest.raises(UnreadableFile, match="合并单元格超过 120 处"):
        scan(pieces, Limits(merges=120))
    assert len(list(pieces)) > 5, "the rest was not read"


def test_a_range_over_every_column_costs_only_the_columns_that_are_read():
    outline = scan([sheet_with(*[f"A{n}:XFD{n}" for n in range(1, 1000)])], Limits())
    assert outline.merges.at(500, 200) == (500, 1, 500, 16_384)
    assert outline.merges.at(500, 201) is None


def test_a_tag_without_end_is_not_kept():
    outline = scan([b"<row " + b"x" * 100_000] * 20 + [b"<mergeCell ref="], Limits())
    assert outline.merge_count == 0
