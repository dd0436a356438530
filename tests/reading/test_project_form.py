"""The published form of one project (a district's bureau, 2026), typed cell by cell, several to a file."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from reading import Level
from tests.reading.grids import Grid, read, read_grid
from tests.workbook_files import saved, through_libreoffice

pytestmark = pytest.mark.pure

TOTAL = (
    "为居民出行提供快速便捷的通道，完善、提高了路\n"
    "网服务功能分流中环路的交通压力、强化铁路两侧\n"
    "的片区的交通联系，支撑区域一体化发展。"
)
YEAR = "积极推进项目前期征收工作，年内开\n展管线搬迁及维护结构施工。"
ROWS = [
    ["财政项目支出绩效目标申报表"],
    ["（2026年度）"],
    ["项目名称", "", "兰溪路-真南路下立交工\n程", "", "项目性质", "阶段性项\n目", "项目类别", "特定目标类"],
    ["主管部门", "", "上海市普陀区建设和管\n理委员会", "", "实施单位", "上海市普陀区市政工程建设中心"],
    ["计划开始日期", "", "2026/1/1", "", "计划完成日期", "2027/12/31"],
    ["项目资金\n（元）", "", "项目资金总额", "", "771,325,800.00", "年度资金申请总额", "", "226,145,100.00"],
    ["", "", "其中：财政资金", "", "771,325,800.00", "其中：当年财政拨款", "", "226,145,100.00"],
    ["", "", "", "", "", "上年结转资金", "", "0"],
    ["", "", "其他资金", "", "0", "其他资金", "", "0"],
    ["项目\n绩效\n目标", "项目总目标", "", "", "", "年度总体目标"],
    ["", TOTAL, "", "", "", YEAR],
    ["", "一级指标", "二级指标", "三级指标", "", "", "年度(/项目)指标值"],
    ["", "", "生态环境\n成本指标", "文明施工情况", "", "", "可控"],
    ["", "产出指标", "数量指标", "道路建设长度", "", "", "985米"],
    ["", "", "质量指标", "项目验收达标率", "", "", "=100.00(%)"],
    ["", "", "时效指标", "项目完成及时性", "", "", "及时"],
    ["", "效益指标", "社会效益\n指标", "道路安全隐患减少情况", "", "", "减少"],
    ["", "", "", "道路景观提升情况", "", "", "提升"],
    ["", "", "", "道路通行能力提升情况", "", "", "提升"],
    ["", "", "可持续影\n响指标", "长效管理制度健全性", "", "", "健全"],
    ["", "满意度指\n标", "服务对象\n满意度指\n标", "居民群众满意度", "", "", "≥90.00(%)"],
]
MERGES = [
    (1, 1, 1, 8), (2, 1, 2, 8), (3, 1, 3, 2), (3, 3, 3, 4), (4, 1, 4, 2), (4, 3, 4, 4), (4, 6, 4, 8),
    (5, 1, 5, 2), (5, 3, 5, 4), (5, 6, 5, 8), (6, 1, 9, 2), (6, 3, 6, 4), (6, 6, 6, 7), (7, 3, 7, 4),
    (7, 6, 7, 7), (8, 3, 8, 4), (8, 6, 8, 7), (9, 3, 9, 4), (9, 6, 9, 7), (10, 1, 21, 1), (10, 2, 10, 5),
    (10, 6, 10, 8), (11, 2, 11, 5), (11, 6, 11, 8), (14, 2, 16, 2), (17, 2, 20, 2), (17, 3, 19, 3),
    *[(row, 4, row, 6) for row in range(12, 22)], *[(row, 7, row, 8) for row in range(12, 22)],
]  # fmt: skip
INDICATORS = [
    ("成本指标", "生态环境成本指标", "文明施工情况", "可控"),
    ("产出指标", "数量指标", "道路建设长度", "985米"),
    ("产出指标", "质量指标", "项目验收达标率", "=100.00(%)"),
    ("产出指标", "时效指标", "项目完成及时性", "及时"),
    ("效益指标", "社会效益指标", "道路安全隐患减少情况", "减少"),
    ("效益指标", "社会效益指标", "道路景观提升情况", "提升"),
    ("效益指标", "社会效益指标", "道路通行能力提升情况", "提升"),
    ("效益指标", "可持续影响指标", "长效管理制度健全性", "健全"),
    ("满意度指标", "服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
]


def form(*, merged: bool = True, tier: str = "") -> Grid:
    """`tier` fills the 一级指标 that the published form leaves blank in its first row."""
    grid = Grid([[value or None for value in row] for row in ROWS], list(MERGES) if merged else [])
    if tier:
        grid.rows[12][1] = tier
    return grid


def assert_published(block, name="兰溪路-真南路下立交工程"):
    assert block.name == name
    assert (block.supervisor, block.unit_name, block.unit_code) == (
        "上海市普陀区建设和管理委员会",
        "上海市普陀区市政工程建设中心",
        "",
    )
    assert block.amount == Decimal("226145100.00")
    assert (block.overall_objective, block.annual_objective) == (TOTAL, YEAR)
    assert [(i.tier1, i.tier2, i.name, i.annual_target) for i in block.indicators] == INDICATORS
    assert not block.has_errors


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("tier", ["", "成本指标"])
def test_one_form(merged, tier):
    for content in (form(merged=merged, tier=tier).openpyxl(), form(merged=merged, tier=tier).by_hand()):
        file = read(content)
        assert (file.layout, file.title, file.fiscal_year) == ("form", "财政项目支出绩效目标申报表", 2026)
        (block,) = file.blocks
        assert_published(block)


@pytest.mark.libreoffice
def test_one_form_saved_again_by_libreoffice(tmp_path):
    assert_published(read(through_libreoffice(form().openpyxl(), tmp_path)).blocks[0])


def test_targets_that_openpyxl_wrote_as_formulas(tmp_path):
    sheet = (book := openpyxl.Workbook()).active
    for row in form().rows:
        sheet.append(row)
    assert sheet["G15"].data_type == "f"
    assert_published(read(saved(book)).blocks[0])


def test_one_form_as_csv():
    assert_published(read(form().csv("gb18030"), "form.csv").blocks[0])


def test_several_sheets_each_with_a_form():
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(1, 4):
        sheet = book.create_sheet(f"项目{number}")
        for row in form().rows:
            sheet.append(row)
        sheet["C3"] = f"项目{number}"
        for area in MERGES:
            sheet.merge_cells(None, *area)
    book.create_sheet("空白页")
    file = read(saved(book))
    assert [(summary.name, summary.blocks) for summary in file.sheets] == [(f"项目{n}", 1) for n in (1, 2, 3)]
    for number, block in enumerate(file.blocks, 1):
        assert block.sheet == f"项目{number}"
        assert_published(block, f"项目{number}")


def test_several_forms_below_each_other_on_a_sheet():
    grid = Grid()
    for number in range(3):
        offset = len(grid.rows)
        one = form()
        one.rows[2][2] = f"项目{number}"
        grid.rows += [*one.rows, ["填报人：", None, "张三"], [], []]
        grid.merges += [(r1 + offset, c1, r2 + offset, c2) for r1, c1, r2, c2 in one.merges]
    file = read_grid(grid)
    assert len(file.blocks) == 3
    for number, block in enumerate(file.blocks):
        assert_published(block, f"项目{number}")
        assert block.first_row == 3 + 24 * number


def test_every_field_knows_its_cell():
    block = read_grid(form()).blocks[0]
    places = {key: f"{place.column}{place.row}" for key, place in block.cells.items()}
    wanted = {"name": "C3", "supervisor": "C4", "unit": "F4", "amount": "H6", "attribute": "F3"}
    wanted |= {"overall_objective": "B11", "annual_objective": "F11", "period_other_amount": "E9"}
    assert wanted.items() <= places.items()
    assert str(block.place("annual_target", block.indicators[-1])) == "工作表“表1”G21"


def test_what_only_this_form_says_is_read():
    file = read_grid(form())
    (block,) = file.blocks
    assert block.texts == {
        "supervisor": "上海市普陀区建设和管理委员会", "attribute": "阶段性项目",
        "project_class": "特定目标类",
        "duration": "2026/1/1—2027/12/31",
    }  # fmt: skip
    assert block.sums == {
        "period_amount": "771325800.00", "period_fiscal_amount": "771325800.00",
        "period_other_amount": "0.00", "fiscal_amount": "226145100.00", "carried_over": "0.00",
        "other_amount": "0.00",
    }  # fmt: skip
    assert not block.unread
    assert not file.unmapped


def test_a_sum_that_is_none_stays_as_typed():
    grid = form()
    grid.rows[8][7] = "见附件"
    (block,) = read_grid(grid).blocks
    assert block.sums["other_amount"] == "见附件"
    (finding,) = [found for found in block.findings if found.value]
    assert (finding.field, finding.level, finding.value) == ("other_amount", Level.WARNING, "见附件")


def test_without_a_sum_of_the_whole_term_the_sources_are_the_years():
    grid = form()
    grid.rows[5][2:5] = grid.rows[6][2:5] = grid.rows[8][2:5] = [None] * 3
    (block,) = read_grid(grid).blocks
    assert block.sums == {"fiscal_amount": "226145100.00", "carried_over": "0.00", "other_amount": "0.00"}


def test_a_blank_first_tier_is_completed_with_a_warning():
    block = read_grid(form()).blocks[0]
    warnings = [(finding.row, finding.field, finding.level) for finding in block.findings]
    assert warnings == [(13, "tier1", Level.WARNING)]
    assert not read_grid(form(tier="成本指标")).blocks[0].findings


def test_the_whole_sum_is_never_taken_for_the_years_sum():
    grid = form()
    grid.rows[5][7] = None
    assert read_grid(grid).blocks[0].amount is None
    grid.rows[5][5:] = [None, None, None]
    assert read_grid(grid).blocks[0].amount == Decimal("771325800")


def test_amounts_in_ten_thousands_by_their_label():
    grid = form()
    grid.rows[5][0] = "项目资金\n（万元）"
    grid.rows[5][7] = "22,614.51"
    assert read_grid(grid).blocks[0].amount == Decimal("226145100.00")


def test_an_empty_form_is_no_project():
    grid = form()
    for number, row in enumerate(grid.rows, 1):
        for column in range(len(row)):
            if (number, column + 1) in {(3, 3), (3, 6), (4, 3), (11, 2)} or (number > 12 and column > 1):
                row[column] = None
    file = read_grid(grid)
    assert not file.blocks
    assert any("没有填写" in finding.reason for finding in file.findings)
    assert any(finding.level is Level.ERROR for finding in file.findings)


def test_labels_with_their_value_behind_a_colon():
    grid = Grid()
    grid.add("项目支出绩效目标申报表（2025年度）")
    grid.add("项目名称：食堂改造", None, "实施单位：130001-区委办")
    grid.add("年度资金总额（万元）：", None, "12.5")
    grid.add("年度目标", "按期完工")
    grid.add("一级指标", "二级指标", "三级指标", "指标值")
    grid.add("产出指标", "数量", "改造面积", "≥300平方米")
    grid.add("填报人：张三", None, "联系电话：123")
    file = read_grid(grid)
    (block,) = file.blocks
    assert (block.name, block.unit_code, block.amount) == ("食堂改造", "130001", Decimal("125000.00"))
    assert block.annual_objective == "按期完工"
    assert [(i.tier2, i.annual_target) for i in block.indicators] == [("数量", "≥300平方米")]


def test_a_label_mapped_by_hand():
    grid = form()
    grid.rows[2][6] = "项目概况"
    first = read_grid(grid)
    (column,) = [column for column in first.unmapped if column.title == "项目概况"]
    mapping = {column.signature: {column.key: "justification", "项目性质": ""}}
    second = read_grid(grid, mapping=mapping)
    assert second.blocks[0].justification == "特定目标类"
    assert not {"项目概况", "项目性质"} & {column.title for column in second.unmapped}
    assert first.sheets[0].signature == second.sheets[0].signature


def test_a_known_label_that_a_mapping_overrules_is_said_once_for_a_sheet():
    grid = form()
    signature = read_grid(grid).sheets[0].signature
    known = {label: field for label, field in read_grid(grid).sheets[0].columns.items() if len(label) > 3}
    label = next(label for label, field in known.items() if field == "annual_objective")
    file = read_grid(grid, mapping={signature: {label: ""}})
    assert file.blocks[0].annual_objective == ""
    assert file.sheets[0].columns[label] == ""
    (said,) = [finding.reason for finding in file.findings if "手工指定" in finding.reason]
    assert f"“{label}”" in said


def test_content_without_a_label_is_pointed_out():
    grid = form()
    grid.rows[4] += [None] * 2 + ["重点项目"]
    (finding,) = [finding for finding in read_grid(grid).findings if "没有读入" in finding.reason]
    assert (finding.level, finding.row, finding.value) == (Level.WARNING, 5, "重点项目")


def test_bytes_are_read_without_a_filename():
    assert len(read(BytesIO(form().openpyxl()).getvalue(), filename="").blocks) == 1


def test_a_second_text_under_one_title_is_pointed_out():
    grid = form(merged=False)
    grid.rows[13][5] = "（一期）"
    file = read_grid(grid)
    assert file.blocks[0].indicators[1].name == "道路建设长度"
    (finding,) = [finding for finding in file.findings if "没有读入" in finding.reason]
    assert (finding.row, finding.column, finding.value) == (14, "F", "（一期）")


def test_a_category_without_indicator_in_a_form_is_left_out_and_said():
    grid = form(merged=False)
    grid.rows[14][3:] = [None] * 5
    block = read_grid(grid).blocks[0]
    assert len(block.indicators) == len(INDICATORS) - 1
    assert ("tier2", 15) in [(finding.field, finding.row) for finding in block.findings]


def test_a_column_of_the_small_list_that_nobody_knows_can_be_mapped():
    grid = form(merged=False)
    grid.rows[11].append("口径")
    grid.rows[12] += [None] * (8 - len(grid.rows[12])) + ["按季度"]
    file = read_grid(grid)
    (column,) = [column for column in file.unmapped if column.title == "口径"]
    assert (column.key, column.samples) == ("H", ()) or column.samples == ("按季度",)
    mapped = read_grid(grid, mapping={column.signature: {column.key: "note"}})
    assert mapped.blocks[0].indicators[0].text("note") == "按季度"


def test_an_objective_written_in_several_rows_is_one_text():
    grid = form(merged=False)
    grid.rows.insert(11, ["", "目标二：带动周边发展。", "", "", "", "全年无事故。"])
    block = read_grid(grid).blocks[0]
    assert block.overall_objective == f"{TOTAL}\n目标二：带动周边发展。"
    assert block.annual_objective == f"{YEAR}\n全年无事故。"
    assert [i.name for i in block.indicators] == [name for _, _, name, _ in INDICATORS]


def test_a_second_form_without_a_title_of_its_own():
    grid = form(merged=False)
    second = form(merged=False)
    second.rows[2][2] = "项目二"
    grid.rows += second.rows[2:]
    file = read_grid(grid)
    assert [block.name for block in file.blocks] == ["兰溪路-真南路下立交工程", "项目二"]
    for block, name in zip(file.blocks, ("兰溪路-真南路下立交工程", "项目二"), strict=True):
        assert_published(block, name)


def test_the_unit_of_money_of_one_form_is_not_that_of_the_next():
    grid, second = form(merged=False), form(merged=False)
    grid.rows[5][0] = "项目资金\n（万元）"
    grid.rows[5][7] = "5"
    second.rows[2][2], second.rows[5][0], second.rows[5][7] = "项目二", "项目资金", "7"
    grid.rows += second.rows
    assert [block.amount for block in read_grid(grid).blocks] == [50_000, 7]


def small_form(*above) -> Grid:
    grid = Grid([["项目支出绩效目标申报表"], ["项目名称", "校舍维修"], ["实施单位", "415030-某县三中"]])
    grid.rows += [list(row) for row in above]
    grid.add("年度目标", "修好")
    grid.add("一级指标", "二级指标", "三级指标", "指标值")
    grid.add("产出指标", "数量指标", "维修校舍", "3栋")
    grid.add("效益指标", "社会效益指标", "受益学生", "600人")
    return grid


@pytest.mark.parametrize(
    "row",
    [
        ("申请资金（万元）", 48), ("金额（万元）", "48"), ("预算（万元）", 48), ("批复数", "480000元"),
        ("项目资金", "（万元）", 48), ("项目经费", "万元", "48"), ("资金总额", "单位：万元", 48),
    ],
)  # fmt: skip
def test_an_amount_is_read_under_every_title_that_a_list_knows(row):
    file = read_grid(small_form(row))
    assert file.blocks[0].amount == Decimal("480000.00")
    assert file.sheets[0].cells["unread"] == 0


def test_the_columns_of_a_cost_table_are_no_amount_of_the_form():
    table = [("序号", "项目", "数量", "金额（元）"), (1, "门窗", 30, 420000), (2, "人工", 1, 60000)]
    (block,) = read_grid(small_form(("申请资金（万元）", 50), *table)).blocks
    assert (block.name, block.amount) == ("校舍维修", Decimal("500000.00"))
    assert [(group.title, group.count) for group in block.unread] == [("序号", 12)]


def test_sums_of_last_year_and_this_under_a_header_are_left_unread():
    years = [("资金来源", "上年度", "本年度"), ("财政拨款", 10, 48)]
    file = read_grid(small_form(*years))
    (block,) = file.blocks
    assert (block.fund_text, dict(block.sums), block.consents) == ("", {}, {"unread"})
    assert file.sheets[0].cells["unread"] == 6
