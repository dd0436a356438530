"""Any table comes back the same from every shape; what fits none becomes a finding, never another project."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfgoals.common.twins import plain
from reading import Level
from reading.sameness import folded
from tests.reading.grids import Grid, read, read_grid
from tests.reading.summary_table import PROJECTS, add_header, add_project, add_title, as_published, table
from tests.workbook_files import styles, workbook, worksheet

pytestmark = pytest.mark.pure

TREE = {
    "产出指标": ["数量指标", "质量指标", "时效", "成本指标"],
    "效益指标": ["社会效益", "经济效益指标", "可持续影响"],
    "满意度指标": ["服务对象满意度"],
}
# No line breaks of other systems: they become line feeds, which is tested with the cleaning.
characters = st.characters(
    categories=["L", "N", "P", "S", "Zs"], include_characters="\n", exclude_characters="\u200f\u061c"
)
words = st.text(characters, min_size=1, max_size=12).map(plain).map(str.strip).filter(bool)
lines = words.map(lambda text: "".join(text.split("\n"))).filter(str.strip).map(str.strip)
names = lines.map(lambda text: f"{text}项目")
targets = st.just("") | words | st.sampled_from(["=100%", "≥95%", "3次", "及时"])


@st.composite
def projects(draw):
    tiers = draw(st.lists(st.sampled_from([(a, b) for a in TREE for b in TREE[a]]), max_size=6))
    amount = draw(st.none() | st.decimals(0, 10**9, places=2))
    return {
        "unit_code": "130001",
        "unit_name": "区委组织部",
        "name": draw(names),
        "fund_code": draw(st.sampled_from(["1111", "1211"])),
        "fund_name": "预算安排拨款",
        "amount": None if amount is None else str(amount),
        "amount_note": "原表金额不可读" if amount is None else "",
        "subject_code": "2013299",
        "subject_name": "其他组织事务支出",
        "justification": draw(st.just("") | words),
        "overall_objective": draw(st.just("") | words),
        "annual_objective": draw(st.just("") | words),
        "indicators": [
            {
                "tier1": tier1,
                "tier2": tier2,
                "name": draw(words),
                "period_target": draw(targets),
                "annual_target": draw(targets),
            }
            for tier1, tier2 in tiers
        ],
    }


tables = st.lists(projects(), min_size=1, max_size=4, unique_by=lambda project: folded(project["name"]))


@settings(max_examples=150)
@given(tables, st.sampled_from(["merged", "repeated", "first"]), st.booleans())
def test_any_table_comes_back_from_every_shape(expected, style, by_hand):
    grid = table(style, expected)
    file = read(grid.by_hand() if by_hand else grid.openpyxl())
    assert as_published(file) == expected
    assert not file.has_errors


@settings(max_examples=60)
@given(tables, st.sampled_from(["repeated", "first"]))
def test_any_table_comes_back_from_csv(expected, style):
    assert as_published(read(table(style, expected).csv(), "t.csv")) == expected


@settings(max_examples=60)
@given(tables, st.sampled_from(["merged", "repeated", "first"]), st.integers(1, 4), st.booleans())
def test_a_page_break_anywhere_changes_nothing(expected, style, length, with_title):
    grid = Grid()
    for project in expected:
        parts = [project["indicators"][n : n + length] for n in range(0, len(project["indicators"]), length)]
        for part in parts or [[]]:
            if with_title:
                add_title(grid)
            add_header(grid, merged=style == "merged")
            add_project(grid, project, style, part)
    assert as_published(read_grid(grid)) == expected


def findings(file, level=Level.ERROR):
    return [(f.field, f.row, f.column) for f in file.all_findings if f.level is level]


def two_projects() -> Grid:
    """Rows 4–5 and 6–7, nothing merged."""
    short = [
        project | {"indicators": project["indicators"][:2], "amount": "5.00"} for project in PROJECTS[:2]
    ]
    return table("first", short)


def test_project_cells_without_a_name_are_an_error_not_part_of_the_project_above():
    grid = two_projects()
    grid.rows[5][1] = None
    file = read_grid(grid)
    assert [block.name for block in file.blocks] == [PROJECTS[0]["name"], ""]
    assert [len(block.indicators) for block in file.blocks] == [2, 2]
    assert findings(file) == [("name", 6, "B")]


def test_a_project_that_contradicts_itself_is_an_error():
    grid = two_projects()
    grid.rows[4][:8] = grid.rows[3][:8]
    grid.rows[4][3] = 7.0
    assert findings(read_grid(grid)) == [("amount", 5, "D")]
    grid = two_projects()
    grid.merge(4, 2, 5, 2)
    grid.rows[4][5] = "另一个依据"
    assert findings(read_grid(grid)) == [("justification", 5, "F")]


def test_a_field_that_comes_later_in_the_same_project_is_taken():
    grid = two_projects()
    grid.merge(4, 2, 5, 2)
    grid.rows[3][5], grid.rows[4][5] = None, "迟到的依据"
    file = read_grid(grid)
    assert file.blocks[0].justification == "迟到的依据"
    assert str(file.blocks[0].place("justification")) == "工作表“表1”F5"


def test_one_amount_merged_over_two_projects_is_an_error_of_both():
    grid = two_projects()
    grid.rows[5][3] = None
    grid.merge(4, 4, 7, 4)
    file = read_grid(grid)
    assert [block.has_errors for block in file.blocks] == [True, True]
    assert findings(file) == [("amount", 4, "D")] * 2


def test_other_fields_merged_over_two_projects_count_for_both():
    grid = two_projects()
    grid.rows[5][2] = grid.rows[5][5] = None
    grid.merge(4, 3, 7, 3)
    grid.merge(4, 6, 7, 6)
    first, second = read_grid(grid).blocks
    assert (first.fund_text, first.justification) == (second.fund_text, second.justification)
    assert not first.findings and not second.findings


def test_a_row_below_a_merged_project_without_a_name_is_pointed_out():
    grid = two_projects()
    grid.merge(6, 2, 7, 2)
    indicator = grid.rows[6][8:]
    grid.add(*[None] * 8, *indicator)
    file = read_grid(grid)
    assert len(file.blocks[1].indicators) == 3
    assert findings(file, Level.WARNING) == [("name", 8, "B")]


@pytest.mark.parametrize(("column", "field"), [(10, "indicator"), (9, "tier2")])
def test_an_indicator_without_its_name_or_category_is_an_error_of_its_row(column, field):
    grid = two_projects()
    grid.rows[5][column] = None
    if field == "tier2":
        grid.rows[6][8:10] = ["产出指标", "质量指标"]
    file = read_grid(grid)
    assert findings(file) == [(field, 6, "K" if field == "indicator" else "J")]
    assert len(file.blocks[1].indicators) == 2


def test_a_category_without_any_indicator_is_left_out_and_said():
    grid = two_projects()
    grid.rows[4][8:] = ["满意度指标", "服务对象满意度"]
    file = read_grid(grid)
    assert len(file.blocks[0].indicators) == 1
    assert findings(file, Level.WARNING) == [("tier2", 5, "J")]


def test_a_missing_first_tier_follows_from_the_second_and_is_said():
    grid = two_projects()
    grid.rows[3][8:10] = [None, "社会效益指标"]
    grid.rows[4][8:10] = [None, "数量指标"]
    file = read_grid(grid)
    assert [indicator.tier1 for indicator in file.blocks[0].indicators] == ["效益指标", "产出指标"]
    assert findings(file, Level.WARNING) == [("tier1", 4, "I"), ("tier1", 5, "I")]


def test_a_merged_indicator_with_two_targets_is_two_rows_with_its_name():
    grid = two_projects()
    grid.rows[4][10] = None
    grid.merge(4, 11, 5, 11)
    first, second = read_grid(grid).blocks[0].indicators
    assert first.name == second.name
    assert first.annual_target != second.annual_target or first.row != second.row


def test_one_value_merged_over_both_target_columns_counts_for_both():
    grid = two_projects()
    grid.rows[3][11:] = ["≥3次", None]
    grid.merge(4, 12, 4, 13)
    indicator = read_grid(grid).blocks[0].indicators[0]
    assert (indicator.period_target, indicator.annual_target) == ("≥3次", "≥3次")


def test_formulas_dates_and_control_characters_are_pointed_out():
    grid = two_projects()
    grid.rows[3][5] = "依据\x07全文"
    with pytest.raises(Exception, match="cannot be used"):
        grid.openpyxl()
    grid.rows[3][5] = "依据_x0007_全文"
    file = read_grid(grid)
    assert file.blocks[0].justification == "依据全文"
    assert findings(file, Level.WARNING) == [("justification", 4, "F")]


def test_a_first_tier_in_a_row_of_its_own_names_the_rows_below():
    grid = two_projects()
    first = grid.rows[3]
    grid.rows[3] = [*first[:8], "效益指标"]
    grid.rows[4] = [*[None] * 9, "社会效益", "受益人数", "5人", "5人"]
    file = read_grid(grid)
    (indicator,) = file.blocks[0].indicators
    assert (indicator.tier1, indicator.tier2) == ("效益指标", "社会效益")
    assert not file.all_findings


def test_a_row_with_nothing_but_a_remark_is_pointed_out():
    grid = two_projects()
    grid.rows[1].append("备注")
    grid.rows.insert(4, [*[None] * 13, "此行无指标"])
    file = read_grid(grid)
    assert findings(file, Level.WARNING) == [("note", 5, "N")]
    assert [len(block.indicators) for block in file.blocks] == [2, 2]


def test_a_weight_or_a_remark_merged_over_rows_counts_once():
    grid = two_projects()
    grid.rows[1] += ["备注", "权重"]
    grid.rows[3] += ["两项合并", 20]
    grid.rows[4] += [None, None]
    grid.merge(4, 14, 5, 14)
    grid.merge(4, 15, 5, 15)
    first, second = read_grid(grid).blocks[0].indicators
    assert (first.text("note"), first.text("weight")) == ("两项合并", "20")
    assert (second.text("note"), second.text("weight")) == ("", "")


def test_the_sum_of_a_total_row_is_no_amount_even_beside_dashes():
    grid = two_projects()
    grid.add("合 计", None, None, 10.0, None, None, None, None, "—", "—")
    assert [len(block.indicators) for block in read_grid(grid).blocks] == [2, 2]


def test_signatures_beside_indicators_and_page_like_names_are_told_apart():
    grid = two_projects()
    grid.rows[4] = [*[None] * 10, "1/2"]
    grid.add("填表人：张三", *[None] * 9, "审核人：李四", "第1页")
    grid.add("第 1 页")
    file = read_grid(grid)
    assert file.blocks[0].indicators[1].name == "1/2"
    assert len(file.blocks) == 2
    assert not file.has_errors


def test_a_project_about_goal_tables_is_no_title():
    grid = two_projects()
    grid.add(None, "项目支出绩效目标表编制经费", "1111预算安排拨款", 5.0)
    grid.add(None, "绩效目标表", "1111预算安排拨款", 5.0)
    assert [block.name for block in read_grid(grid).blocks][2:] == [
        "项目支出绩效目标表编制经费",
        "绩效目标表",
    ]


def with_cells(cells: dict[str, str], formats: tuple[str, ...] = ()) -> bytes:
    """A list of one project in row 2; `cells` are written into it as XML: K2 → inside of <c>."""
    titles = [
        "项目名称",
        "资金类型",
        "当年项目金额",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "备注",
    ]
    own = ["宣传费", "1111预算", "5", "产出指标", "数量指标", "场次", "3场", ""]
    text = '<c r="{}" t="str"><v>{}</v></c>'
    header = "".join(
        text.format(f"{letter}1", title) for letter, title in zip("ABCDEFGH", titles, strict=True)
    )
    row = "".join(
        f'<c r="{letter}2" {cells[letter]}</c>' if letter in cells else text.format(f"{letter}2", value)
        for letter, value in zip("ABCDEFGH", own, strict=True)
    )
    sheet = worksheet(f'<row r="1">{header}</row><row r="2">{row}</row>')
    return workbook(sheet, style_sheet=styles("General", *formats))


@pytest.mark.parametrize(
    ("letter", "cell", "field", "level"),
    [
        ("A", "><f>B9</f></c>", "name", Level.ERROR),
        ("C", "><f>SUM(C5:C9)</f></c>", "amount", Level.ERROR),
        ("G", "><f>B9*2</f><v/></c>", "annual_target", Level.ERROR),
        ("G", 't="e"><f>B9/0</f><v>#DIV/0!</v></c>', "annual_target", Level.ERROR),
        ("F", 't="e"><v>#REF!</v></c>', "indicator", Level.ERROR),
        ("G", 's="1"><v>46056</v></c>', "annual_target", Level.WARNING),
    ],
)
def test_a_cell_that_is_not_what_it_shows_is_pointed_out(letter, cell, field, level):
    file = read(with_cells({letter: cell.removesuffix("</c>")}, ('m"月"d"日"',)))
    (block,) = file.blocks
    assert [(f.field, f.row, f.column, f.level) for f in block.findings] == [(field, 2, letter, level)]
    assert block.has_errors is (level is Level.ERROR)


def test_a_calculated_amount_and_a_typed_equals_sign_are_read():
    cells = {"C": "><f>B9*10</f><v>5000</v>", "G": "><f>100%</f><v>1</v>"}
    (block,) = read(with_cells(cells)).blocks
    assert (str(block.amount), block.indicators[0].annual_target) == ("5000.00", "=100%")
    assert not block.findings


def test_indicators_before_the_first_project_are_an_error():
    grid = two_projects()
    grid.rows[3][:8] = [None] * 8
    file = read_grid(grid)
    assert [block.name for block in file.blocks] == ["", PROJECTS[1]["name"]]
    assert findings(file) == [("name", 4, "B")]


def test_a_table_without_any_column_of_targets_says_so():
    grid = two_projects()
    for row in grid.rows[1:]:
        del row[11:]
    file = read_grid(grid)
    assert any("指标值列" in finding.reason for finding in file.findings)
    assert not file.has_errors
