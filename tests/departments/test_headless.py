"""The commands with a department's table."""

import json
from io import StringIO

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
