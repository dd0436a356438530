"""The published table in every shape gives the same 54 projects, to the last character."""

import pytest

from reading import Level
from tests.reading.grids import Grid, read, read_grid
from tests.reading.summary_table import (
    BOTTOM,
    HEADER,
    PROJECTS,
    TOP,
    WIDTH,
    add_header,
    add_project,
    add_title,
    as_published,
    indicator_values,
    printed_pages,
    project_values,
    table,
)
from tests.workbook_files import through_libreoffice

pytestmark = pytest.mark.pure

STYLES = ["merged", "repeated", "first"]


def errors(file):
    return [finding for finding in file.all_findings if finding.level is Level.ERROR]


def assert_published(file):
    assert as_published(file) == PROJECTS
    assert not errors(file)
    assert not file.unmapped
    assert file.layout == "summary"


@pytest.mark.parametrize("style", STYLES)
def test_a_workbook_of_openpyxl(style):
    file = read_grid(table(style))
    assert_published(file)
    assert (file.region, file.level, file.fiscal_year) == ("韶关市曲江区", "区级", 2023)
    assert file.title == "韶关市曲江区2023年区级项目绩效目标表"


@pytest.mark.parametrize("style", STYLES)
def test_a_workbook_with_shared_strings(style):
    assert_published(read(table(style).by_hand()))


@pytest.mark.libreoffice
@pytest.mark.parametrize("style", STYLES)
def test_a_workbook_saved_again_by_libreoffice(style, tmp_path):
    assert_published(read(through_libreoffice(table(style).openpyxl(), tmp_path)))


