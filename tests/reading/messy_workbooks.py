"""Workbooks as offices really send them, by what is messy about them: each holds the same two projects.

`MESSY` maps a name to a function that gives the bytes of an xlsx file.
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter

from tests.reading.summary_table import HEADER
from tests.workbook_files import saved, shared_strings, styles, workbook, worksheet

UNIT = ("130001", "中共韶关市曲江区委组织部")
# Name, amount in 元, indicators of 一级, 二级, 三级, 实施周期值, 年度指标值.
PROJECTS = (
    (
        "网络维护费",
        "50000.00",
        (
            ("产出指标", "数量指标", "系统维护数量", "≥12次", "≥4次"),
            ("产出指标", "质量指标", "设备完好率", "≥95%", "≥95%"),
            ("效益指标", "社会效益指标", "网络安全事故", "0起", "0起"),
        ),
    ),
    ("党员教育培训", "123456.78", (("产出指标", "数量指标", "培训人次", "=600人次", "=200人次"),)),
)
FUND, SUBJECT = "1111预算安排拨款", "2013299其他组织事务支出"
TEXTS = ("根据上级文件。", "网络安全运行。", "全年安全运行。")
MESSY: dict[str, Callable[[], bytes]] = {}


def messy(maker: Callable[[], bytes]) -> Callable[[], bytes]:
    MESSY[maker.__name__] = maker
    return maker


def rows(unit: str = "-".join(UNIT), *, money=float) -> list[list]:
    """All indicator rows with the project's cells on its first row only."""
    found = []
    for name, amount, indicators in PROJECTS:
        for index, indicator in enumerate(indicators):
            own = [unit, name, FUND, money(amount), SUBJECT, *TEXTS]
            found.append([*(own if index == 0 else [None] * 8), *indicator])
    return found


def plain(
    *above: list, header=HEADER, body=None, below=(), sheet_name="Sheet1", merges=()
) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = sheet_name
    for row in [*above, header, *(rows() if body is None else body), *below]:
        sheet.append(list(row) or [None])
        for cell in sheet[sheet.max_row] if row else ():
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for area in merges:
        sheet.merge_cells(area)
    return book


@messy
def an_empty_second_sheet_and_a_header_in_row_five() -> bytes:
    book = plain(
        ["附件2"],
        ["韶关市曲江区2024年区级项目绩效目标表"],
        [],
        ["填报单位：区委组织部", *[None] * 11, "单位：元"],
        merges=("A2:M2",),
    )  # fmt: skip
    book.create_sheet("Sheet2")
    book.create_sheet("Sheet3")
    return saved(book)


@messy
def notes_signatures_and_totals_below() -> bytes:
    below = (
        ["合计", None, None, 173456.78],
        [],
        [
            "填表人：张三",
            None,
            "联系电话：0751-1234567",
            None,
            None,
            "单位负责人（签章）：",
            None,
            "2024年3月1日",
        ],
        ["注：1.本表由单位填写，一式三份。2.“三级指标”应当量化。"],
        ["说明：绩效目标要明确、具体。"],
    )
    return saved(plain(["2024年项目绩效目标表"], below=below))


@messy
def subtotals_between_and_above() -> bytes:
    body = rows()
    body = [
        ["总计", None, None, 173456.78], ["130001-中共韶关市曲江区委组织部 小计", None, None, 173456.78],
        *body[:3], ["小 计", None, None, 50000], *body[3:], ["小计：", None, None, 123456.78],
    ]  # fmt: skip
    return saved(plain(["2024年项目绩效目标表"], body=body))


@messy
def blank_columns_between() -> bytes:
    def spread(row):
        wide = [None] * 20
        wide[1:4], wide[5:9], wide[10:16] = row[:3], row[3:7], row[7:13]
        return wide

    title = [None] * 3 + ["2024年项目绩效目标表"]
    return saved(plain(title, [], header=spread(HEADER), body=[spread(row) for row in rows()]))


@messy
def numbers_as_text_in_full_width_digits() -> bytes:
    def wide(text):
        return text.translate(
            {ord("0") + n: ord("０") + n for n in range(10)} | {ord("."): "．", ord(","): "，"}
        )

    body = rows(money=lambda amount: wide(f"{float(amount):,.2f}"))
    for row in body:
        if row[0]:
            row[0] = f"{wide(UNIT[0])}－{UNIT[1]}"
    return saved(plain(["2024年项目绩效目标表"], body=body))


@messy
def blanks_and_breaks_around_codes_and_names() -> bytes:
    body = rows(f"  {UNIT[0]} - {UNIT[1]}\u3000 ", money=lambda amount: f" {float(amount):,.2f} ")
    for row in body:
        row[1] = f"\u3000{row[1][:2]}\n{row[1][2:]} " if row[1] else None
        row[2] = f" {FUND[:4]} {FUND[4:]} " if row[2] else None
        row[8:10] = [f"{row[8][:2]}\n{row[8][2:]}", f"{row[9]}\u00a0"]
    return saved(plain(["2024年项目绩效目标表"], body=body))


