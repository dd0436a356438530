"""What a whole file gives: several sheets, hidden parts, columns mapped by hand, progress, never nothing."""

from io import BytesIO

import openpyxl
import pytest

from perfgoals.sheets import UnreadableFile
from reading import Level, read_blocks
from tests.reading.grids import Grid, read, read_grid
from tests.reading.summary_table import HEADER, PROJECTS, TABLE, as_published, table
from tests.workbook_files import saved

pytestmark = pytest.mark.pure

SHORT = PROJECTS[:3]


def sheets(**grids: Grid) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, grid in grids.items():
        sheet = book.create_sheet(name)
        for row in grid.rows:
            sheet.append(row)
    return book


def reasons(file, level=Level.ERROR):
    return [finding.reason for finding in file.findings if finding.level is level]


@pytest.mark.parametrize(
    "grid",
    [
        Grid(),
        Grid([["说明"], ["请填写"]]),
        Grid([[TABLE["title"]], list(HEADER)]),
        Grid([list(HEADER), ["合计", None, None, 5.0], ["填表人：张三"]]),
        Grid([["姓名", "性别", "年龄", "籍贯", "电话", "备注"], ["张三", "男", "30", "韶关", "123", ""]]),
    ],
)
def test_a_file_without_a_project_is_an_error_never_a_success(grid):
    file = read_grid(grid)
    assert file.blocks == ()
    assert file.has_errors
    assert "没有找到任何项目" in reasons(file)


def test_every_finding_says_what_to_do_and_names_its_sheet():
    grid = table("first", SHORT)
    grid.rows[3][3] = "1,23,4"
    grid.rows[4][9] = None
    for row in grid.rows[2:]:
        row.append("其他")
    for finding in read_grid(grid).all_findings:
        assert finding.reason and finding.action
        assert finding.sheet == "表1"
        assert finding.row


def test_each_sheet_is_read_by_its_own_header():
    other = Grid()
    other.add("项目名称", "二级指标", "三级指标", "指标值")
    other.add("宣传费", "数量指标", "宣传场次", "3场")
    file = read(saved(sheets(甲=table("first", SHORT), 乙=other)))
    assert as_published(file)[:3] == SHORT
    assert [(summary.name, summary.layout, summary.blocks) for summary in file.sheets] == [
        ("甲", "summary", 3),
        ("乙", "flat", 1),
    ]
    last = file.blocks[-1]
    assert (last.sheet, last.name, last.indicators[0].tier1) == ("乙", "宣传费", "产出指标")
    assert any("金额" in reason for reason in reasons(file, Level.WARNING))


def test_a_sheet_that_is_no_table_beside_one_that_is_gives_a_warning():
    file = read(
        saved(sheets(填表说明=Grid([["一、填表说明"], ["请各单位填报。"]]), 表=table("first", SHORT)))
    )
    assert as_published(file) == SHORT
    assert not file.has_errors
    (finding,) = file.findings
    assert (finding.sheet, finding.level) == ("填表说明", Level.WARNING)


def test_hidden_sheets_are_not_read_and_said_only_if_they_are_tables():
    book = sheets(
        表=table("first", SHORT), 旧表=table("first", PROJECTS[5:8]), 代码=Grid([["1111", "预算安排拨款"]])
    )
    book["旧表"].sheet_state = "hidden"
    book["代码"].sheet_state = "veryHidden"
    file = read(saved(book))
    assert as_published(file) == SHORT
    assert [finding.sheet for finding in file.findings] == ["旧表"]


def test_hidden_rows_and_columns_are_read_and_said():
    book = sheets(表=table("first", SHORT))
    book["表"].row_dimensions[5].hidden = True
    book["表"].column_dimensions["D"].hidden = True
    file = read(saved(book))
    assert as_published(file) == SHORT
    rows, columns = file.findings
    assert (rows.row, rows.level) == (5, Level.WARNING)
    assert "D 列是隐藏的" in columns.reason


def test_the_same_project_twice_in_a_file_is_an_error_of_the_second():
    file = read(saved(sheets(一=table("first", SHORT), 二=table("first", SHORT[1:2]))))
    assert [block.has_errors for block in file.blocks] == [False, False, False, True]
    (finding,) = [finding for finding in file.blocks[3].findings if finding.level is Level.ERROR]
    assert (finding.sheet, finding.row, finding.column, finding.field) == ("二", 4, "B", "name")
    assert "“一”" in finding.reason


def test_sheets_of_different_years_are_pointed_out():
    other = table("first", PROJECTS[4:5])
    other.rows[0][0] = TABLE["title"].replace("2023", "2024")
    file = read(saved(sheets(甲=table("first", SHORT), 乙=other)))
    assert file.fiscal_year == 2023
    assert any("2023、2024" in reason for reason in reasons(file, Level.WARNING))


