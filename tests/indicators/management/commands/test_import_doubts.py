"""manage.py import_table: what is asked before it is written, and what a refused batch leaves behind."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project
from tests.factories import scheme
from tests.reading.grids import Grid
from tests.reading.twelve_forms import FORMS

HEADER = (
    "申报单位",
    "项目名称",
    "资金类型",
    "金额",
    "功能科目",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
)
ROW = (
    "420101-某县林业局", "护林防火", "1111预算安排拨款", 12.5, "2130234林业草原防灾减灾",
    "产出指标", "数量指标", "巡护里程", "≥900公里",
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty_site(db):
    """As after setup: the shipped schemes, no cycle, no unit."""
    scheme()


@pytest.fixture
def write(tmp_path):
    def act(grid: Grid):
        path = tmp_path / "表.xlsx"
        path.write_bytes(grid.openpyxl())
        return path

    return act


def run(path, *options, cycle="2025", region="某省某县"):
    """(exit code, report)."""
    out = StringIO()
    arguments = ("--cycle", cycle, "--region", region, "--json", *options)
    try:
        call_command("import_table", str(path), *arguments, stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def stored() -> list[int]:
    models = (BudgetCycle, Department, FundSource, FunctionalSubject, Project)
    return [model.objects.count() for model in models]


def table(title="某省某县2025年县级项目绩效目标表", *, columns=(), values=(), **changes) -> Grid:
    row = dict(zip(HEADER, ROW, strict=True)) | changes
    return Grid([[title], ["单位：万元"], [*HEADER, *columns], [*row.values(), *values]])


def test_a_batch_in_which_nothing_gets_in_leaves_nothing_behind(write):
    code, report = run(write(table(项目名称=None)), "--commit")
    assert (code, report["projects_written"], report["created"]) == (1, 0, {})
    assert stored() == [0, 0, 0, 0, 0]


def test_only_what_gets_in_makes_its_codes(write):
    grid = table()
    grid.add("420102-某县水利局", "", "1112基金", "不知道", "2130306水利工程", *ROW[5:])
    code, report = run(write(grid), "--commit")
    assert (code, report["projects_written"]) == (1, 1)
    assert list(Department.objects.values_list("code", flat=True)) == ["420101"]


def test_a_title_of_another_year_is_written_only_with_its_flag(write):
    path = write(table("某省某县2024年县级项目绩效目标表"))
    code, report = run(path)
    assert (code, report["unconfirmed"][0]["consents"]) == (0, ["title"])
    code, report = run(path, "--commit")
    assert (code, report["projects_written"], stored()) == (1, 0, [0] * 5)
    assert "年度" in report["refusals"][0]["reason"]
    code, report = run(path, "--commit", "--accept-title")
    assert (code, report["projects_written"]) == (0, 1)
    assert BudgetCycle.objects.get().fiscal_year == 2025


def test_much_that_was_not_read_is_written_only_with_its_flag(write):
    grid = table(columns=("甲", "乙", "丙", "丁"), values=("一", "二", "三", "四"))
    path = write(grid)
    code, report = run(path, "--commit")
    assert (code, report["projects_written"]) == (1, 0)
    assert [group["title"] for group in report["unconfirmed"][0]["unread"]] == ["甲", "乙", "丙", "丁"]
    assert run(path, "--commit", "--accept-title")[1]["projects_written"] == 0
    assert run(path, "--commit", "--accept-unread")[1]["projects_written"] == 1


def test_an_amount_in_another_unit_is_written_only_with_its_flag(write):
    grid = table()
    grid.rows[-1] = [520_000 if value == 12.5 else value for value in grid.rows[-1]]
    path = write(grid)
    code, report = run(path, "--commit")
    assert (code, report["projects_written"], report["unconfirmed"][0]["consents"]) == (1, 0, ["amount"])
    assert "元或万元" in report["refusals"][0]["reason"]
    assert run(path, "--commit", "--accept-title", "--accept-unread")[1]["projects_written"] == 0
    assert run(path, "--commit", "--accept-amount")[1]["projects_written"] == 1
    assert Project.objects.get().amount == 5_200_000_000


def test_the_report_says_how_the_sheet_was_understood(write):
    _, report = run(write(table(columns=("科室意见",), values=("同意",))))
    (sheet,) = report["understood"]
    assert (sheet["amount_unit"], sheet["amount_source"]) == ("万元", "表上方“单位：万元”")
    assert sheet["notes"] == ["I 列“指标值”读作年度指标值"]
    assert (sheet["title"], sheet["fiscal_year"], sheet["region"]) == (
        "某省某县2025年县级项目绩效目标表", 2025, "某省某县",
    )  # fmt: skip
    assert [(group["title"], group["first"], group["count"]) for group in sheet["unread"]] == [
        ("科室意见", "J4", 1)
    ]
    assert report["cells"] == {"read": 9, "heading": 12, "mark": 0, "unread": 1}


def test_the_words_of_a_preview_without_json(write):
    out = StringIO()
    path = write(table("某省某县2024年县级项目绩效目标表", columns=("科室意见",), values=("同意",)))
    call_command("import_table", str(path), "--cycle", "2025", "--region", "某省某县", stdout=out)
    said = out.getvalue()
    assert "[读懂] 工作表“表1”" in said
    assert "金额按万元读入（表上方“单位：万元”）" in said
    assert "[没有读入] 工作表“表1”“科室意见”J4，1 格：同意" in said
    assert "其中 1 个要先核对，确认后再加 --accept-title。" in said


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_of_the_twelve_forms_gets_in(write, name):
    form = FORMS[name]
    code, report = run(write(form.grid()), "--commit", "--accept-unread")
    assert (code, report["projects_written"]) == (0, 1), report["findings"]
    project = Project.objects.get()
    assert (project.name, project.amount) == (form.name, form.amount)
    rows = project.goal.indicators.order_by("position").values_list("name", "period_target", "annual_target")
    assert list(rows) == [row[2:] for row in form.indicators]
