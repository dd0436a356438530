"""Web pages that systems call .xls: codes stay texts, cells stay cells, and what the page shows is read."""

from base64 import b64encode
from io import BytesIO

import pytest

from perfgoals.sheets import Area, Cell, Limits, Mark, Problem, UnreadableFile, open_workbook

pytestmark = pytest.mark.pure


def sheet_of(page: str | bytes, *, encoding: str = "utf-8", limits: Limits | None = None):
    content = page if isinstance(page, bytes) else page.encode(encoding)
    with open_workbook(BytesIO(content), filename="导出.xls", limits=limits or Limits()) as book:
        (sheet,) = book.sheets
        return sheet


def texts(page: str | bytes, **options: object) -> list[list[str]]:
    return [[cell.text for cell in row.cells.values()] for row in sheet_of(page, **options).rows()]


def cell_of(inside: str, attributes: str = "", head: str = "") -> Cell:
    page = f"<html><head>{head}</head><table><tr><td {attributes}>{inside}</td></tr></table>"
    return next(iter(sheet_of(page).rows())).cells[1]


@pytest.mark.parametrize("said", ["gbk", "gb2312", "GB18030", ""])
@pytest.mark.parametrize("mark", ['<meta charset="{}">', "<meta content='text/html; charset={}'>"])
def test_chinese_is_read_whatever_the_page_calls_its_encoding(said, mark):
    page = f"<html>{mark.format(said)}<table><tr><td>乡村道路养护</td></tr></table>"
    assert texts(page, encoding="gb18030") == [["乡村道路养护"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_page_that_says_nothing_or_something_wrong_is_read(encoding):
    page = "<table><tr><td>𠮷祥村龍䶮段</td></tr></table>"
    assert texts(page, encoding=encoding) == [["𠮷祥村龍䶮段"]]
    assert texts("<meta charset=klingon>" + page, encoding="utf-8") == [["𠮷祥村龍䶮段"]]


@pytest.mark.parametrize("code", ["001300", "440205199001011234567", "1.10", "1E5", "2-3", "=95%", "0"])
def test_a_code_stays_as_it_is_written(code):
    assert cell_of(code) == Cell(code)
    assert cell_of(code, "style=\"mso-number-format:'\\@'\"") == Cell(code)
    assert cell_of(code, 'class="t"', "<style>.t {mso-number-format:'\\\\@';}</style>") == Cell(code)


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("0\\.00%", "0.955", "95.50%"),
        ("Percent", "0.98", "98.00%"),
        ("\\#\\,\\#\\#0\\.00", "1234567.5", "1,234,567.50"),
        ("Standard", "12345", "12,345.00"),
        ("Short Date", "45107", "2023/6/30"),
        ("yyyy\\0022年\\0022m\\0022月\\0022", "45107", "2023年6月"),
        ("0\\0022公里\\0022", "12", "12公里"),
        ("General", "12.50", "12.5"),
    ],
)
def test_a_number_with_a_format_shows_as_in_a_spreadsheet(code, stored, shown):
    for cell in (
        cell_of(stored, f"style=\"mso-number-format:'{code}'\""),
        cell_of(stored, "class=n", f'<style>td.n{{color:red;mso-number-format:"{code}";}}</style>'),
    ):
        assert cell.text == shown
        assert cell.number is not None


def test_a_text_is_no_number_whatever_its_format():
    assert cell_of("≥95%", "style='mso-number-format:0%'") == Cell("≥95%")


def test_what_excel_wrote_keeps_the_stored_number():
    cell = cell_of("33%", 'x:num="0.33333333333333331"')
    assert (cell.text, cell.number) == ("33%", "0.333333333333333")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("第一行<br>第二行", "第一行\n第二行"),
        ("<p>第一段</p><p>第二段</p>", "第一段\n第二段"),
        ("<div>一</div>二", "一\n二"),
        ("一<br/><br/>二", "一\n\n二"),
        ("换行\n  不算", "换行 不算"),
        ("&nbsp;前后&nbsp;", "前后"),
        ("A&amp;B&lt;5&gt;", "A&B<5>"),
        ("<b>粗</b><font color=red>红</font>", "粗红"),
        ("甲<!-- 注释 -->乙", "甲乙"),
        ("<script>alert(1)</script>值", "值"),
    ],
)
def test_the_text_of_a_cell_is_what_the_page_shows(inside, text):
    assert cell_of(inside) == Cell(text)