@messy
def code_and_name_in_columns_of_their_own() -> bytes:
    header = ["序号", "单位编码", "单位名称", *HEADER[1:]]
    body = [[n, *(UNIT if row[0] else (None, None)), *row[1:]] for n, row in enumerate(rows(), 1)]
    body = [[int(value) if value == UNIT[0] else value for value in row] for row in body]
    return saved(plain(["2024年项目绩效目标表"], header=header, body=body))


@messy
def amounts_in_ten_thousands() -> bytes:
    header = [title.replace("金额", "金额（万元）") for title in HEADER]
    body = rows(money=lambda amount: round(float(amount) / 10_000, 6))
    return saved(plain(["2024年项目绩效目标表"], header=header, body=body))


@messy
def rich_text_cells() -> bytes:
    book = plain(["2024年项目绩效目标表"])
    sheet = book.active
    red = InlineFont(color="FFFF0000", b=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) > 3 and not cell.value.startswith("="):
                cell.value = CellRichText(cell.value[:2], TextBlock(red, cell.value[2:]))
    return saved(book)


@messy
def shared_strings_with_phonetic_runs() -> bytes:
    """As WPS and a Japanese or Chinese Excel write: runs, reading aids, style-only cells to column Z."""
    strings: dict[str, int] = {}
    lines = []
    for number, row in enumerate([["2024年项目绩效目标表"], list(HEADER), *rows()], 1):
        cells = []
        for column in range(1, 27):
            value = row[column - 1] if column <= len(row) else None
            ref = f"{get_column_letter(column)}{number}"
            if value is None:
                cells.append(f'<c r="{ref}" s="1"/>')
            elif isinstance(value, str):
                cells.append(f'<c r="{ref}" s="0" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
            else:
                cells.append(f'<c r="{ref}" s="1"><v>{value!r}</v></c>')
        lines.append(f'<row r="{number}" spans="1:26" ht="14.25" customHeight="1">{"".join(cells)}</row>')
    lines += [f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(7, 200)]
    items = [
        f'<r><rPr><sz val="9"/></rPr><t xml:space="preserve">{escape(text[:1])}</t></r>'
        f'<r><t xml:space="preserve">{escape(text[1:])}</t></r>'
        f'<rPh sb="0" eb="1"><t>ピンイン</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
        for text in strings
    ]
    merges = '<mergeCells count="1"><mergeCell ref="A1:Z1"/></mergeCells>'
    return workbook(
        worksheet("".join(lines), after=merges),
        strings=shared_strings(*items),
        style_sheet=styles("General", "#,##0.00_ "),
    )


@messy
def a_title_merged_over_all_columns_and_a_repeated_header() -> bytes:
    book = plain(
        ["韶关市曲江区2024年区级项目绩效目标表"], body=[*rows()[:3], [], list(HEADER), *rows()[3:]],
        merges=("A1:M1", "A5:H5"),
    )  # fmt: skip
    return saved(book)


@messy
def merged_down_and_sorted_by_hand() -> bytes:
    """Merged project cells, tiers left out where they repeat, and a frozen filter row."""
    body = rows()
    body[1][8] = body[2][8] = None
    body[2][8] = "效益指标"
    book = plain(
        ["2024年项目绩效目标表"], body=body, merges=[f"{letter}3:{letter}5" for letter in "ABCDEFGH"]
    )
    book.active.merge_cells("I3:I4")
    book.active.auto_filter.ref = "A2:M6"
    book.active.freeze_panes = "C3"
    return saved(book)


@messy
def abbreviated_tiers_and_titles() -> bytes:
    header = [
        *("单位", "项目名称", "资金性质", "预算金额(元)", "功能分类科目", "立项依据", "总体目标", "年度目标"),
        *("一级指标", "二级指标", "三级指标（指标名称）", "实施周期\n指标值", "本年度\n指标值"),
    ]
    body = rows()
    for row in body:
        row[8:10] = [row[8].removesuffix("指标"), row[9].removesuffix("指标")]
    return saved(plain(["2024年项目绩效目标表"], header=header, body=body))


@messy
def tables_copied_onto_two_sheets() -> bytes:
    book = plain(["2024年项目绩效目标表"], body=rows()[:3], sheet_name="网络 维护")
    other = book.create_sheet("培训")
    for row in (["2024年项目绩效目标表"], HEADER, rows()[3]):
        other.append(list(row))
        for cell in other[other.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.create_sheet("填表说明").append(["本表由各单位填写。"])
    return saved(book)


@messy
def nothing_but_codes() -> bytes:
    body = rows(UNIT[0])
    for row in body:
        if row[0]:
            row[2], row[4] = int(FUND[:4]), SUBJECT[:7]
    return saved(plain(["2024年项目绩效目标表"], body=body))
