"""“XML 表格 2003”: the same values as in the workbook that it was saved from."""

from io import BytesIO

import pytest

from perfgoals.sheets import Area, Cell, Limits, Mark, Problem, UnreadableFile, open_workbook

pytestmark = pytest.mark.pure

DAY = '<Data ss:Type="DateTime">2023-06-30T00:00:00.000</Data>'
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
STYLES = (
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style>'
    '<Style ss:ID="x"><Font ss:FontName="宋体" ss:StrikeThrough="1"/></Style>'
    '<Style ss:ID="s"><Font ss:FontName="Symbol"/></Style>'
    '<Style ss:ID="c"><NumberFormat ss:Format="Percent"/></Style></Styles>'
)


def book(table: str, more: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{SPACE}" '
        f'xmlns:ss="{SPACE}">{STYLES}<Worksheet ss:Name="目标表"><Table>{table}</Table>{more}</Worksheet>'
        "</Workbook>"
    ).encode()


def sheet_of(content: bytes, limits: Limits | None = None):
    with open_workbook(BytesIO(content), filename="表.xls", limits=limits or Limits()) as opened:
        return opened.sheets[0]


def cell_of(data: str, attributes: str = "") -> Cell:
    sheet = sheet_of(book(f"<Row><Cell {attributes}>{data}</Cell></Row>"))
    return next(iter(sheet.rows())).cells[1]


@pytest.mark.parametrize(
    ("data", "attributes", "cell"),
    [
        ('<Data ss:Type="String">001300</Data>', "", Cell("001300")),
        ('<Data ss:Type="String">一&#10;二</Data>', "", Cell("一\n二")),
        ('<Data ss:Type="Number">0.955</Data>', 'ss:StyleID="p"', Cell("95.5%", "0.955")),
        ('<Data ss:Type="Number">0.955</Data>', 'ss:StyleID="c"', Cell("95.50%", "0.955")),
        ('<Data ss:Type="Number">12.50</Data>', "", Cell("12.5", "12.5")),
        (DAY, 'ss:StyleID="d"', Cell("2023年6月", "45107", is_date=True)),
        (DAY, "", Cell("2023/6/30", "45107", is_date=True)),
        ('<Data ss:Type="Boolean">1</Data>', "", Cell("TRUE")),
        ('<Data ss:Type="Error">#REF!</Data>', "", Cell("#REF!", problem=Problem.ERROR)),
        ('<Data ss:Type="Number">5</Data>', 'ss:Formula="=RC[1]"', Cell("5", "5", "RC[1]")),
        ("", 'ss:Formula="=RC[1]"', Cell("=RC[1]", formula="RC[1]", problem=Problem.NO_RESULT)),
        ('<Data ss:Type="String">作废</Data>', 'ss:StyleID="x"', Cell("作废", marks=(Mark.STRUCK_OUT,))),
        ('<Data ss:Type="String">³5</Data>', 'ss:StyleID="s"', Cell("≥5", marks=(Mark.SYMBOL_FONT,))),
        ('<Data ss:Type="String">值</Data><Comment><ss:Data>批注</ss:Data></Comment>', "", Cell("值")),
    ],
)  # fmt: skip
def test_each_kind_of_value(data, attributes, cell):
    assert cell_of(data, attributes) == cell


def test_places_merges_and_what_is_hidden():
    sheet = sheet_of(
        book(
            '<Column ss:Hidden="1" ss:Span="1"/><Row ss:Index="3"><Cell ss:MergeAcross="1" ss:MergeDown="1">'
            '<Data ss:Type="String">甲</Data></Cell><Cell><Data ss:Type="String">乙</Data></Cell></Row>'
            '<Row ss:Hidden="1"><Cell ss:Index="5"><Data ss:Type="String">丙</Data></Cell></Row>',
            "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>",
        )
    )
    assert [(row.number, row.hidden, dict(row.cells)) for row in sheet.rows()] == [
        (3, False, {1: Cell("甲"), 3: Cell("乙")}),
        (4, True, {5: Cell("丙")}),
    ]
    assert list(sheet.merges) == [Area(3, 1, 4, 2)]
    assert sheet.hidden_columns == {1, 2}
    assert (sheet.name, sheet.hidden) == ("目标表", True)


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (book('<Row><Cell><Data ss:Type="String">一</Data></Cell></Row>')[:-30], Limits(), "不完整"),
        (book('<Row ss:Index="2"/><Row ss:Index="2"/>'), Limits(), "颠倒"),
        (book(f'<Row><Cell ss:Index="9">{DAY}</Cell></Row>'), Limits(columns=8), "第 9 列"),
        (f'<?xml version="1.0"?><Workbook xmlns="{SPACE}"/>'.encode(), Limits(), "没有工作表"),
        (book('<Row><Cell><Data ss:Type="DateTime">昨天</Data></Cell></Row>'), Limits(), "日期"),
        (b"<?xml version='1.0'?><!DOCTYPE x><Workbook xmlns='" + SPACE.encode() + b"'/>", Limits(), "不允许"),
    ],
)  # fmt: skip
def test_broken_files_are_refused_in_a_sentence(content, limits, said):
    with pytest.raises(UnreadableFile, match=said):
        sheet_of(content, limits)
