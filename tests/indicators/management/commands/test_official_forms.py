"""Published forms go in, are printed in their own layout and come out again: no value differs.

The Shanghai form (2026), a filled form of 财预〔2015〕88号 and the split list of a Sichuan town (2023).
"""

import json
import subprocess
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command

from indicators.models import CycleRules, PerformanceGoal
from indicators.record import FORM_FACTS, record_of
from projects.models import BudgetCycle, Department
from tests.factories import scheme
from tests.reading.test_flat_list import table as split_list
from tests.reading.test_project_form import form as shanghai_form
from tests.reading.twelve_forms import FORMS

pytestmark = pytest.mark.django_db
CASES = {
    "shanghai": (shanghai_form, "2026", "上海市普陀区", ("310107", "上海市普陀区市政工程建设中心")),
    "declaration": (
        FORMS["the_2015_form_with_two_lists_side_by_side"].grid, "2025", "某市",
        FORMS["the_2015_form_with_two_lists_side_by_side"].unit,
    ),
    "split": (lambda: split_list("placed"), "2023", "井研县", ("820001", "井研县马踏镇人民政府")),
}  # fmt: skip


def run(path, cycle, *options):
    out = StringIO()
    with suppress(SystemExit):
        call_command(
            "import_table", str(path), "--cycle", cycle, "--json", "--accept-title", *options, stdout=out
        )
    return json.loads(out.getvalue())


def records():
    goals = PerformanceGoal.objects.with_project().with_indicators().in_table_order()
    return [record_of(goal) for goal in goals]


@pytest.fixture(params=CASES)
def site(request, tmp_path, db):
    """(style, cycle, tmp_path) with the published table imported into a cycle of its style."""
    make, cycle, region, (code, name) = CASES[request.param]
    scheme()
    Department.objects.create(code=code, name=name)
    (tmp_path / "in.xlsx").write_bytes(make().openpyxl())
    report = run(tmp_path / "in.xlsx", cycle, "--region", region, "--commit")
    assert report["refused"] == 0 and report["projects_written"] == len(records()) > 0
    CycleRules.objects.filter(cycle__code=cycle).update(form_style=request.param)
    return request.param, cycle, tmp_path


def export(site, format):
    _, cycle, folder = site
    path = folder / f"out.{format}"
    call_command("export_table", cycle=cycle, format=format, output=str(path), stdout=StringIO())
    return path


def test_nothing_of_the_published_table_is_left_unread(site):
    _, cycle, folder = site
    report = run(folder / "in.xlsx", cycle)
    assert report["counts"] == {"new": 0, "changed": 0, "unchanged": len(records()), "locked": 0, "error": 0}
    assert report["cells"]["unread"] == 0


def test_the_workbook_of_the_form_comes_back_without_a_difference(site):
    _, cycle, _ = site
    before = records()
    report = run(export(site, "xlsx"), cycle)
    assert report["changes"] == []
    assert report["counts"]["unchanged"] == len(before)
    assert report["cells"]["unread"] == 0


def test_the_printed_form_holds_every_value_in_its_own_layout(site):
    style, _, _ = site
    path = export(site, "pdf")
    raw = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    text = "".join(raw.split())
    titles = {
        "shanghai": ["财政项目支出绩效目标申报表", "计划完成日期", "项目总目标", "年度(/项目)指标值"],
        "declaration": ["项目支出绩效目标申报表（参考样式）", "中期资金总额：", "中期目标"],
        "split": ["指标性质", "度量单位", "指标方向性"],
    }[style]
    for record in records():
        shown = [record.name, record.annual_objective, *titles]
        for row in record.rows:
            shown += [row.name, *(t for t in (row.annual_target, row.weight) if style != "split")]
        assert [one for one in shown if "".join(one.split()) not in text] == []


def test_a_cycle_of_the_list_keeps_what_its_table_does_not_show(tmp_path, db):
    """Stored all the same, and back again when another style is asked for."""
    scheme()
    Department.objects.create(code="310107", name="上海市普陀区市政工程建设中心")
    (tmp_path / "in.xlsx").write_bytes(shanghai_form().openpyxl())
    run(tmp_path / "in.xlsx", "2026", "--region", "上海市普陀区", "--commit")
    (record,) = records()
    assert record.attribute == "阶段性项目" and str(record.period_amount) == "771325800.00"
    path = tmp_path / "out.xlsx"
    call_command(
        "export_table", cycle="2026", form="shanghai", format="xlsx", output=str(path), stdout=StringIO()
    )
    assert run(path, "2026")["changes"] == []
    assert {name for name in FORM_FACTS if getattr(record, name) not in ("", None)} >= {
        "duration",
        "supervisor",
    }
    assert BudgetCycle.objects.get().rules.form_style == "list"
