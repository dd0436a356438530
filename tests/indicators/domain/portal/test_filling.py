"""Three workbooks of different shape come back filled, and nothing else in them has changed."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from indicators.domain.portal.filling import fill_workbook, visible_goals
from tests.publication.published import approved_goal

pytestmark = pytest.mark.django_db

ROWS = [
    ("数量指标", "维护次数", "≥12次"),
    ("质量指标", "验收合格率", "≥98.5%"),
    ("社会效益", "网络运行情况", "平稳"),
]


@pytest.fixture
def goals(cycle, unit, other_unit, reviewer):
    approved_goal(unit, cycle, rows=ROWS, project__name="“大组工网”维护费（一期）")
    approved_goal(other_unit, cycle, rows=ROWS[:1], project__name="校园网络")
    return visible_goals(reviewer, cycle)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def long_list():
    """One row per indicator, project and tiers merged, values joined; another sheet beside it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "绩效指标"
    sheet.append(["2024年项目绩效目标表"])
    sheet.append(["项目编码", "项目名称", "一级指标", "二级指标", "三级指标", "年度指标值", "备注", "状态"])
    sheet.append(
        ["44020024", '"大组工网"维护费(一期)', "产出指标", "数量指标", "维护次数", None, None, "未填"]
    )
    sheet.append([None, None, None, "质量指标", "验收合格率", None, None, "未填"])
    sheet.append([None, None, "效益指标", "社会效益指标", "网络运行情况", "不稳", None, "未填"])
    sheet.append([None, None, "效益指标", "社会效益指标", "没有的指标", None, None, "未填"])
    sheet.append(["44020025", "别处的项目", "产出指标", "数量指标", "维护次数", None, None, "未填"])
    sheet.merge_cells("A3:A6")
    sheet.merge_cells("B3:B6")
    sheet.merge_cells("C3:C4")
    book.create_sheet("说明").append(["请勿改动"])
    return saved(book)


def split_list():
    """符号, 指标值, 单位 in three columns, every cell repeated."""
    book = Workbook()
    sheet = book.active
    sheet.append(
        ["单位名称", "项目名称", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "权重"]
    )
    name = "“大组工网”维护费（一期）"
    for tier1, tier2, indicator in (
        ("产出指标", "数量指标", "维护次数"), ("产出指标", "质量指标", "验收合格率"),
        ("效益指标", "社会效益指标", "网络运行情况"),
    ):  # fmt: skip
        sheet.append(["中共韶关市曲江区委组织部", name, tier1, tier2, indicator, None, None, None, 20])
    return saved(book)


def form():
    """One project, named above its list."""
    book = Workbook()
    sheet = book.active
    sheet.title = "申报表"
    sheet.append(["项目支出绩效目标申报表"])
    sheet.append(["项目名称", "校园网络", None, "主管部门", "教育主管部门"])
    sheet.append(["一级指标", "二级指标", "三级指标", "实施周期值", "年度指标值"])
    sheet.append(["产出指标", "数量指标", "维护次数"])
    sheet.append(["填报人：", "张某"])
    return saved(book)


def filled(content, goals, chosen, *, only_empty=True, mapping=None):
    return fill_workbook(
        content=content, filename="门户.xlsx", goals=goals, mapping=mapping or {}, chosen=chosen,
        only_empty=only_empty,
    )  # fmt: skip


def untouched(before, after):
    """The parts that are byte for byte the same."""
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        return {name for name in old.namelist() if old.read(name) == new.read(name)}


