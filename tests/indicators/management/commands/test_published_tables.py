"""Two published tables of other provinces, in every shape, imported through to the database: every value."""

import re
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command

from indicators.models import CycleRules, IndicatorScheme, PerformanceGoal
from perfgoals.language.tiers import tier_key
from projects.models import BudgetCycle, Department
from tests.factories import scheme
from tests.reading import test_flat_list as flat
from tests.reading import test_project_form as form
from tests.reading.grids import Grid
from tests.workbook_files import saved, through_libreoffice

FLAT_SHAPES = {
    f"{style}, {kind}": (style, kind)
    for style in ("dropped", "placed", "merged", "repeated")
    for kind in ("inline strings", "shared strings", "csv")
    if (style, kind) != ("merged", "csv")
}


@pytest.fixture
def empty_site(db):
    scheme()


@pytest.fixture
def take(tmp_path, empty_site):
    """take(bytes, name): the goals in table order after manage.py import_table --commit."""

    def act(content, name="表.xlsx", *, cycle="2023", region="乐山市井研县"):
        path = tmp_path / name
        path.write_bytes(content)
        out = StringIO()
        try:
            call_command(
                "import_table", str(path), "--cycle", cycle, "--commit", "--region", region, stdout=out
            )
        except SystemExit as end:
            pytest.fail(f"exit code {end.code}: {out.getvalue()}")
        return list(PerformanceGoal.objects.with_project().with_indicators().in_table_order())

    return act


def rows_of(goal) -> list[tuple[str, ...]]:
    """Tiers without their last word, as schemes differ in it; name and target to the character."""
    return [
        (tier_key(row.category.parent.name), tier_key(row.category.name), row.name, row.period_target,
         row.annual_target)
        for row in goal.indicators.all()
    ]  # fmt: skip


def flat_rows(name):
    targets = zip(flat.INDICATORS[name], flat.JOINED[name], strict=True)
    return [(tier_key(row[0]), tier_key(row[1]), row[2], "", target) for row, target in targets]


def assert_flat(goals):
    assert [goal.project.name for goal in goals] == list(flat.PROJECTS)
    for goal in goals:
        amount, objective = flat.PROJECTS[goal.project.name]
        assert str(goal.project.amount) == amount.replace(",", "")
        assert goal.project.department.label.replace(" ", "-") == flat.UNIT
        assert (goal.annual_objective, goal.overall_objective) == (objective, "")
        assert (goal.project.fund_source, goal.project.functional_subject) == (None, None)
        assert rows_of(goal) == flat_rows(goal.project.name)
        assert goal.unfinished == {}


@pytest.mark.parametrize("shape", FLAT_SHAPES)
def test_the_town_s_list(take, shape):
    style, kind = FLAT_SHAPES[shape]
    grid = flat.table(style)
    if kind == "csv":
        assert_flat(take(grid.csv("gbk"), "表.csv"))
    else:
        assert_flat(take(grid.by_hand() if kind == "shared strings" else grid.openpyxl()))
    cycle = BudgetCycle.objects.get()
    assert (cycle.fiscal_year, cycle.region) == (2023, "乐山市井研县")


@pytest.mark.parametrize("style", ["dropped", "placed", "merged", "repeated"])
def test_the_town_s_list_with_stored_numbers(take, style):
    assert_flat(take(flat.table(style, numbers=True).openpyxl()))


def test_the_town_s_list_in_ten_thousands(take):
    grid = flat.table("placed")
    grid.rows[1] = ["金额单位：万元"]
    for row in grid.rows[3:]:
        if len(row) > 2 and row[2]:
            row[2] = str(Decimal(row[2].replace(",", "")) / 10_000)
    assert_flat(take(grid.openpyxl()))


def test_the_town_s_list_with_subtotals_and_notes(take):
    grid = flat.table("placed")
    grid.rows.insert(4 + len(flat.INDICATORS["村组干部报酬"]), ["小计", None, "3,309,840.00"])
    grid.add("合计", None, "3,969,840.00")
    grid.add("备注：本表由单位填报。")
    assert_flat(take(grid.by_hand()))


def test_the_town_s_list_divided_over_two_sheets(take):
    grid = flat.table("repeated")
    head, body = grid.rows[:3], grid.rows[4:]
    first = len(flat.INDICATORS["村组干部报酬"])
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, part in enumerate((body[:first], body[first:]), 1):
        sheet = book.create_sheet(f"第{number}页")
        for row in [*head, *part]:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    assert_flat(take(saved(book)))


