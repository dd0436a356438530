"""Kinds of tables that came back wrong from inputs nobody had tried before, in our own words and values."""

from decimal import Decimal

import pytest

from perfgoals.sheets import Cell, Mark
from reading.findings import SheetFindings
from reading.indicator_rows import IndicatorRows
from reading.titles import read_heading
from tests.reading.grids import Grid, read_grid

pytestmark = pytest.mark.pure

UNIT = "130009-区园林所"
ROWS = [["产出指标", "数量指标", "栽植行道树", "≥300株"], ["", "时效指标", "完成时间", "4月底前"]]


def form(*labels, rows=ROWS, header=("一级指标", "二级指标", "三级指标", "指标值"), below=()) -> Grid:
    grid = [["项目支出绩效目标表"], *map(list, labels), list(header), *map(list, rows), *map(list, below)]
    return Grid(grid)


def only(file):
    (block,) = file.blocks
    return block


@pytest.mark.parametrize(
    "label", ["项目资金（万元）", "资金（万元）", "三、项目经费（万元）", "年初预算数（万元）"]
)
def test_a_sum_beside_a_word_that_otherwise_stands_over_sums(label):
    block = only(read_grid(form(["项目名称", "行道树补植"], ["项目单位", UNIT], [label, 8.5])))
    assert block.amount == Decimal(85000)
    assert not block.unread


def test_project_money_over_other_sums_is_no_sum():
    labels = (["项目名称", "行道树补植"], ["项目单位", UNIT], ["项目资金（万元）", "年度资金总额", 8.5])
    assert only(read_grid(form(*labels))).amount == Decimal(85000)


def test_what_a_form_says_before_the_projects_name():
    labels = (["单位编码", 130009, "单位名称", "区园林所"], ["项目编码", "21A", "项目名称", "行道树补植"])
    block = only(read_grid(form(*labels, ["年度预算", 85000])))
    assert (block.unit_code, block.unit_name, block.texts["project_code"]) == ("130009", "区园林所", "21A")


@pytest.mark.parametrize(("total", "said"), [(90, 0), (100, 0), (85, 1)])
def test_the_sum_of_the_weights_is_compared_and_no_loss(total, said):
    rows = [[*ROWS[0], 50], [*ROWS[1], 40]]
    header = ("一级指标", "二级指标", "三级指标", "指标值", "分值权重")
    grid = form(
        ["项目名称", "行道树补植"], ["项目单位", UNIT], ["年度预算", 85000, "", "-"],
        rows=rows, header=header, below=[["总分", "", "", "", total]],
    )  # fmt: skip
    block = only(read_grid(grid))
    assert not block.unread
    reasons = [finding.reason for finding in block.findings if finding.field == "weight"]
    assert reasons == [f"合计行的分值是 {total}，各指标相加为 90"] * said


LIST = ["预算单位", "项目名称", "年度目标", "一级指标", "二级指标", "三级指标"]


def test_sign_value_and_unit_of_both_periods_under_two_groups():
    rows = [
        ["绩效目标表"],
        [*LIST, "实施周期值", "", "", "年度指标值"],
        ["", "", "", "", "", "", "符号", "值", "单位", "符号", "值", "单位"],
        [UNIT, "行道树补植", "补植。", *ROWS[0][:3], "≥", 900, "株", "≥", 300, "株"],
    ]
    merges = [(2, n, 3, n) for n in range(1, 7)] + [(2, 7, 2, 9), (2, 10, 2, 12)]
    (row,) = only(read_grid(Grid(rows, merges))).indicators
    assert (row.period_target, row.annual_target) == ("≥900株", "≥300株")


def test_the_whole_sum_beside_the_years():
    header = ["预算单位", "项目名称", "项目总金额", "当年预算", *LIST[3:], "指标值"]
    block = only(read_grid(Grid([["绩效目标表"], header, [UNIT, "行道树补植", 9000, 3000, *ROWS[0]]])))
    assert (block.amount, block.sums["period_amount"]) == (Decimal(3000), "9000.00")


def test_names_and_values_in_two_columns_under_each_tier():
    rows = [
        ["绩效目标表"],
        ["预算单位", "项目名称", "年度预算", "产出指标", "", "", ""],
        ["", "", "", "数量指标", "", "质量指标", ""],
        ["", "", "", "三级指标", "指标值", "三级指标", "指标值"],
        [UNIT, "行道树补植", 3000, "栽植行道树", "≥300株", "成活率", "≥95%"],
    ]
    merges = [(2, n, 4, n) for n in (1, 2, 3)] + [(2, 4, 2, 7), (3, 4, 3, 5), (3, 6, 3, 7)]
    found = only(read_grid(Grid(rows, merges))).indicators
    assert [(row.tier2, row.name, row.annual_target) for row in found] == [
        ("数量指标", "栽植行道树", "≥300株"), ("质量指标", "成活率", "≥95%"),
    ]  # fmt: skip