def test_columns_mapped_by_hand_are_read_and_the_mapping_fits_the_next_file():
    def renamed(projects):
        grid = table("first", projects)
        grid.rows[1:3] = [[*HEADER]]
        grid.rows[1][1], grid.rows[1][10], grid.rows[1][5] = "名目", "所求", "甲乙丙"
        return grid

    first = read_grid(renamed(SHORT))
    assert not first.blocks
    assert any("没有认出“三级指标”、“二级项目名称”列" in reason for reason in reasons(first, Level.WARNING))
    assert {column.key: column.title for column in first.unmapped} == {
        "B": "名目",
        "F": "甲乙丙",
        "K": "所求",
    }
    assert first.unmapped[0].samples == tuple(project["name"] for project in SHORT)
    mapping = {first.unmapped[0].signature: {"B": "name", "K": "indicator", "F": "justification"}}
    assert as_published(read_grid(renamed(SHORT), mapping=mapping)) == SHORT
    assert as_published(read_grid(renamed(PROJECTS[7:9]), mapping=mapping)) == PROJECTS[7:9]


def test_a_column_left_out_by_hand_is_no_longer_reported():
    grid = table("first", SHORT)
    grid.rows[1].append("经办")
    for row in grid.rows[3:]:
        row.append("张三")
    (column,) = read_grid(grid).unmapped
    file = read_grid(grid, mapping={column.signature: {column.key: ""}})
    assert not file.unmapped and not file.findings
    assert as_published(file) == SHORT


def test_a_likely_meaning_is_proposed_but_not_used():
    grid = table("first", SHORT)
    grid.rows[1][5] = "本项目的政策依据"
    file = read_grid(grid)
    (column,) = file.unmapped
    assert (column.key, column.suggestion) == ("F", "justification")
    assert {block.justification for block in file.blocks} == {""}


def test_amounts_count_the_given_unit_where_the_file_says_none():
    grid = table("first", SHORT)
    assert read_grid(grid, default_amount_unit="万元").blocks[0].amount == 500_000_000
    grid.rows[0][0] += "（单位：元）"
    assert read_grid(grid, default_amount_unit="万元").blocks[0].amount == 50_000


def test_two_units_of_money_in_one_table_are_pointed_out():
    grid = table("first", SHORT)
    grid.rows[1][3] = "当年项目金额（元）"
    grid.rows.insert(1, ["单位：万元"])
    file = read_grid(grid)
    assert file.blocks[0].amount == 50_000
    assert any("元" in reason and "万元" in reason for reason in reasons(file, Level.WARNING))


@pytest.mark.parametrize(("unit", "factor"), [("千元", 1_000), ("万元", 10_000), ("百万元", 1_000_000)])
def test_amounts_count_the_unit_above_the_table(unit, factor):
    grid = table("first", SHORT)
    grid.rows.insert(1, [f"单位：{unit}"])
    assert read_grid(grid).blocks[0].amount == 50_000 * factor


def test_progress_ends_with_all_rows():
    calls = []
    content = table("repeated").openpyxl()
    read(content, progress=lambda done, expected: calls.append((done, expected)))
    assert calls == [(500, 533), (533, 533)]


def test_what_progress_raises_ends_the_reading():
    class CancelledError(Exception):
        pass

    def cancel(done, expected):
        raise CancelledError

    with pytest.raises(CancelledError):
        read(table("repeated").openpyxl(), progress=cancel)


def test_all_rows_of_a_file_count_towards_the_limit(monkeypatch):
    from perfgoals.sheets import Limits

    monkeypatch.setattr("reading.row_counter.LIMITS", Limits(rows=20))
    with pytest.raises(UnreadableFile, match="20 行"):
        read(saved(sheets(甲=table("first", SHORT), 乙=table("first", PROJECTS[3:5]))))


def test_a_path_gives_the_file_its_name(tmp_path):
    path = tmp_path / "区委组织部.xlsx"
    path.write_bytes(table("first", SHORT).openpyxl())
    assert read_blocks(path).filename == read_blocks(str(path)).filename == "区委组织部.xlsx"
    assert read_blocks(BytesIO(path.read_bytes())).filename == ""


def test_content_without_a_title_or_far_below_is_pointed_out():
    grid = table("repeated")
    grid.rows[1].append(None)
    grid.rows[300] += ["无标题", None, "远处"]
    file = read_grid(grid)
    assert as_published(file) == PROJECTS
    assert [(column.key, column.title, column.samples) for column in file.unmapped] == [
        ("N", "", ("无标题",)),
        ("P", "", ("远处",)),
    ]
    assert [(finding.column, finding.level) for finding in file.findings] == [
        ("N", Level.WARNING),
        ("P", Level.WARNING),
    ]


def test_another_table_on_the_same_sheet_is_an_error_not_a_project():
    grid = table("first", SHORT)
    grid.add()
    other = len(grid.rows) + 1
    grid.add("序号", *HEADER)
    grid.add(
        "1",
        "130001-区委办",
        "宣传费",
        None,
        None,
        None,
        None,
        None,
        None,
        "产出指标",
        "数量指标",
        "场次",
        "3",
        "3",
    )
    file = read_grid(grid)
    assert as_published(file) == SHORT
    (finding,) = file.findings
    assert (finding.level, finding.row) == (Level.ERROR, other)
    assert "另一种表头" in finding.reason


def test_a_row_outside_any_project_is_pointed_out():
    grid = Grid([list(HEADER), ["以上数据为初稿"]])
    for project in SHORT:
        grid.rows += table("first", [project]).rows[3:]
    file = read_grid(grid)
    assert as_published(file) == SHORT
    (finding,) = file.findings
    assert (finding.row, finding.column, finding.value) == (2, "A", "以上数据为初稿")
