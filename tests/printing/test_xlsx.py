"""The workbook, read back with openpyxl, python-calamine and LibreOffice."""

import re
import subprocess
import zipfile
from decimal import Decimal

import pikepdf
import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from benchmarks.synthetic import seed_table, synthetic_table
from indicators.tables.columns import COLUMNS, GOAL_LAYOUT
from perfgoals.sheets.text_cells import text_cell
from printing import xlsx
from printing.xlsx import TextTooLong, write_workbook
from tests.indicators.tables.blocks import indicator_rows, printed_row, project, table
from tests.printing.sheets import expected, normal, read_projects, read_sheet, spans_of

pytestmark = pytest.mark.pure
LONG = "为深入贯彻落实党的组织路线，保障工作顺利开展。" * 261
FORMULA_LIKE = ["=100%", '=HYPERLINK("http://x")', "+1", "-5次", "@名单", "'单引号", "=", "{=1}"]


def written(given, tmp_path, **options):
    path = tmp_path / "table.xlsx"
    write_workbook(given, path, **options)
    return path


def hard_table():
    rows = tuple(printed_row("产出指标", "数量指标", text, text, " 前后空格 \n换行") for text in FORMULA_LIKE)
    return table(
        project("1", rows=rows),
        project("2", rows=(), name="WWW mmm %%% " * 20),
        project("3", rows=indicator_rows(1), overall_objective=LONG, amount=Decimal("1000000000000.55")),
        project("4", rows=indicator_rows(12), justification="x" * 300),
        project("5", rows=indicator_rows(3, name=LONG[:900])),
    )


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    return written(seed_table(), tmp_path_factory.mktemp("seed"))


def test_the_published_table_comes_back_cell_for_cell(seed):
    sheet = read_sheet(seed)
    found = [normal(project) for project in read_projects(sheet)]
    assert found == [normal(expected(block)) for block in seed_table().blocks]
    assert sum(len(project.rows) for project in found) == 530


