"""The commands with a department's table."""

import json
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from departments.domain.saving import begin, save_table
from departments.headless import check_tables
from departments.models import DepartmentGoal
from tests.departments.made import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit, preparer):
    made = begin(cycle=cycle, department=unit, by=preparer)
    save_table(goal=made, wanted=record(), revision=made.filing.revision, by=preparer)
    return DepartmentGoal.objects.with_all().get(pk=made.pk)


def test_a_table_goes_out_and_comes_back(goal, cycle, unit, tmp_path):
    path, out, kind = tmp_path / "d.xlsx", StringIO(), {"cycle": cycle.code, "kind": "department"}
    call_command("export_table", format="xlsx", output=str(path), stdout=StringIO(), **kind)
    given = {**kind, "json": True, "stdout": out}
    call_command("import_table", str(path), unit=unit.code, **given)
    assert json.loads(out.getvalue())["counts"]["unchanged"] == 1
    with pytest.raises(CommandError, match="哪个部门"):
        call_command("import_table", str(path), **given)


def test_findings_are_plain_data(goal, cycle):
    DepartmentGoal.objects.update(amount="1.00")
    found = check_tables(cycle=cycle, unit=None, month=None)
    assert found and {entry["level"] for entry in found} <= {"强制", "提示"}


def test_what_was_not_read_is_reported_and_asks(cycle, unit, tmp_path):
    sheet = (book := openpyxl.Workbook()).active
    for row in (
        ["任务名称", "总额（元）"],
        ["道路建设", 200],
        ["一级指标", "三级指标"],
        ["产出指标", "长度"],
    ):
        sheet.append(row)
    for number in range(9):
        book.active.append([None, None, None, f"别的{number}"])
    book.create_sheet("附表").append(["一", "二", "三", "四", "五", "六"])
    book.save(path := tmp_path / "d.xlsx")
    given = {"cycle": cycle.code, "kind": "department", "unit": unit.code, "commit": True}
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_table", str(path), **given, stdout=out)
    assert "附表" in out.getvalue() and "没有确认可以不要这些内容" in out.getvalue()
    assert not DepartmentGoal.objects.exists()
    call_command("import_table", str(path), **given, accept_unread=True, stdout=StringIO())
    assert DepartmentGoal.objects.get().tasks.get().name == "道路建设"