@pytest.mark.libreoffice
@pytest.mark.parametrize("style", ["merged", "placed"])
def test_the_town_s_list_saved_by_libreoffice(take, tmp_path, style):
    assert_flat(take(through_libreoffice(flat.table(style, numbers=True).openpyxl(), tmp_path)))


NAME = "兰溪路-真南路下立交工程"


@pytest.fixture
def bureau(empty_site):
    """The form names its unit without a code: the unit must be known. The scheme follows from the form."""
    BudgetCycle.objects.create(
        code="2026", fiscal_year=2026, region="上海市普陀区", level="区级", state="open"
    )
    return Department.objects.create(code="201001", name="上海市普陀区市政工程建设中心")


def assert_form(goal, unit, name=NAME):
    project = goal.project
    assert (project.name, project.department, str(project.amount)) == (name, unit, "226145100.00")
    assert (goal.overall_objective, goal.annual_objective) == (form.TOTAL, form.YEAR)
    assert rows_of(goal) == [
        (tier_key(tier1), tier_key(tier2), name, "", target) for tier1, tier2, name, target in form.INDICATORS
    ]
    assert (goal.unfinished, project.amount_note) == ({}, "")


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("kind", ["openpyxl", "by_hand", "csv"])
@pytest.mark.parametrize("tier", ["", "成本指标"])
def test_the_bureau_s_form(take, bureau, merged, kind, tier):
    content = getattr(form.form(merged=merged, tier=tier), kind)()
    (goal,) = take(content, "表.csv" if kind == "csv" else "表.xlsx", cycle="2026")
    assert_form(goal, bureau)


def test_the_bureau_s_form_in_ten_thousands(take, bureau):
    grid = form.form()
    grid.rows[5][0] = "项目资金\n（万元）"
    for row in grid.rows[5:9]:
        for column, value in enumerate(row):
            if isinstance(value, str) and re.fullmatch(r"[0-9,]+\.[0-9]{2}", value):
                row[column] = f"{Decimal(value.replace(',', '')) / 10_000:,f}"
    (goal,) = take(grid.openpyxl(), cycle="2026")
    assert_form(goal, bureau)


def test_three_forms_on_three_sheets_and_three_on_one(take, bureau):
    book = openpyxl.Workbook()
    book.remove(book.active)
    below = Grid()
    for number in range(1, 7):
        one = form.form()
        one.rows[2][2] = f"项目{number}"
        if number < 4:
            sheet = book.create_sheet(f"第{number}张")
            _write(sheet, one)
        else:
            offset = len(below.rows)
            below.rows += [*one.rows, [], []]
            below.merges += [(r1 + offset, c1, r2 + offset, c2) for r1, c1, r2, c2 in one.merges]
    _write(book.create_sheet("其余"), below)
    goals = take(saved(book), cycle="2026")
    assert [goal.project.name for goal in goals] == [f"项目{n}" for n in range(1, 7)]
    for number, goal in enumerate(goals, 1):
        assert_form(goal, bureau, f"项目{number}")


def _write(sheet, grid):
    for number, row in enumerate(grid.rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value).data_type = "s"
    for area in grid.merges:
        sheet.merge_cells(None, *area)


def test_a_category_that_the_cycle_s_scheme_lacks_is_kept_beside_the_table(take, bureau):
    CycleRules.objects.create(
        cycle=BudgetCycle.objects.get(), scheme=IndicatorScheme.objects.get(code="2021")
    )
    (goal,) = take(form.form().openpyxl(), cycle="2026")
    (kept,) = goal.unfinished["rows"]
    assert (kept["category_text"], kept["name"], kept["annual_target"], kept["position"]) == (
        "效益指标 › 可持续影响指标", "长效管理制度健全性", "健全", 7,
    )  # fmt: skip
    assert goal.indicators.count() == len(form.INDICATORS) - 1


@pytest.mark.libreoffice
def test_the_bureau_s_form_saved_by_libreoffice(take, bureau, tmp_path):
    (goal,) = take(through_libreoffice(form.form().openpyxl(), tmp_path), cycle="2026")
    assert_form(goal, bureau)