def test_a_list_with_merged_projects(goals):
    content = long_list()
    result = filled(content, goals, {"绩效指标": {"F", "G"}})
    sheet = load_workbook(BytesIO(result.content))["绩效指标"]
    assert [sheet[f"F{row}"].value for row in range(3, 8)] == ["≥12次", "≥98.5%", "不稳", None, None]
    assert (result.cells, result.rows, len(result.projects)) == (2, 3, 1)
    said = "\n".join(result.unfilled)
    assert "第 5 行“网络运行情况”：文件里是“不稳”，系统里是“平稳”" in said
    assert "第 6 行：项目“‘大组工网’维护费（一期）”里没有指标“没有的指标”" in said
    assert "第 7 行：系统里没有项目“别处的项目”" in said
    assert [sheet[f"H{row}"].value for row in range(3, 8)] == ["未填"] * 5
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = set(package.namelist())
    assert untouched(content, result.content) == names - {"xl/worksheets/sheet1.xml"}


def test_other_values_are_replaced_when_asked(goals):
    result = filled(long_list(), goals, {"绩效指标": {"F"}}, only_empty=False)
    assert load_workbook(BytesIO(result.content))["绩效指标"]["F5"].value == "平稳"
    assert result.cells == 3


def test_a_list_with_sign_number_and_unit_apart(goals):
    result = filled(split_list(), goals, {"Sheet": {"F", "G", "H"}})
    rows = list(
        load_workbook(BytesIO(result.content)).active.iter_rows(min_row=2, min_col=6, values_only=True)
    )
    assert rows == [("≥", 12, "次", 20), ("≥", 98.5, "%", 20), (None, "平稳", None, 20)]
    assert result.unfilled == []


def test_only_the_chosen_columns(goals):
    result = filled(split_list(), goals, {"Sheet": {"H"}})
    rows = list(
        load_workbook(BytesIO(result.content)).active.iter_rows(min_row=2, min_col=6, values_only=True)
    )
    assert [row[:3] for row in rows] == [(None, None, "次"), (None, None, "%"), (None, None, None)]


def test_a_form_with_its_project_above_the_list(goals):
    content = form()
    result = filled(content, goals, {"申报表": {"D", "E"}})
    sheet = load_workbook(BytesIO(result.content)).active
    assert [cell.value for cell in sheet[4]] == ["产出指标", "数量指标", "维护次数", "≥12次", "≥12次"]
    assert [cell.value for cell in sheet[5]][:2] == ["填报人：", "张某"]


def test_a_column_map_by_hand(goals):
    from reading.filling import portal_lists

    book = load_workbook(BytesIO(long_list()))
    book["绩效指标"]["F2"] = "今年的承诺"
    content = saved(book)
    [portal] = portal_lists(BytesIO(content), filename="门户.xlsx")
    assert [column.field for column in portal.sheet.columns][5] not in ("annual_target", "value")
    mapping = {portal.sheet.signature: {"F": "annual_target"}}
    result = filled(content, goals, {"绩效指标": {"F"}}, mapping=mapping)
    assert load_workbook(BytesIO(result.content))["绩效指标"]["F3"].value == "≥12次"


def test_formulas_and_doubles_are_left(goals):
    book = load_workbook(BytesIO(long_list()))
    sheet = book["绩效指标"]
    sheet["F3"] = "=1+1"
    sheet["E4"], sheet["D4"] = "维护次数", "数量指标"
    result = filled(saved(book), goals, {"绩效指标": {"F"}})
    said = "\n".join(result.unfilled)
    assert "单元格里是公式" in said and "在文件里比系统里多一行" in said


def test_a_wrong_tier_and_two_units_of_one_name(goals, cycle, other_unit):
    approved_goal(other_unit, cycle, rows=ROWS, project__name="“大组工网”维护费（一期）")
    assert "分不清是哪一个" in filled(long_list(), goals.all(), {"绩效指标": {"F"}}).unfilled[0]
    result = filled(split_list(), goals.all(), {"Sheet": {"G"}})
    assert result.rows == 3  # the unit stands in the file
    book = load_workbook(BytesIO(split_list()))
    book.active["D2"] = "时效指标"
    assert "不在“产出指标 › 时效指标”下" in filled(saved(book), goals.all(), {"Sheet": {"G"}}).unfilled[0]