def test_a_unit_in_a_row_over_its_projects():
    header = ["项目名称", "年度预算", *LIST[3:], "指标值"]
    rows = [[UNIT], ["行道树补植", 3000, *ROWS[0]], ["130010-区环卫所", 500], ["公厕保洁", 500, *ROWS[0]]]
    blocks = read_grid(Grid([["绩效目标表"], header, *rows])).blocks
    assert [(block.name, block.unit_code) for block in blocks] == [
        ("行道树补植", "130009"), ("公厕保洁", "130010"),
    ]  # fmt: skip


def test_of_an_adjustment_the_new_values_are_read_and_the_old_ones_named():
    header = ("一级指标", "二级指标", "三级指标", "调整前指标值", "调整后指标值")
    labels = (["项目名称", "行道树补植"], ["项目单位", UNIT], ["调整前预算", 3000, "调整后预算", 5000])
    block = only(read_grid(form(*labels, header=header, rows=[[*ROWS[0], "≥500株"]])))
    assert (block.amount, block.indicators[0].annual_target) == (Decimal(5000), "≥500株")
    assert {"3000", "≥300株"} <= {sample for group in block.unread for sample in group.samples}


def test_a_known_tier_in_too_small_a_cell_is_whole():
    rows = IndicatorRows(SheetFindings("第 1 页"))
    cells = {"tier2": "服务对象满意度指标", "indicator": "游客满意度", "annual_target": "≥90%"}
    marked = {key: Cell(text, marks=(Mark.CUT,)) for key, text in cells.items()}
    rows.add(4, {"tier1": Cell("满意度指标"), **marked}, {})
    assert [note.field for note in rows.notes] == ["indicator", "annual_target"]


def test_the_sum_beside_a_heading_of_money():
    grid = form(["项目名称", "行道树补植"], ["项目单位", UNIT], ["资金来源（万元）", "合计", 8.5])
    grid.rows.insert(4, ["", "财政拨款", 8])
    grid.merge(4, 1, 5, 1)
    block = only(read_grid(grid))
    assert (block.amount, block.sums["fiscal_amount"]) == (Decimal(85000), "80000.00")


@pytest.mark.parametrize(("title", "amount"), [("（2024年度）", 5000), ("", None)])
def test_of_the_money_of_two_years_that_of_the_table_counts(title, amount):
    grid = form(["项目名称", "行道树补植"], ["项目单位", UNIT], ["2023年预算数", 4000, "2024年预算数", 5000])
    grid.rows.insert(1, [title])
    block = only(read_grid(grid))
    assert block.amount == amount
    assert {"4000"} <= {sample for group in block.unread for sample in group.samples}
    assert bool(block.consents) is (amount is None)


def test_two_forms_side_by_side_are_refused():
    rows = [[*row, *[""] * (5 - len(row)), *row] for row in form().rows]
    rows[1:1] = [["项目名称", "行道树补植", "", "", "", "项目名称", "公厕保洁"], ["项目单位", UNIT]]
    block = only(read_grid(Grid(rows)))
    assert "左右并排还有一个项目“公厕保洁”，看不出指标各属于哪一个" in [f.reason for f in block.findings]
    assert block.has_errors


def test_a_whole_sum_beside_an_unknown_sum_of_the_year_is_left_to_a_person():
    header = ["预算单位", "项目名称", "资金总额", "2024年拟安排财政资金", *LIST[3:], "指标值"]
    block = only(read_grid(Grid([["绩效目标表"], header, [UNIT, "行道树补植", 9000, 3000, *ROWS[0]]])))
    assert block.amount is None and block.consents


def test_signs_in_a_column_nobody_knows_are_asked_for():
    header = [*LIST, "判定", "指标值", "度量单位"]
    row = [UNIT, "行道树补植", "补植。", *ROWS[0][:3], "大于等于", 300, "株"]
    assert only(read_grid(Grid([["绩效目标表"], header, row]))).consents


@pytest.mark.parametrize("parts", [["≥", 300, "株"], ["≥", 300, ""], [300, "株", ""]])
def test_one_title_over_sign_value_and_unit(parts):
    header, merge = [*LIST, "年度指标值", "", ""], (2, 7, 2, 9)
    rows = [["绩效目标表"], header, [UNIT, "行道树补植", "补植。", *ROWS[0][:3], *parts]]
    (row,) = only(read_grid(Grid(rows, [merge]))).indicators
    assert row.annual_target == "".join(map(str, parts))


