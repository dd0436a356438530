"""manage.py import_table: preview, commit, what it makes on an empty site, and the way there and back."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from filings.models import Filing
from indicators.domain.exports import write_table
from indicators.models import CycleRules, ImportItem, PerformanceGoal, TableImport
from indicators.tables.source import goal_table
from projects.models import BudgetCycle, Department, FunctionalSubject, FundSource, Project
from tests.factories import PerformanceGoalFactory, published_table, scheme
from tests.indicators.tables_in import TITLE, Row, saved_workbook
from tests.workbook_files import through_libreoffice

ROW = Row()


def run(path, *options, cycle="2024"):
    """(exit code, what it printed)."""
    out = StringIO()
    try:
        call_command("import_table", str(path), "--cycle", cycle, *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def run_json(path, *options, **kwargs):
    code, text = run(path, "--json", *options, **kwargs)
    return code, json.loads(text)


@pytest.fixture
def empty_site(db):
    """As after setup: the shipped schemes, no cycle, no unit."""
    scheme()


@pytest.fixture
def file(tmp_path, empty_site):
    return saved_workbook(tmp_path / "表.xlsx", [ROW, ROW.more(tier2="质量指标", indicator="设备完好率")])


def test_without_commit_nothing_at_all_is_stored(file):
    code, text = run(file)
    assert code == 0
    assert "新增 1" in text
    assert "预览" in text
    models = (BudgetCycle, Department, FundSource, FunctionalSubject, Project, TableImport, ImportItem)
    assert [model.objects.count() for model in models] == [0] * len(models)


def test_commit_makes_what_the_file_names_and_lists_it(file):
    code, report = run_json(file, "--commit")
    assert (code, report["projects_written"], report["refused"]) == (0, 1, 0)
    assert report["created"] == {
        "申报批次": [f"2024 {TITLE}"],
        "单位": ["130001 中共韶关市曲江区委组织部"], "资金类型": ["1111 预算安排拨款"],
        "功能科目": ["2013299 其他组织事务支出"],
    }  # fmt: skip
    cycle = BudgetCycle.objects.get()
    assert (cycle.title, cycle.region, cycle.level, cycle.fiscal_year) == (
        TITLE,
        "韶关市曲江区",
        "区级",
        2024,
    )
    goal = PerformanceGoal.objects.with_project().get()
    assert (goal.project.fund_source.code, goal.unfinished, goal.filing.updated_by) == ("1111", {}, None)
    assert goal.indicators.count() == 2


def test_a_second_run_finds_nothing_to_do(file):
    run(file, "--commit")
    code, text = run(file, "--commit")
    assert code == 0
    assert "完全一致" in text
    assert "0 个项目" not in text.splitlines()[-1]


def test_the_scheme_is_the_one_with_the_files_tiers(tmp_path, empty_site):
    rows = [ROW.but(tier1="成本指标", tier2="经济成本指标"), ROW.more(tier1="产出指标", tier2="数量指标")]
    code, _ = run(saved_workbook(tmp_path / "a.xlsx", rows), "--commit")
    assert (code, CycleRules.objects.get().scheme.code) == (0, "2021")


def test_tiers_that_no_scheme_has_are_added_to_a_copy(tmp_path, empty_site):
    rows = [ROW, ROW.more(tier1="影响力指标", tier2="长效管理指标")]
    path = saved_workbook(tmp_path / "a.xlsx", rows)
    assert run(path)[0] == 0
    code, report = run_json(path, "--commit")
    assert (code, report["created"]["指标类别"]) == (0, ["影响力指标 › 长效管理指标"])
    own = CycleRules.objects.get().scheme
    assert own.code == "2024"
    assert own.categories.second_tier().count() == scheme().categories.second_tier().count() + 1
    assert PerformanceGoal.objects.get().unfinished == {}


def test_a_title_without_a_place_needs_the_region(tmp_path, empty_site):
    path = saved_workbook(tmp_path / "a.xlsx", [ROW], title="项目绩效目标表")
    with pytest.raises(CommandError, match="--region"):
        run(path, "--commit")
    assert not BudgetCycle.objects.exists()
    assert run(path, "--commit", "--region", "韶关市曲江区")[0] == 0
    assert BudgetCycle.objects.get().fiscal_year == 2024


@pytest.mark.parametrize("code", ["20 24", "../x", ""])
def test_a_bad_cycle_code_is_one_clear_line(file, code):
    with pytest.raises(CommandError, match="批次编码"):
        run(file, cycle=code)


def test_a_refused_project_gives_exit_code_1_and_the_others_are_written(tmp_path, empty_site):
    path = saved_workbook(tmp_path / "a.xlsx", [ROW, ROW.but(name="坏", amount="-5")])
    code, report = run_json(path, "--commit")
    assert (code, report["projects_written"], report["refused"]) == (1, 1, 1)
    error = next(finding for finding in report["findings"] if finding["level"] == "error")
    assert (error["project"], error["row"], error["column"]) == ("坏", 4, "D")


def test_a_locked_project_gives_exit_code_1(file, cycle, unit):
    PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, project__name=ROW.name, approved=True
    )
    code, text = run(file, "--commit")
    assert code == 1
    assert "没有写入任何项目" in text


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04"])
def test_a_file_that_is_no_table_is_one_clear_line(tmp_path, db, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"a\.xlsx"):
        run(path)
    code, report = run_json(path)
    assert (code, report["refused"]) == (1, 1)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path, db):
    with pytest.raises(CommandError, match="不能读取"):
        run(tmp_path / "none.xlsx")


def test_a_table_without_projects_never_ends_well(tmp_path, empty_site):
    code, text = run(saved_workbook(tmp_path / "a.xlsx", []), "--commit")
    assert code == 1
    assert "没有找到任何项目" in text
    assert not BudgetCycle.objects.exists()


def export(path):
    cycle = BudgetCycle.objects.get(code="2023")
    goals = PerformanceGoal.objects.in_cycle(cycle)
    write_table(table=goal_table(goals, cycle=cycle), format="xlsx", path=path)
    return path


def cells(path):
    return [[cell.value for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]


def empty_again():
    """What the import makes, gone again; the shipped schemes stay."""
    for model in (
        PerformanceGoal,
        Filing,
        Project,
        CycleRules,
        BudgetCycle,
        Department,
        FundSource,
        FunctionalSubject,
    ):
        model.objects.all().delete()


@pytest.fixture
def exported(seed_cycle, tmp_path):
    """The seed's workbook, and nothing left in the database but the schemes."""
    path = export(tmp_path / "一.xlsx")
    empty_again()
    return path


def test_the_seed_comes_back_without_any_difference(exported, tmp_path):
    code, report = run_json(exported, "--commit", cycle="2023")
    assert (code, report["counts"]["new"], report["indicators"]) == (0, 54, 530)
    assert cells(export(tmp_path / "二.xlsx")) == cells(exported)
    goals = PerformanceGoal.objects.all()
    assert not goals.exclude(unfinished={}).exists()
    assert goals.count() == len(published_table()["projects"])


@pytest.mark.libreoffice
def test_also_when_libreoffice_saved_it_in_between(exported, tmp_path):
    resaved = tmp_path / "存.xlsx"
    resaved.write_bytes(through_libreoffice(exported.read_bytes(), tmp_path))
    code, report = run_json(resaved, "--commit", cycle="2023")
    assert (code, report["projects_written"]) == (0, 54)
    assert cells(export(tmp_path / "二.xlsx")) == cells(exported)
