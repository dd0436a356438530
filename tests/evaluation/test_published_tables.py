"""Tables with published errors, imported without a workflow: every error is found, nothing else is 强制."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from tests.evaluation.published.tables import LIBRARY, ROADS, published_form
from tests.factories import scheme
from tests.monitoring.reading.forms import saved

TABLES = {"roads": ROADS, "library": LIBRARY}


def run(name, *options):
    """(exit code, what it printed)."""
    out = StringIO()
    try:
        call_command(name, *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def imported(path, *options):
    code, text = run("import_table", str(path), "--cycle", "2023", "--json", *options)
    return code, json.loads(text)


def findings(*options):
    return json.loads(run("check_goals", "--cycle", "2023", "--kind", "evaluation", "--json", *options)[1])


def exported(tmp_path):
    target = tmp_path / "自评.json"
    run("export_table", "--cycle", "2023", "--kind", "evaluation", "--format", "json", "-o", str(target))
    return json.loads(target.read_text("utf-8"))


@pytest.fixture
def checked(db, tmp_path, request):
    """The findings of one of the tables, imported on an empty site."""
    scheme()
    path = published_form(tmp_path / "表.xlsx", TABLES[request.param])
    code, report = imported(path, "--against", "stored", "--commit")
    assert (code, report["projects_written"], report["kind"]) == (0, 1, "evaluation")
    return findings()


BLOCKING = {
    "roads": {
        ("parts_differ", "initial_budget", None),
        ("parts_differ", "budget", None),
        ("parts_differ", "executed", None),
        ("execution_without_rate", "stated_execution", None),
        ("points_differ", "score", "养护里程"),
        ("points_differ", "score", "优良路率"),
        ("points_differ", "score", "受益人口"),
        ("template_left", "name", "指标2："),
        ("template_left", "name", "……"),
        ("template_left", "objective", None),
    },
    "library": {("target_missing", "target", "举办讲座≥12期")},
}
ADVICE = {
    "roads": {("result_says_nothing", "result", None)},
    "library": {("unit_differs", "actual", "补助资金"), ("result_repeats", "result", None)},
}


@pytest.mark.parametrize(("checked", "name"), [(name, name) for name in TABLES], indirect=["checked"])
def test_every_published_error_is_found_and_nothing_else(checked, name):
    found = {
        level: {
            (f["check"], f["field"], f["indicator"])
            for f in checked
            if f["level"] == level and f["outcome"] == "finding"
        }
        for level in ("强制", "提示")
    }
    assert found == {"强制": BLOCKING[name], "提示": ADVICE[name]}
    assert all(f["message"].endswith("。") and f["why"] and f["source"] for f in checked)


def test_the_sum_of_0_beside_its_part_is_said_in_yuan(db, tmp_path):
    scheme()
    imported(published_form(tmp_path / "表.xlsx", ROADS), "--against", "stored", "--commit")
    messages = [f["message"] for f in findings() if f["field"] == "executed"]
    assert messages == ["执行数：年度资金总额填写 0.00 元，各项资金合计 899,700.00 元，请核对。"]


def test_the_export_says_what_the_table_says(db, tmp_path):
    scheme()
    imported(published_form(tmp_path / "表.xlsx", LIBRARY), "--against", "stored", "--commit")
    (entry,) = exported(tmp_path)
    assert list(entry) == [
        "unit", "project", "budget", "executed", "execution_score", "indicators", "deduction", "total",
        "grade",
    ]  # fmt: skip
    head = {key: value for key, value in entry.items() if key != "indicators"}
    assert head == {
        "unit": "900011", "project": "图书馆免费开放", "budget": 72900, "executed": 72900,
        "execution_score": 10, "deduction": 0, "total": 100, "grade": "优",
    }  # fmt: skip
    assert entry["indicators"][1] == {
        "tier1": "产出指标", "tier2": "成本指标", "name": "补助资金", "target": "72890元",
        "actual": "7.29万元", "weight": 30, "score": 30, "outcome": "达成",
        "explanation": "72890 达到 72890，得满分",
    }  # fmt: skip


def test_39_of_39_excellent_are_named_once(db, tmp_path):
    scheme()
    book = Workbook()
    book.active.append(["预算单位", "项目名称", "全年预算（元）", "全年执行数（元）", "总分", "等级"])
    for number in range(39):
        book.active.append(["900010-某县交通运输局", f"项目{number}", 1000, 990, 95, "优"])
    path = saved(book, tmp_path / "汇总.xlsx")
    imported(path, "--kind", "evaluation", "--against", "stored", "--commit", "--region", "某县")
    found = [f for f in findings() if f["outcome"] == "finding"]
    assert [(f["check"], f["message"]) for f in found] == [
        ("all_excellent", "某县交通运输局的 39 个项目自评全部为优，请逐项核对是否属实。")
    ]
    assert {(e["total"], e["grade"]) for e in exported(tmp_path)} == {(95, "优")}