def test_ditto_marks_stand_for_what_is_above():
    first = [UNIT, "行道树补植", "补植。", *ROWS[0]]
    again = ["同上", "〃", "同上", "同上", *ROWS[1][1:]]
    other = ["同上", "公厕保洁", "保洁。", *ROWS[0]]
    blocks = read_grid(Grid([["绩效目标表"], [*LIST, "指标值"], first, again, other])).blocks
    assert [(block.unit_code, block.name, len(block.indicators)) for block in blocks] == [
        ("130009", "行道树补植", 2), ("130009", "公厕保洁", 1),
    ]  # fmt: skip
    assert blocks[0].indicators[1].tier1 == "产出指标"


def test_a_term_of_years_over_values_is_the_whole_periods():
    header = [*LIST, "2024—2026年指标值", "2024年指标值"]
    rows = [["绩效目标表"], header, [UNIT, "行道树补植", "补植。", *ROWS[0][:3], "≥900株", "≥300株"]]
    (row,) = only(read_grid(Grid(rows))).indicators
    assert (row.period_target, row.annual_target) == ("≥900株", "≥300株")


def test_a_sum_merged_over_two_projects_is_neithers():
    rows = [
        ["绩效目标表"], ["预算单位", "项目名称", "年度预算", *LIST[3:], "指标值"],
        [UNIT, "行道树补植", 9000, *ROWS[0]], [UNIT, "公厕保洁", "", *ROWS[0]],
    ]  # fmt: skip
    assert [block.has_errors for block in read_grid(Grid(rows, [(3, 3, 4, 3)])).blocks] == [True, True]


def test_only_another_years_money_is_no_amount():
    header = ["预算单位", "项目名称", "2023年预算数", *LIST[3:], "指标值"]
    block = only(read_grid(Grid([["2024年绩效目标表"], header, [UNIT, "行道树补植", 9000, *ROWS[0]]])))
    assert block.amount is None and block.consents


def test_a_table_of_costs_below_the_list_is_no_indicator():
    costs = [["项目支出明细预算"], ["支出项目", "数量", "单价", "金额"], ["苗木", "300株", "200元", 60000]]
    block = only(
        read_grid(form(["项目名称", "行道树补植"], ["项目单位", UNIT], ["年度预算", 85000], below=costs))
    )
    assert [row.name for row in block.indicators] == ["栽植行道树", "完成时间"]
    assert sum(group.count for group in block.unread) == 8


def test_forms_without_titles_that_begin_with_their_unit():
    labels = [["单位名称", UNIT], ["项目名称", "行道树补植"]]
    other = [["单位名称", "130010-区环卫所"], ["项目名称", "公厕保洁"]]
    table = [["一级指标", "二级指标", "三级指标", "指标值"], *ROWS]
    blocks = read_grid(Grid([*labels, *table, *other, *table])).blocks
    assert [(block.unit_code, block.name) for block in blocks] == [
        ("130009", "行道树补植"), ("130010", "公厕保洁"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "amount"),
    [
        ("预算批复数（万元）", 85000), ("资金规模（亿元）", 850000000), ("批复金额（万元）", 85000),
        ("预算数（万元，保留6位小数）", 85000), ("核定预算数(单位：万元；含结转)", 85000),
    ],
)  # fmt: skip
def test_who_decided_on_a_sum_is_no_part_of_its_title(title, amount):
    header = ["预算单位", "项目名称", title, *LIST[3:], "绩效指标值"]
    block = only(read_grid(Grid([["绩效目标表"], header, [UNIT, "行道树补植", 8.5, *ROWS[0]]])))
    assert block.amount == Decimal(amount)


@pytest.mark.parametrize(
    "titles", [("绩效指标性质", "绩效指标值", "绩效度量单位"), ("性质", "绩效目标值", "度量单位")]
)
def test_the_parts_of_a_target_under_longer_or_shorter_titles(titles):
    row = [UNIT, "行道树补植", "补植。", *ROWS[0][:3], "≥", 300, "株"]
    (indicator,) = only(read_grid(Grid([["绩效目标表"], [*LIST, *titles], row]))).indicators
    assert indicator.annual_target == "≥300株"


