"""A town's published list with sign, value, unit, weight and direction in columns of their own.

The web page it was published on drops the leading cells of continuation rows; the excerpt ends inside a row.
"""

from decimal import Decimal

import pytest

from reading import ImportedIndicator, Level
from reading.indicator_rows import join_target
from tests.reading.grids import Grid, read, read_grid
from tests.workbook_files import through_libreoffice

pytestmark = pytest.mark.pure

TITLE = "部门预算项目绩效目标申报表(2023年度)"
HEADER = (
    "单位名称",
    "项目名称",
    "预算数",
    "年度目标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "权重",
    "指标方向性",
)
UNIT = "820001-井研县马踏镇人民政府"
PROJECTS = {
    "村组干部报酬": ("3,309,840.00", "按时发放村组干部报酬"),
    "基层组织活动经费": (
        "660,000.00",
        "包括必要的办公用品费、水电费、报刊费等村社区办公经费,基层党组织开展组织活动、党员干部教育培训,"
        "群团活动开展,组织活动场所维护等。",
    ),
}
TOWARDS = "正向指标"
INDICATORS = {
    "村组干部报酬": [
        ("效益指标", "社会效益指标", "维护社会稳定", "≥", "95", "%", "10", TOWARDS),
        ("产出指标", "时效指标", "维持时效", "≥", "1", "年", "20", TOWARDS),
        ("产出指标", "质量指标", "按时发放", "≥", "1", "人/年", "10", TOWARDS),
        ("效益指标", "经济效益指标", "促进村集体经济发展", "≥", "95", "%", "10", TOWARDS),
        ("产出指标", "数量指标", "村组干部230人", "≥", "230", "个", "10", TOWARDS),
        ("效益指标", "生态效益指标", "保护生态环境卫生", "≥", "95", "%", "10", TOWARDS),
        ("效益指标", "可持续影响指标", "项目维持时效", "≥", "95", "%", "10", TOWARDS),
        ("满意度指标", "服务对象满意度指标", "人民群众满意度", "≥", "95", "%", "10", TOWARDS),
    ],
    "基层组织活动经费": [
        ("满意度指标", "服务对象满意度指标", "辖区内群众满意度", "≥", "95", "%", "10", TOWARDS),
        ("效益指标", "经济效益指标", "促进农村集体经济发展", "≥", "95", "%", "10", TOWARDS),
        ("效益指标", "可持续影响指标", "经济、环境等方面可持续发展", "≥", "95", "%", "10", TOWARDS),
        ("产出指标", "质量指标", "保障村社区正常运转", "≥", "95", "%", "20", TOWARDS),
        ("产出指标", "数量指标", "行政村数量", "=", "11", "个", "10", ""),
    ],
}
JOINED = {
    "村组干部报酬": ["≥95%", "≥1年", "≥1人/年", "≥95%", "≥230个", "≥95%", "≥95%", "≥95%"],
    "基层组织活动经费": ["≥95%", "≥95%", "≥95%", "≥95%", "=11个"],
}


def table(style: str, *, numbers: bool = False) -> Grid:
    """`style`: dropped (cells left out, as published), placed, merged or repeated."""
    grid = Grid()
    grid.add(TITLE)
    grid.add("金额单位:元")
    grid.add(*HEADER, None)
    grid.add("820-马踏镇部门", None, _value("8,827,620.53", numbers))
    for name, (amount, objective) in PROJECTS.items():
        start = len(grid.rows) + 1
        for index, indicator in enumerate(INDICATORS[name]):
            own = [_value(text, numbers) if place in (4, 6) else text for place, text in enumerate(indicator)]
            project = [UNIT, name, _value(amount, numbers), objective]
            if index and style == "dropped":
                project = []
            elif index and style != "repeated":
                project = [None] * 4
            elif style == "dropped" and start > 5:
                project = project[1:]
            grid.add(*project, *own)
        for column in range(2, 5) if style == "merged" else ():
            grid.merge(start, column, len(grid.rows), column)
    if style == "merged":
        grid.merge(5, 1, len(grid.rows), 1)
    return grid