def test_a_second_reader_sees_the_same_cells(seed):
    other = CalamineWorkbook.from_path(str(seed)).get_sheet_by_index(0)
    ours = read_sheet(seed)
    for row, values in enumerate(other.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(values, 1):
            assert (ours.cell(row, column).value or "") == value
    assert len(other.merged_cell_ranges) == len(ours.merged_cells.ranges)


def test_hard_texts_come_back_unchanged(tmp_path):
    given = hard_table()
    found = read_projects(read_sheet(written(given, tmp_path)))
    assert [normal(project) for project in found] == [normal(expected(block)) for block in given.blocks]


def test_texts_that_look_like_formulas_stay_texts(tmp_path):
    path = written(hard_table(), tmp_path)
    cells = [cell for row in load_workbook(path).active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    quoted = {cell.value: cell.quotePrefix for cell in cells if cell.value in FORMULA_LIKE}
    assert quoted["=100%"] and quoted["-5次"] and not quoted["{=1}"]
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_control_characters_neither_break_the_file_nor_take_neighbours_along(tmp_path):
    dirty = table(project(name="甲\x00\x0b\x1f乙\ufffe\uffff\ud800丙"), title="题\x01目")
    sheet = read_sheet(written(dirty, tmp_path))
    assert sheet["B5"].value.replace("\n", "") == "甲乙丙"
    assert sheet["A1"].value == "题目"


def test_amounts_are_numbers_that_shrink_to_fit(tmp_path):
    sheet = read_sheet(written(table(project(amount=Decimal("9999999999999.99"))), tmp_path))
    for cell in (sheet["D5"], sheet.cell(sheet.max_row, 4)):
        assert (cell.data_type, cell.number_format) == ("n", "#,##0.00")
        assert Decimal(str(cell.value)) == Decimal("9999999999999.99")
        assert cell.alignment.shrink_to_fit and cell.alignment.horizontal == "right"


def test_the_amount_column_grows_with_the_longest_amount(tmp_path):
    narrow = read_sheet(written(table(project(amount=Decimal(1))), tmp_path)).column_dimensions["D"].width
    wide = read_sheet(written(table(project(amount=Decimal(10**12))), tmp_path)).column_dimensions["D"].width
    assert wide > narrow * 1.3


def test_an_unknown_amount_shows_its_note(tmp_path):
    sheet = read_sheet(written(table(project(amount=None, amount_note="原表金额不可读")), tmp_path))
    assert sheet["D5"].value == "原表金额不可读"
    assert sheet.cell(sheet.max_row, 4).value is None


def test_merges_are_those_of_the_layout(tmp_path):
    block = project(rows=indicator_rows(9))
    sheet = read_sheet(written(table(block), tmp_path))
    merged = {place: span for place, span in spans_of(sheet).items() if 5 <= place[0] < sheet.max_row}
    assert merged == {
        (5 + cell.row, cell.column_index + 1): (cell.row_span, 1)
        for cell in GOAL_LAYOUT.body_cells(block)
        if cell.row_span > 1
    }


def test_header_is_the_layouts(tmp_path):
    sheet = read_sheet(written(table(project()), tmp_path))
    spans = spans_of(sheet)
    for cell in (cell for line in GOAL_LAYOUT.header_cells() for cell in line):
        place = (3 + cell.row, cell.column + 1)
        assert sheet.cell(*place).value == cell.text
        assert spans.get(place, (1, 1)) == (cell.row_span, cell.column_span)


def test_every_cell_of_the_table_has_borders_also_under_a_merge(tmp_path):
    """Looked up in the file: openpyxl gives merged cells borders of its own when it reads."""
    with zipfile.ZipFile(written(table(project()), tmp_path)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        styles = re.search("<cellXfs.*</cellXfs>", file.read("xl/styles.xml").decode())[0]
    bordered = [int(re.search(r'borderId="(\d+)"', style)[1]) > 0 for style in styles.split("<xf ")[1:]]
    for row in re.findall("<row .*?</row>", sheet)[2:]:
        assert [bordered[int(style)] for style in re.findall(r'<c r="\w+" s="(\d+)"', row)] == [True] * 13


@pytest.mark.parametrize(("paper", "number"), [("A4", 9), ("A3", 8)])
def test_sheet_is_set_up_for_print(tmp_path, paper, number):
    sheet = read_sheet(written(table(project(), paper=paper), tmp_path))
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", number)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.oddFooter.center.text == "第 &P 页 / 共 &N 页"
    assert sheet.freeze_panes == "C5"
    assert sheet["L2"].value == "单位：元"


def test_file_tells_its_title_and_language(tmp_path):
    properties = load_workbook(written(table(project()), tmp_path)).properties
    assert properties.title == "韶关市曲江区2023年区级项目绩效目标表"
    assert properties.language == "zh-CN"


def test_total_row_ends_the_sheet(tmp_path):
    sheet = read_sheet(written(table(project("1"), project("2", amount=None)), tmp_path))
    last = sheet.max_row
    assert sheet.cell(last, 1).value == "合计（2 个项目）"
    assert sheet.cell(last, 4).value == 50000
    assert "1 个项目金额缺失" in sheet.cell(last, 5).value


def test_an_empty_selection_gives_a_sheet_that_says_so(tmp_path):
    assert read_sheet(written(table(), tmp_path))["A5"].value == "没有符合条件的项目"


def test_no_row_is_higher_than_a_spreadsheet_allows(tmp_path):
    sheet = read_sheet(written(hard_table(), tmp_path))
    heights = [dimension.height for dimension in sheet.row_dimensions.values()]
    assert max(heights) <= 409 and len(heights) == sheet.max_row


def test_a_text_beyond_a_cells_limit_is_refused_by_name(tmp_path):
    with pytest.raises(TextTooLong, match=r"网络维护费.*整体绩效.*32768"):
        written(table(project(overall_objective="字" * 32768)), tmp_path)


def test_page_breaks_fall_between_projects(tmp_path):
    sheet = read_sheet(written(synthetic_table(30), tmp_path))
    starts = {row for row, column in spans_of(sheet) if column == 1 and row >= 5}
    breaks = [int(place.id) + 1 for place in sheet.row_breaks.brk]
    assert len(breaks) > 5 and set(breaks) <= starts


def test_progress_counts_projects_and_may_stop_the_work(tmp_path):
    calls = []
    written(synthetic_table(120), tmp_path, progress=lambda *call: calls.append(call))
    assert calls == [(50, 120), (100, 120), (120, 120)]

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(synthetic_table(60), tmp_path / "none", progress=stop)


def convert(path, target, folder):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(path)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return folder / f"{path.stem}.{target.split(':')[0]}"


@pytest.mark.libreoffice
@pytest.mark.parametrize("given", [seed_table(), hard_table()], ids=["seed", "hard"])
def test_libreoffice_prints_every_character_and_no_number_signs(given, tmp_path):
    printed = convert(written(given, tmp_path), "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-raw", printed, "-"], capture_output=True, check=True
    ).stdout.decode()
    squeezed = "".join(text.split())
    cells = [
        cell.text for block in given.blocks for cell in GOAL_LAYOUT.body_cells(block) if len(cell.text) < 500
    ]
    assert not [text for text in cells if "".join(text.split()) not in squeezed]
    assert "###" not in text
    pages = text.split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert f"第{number}页/共{len(pages)}页" in "".join(page.split())
        assert "设立依据及申报理由" in "".join(page.split())


@pytest.mark.libreoffice
def test_libreoffice_cuts_no_project_that_fits_on_a_page(seed, tmp_path):
    with pikepdf.open(convert(seed, "pdf", tmp_path)) as printed:
        assert len(printed.pages) == len(read_sheet(seed).row_breaks.brk) + 1


@pytest.mark.libreoffice
def test_libreoffice_needs_no_more_height_than_computed(tmp_path):
    """Each text alone in an unmerged cell, without a height: LibreOffice then fits the row itself."""
    given = table(*seed_table().blocks, *hard_table().blocks)
    cells = {
        (cell.column_index, cell.text) for block in given.blocks for cell in GOAL_LAYOUT.body_cells(block)
    }
    cells = sorted((column, text) for column, text in cells if text and len(text) < 700 and column != 3)
    book = Workbook(write_only=True)
    xlsx.set_normal_font(book)
    sheet = xlsx.TableSheet(book, given)
    for column, text in cells:
        row = [None] * len(COLUMNS)
        looks = sheet.styles.sorts[COLUMNS[column].key].model
        row[column] = text_cell(sheet.sheet, text, looks=looks)
        sheet.sheet.append(row)
    book.save(tmp_path / "alone.xlsx")
    fitted = convert(
        convert(tmp_path / "alone.xlsx", "ods", tmp_path), "xlsx:Calc MS Excel 2007 XML", tmp_path
    )
    rows = load_workbook(fitted).active.row_dimensions
    short = [
        text
        for number, (column, text) in enumerate(cells, 1)
        if rows[number].height > sheet.height_of(text, column)
    ]
    assert len(cells) > 700 and not short