def test_the_sum_over_the_shares_of_several_treasuries():
    header = ["预算单位", "项目名称", "资金来源（万元）", "", "", *LIST[3:], "指标值"]
    below = ["", "", "合计", "中央", "县级", "", "", "", ""]
    rows = [["绩效目标表"], header, below, [UNIT, "行道树补植", 8.5, 6, 2.5, *ROWS[0]]]
    merges = [(2, 3, 2, 5), *((2, n, 3, n) for n in (1, 2, 6, 7, 8, 9))]
    block = only(read_grid(Grid(rows, merges)))
    assert block.amount == Decimal(85000)
    assert [group.title for group in block.unread] == ["中央", "县级"]


def test_a_dash_where_nothing_is_to_be_said_is_nothing():
    header = ["预算单位", "项目名称", "项目编码", "资金类型", *LIST[2:], "指标值", "权重", "指标方向"]
    row = [UNIT, "行道树补植", "—", "/", "补植。", *ROWS[0], "-", "——"]
    block = only(read_grid(Grid([["绩效目标表"], header, row])))
    assert (block.texts["project_code"], block.fund_text, block.fund_name) == ("", "", "")
    (indicator,) = block.indicators
    assert (indicator.text("weight"), indicator.text("direction")) == ("", "")
    assert not [finding for finding in block.findings if finding.field == "weight"]


def test_goals_in_rows_of_their_own_beside_one_label():
    labels = (["项目名称", "行道树补植"], ["项目单位", UNIT], ["年度目标", "目标1：补植300株。"])
    grid = form(*labels, ["", "目标2：成活率95%。"], ["年度预算", 85000])
    grid.merge(4, 1, 5, 1)
    block = only(read_grid(grid))
    assert block.annual_objective == "目标1：补植300株。\n目标2：成活率95%。"
    assert (block.amount, block.unread) == (Decimal(85000), ())


def test_the_unit_of_money_in_a_row_of_its_own():
    header = ["预算单位", "项目名称", "项目资金", "", *LIST[3:], "指标值"]
    rows = [
        ["绩效目标表"], header, ["", "", "总额", "其中：财政资金"], ["", "", "（万元）", "（万元）"],
        [UNIT, "行道树补植", 8.5, 8, *ROWS[0]],
    ]  # fmt: skip
    merges = [(2, 3, 2, 4), *((2, n, 4, n) for n in (1, 2, 5, 6, 7, 8))]
    block = only(read_grid(Grid(rows, merges)))
    assert (block.amount, block.sums["fiscal_amount"]) == (Decimal(85000), "80000.00")


def test_tiers_with_their_numbers():
    rows = [
        ["一、产出指标", "（一）数量指标", "栽植行道树", "≥300株"],
        ["", "2.时效指标", "完成时间", "4月底前"],
    ]
    block = only(read_grid(form(["项目名称", "行道树补植"], ["项目预算安排情况（万元）", 8.5], rows=rows)))
    assert block.amount == Decimal(85000)
    assert [(row.tier1, row.tier2) for row in block.indicators] == [
        ("产出指标", "数量指标"), ("产出指标", "时效指标"),
    ]  # fmt: skip


def test_numbers_below_a_title_that_says_percent():
    values = [95, "≥98", "100%", "5公里", 0.95]
    header = [*LIST, "指标值（%）"]
    first, *others = [[*ROWS[0][:2], f"第{n}项", value] for n, value in enumerate(values)]
    rows = [
        ["绩效目标表"],
        header,
        [UNIT, "行道树补植", "补植。", *first],
        *[["", "", "", *row] for row in others],
    ]
    found = [row.annual_target for row in only(read_grid(Grid(rows))).indicators]
    assert found == ["95%", "≥98%", "100%", "5公里", "0.95"]  # of a share below 1 nobody knows


@pytest.mark.parametrize(
    "goal", [[["绩效目标", "补植300株。"]], [["绩效目标：补植300株。"]], [["项目绩效目标"], ["补植300株。"]]]
)
def test_the_only_goal_of_a_form_is_the_years(goal):
    block = only(read_grid(form(["项目名称", "行道树补植"], ["单位", UNIT], ["年度预算", 8000], *goal)))
    assert (block.annual_objective, block.unit_code, block.unread) == ("补植300株。", "130009", ())