@pytest.mark.parametrize("style", ["repeated", "first"])
@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t")])
def test_a_csv_file(style, encoding, delimiter):
    assert_published(read(table(style).csv(encoding, delimiter), "table.csv"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("rows_on_a_page", [7, 20])
def test_pages_with_repeated_titles_headers_and_broken_projects(style, rows_on_a_page):
    assert_published(read_grid(printed_pages(style, rows_on_a_page)))


def test_a_header_in_one_row():
    grid = Grid()
    add_title(grid)
    grid.add(*HEADER)
    for project in PROJECTS:
        add_project(grid, project, "merged")
    assert_published(read_grid(grid))


def test_titles_wrapped_decorated_and_numbered():
    grid = Grid()
    grid.add("附件2")
    add_title(grid)
    grid.add("（2023年度）")
    grid.add(*[None] * 11, "金额单位：元")
    grid.add(*[text and f"*{text[:2]}\n {text[2:]}：" for text in TOP])
    grid.add(*[text and f" {text} " for text in BOTTOM])
    grid.add(*range(1, WIDTH + 1))
    for project in PROJECTS:
        add_project(grid, project, "first")
    assert_published(read_grid(grid))


@pytest.mark.parametrize("style", STYLES)
def test_blank_rows_totals_and_signatures_are_no_projects(style):
    grid = Grid()
    add_title(grid)
    grid.add("填报单位：130001-中共韶关市曲江区委组织部", *[None] * 10, "单位：元")
    add_header(grid, merged=style == "merged")
    grid.add("合计", None, None, 852700.0)
    for number, project in enumerate(PROJECTS, 1):
        add_project(grid, project, style)
        if number % 10 == 0:
            grid.add()
            grid.add("130001-中共韶关市曲江区委组织部", "小计", None, 1000.0)
    grid.add(
        "合计（54 个项目）",
        None,
        None,
        852700.0,
        None,
        "共 530 项绩效指标；另有 33 个项目金额缺失，未计入合计",
    )
    grid.add("注：本表金额单位为元。")
    grid.add("填表人：张三", None, None, "审核人：李四", None, "联系电话：0751-6666666")
    grid.add("第 1 页，共 1 页")
    assert_published(read_grid(grid))


def test_the_unit_on_the_first_project_only_or_merged_over_all():
    first = table("first")
    for row in first.rows[4:]:
        row[0] = None
    assert_published(read_grid(first))
    merged = table("merged")
    merged.merges = [area for area in merged.merges if area[1] != 1 or area[0] < 4]
    for row in merged.rows[4:]:
        row[0] = None
    merged.merge(4, 1, len(merged.rows), 1)
    assert_published(read_grid(merged))


def test_the_unit_in_a_row_above_its_projects_or_above_the_table():
    above_projects, above_table = Grid(), Grid()
    add_header(above_projects)
    above_projects.add("130001-中共韶关市曲江区委组织部", None, None, 852700.0)
    above_table.add("单位名称：130001-中共韶关市曲江区委组织部")
    add_header(above_table)
    for grid in (above_projects, above_table):
        for project in PROJECTS:
            add_project(grid, project, "merged")
            for row in grid.rows[-len(project["indicators"]) :]:
                row[0] = None
        assert as_published(read_grid(grid)) == PROJECTS


def test_a_running_number_in_front_and_columns_nobody_knows():
    grid = table("repeated")
    for number, row in enumerate(grid.rows):
        row.insert(0, {1: "序号"}.get(number, None if number < 3 else number))
        row += [None] * (WIDTH + 1 - len(row))
        row += {1: ["经办科室"]}.get(number, [None] if number < 3 else ["行财股"])
    grid.merges.clear()
    file = read_grid(grid)
    assert as_published(file) == PROJECTS
    assert [(column.key, column.title, column.samples) for column in file.unmapped] == [
        ("O", "经办科室", ("行财股",))
    ]
    assert any("O 列“经办科室”" in finding.reason for finding in file.findings)


def test_amounts_in_ten_thousands_by_the_header_or_the_line_above():
    for in_header in (True, False):
        grid = Grid()
        add_title(grid)
        grid.add(*[None] * 12, None if in_header else "单位：万元")
        add_header(grid)
        if in_header:
            grid.rows[-2][3] = "当年项目金额\n（万元）"
        for project in PROJECTS:
            add_project(grid, project, "first")
        for row in grid.rows:
            if len(row) > 3 and isinstance(row[3], float):
                row[3] = row[3] / 10_000
        file = read_grid(grid)
        assert as_published(file) == PROJECTS
        assert file.sheets[0].amount_unit == "万元"


def test_an_unreadable_amount_stays_empty_with_a_warning_in_its_place():
    file = read_grid(table())
    lost = [block for block in file.blocks if block.amount is None]
    assert len(lost) == 33
    for block in lost:
        (finding,) = block.findings
        assert (finding.level, finding.value, finding.field) == (Level.WARNING, "##########", "amount")
        assert (finding.sheet, finding.row, finding.column) == ("表1", block.first_row, "D")
        assert "不可读" in finding.reason
        assert (block.amount_note, block.amount_text) == ("原表金额不可读", "##########")


def test_every_field_knows_its_cell():
    file = read_grid(table())
    block = file.blocks[1]
    assert {key: str(place) for key, place in block.cells.items()} == {
        key: f"工作表“表1”{letter}{block.first_row}"
        for key, letter in zip(
            (
                "unit",
                "name",
                "fund",
                "amount",
                "subject",
                "justification",
                "overall_objective",
                "annual_objective",
            ),
            "ABCDEFGH",
            strict=True,
        )
    }
    last = block.indicators[-1]
    assert last.row == block.last_row == block.first_row + len(block.indicators) - 1
    assert str(block.place("annual_target", last)) == f"工作表“表1”M{last.row}"


def test_two_tiers_with_the_same_name_in_turn_keep_their_order():
    indicators = [
        {"tier1": tier1, "tier2": tier2, "name": str(n), "period_target": "1", "annual_target": "1"}
        for n, (tier1, tier2) in enumerate(
            [
                ("产出指标", "数量指标"),
                ("效益指标", "社会效益"),
                ("产出指标", "数量指标"),
                ("产出指标", "质量指标"),
            ]
        )
    ]
    project = PROJECTS[0] | {"indicators": indicators}
    for style in STYLES:
        assert as_published(read_grid(table(style, [project]))) == [project]


def test_values_that_a_program_could_spoil_survive():
    targets = [
        "=100%",
        "≥90.00(%)",
        "007",
        "2-3次",
        "900*85*7*12=6426000元",
        "+5",
        "-1%",
        "@x",
        "1/2",
        "95%\n98%",
        "𠮷😀",
    ]
    indicators = [PROJECTS[0]["indicators"][0] | {"period_target": t, "annual_target": t} for t in targets]
    project = PROJECTS[0] | {"indicators": indicators}
    for content, name in (
        (table("first", [project]).openpyxl(), "t.xlsx"),
        (table("first", [project]).by_hand(), "t.xlsx"),
        (table("first", [project]).csv(), "t.csv"),
    ):
        assert as_published(read(content, name)) == [project]


def test_helpers_agree_with_the_header():
    assert len(project_values(PROJECTS[0])) + len(indicator_values(PROJECTS[0]["indicators"][0])) == WIDTH
