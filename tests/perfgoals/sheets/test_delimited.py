import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgoals.sheets import Limits, UnreadableFile, open_workbook
from perfgoals.sheets.cells import Cell

pytestmark = pytest.mark.pure

ROWS = [
    ["项目名称", "金额", "目标"],
    ["“两新”组织，补贴", "50,000.00", "=100%"],
    ["多行\n文字", '带"引号"', "007"],
]


def written(rows, delimiter=","):
    csv.writer(text := StringIO(), delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(content: bytes, filename="table.csv"):
    with open_workbook(BytesIO(content), filename=filename) as book:
        return [list(row.cells.values()) for row in book.sheets[0].rows()]


def texts(content: bytes):
    return [[cell.text for cell in row] for row in read(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_reads_what_people_save(encoding, delimiter):
    assert texts(written(ROWS, delimiter).encode(encoding)) == ROWS


def test_rare_characters_of_gb18030_are_kept():
    assert texts("𠮷野,㐀,😀\n".encode("gb18030")) == [["𠮷野", "㐀", "😀"]]


def test_everything_is_text_and_nothing_is_calculated():
    cells = read(b"007,=1+2,1e5,2026/1/1\n")[0]
    assert [cell.text for cell in cells] == ["007", "=1+2", "1e5", "2026/1/1"]
    assert all(cell.number is cell.formula is cell.problem is None for cell in cells)


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    with open_workbook(BytesIO(b'"a\nb",1\n\n,\nc,2\n'), filename="表.csv") as book:
        assert book.sheets[0].name == "表"
        assert [row.number for row in book.sheets[0].rows()] == [1, 4]


def test_the_delimiter_may_be_named_as_excel_does():
    with open_workbook(BytesIO(b"sep=|\na|b,c\n"), filename="a.csv") as book:
        assert [(row.number, row.text(1), row.text(2)) for row in book.sheets[0].rows()] == [(2, "a", "b,c")]


def test_other_separators_inside_cells_are_no_delimiters():
    assert texts("项目,目标\n\t甲,\x1e\t乙\n".encode()) == [["项目", "目标"], ["\t甲", "\x1e\t乙"]]
    assert texts("项目\t目标\n甲,乙,丙\t丁,戊\n".encode()) == [["项目", "目标"], ["甲,乙,丙", "丁,戊"]]


def test_full_width_commas_and_single_columns_are_no_delimiters():
    assert texts("依据，及理由\n甲；乙\n".encode()) == [["依据，及理由"], ["甲；乙"]]


@pytest.mark.parametrize("line", ['"大组工网"维护费,1', '甲,"没有结束\n乙,2'])
def test_quotation_marks_that_do_not_match_are_refused_not_dropped(line):
    with pytest.raises(UnreadableFile, match=r"第 \d 行附近的英文双引号"):
        read(line.encode())


def test_a_csv_keeps_its_suffix():
    with pytest.raises(UnreadableFile, match="扩展名"):
        read(b"a,b\n", filename="table.xlsx")


cell_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\ufeff"), min_size=1)


@given(st.lists(st.lists(cell_text, min_size=2, max_size=5), min_size=1, max_size=8))
def test_every_character_of_a_csv_survives(rows):
    rows = [["表头", "表头"], *rows]
    assert texts(written(rows).encode("utf-8-sig")) == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end):
    assert texts(end.join(["项目,金额", "甲,1", "乙,2"]).encode("gbk")) == [
        ["项目", "金额"],
        ["甲", "1"],
        ["乙", "2"],
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_both_orders_of_utf16(mark):
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert texts(mark + "项目\t金额\n甲\t1\n".encode(encoding)) == [["项目", "金额"], ["甲", "1"]]


gbk_text = st.text(st.characters(codec="gbk", exclude_categories=["Cc"]), min_size=1)


@given(st.lists(st.lists(gbk_text, min_size=2, max_size=4), min_size=1, max_size=6))
def test_every_character_of_gbk_survives(rows):
    rows = [["项目名称", "设立依据"], *rows]
    assert texts(written(rows).encode("gbk")) == rows


def test_blank_rows_and_blank_cells_are_left_out_but_counted():
    with open_workbook(BytesIO("项目,金额,\n,,\n甲,,3\n".encode()), filename="表.csv") as book:
        rows = list(book.sheets[0].rows())
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (1, {1: Cell("项目"), 2: Cell("金额")}),
        (3, {1: Cell("甲"), 3: Cell("3")}),
    ]


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(rows=1), "第 2 行 B 列"), (Limits(columns=1), "第 1 行 B 列"), (Limits(file_size=3), "MB")],
)
def test_limits_hold_for_text_too(limits, said):
    content = BytesIO(b"a,b\nc,d\n")
    with (
        pytest.raises(UnreadableFile, match=said),
        open_workbook(content, filename="a.csv", limits=limits) as book,
    ):
        list(book.sheets[0].rows())