def test_a_goal_beside_one_of_the_year_or_a_unit_beside_another_is_left_and_told():
    labels = (["项目名称", "行道树补植"], ["实施单位", UNIT], ["单位：区环卫所"], ["绩效目标", "绿化。"])
    block = only(read_grid(form(*labels, ["年度目标", "补植300株。"])))
    assert (block.annual_objective, block.unit_code) == ("补植300株。", "130009")
    assert {sample for group in block.unread for sample in group.samples} == {"绿化。", "单位：区环卫所"}


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("填报日期：2023年9月1日", None),
        ("2023年9月1日", None),
        ("（2023年度）", 2023),
        ("截至2023年8月31日", 2023),
    ],
)
def test_the_day_of_filling_in_is_no_budget_year(line, year):
    assert read_heading(["项目支出绩效目标表", line]).fiscal_year == year
    assert read_heading(["2024年项目支出绩效目标表", line]).fiscal_year == 2024


YEARS_SHARE = ["其中：2024年安排", "其中：当年安排"]


@pytest.mark.parametrize("title", YEARS_SHARE)
@pytest.mark.parametrize("total", ["资金总额（万元）", "项目总金额（万元）"])
def test_a_total_beside_the_years_share_is_the_whole_terms_in_the_same_unit(title, total):
    header = ["预算单位", "项目名称", total, title, *LIST[3:], "指标值"]
    rows = [["2024年绩效目标表"], header, [UNIT, "行道树补植", 500, 200, *ROWS[0]]]
    file = read_grid(Grid(rows))
    block = only(file)
    assert (block.amount, block.sums["period_amount"]) == (Decimal(2_000_000), "5000000.00")
    assert not block.consents
    assert file.sheets[0].amount_source.startswith("表头“")


def test_each_sum_counts_in_the_unit_of_its_own_title():
    header = ["预算单位", "项目名称", "总投资（万元）", "当年预算（元）", *LIST[3:], "指标值"]
    block = only(read_grid(Grid([["绩效目标表"], header, [UNIT, "行道树补植", 500, 2000, *ROWS[0]]])))
    assert (block.amount, block.sums["period_amount"]) == (Decimal(2000), "5000000.00")
    grid = form(
        ["项目名称", "行道树补植"], ["项目单位", UNIT], ["总投资（万元）", 500, "年度资金总额（元）", 2000]
    )
    block = only(read_grid(grid))
    assert (block.amount, block.sums["period_amount"]) == (Decimal(2000), "5000000.00")


@pytest.mark.parametrize(
    ("title", "first", "again", "is_same"),
    [
        ("金额（万元）", 1.2, "12000元", True), ("金额", "1.2万元", "12000元", True),
        ("金额（万元）", 1.2, "1.2", True), ("金额（万元）", 1.2, "1.2元", False),
        ("金额", "1.2万元", 12000, True), ("金额", "1.2万元", "1.2", False),
    ],
)  # fmt: skip
def test_an_amount_said_again_in_another_unit_is_the_same(title, first, again, is_same):
    header = ["预算单位", "项目名称", title, *LIST[3:], "指标值"]
    rows = [[UNIT, "行道树补植", first, *ROWS[0]], [UNIT, "行道树补植", again, *ROWS[1]]]
    block = only(read_grid(Grid([["绩效目标表"], header, *rows])))
    assert block.has_errors is not is_same
    assert block.amount == 12000


@pytest.mark.parametrize(
    ("titles", "values", "found"),
    [
        (["指标值", "数量指标", "质量指标"], ["≥620公里", "养护里程", "合格率≥95%"], ["", "≥95%"]),
        (
            ["数量指标", "质量指标", "备注", "指标值"],
            ["养护里程≥6公里", "合格率≥95%", "", "≥8%"],
            ["≥6公里", "≥95%"],
        ),
        (["数量指标", "质量指标", "指标值"], ["养护里程≥6公里", "≥90%", "≥8%"], ["≥6公里", "≥90%"]),
    ],
)
def test_a_value_that_belongs_to_no_column_of_names_is_asked_for(titles, values, found):
    header = ["预算单位", "项目名称", "金额", *titles]
    block = only(read_grid(Grid([["绩效目标表"], header, [UNIT, "道路养护", 5000, *values]])))
    assert [row.annual_target for row in block.indicators] == found
    assert block.consents and "没有用到的指标值" in "".join(f.reason for f in block.findings)


@pytest.mark.parametrize(
    ("tier2", "name", "said"),
    [("时效指标", "完工", True), ("质量指标", "验收日期", True), ("数量指标", "发放人数", False)],
)
def test_the_number_of_a_day_where_a_time_is_asked_for(tier2, name, said):
    block = only(read_grid(form(["项目名称", "行道树补植"], rows=[["产出指标", tier2, name, 45291]])))
    reasons = [finding.reason for finding in block.findings if finding.field == "annual_target"]
    assert reasons == ["像是没有设日期格式的日期：45291 即 2023-12-31"] * said
    assert block.indicators[0].annual_target == "45291"