def test_a_break_stays_inside_its_cell():
    page = "<table><tr><td>一<br style='mso-data-placement:same-cell'>二<td>三</tr><tr><td>四</table>"
    assert texts(page) == [["一\n二", "三"], ["四"]]


def test_spans_become_merged_ranges_and_push_the_rest_aside():
    sheet = sheet_of(
        "<table><tr><th rowspan=2>编码</th><th colspan=2>金额</th><th>备注</th></tr>"
        "<tr><td>本级</td><td>上级</td><td>无</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert set(sheet.merges) == {Area(1, 1, 2, 1), Area(1, 2, 1, 3)}
    assert [dict(row.cells) for row in sheet.rows()] == [
        {1: Cell("编码"), 2: Cell("金额"), 4: Cell("备注")},
        {2: Cell("本级"), 3: Cell("上级"), 4: Cell("无")},
        {1: Cell("1"), 2: Cell("2")},
    ]


def test_tables_stand_below_each_other_with_the_texts_between_them():
    page = (
        "<h1>某县绩效目标表</h1><p>单位：万元</p><table><tr><td>一</table><table><tr><td></td></tr>"
        "<tr><td>二</table><p>填表人：甲</p>"
    )
    rows = [(row.number, row.text(1)) for row in sheet_of(page).rows()]
    assert rows == [(1, "某县绩效目标表"), (2, "单位：万元"), (3, "一"), (5, "二"), (6, "填表人：甲")]


def test_a_table_that_only_lays_out_the_page_hides_nothing():
    page = "<table><tr><td><table><tr><td>编码<td>名称</tr><tr><td>01<td>甲</tr></table></td></tr></table>"
    assert texts(page) == [["编码", "名称"], ["01", "甲"]]


def test_hidden_rows_and_columns_are_known():
    sheet = sheet_of(
        "<table><col><col span=2 style='display:none'><tr><td>一</tr>"
        "<tr style='display:none'><td>二</tr></table>"
    )
    assert [row.hidden for row in sheet.rows()] == [False, True]
    assert sheet.hidden_columns == {2}


def test_marks_of_a_cell():
    assert cell_of("<s>不做</s>了").marks == (Mark.STRUCK_OUT,)
    assert cell_of("不做", "style='text-decoration:line-through'").marks == (Mark.STRUCK_OUT,)
    assert cell_of("<font face=Symbol>&sup3;</font>95%") == Cell("≥95%", marks=(Mark.SYMBOL_FONT,))
    assert cell_of("P", "style='font-family:\"Wingdings 2\"'").marks == (Mark.UNKNOWN_SIGNS,)
    assert cell_of("<img src=x.png>").problem is Problem.PICTURE


def test_a_web_archive_is_read_page_by_page():
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    pages = [b64encode(f"<table><tr><td>{name}</table>".encode()).decode() for name in "甲乙"]
    archive = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    archive += "".join(f"--x\r\n{part}{page}\r\n" for page in pages) + "--x--"
    with open_workbook(BytesIO(archive.encode()), filename="表.xls") as book:
        read = [(sheet.name, [row.text(1) for row in sheet.rows()]) for sheet in book.sheets]
    assert read == [("表 1", ["甲"]), ("表 2", ["乙"])]


@pytest.mark.parametrize(
    ("page", "limits", "said"),
    [
        ("<table><tr><td></table>", Limits(), "没有表格"),
        ("<table><tr><td>1<td>2</table>", Limits(columns=1), "第 1 行第 2 列"),
        ("<table><tr><td>一<tr><td>二</table>", Limits(rows=1), "第 2 行"),
        ("<table><tr><td>一二三</table>", Limits(cell_characters=2), "超过 2 字"),
        ("<table><tr><td rowspan=2>一<td rowspan=2>二</table>", Limits(merges=1), "合并"),
    ],
)
def test_each_bound_is_said(page, limits, said):
    with pytest.raises(UnreadableFile, match=said):
        texts(page, limits=limits)


def test_tab_separated_text_called_xls_is_a_table():
    assert texts("编码\t名称\r\n001300\t甲\r\n", encoding="gbk") == [["编码", "名称"], ["001300", "甲"]]
