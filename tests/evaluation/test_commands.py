"""import_table, export_table and check_goals for 自评表 and 监控表: bound to what, refused why, and back."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from evaluation.models import Evaluation, EvaluationRules
from indicators.models import PerformanceGoal
from monitoring.models import MonitoringReport, MonitoringRound, MonitoringRules
from perfgoals.audit.models import AuditEvent
from projects.models import BudgetCycle, Department, Project
from tests.factories import (
    BudgetCycleFactory,
    DepartmentFactory,
    IndicatorFactory,
    PerformanceGoalFactory,
    ProjectFactory,
    scheme,
)
from tests.indicators.flow import bring_to, ready_goal, step
from tests.monitoring.reading.forms import ROWS, evaluation_form, fill_evaluation_form, monitoring_form, saved
from tests.workbook_files import through_libreoffice

from .test_published_tables import exported, findings, imported, run

UNIT = "某某局"


@pytest.fixture
def cycle(db):
    return BudgetCycleFactory(fiscal_year=2023)


@pytest.fixture
def department(db):
    return DepartmentFactory(code="130009", name=UNIT)


@pytest.fixture
def path(tmp_path):
    return evaluation_form(tmp_path / "自评表.xlsx")


def stored(path, *options):
    return imported(path, "--against", "stored", "--commit", *options)


def test_a_preview_stores_nothing_at_all(db, path):
    scheme()
    code, report = imported(path, "--against", "stored")
    assert (code, report["counts"]["new"], report["written"]) == (0, 1, False)
    assert [m.objects.count() for m in (Evaluation, Project, BudgetCycle, Department)] == [0] * 4


def test_what_is_registered_is_said(db, path):
    scheme()
    _, report = stored(path)
    assert list(report["created"]) == ["申报批次", "单位"]
    assert report["against"] == "系统中现有的目标表"
    assert [f["reason"] for f in report["findings"]] == ["系统中没有这个项目"]
    assert Department.objects.get().name == UNIT


def test_a_unit_is_found_by_its_name(cycle, department, path):
    stored(path)
    assert Evaluation.objects.get().project.department == department


def test_two_units_of_one_name_are_nobody(cycle, department, path):
    DepartmentFactory(code="130010", name=UNIT)
    code, report = imported(path)
    assert (code, report["counts"]["error"]) == (1, 1)
    assert report["findings"][0]["reason"] == f"系统中没有名为“{UNIT}”的单位"


def test_the_unit_of_a_table_without_one_can_be_given(cycle, department, tmp_path):
    path = evaluation_form(tmp_path / "表.xlsx", unit="")
    stored(path, "--unit", "130009")
    assert Evaluation.objects.get().project.department == department


def test_the_second_time_nothing_changes_and_a_change_is_one(cycle, department, path, tmp_path):
    stored(path)
    assert stored(path)[1]["counts"]["unchanged"] == 1
    assert Evaluation.objects.get().revision == 1
    changed = evaluation_form(tmp_path / "改.xlsx", result="另有说明。")
    assert stored(changed)[1]["counts"]["changed"] == 1
    evaluation = Evaluation.objects.get()
    assert (evaluation.objective_result, evaluation.revision) == ("另有说明。", 2)
    assert evaluation.indicators.count() == 4 and evaluation.money.count() == 4


def test_an_import_is_recorded(cycle, department, path):
    stored(path)
    event = AuditEvent.objects.filter(verb="import").get()
    assert (event.object_name, json.loads(event.after)["projects"]) == (
        "自评表.xlsx", [Project.objects.get().pk],
    )  # fmt: skip


# --- bound to the approved version ------------------------------------------------------------------


@pytest.fixture
def approved(cycle, unit, preparer, supervisor, approver):
    """An approved project of the unit, by the real steps."""
    goal = ready_goal(unit, cycle, project__name="干部培训")
    return bring_to(goal, "approved", preparer=preparer, supervisor=supervisor, approver=approver)


def _tiers(row):
    return row.category.parent.name, row.category.name


def form_of(goal, path, **changes):
    """The form filled in for the rows of a goal table, with other targets for some names."""
    rows = [
        (
            r.category.parent.name,
            r.category.name,
            r.name,
            changes.get(r.name, r.annual_target),
            "4次",
            "",
            "",
            "",
        )
        for r in goal.indicators.select_related("category__parent")
    ]
    return evaluation_form(path, rows=rows, total="", unit=goal.project.department.label)


def test_it_is_bound_to_the_approved_version(approved, tmp_path):
    code, report = imported(form_of(approved, tmp_path / "表.xlsx"), "--commit")
    assert (code, report["against"], report["projects_written"]) == (0, "批复的版本", 1)
    evaluation = Evaluation.objects.get()
    assert evaluation.version == approved.filing.versions.get(action="approve")
    assert not [f for f in findings() if f["check"] == "differs_from_approved"]


def test_what_is_changed_later_does_not_move_the_yardstick(approved, approver, tmp_path):
    step(approved, "revise", approver, "预算调整")
    approved.indicators.update(annual_target="≥9次")
    approved.refresh_from_db()
    name = approved.indicators.first().name
    code, _ = imported(form_of(approved, tmp_path / "表.xlsx", **{name: "≥4次"}), "--commit")
    differing = [f for f in findings() if f["check"] == "differs_from_approved"]
    assert code == 0 and len(differing) == approved.indicators.count() - 1
    assert {f["proposal"] for f in differing} == {"≥4次"}


def test_other_names_and_rows_are_seen(approved, tmp_path):
    path = form_of(approved, tmp_path / "表.xlsx")
    book = load_workbook(path)
    sheet = book.active
    (found,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "数量指标之一"]
    found.value = "另一个名称"
    book.save(path)
    imported(path, "--commit")
    assert [f["proposal"] for f in findings() if f["check"] == "differs_from_approved"] == ["数量指标之一"]


def test_without_an_approved_goal_it_is_refused_with_the_reason(cycle, department, path):
    ProjectFactory(cycle=cycle, department=department, name="干部培训")
    code, report = imported(path, "--commit")
    assert (code, report["projects_written"]) == (1, 0)
    assert report["findings"][-1]["reason"] == "这个项目的绩效目标还没有批复"
    assert not Evaluation.objects.exists()


def test_a_project_that_the_cycle_lacks_is_refused(cycle, department, path):
    code, report = imported(path, "--commit")
    assert (code, report["findings"][-1]["reason"]) == (1, f"{UNIT}在本批次中没有这个项目")


def test_no_cycle_and_wrong_words_say_what_to_do(db, path):
    for options, words in (
        (["--cycle", "2023"], "请先导入并批复绩效目标"),
        (["--cycle", "2023", "--kind", "budget"], "可用的有：goal、department、evaluation、monitoring"),
        (["--cycle", "2023", "--against", "nothing"], "--against approved 或 --against stored"),
    ):
        with pytest.raises(CommandError) as caught:
            call_command("import_table", str(path), *options)
        assert words in str(caught.value)


def test_against_stored_the_rows_are_those_of_the_goal_table(cycle, department, path):
    project = ProjectFactory(cycle=cycle, department=department, name="干部培训")
    goal = PerformanceGoalFactory(project=project)
    for position, (_, tier2, name, target, *_) in enumerate(ROWS, 1):
        tier2 = {"社会效益指标": "社会效益", "服务对象满意度指标": "服务对象满意度"}.get(tier2, tier2)
        annual = "≥120人次" if name == "培训人数" else target
        IndicatorFactory(goal=goal, position=position, tier2=tier2, name=name, annual_target=annual)
    stored(path)
    differing = [f for f in findings() if f["check"] == "differs_from_approved"]
    assert [(f["indicator"], f["proposal"]) for f in differing] == [("培训人数", "≥120人次")]
    assert PerformanceGoal.objects.get().status == "draft"


def test_much_that_was_not_read_is_stored_with_a_flag_only(cycle, department, tmp_path):
    extra = [{1: f"别的事项{n}", 3: "内容"} for n in range(9)]
    path = evaluation_form(tmp_path / "自评表.xlsx", foot=extra)
    code, report = stored(path)
    assert (code, report["projects_written"]) == (1, 0)
    assert report["refusals"][0]["reason"].startswith("有内容没有读入，没有确认")
    assert report["unconfirmed"][0]["consents"] == ["unread"]
    assert report["cells"]["unread"] == sum(group["count"] for group in report["understood"][0]["unread"])
    code, report = stored(path, "--accept-unread")
    assert (code, report["projects_written"]) == (0, 1)


def test_what_waits_for_a_flag_makes_neither_cycle_nor_unit(db, tmp_path):
    scheme()
    path = evaluation_form(tmp_path / "自评表.xlsx", foot=[{1: f"别的事项{n}", 3: "内容"} for n in range(9)])
    code, report = stored(path)
    assert (code, report["projects_written"], report["created"]) == (1, 0, {})
    assert [m.objects.count() for m in (Evaluation, Project, BudgetCycle, Department)] == [0] * 4
    code, report = stored(path, "--accept-unread")
    assert (code, report["projects_written"], list(report["created"])) == (0, 1, ["申报批次", "单位"])


def test_a_title_of_another_year_is_stored_with_a_flag_only(department, path):
    scheme()
    BudgetCycleFactory(code="2023", fiscal_year=2024)
    code, report = stored(path)
    assert (code, report["unconfirmed"][0]["consents"]) == (1, ["title"])
    assert stored(path, "--accept-title")[0] == 0


def with_summary(path, unit, *, code=""):
    """A form of 130009-某某局 behind a summary that has its project, with other words for the unit."""
    book = Workbook()
    book.active.append(["项目支出绩效自评汇总表"])
    book.active.append(["序号", "单位编码", "单位名称", "项目名称", "自评得分", "等级"])
    book.active.append([1, code, unit, "干部培训", 87.73, "良"])
    fill_evaluation_form(book.create_sheet("表"), unit=f"130009-{UNIT}")
    return saved(book, path)


@pytest.mark.parametrize(("unit", "code"), [(UNIT, ""), (f"130009{UNIT}", ""), (UNIT, "130009"), ("", "")])
def test_a_summary_that_names_the_unit_in_another_way_is_left_out(cycle, department, tmp_path, unit, code):
    exit_code, report = stored(with_summary(tmp_path / "a.xlsx", unit, code=code))
    assert (exit_code, report["projects_written"]) == (0, 1)
    assert "汇总表中有 1 个项目另有单项表" in [finding["reason"] for finding in report["findings"]]
    assert Evaluation.objects.get().indicators.count() == len(ROWS)


def test_a_second_table_of_a_project_never_replaces_the_first(cycle, department, tmp_path):
    """The form says the code alone, the summary the name alone: only the system knows that they are one."""
    path = with_summary(tmp_path / "a.xlsx", UNIT)
    book = load_workbook(path)
    book["表"].cell(4, 8).value = "130009"
    exit_code, report = stored(saved(book, path))
    assert (exit_code, report["counts"]["new"], report["counts"]["error"]) == (1, 1, 1)
    refused = [finding for finding in report["findings"] if finding["level"] == "error"]
    assert [finding["reason"] for finding in refused] == ["与工作表“表”第 3 行的项目相同"]
    assert Evaluation.objects.get().indicators.count() == len(ROWS)


# --- numbers out of it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "total", "grade"),
    [({}, 87.73, "良"), ({"at_most": "ratio"}, 87.73, "良")],
)
def test_points_that_the_table_states_count(cycle, department, path, tmp_path, rules, total, grade):
    EvaluationRules.objects.create(cycle=cycle, **rules)
    stored(path)
    (entry,) = exported(tmp_path)
    assert (entry["total"], entry["grade"], entry["execution_score"]) == (total, grade, 7.4)


UNSCORED = [(*row[:5], "", "", row[7]) for row in ROWS]


@pytest.mark.parametrize(
    ("rules", "scores", "deduction", "total", "grade"),
    [
        ({}, [22.5, 21.83, 22.5, 13.5], 0, 87.73, "良"),
        ({"at_most": "ratio"}, [22.5, 21.83, 22.5, 16.07], 1.3, 89, "良"),
        ({"at_most": "ratio", "caps": []}, [22.5, 21.83, 22.5, 16.07], 0, 90.3, "优"),
    ],
)
def test_points_are_computed_where_the_table_states_none(
    cycle, department, tmp_path, rules, scores, deduction, total, grade
):
    EvaluationRules.objects.create(cycle=cycle, **rules)
    stored(evaluation_form(tmp_path / "表.xlsx", rows=UNSCORED, total=""))
    (entry,) = exported(tmp_path)
    assert [row["score"] for row in entry["indicators"]] == scores
    assert (entry["deduction"], entry["total"], entry["grade"]) == (deduction, total, grade)
    assert entry["indicators"][1]["explanation"] == "97/100 × 22.5"


def test_what_does_not_fit_is_refused_with_its_row(cycle, department, tmp_path):
    rows = [(*ROWS[0][:5], 120, "", ""), ("", "", "长" * 501, "1", "1", "", "", "")]
    code, report = stored(evaluation_form(tmp_path / "表.xlsx", rows=rows))
    assert code == 1 and not Evaluation.objects.exists()
    assert [(f["row"], f["reason"]) for f in report["findings"] if f["level"] == "error"] == [
        (13, "120 分超过 100 分"), (14, "文字有 501 字，超过 500 字"),
    ]  # fmt: skip


def test_a_unit_alone_and_a_unit_nobody_knows(cycle, department, path, tmp_path):
    stored(path)
    assert findings("--unit", "130009")
    DepartmentFactory(code="130011")
    assert findings("--unit", "130011") == []
    with pytest.raises(CommandError):
        call_command("check_goals", "--cycle", "2023", "--kind", "evaluation", "--unit", "1")


def test_sentences_for_people(cycle, department, path):
    stored(path)
    text = run("check_goals", "--cycle", "2023", "--kind", "evaluation")[1]
    assert "130009 干部培训" in text and text.rstrip().endswith("条。")
    assert "[强制]（无法判断） 指标与批复的目标不一致" in text


@pytest.mark.parametrize(("kind", "form"), [("evaluation", evaluation_form), ("monitoring", monitoring_form)])
@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_books_are_written(cycle, department, tmp_path, kind, form, format):
    stored(form(tmp_path / "表.xlsx"))
    target = tmp_path / f"书.{format}"
    options = ("--cycle", "2023", "--kind", kind, "--format", format, "-o", str(target))
    assert "已导出 1 个项目" in run("export_table", *options)[1]
    assert target.read_bytes().startswith(b"%PDF" if format == "pdf" else b"PK")
    assert not list(tmp_path.glob(".*"))


def test_our_own_workbook_is_read_back(cycle, department, path, tmp_path):
    stored(path)
    target = tmp_path / "导出.xlsx"
    options = ("--cycle", "2023", "--kind", "evaluation", "--format", "xlsx", "-o", str(target))
    run("export_table", *options)
    assert stored(target)[1]["counts"]["unchanged"] == 1


@pytest.mark.libreoffice
def test_an_old_format_is_recognised_and_converted(cycle, department, path, tmp_path):
    old = tmp_path / "自评表.xls"
    (tmp_path / "office").mkdir()
    old.write_bytes(through_libreoffice(path.read_bytes(), tmp_path / "office", "xls"))
    _, report = stored(old)
    assert (report["kind"], report["projects_written"]) == ("evaluation", 1)
    assert any("LibreOffice" in finding["reason"] for finding in report["findings"])


def test_a_format_nobody_knows(cycle):
    with pytest.raises(CommandError, match="不认识的格式“docx”"):
        call_command("export_table", "--cycle", "2023", "--kind", "evaluation", "--format", "docx", "-o", "x")


# --- monitoring -------------------------------------------------------------------------------------


def monitored(tmp_path, *options):
    target = tmp_path / "监控.json"
    kind = ("--cycle", "2023", "--kind", "monitoring")
    run("export_table", *kind, "--format", "json", "-o", str(target), *options)
    return json.loads(target.read_text("utf-8"))


def test_a_monitoring_form_opens_its_round(cycle, department, tmp_path):
    code, report = stored(monitoring_form(tmp_path / "监控.xlsx"))
    assert (code, report["kind"], report["projects_written"]) == (0, "monitoring", 1)
    assert MonitoringRound.objects.get().last_month == 6
    (entry,) = monitored(tmp_path)
    assert list(entry) == ["unit", "project", "budget", "executed", "light", "indicators"]
    assert (entry["budget"], entry["executed"], entry["light"]) == (900000, 450000, "green")
    assert entry["indicators"][1] == {
        "tier1": "产出指标", "tier2": "质量指标", "name": "合格率", "target": "≥95%", "actual": "50%",
        "expected": "90%", "light": "green", "possibility": "有可能",
    }  # fmt: skip


def test_two_rounds_and_the_value_before(cycle, department, tmp_path):
    stored(monitoring_form(tmp_path / "六月.xlsx"))
    less = [{2: "产出指标", 3: "数量指标", 4: "培训人数", 5: "≥100人次", 6: "40人次", 7: "100人次", 14: "√"}]
    stored(monitoring_form(tmp_path / "九月.xlsx", month=9, rows=less))
    assert MonitoringReport.objects.count() == 2
    assert [e["light"] for e in monitored(tmp_path)] == ["red"]
    assert [e["light"] for e in monitored(tmp_path, "--month", "6")] == ["green"]
    found = json.loads(run("check_goals", "--cycle", "2023", "--kind", "monitoring", "--json")[1])
    assert [f["message"] for f in found if f["check"] == "smaller_than_before"] == [
        "指标“培训人数”本次填写“40人次”，上一次监控是“45人次”，请核对。"
    ]


def test_the_limits_of_the_cycle_colour_the_lights(cycle, department, tmp_path):
    MonitoringRules.objects.create(cycle=cycle, red_below=Decimal(95), yellow_below=Decimal(99))
    stored(monitoring_form(tmp_path / "监控.xlsx"))
    assert monitored(tmp_path)[0]["light"] == "red"


def test_a_round_nobody_opened(cycle, tmp_path):
    for options in (["--month", "6"], []):
        with pytest.raises(CommandError, match="没有这个监控批次"):
            call_command("check_goals", "--cycle", "2023", "--kind", "monitoring", *options)


def test_a_period_that_the_file_does_not_name(cycle, department, tmp_path):
    book = Workbook()
    head = ["预算单位", "项目名称", "年初预算数", "执行数", "三级指标", "年度指标值"]
    book.active.append([*head, "执行情况", "完成目标可能性"])
    book.active.append([UNIT, "干部培训", 900, 450, "人数", "≥100人", "50人", "确定能"])
    path = saved(book, tmp_path / "监控.xlsx")
    with pytest.raises(CommandError, match="看不出是几月的监控"):
        call_command("import_table", str(path), "--cycle", "2023", "--against", "stored")
    stored(path, "--month", "8")
    assert MonitoringRound.objects.get().last_month == 8
