"""What a sheet does not show is not read: values under merged ranges, blanks far away; strict files."""

from io import BytesIO

import pytest

from perfgoals.sheets import Cell, UnreadableFile, open_workbook
from tests.workbook_files import MAIN, RELATIONS, package, workbook, workbook_parts, worksheet

pytestmark = pytest.mark.pure

MERGE = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="str"><v>{value}</v></c>'


def rows_of(content: bytes):
    with open_workbook(BytesIO(content)) as book:
        return list(book.sheets[0].rows())


def test_values_under_a_merged_range_are_kept_apart():
    rows = f'<row r="1">{text("A1", "新")}{text("B1", "旧")}{text("C1", "旁")}</row>'
    rows += f'<row r="2">{text("A2", "旧二")}</row><row r="3">{text("A3", "下")}</row>'
    first, second, third = rows_of(workbook(worksheet(rows, after=MERGE)))
    assert dict(first.cells) == {1: Cell("新"), 3: Cell("旁")}
    assert dict(first.covered) == {2: Cell("旧")}
    assert (dict(second.cells), dict(second.covered)) == ({}, {1: Cell("旧二")})
    assert dict(third.cells) == {1: Cell("下")}


@pytest.mark.parametrize("blank", [" ", "\u3000", "\n"])
def test_a_blank_far_away_is_nothing(blank):
    rows = f'<row r="1">{text("A1", "甲")}{text("XFD1", blank)}</row>'
    rows += f'<row r="900000">{text("A900000", blank)}</row>'
    assert [dict(row.cells) for row in rows_of(workbook(worksheet(rows)))] == [{1: Cell("甲")}]


def test_a_word_far_away_still_refuses_the_file():
    with pytest.raises(UnreadableFile, match="XFD1"):
        rows_of(workbook(worksheet(f'<row r="1">{text("XFD1", "甲")}</row>')))


def test_a_far_blank_in_a_csv_is_nothing():
    with open_workbook(BytesIO(("甲" + "," * 900 + " \n").encode()), filename="a.csv") as book:
        assert [dict(row.cells) for row in book.sheets[0].rows()] == [{1: Cell("甲")}]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"=""001300"""', "001300"),
        ('="001300"', "001300"),
        ("=95%", "=95%"),
        ('"=""甲""""乙"""', '甲"乙'),
        ("=A1", "=A1"),
    ],
)
def test_a_csv_keeps_codes_that_are_written_as_a_formula(written, read):
    with open_workbook(BytesIO(f"{written}\n".encode()), filename="a.csv") as book:
        (row,) = book.sheets[0].rows()
    assert row.text(1) == read


def test_strict_open_xml_reads_as_the_usual_form():
    strict = "http://purl.oclc.org/ooxml"
    rows = f'<row r="1">{text("A1", "甲")}<c r="B1" t="d"><v>2023-06-30</v></c></row>'
    parts = {
        name: str(part)
        .replace(MAIN, f"{strict}/spreadsheetml/main")
        .replace(RELATIONS, f"{strict}/officeDocument/relationships")
        for name, part in workbook_parts(worksheet(rows)).items()
    }
    (row,) = rows_of(package(parts))
    assert (row.text(1), row.text(2)) == ("甲", "2023/6/30")