def _value(text: str, numbers: bool):
    if not numbers:
        return text
    number = float(text.replace(",", ""))
    return number if "." in text else int(number)


def assert_published(file):
    assert [block.name for block in file.blocks] == list(PROJECTS)
    assert file.layout == "flat"
    assert (file.title, file.region, file.fiscal_year) == (TITLE, "", 2023)
    assert not file.has_errors
    for block in file.blocks:
        amount, objective = PROJECTS[block.name]
        assert (block.unit_code, block.unit_name) == ("820001", "井研县马踏镇人民政府")
        assert block.amount == Decimal(amount.replace(",", ""))
        assert (block.annual_objective, block.overall_objective) == (objective, "")
        assert [published(indicator) for indicator in block.indicators] == INDICATORS[block.name]
        assert [indicator.annual_target for indicator in block.indicators] == JOINED[block.name]
        assert {indicator.period_target for indicator in block.indicators} == {""}


def published(indicator: ImportedIndicator) -> tuple[str, ...]:
    return (
        indicator.tier1,
        indicator.tier2,
        indicator.name,
        indicator.sign,
        indicator.value,
        indicator.measure,
        str(indicator.text("weight")),
        indicator.text("direction"),
    )


@pytest.mark.parametrize("style", ["dropped", "placed", "merged", "repeated"])
@pytest.mark.parametrize("numbers", [False, True])
def test_the_list_in_every_shape(style, numbers):
    assert_published(read_grid(table(style, numbers=numbers)))
    if not numbers:
        assert_published(read(table(style).by_hand()))


@pytest.mark.parametrize("style", ["dropped", "placed", "repeated"])
def test_the_list_as_csv(style):
    assert_published(read(table(style).csv("gbk"), "table.csv"))


@pytest.mark.libreoffice
def test_the_list_saved_again_by_libreoffice(tmp_path):
    content = through_libreoffice(table("merged", numbers=True).openpyxl(), tmp_path)
    assert_published(read(content))


def test_rows_without_their_leading_cells_are_said_and_keep_their_own_columns():
    file = read_grid(table("dropped"))
    (finding,) = [finding for finding in file.findings if "缺少前面的单元格" in finding.reason]
    assert (finding.level, finding.row) == (Level.WARNING, 6)
    second = file.blocks[1]
    assert str(second.place("name")) == "工作表“表1”A13"
    assert str(second.place("annual_objective")) == "工作表“表1”C13"
    assert str(second.place("value", second.indicators[0])) == "工作表“表1”H13"
    assert str(second.place("value", second.indicators[1])) == "工作表“表1”E14"


def test_without_a_sum_the_heading_of_a_department_is_still_no_project():
    grid = table("placed")
    grid.rows[3] = ["820-马踏镇部门"]
    assert_published(read_grid(grid))


@pytest.mark.parametrize(
    ("sign", "value", "measure", "joined"),
    [
        ("≥", "95", "%", "≥95%"),
        ("=", "11", "个", "=11个"),
        ("≥", "95%", "%", "≥95%"),
        ("", "3", "次", "3次"),
        ("定性", "优良中低差", "", "优良中低差"),
        ("定性", "及时", "/", "及时"),
        ("≤", "5", "无", "≤5"),
        ("≥", "≥95", "%", "≥95%"),
        ("大于等于", "5", "人次", "大于等于5人次"),
        ("≥", "", "%", ""),
    ],
)
def test_the_parts_of_a_target_are_joined_as_an_office_writes_them(sign, value, measure, joined):
    assert join_target(sign, value, measure) == joined


def test_a_weight_that_is_no_number_is_kept_with_a_warning():
    grid = table("placed")
    grid.rows[4][10] = "一成"
    file = read_grid(grid)
    block = file.blocks[0]
    assert block.indicators[0].text("weight") == "一成"
    assert [(finding.field, finding.row, finding.value) for finding in block.findings] == [
        ("weight", 5, "一成")
    ]
    grid.rows[4][10] = "12.5%"
    assert read_grid(grid).blocks[0].indicators[0].text("weight") == "12.5%"
