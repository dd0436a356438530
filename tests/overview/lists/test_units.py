"""The list of units: what each row becomes, and what is wrong beside its cell."""

import pytest
from django.core.exceptions import ValidationError

from overview.lists.plan import RowState
from overview.lists.uploads import change_mapping, discard_upload, plan_of, start_upload, write_upload
from perfgoals.audit.models import AuditEvent
from perfgoals.sheets import UnreadableFile
from projects.enums import ListKind, ListState
from projects.models import Department, ListUpload
from tests.factories import DepartmentFactory

from .files import UNITS, csv_file, list_file

pytestmark = pytest.mark.django_db


def uploaded(by, file) -> ListUpload:
    return start_upload(kind=ListKind.UNITS, content=file.read(), filename=file.name, by=by)


def planned(by, *rows, titles=UNITS, **more):
    return plan_of(uploaded(by, list_file(titles, *rows, **more)))


def states(plan):
    return [row.state.value for row in plan.rows]


def errors(plan):
    return [list(row.errors.items()) for row in plan.rows]


def test_superiors_may_stand_below_their_units_or_be_there_already(administrator):
    DepartmentFactory(code="255", name="教育局")
    upload = uploaded(
        administrator,
        list_file(
            UNITS,
            ("130001", "组织部本级", "130", "行政单位"),
            ("130", "县委", "", ""),
            ("255001", "第一中学", "教育局", "财政补助事业单位"),
        ),
    )
    write_upload(upload=upload, by=administrator)
    found = dict(Department.objects.values_list("code", "parent__code"))
    assert found == {"130": None, "130001": "130", "255": None, "255001": "255"}
    school = Department.objects.get(code="255001")
    assert (school.kind, school.initials) == ("funded", "dyzx")


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("", "无编码", "", ""), "code", ""),
        (("13-1", "怪编码", "", ""), "code", "2 到 20 位"),
        (("140", "", "", ""), "name", ""),
        (("140", "名" * 101, "", ""), "name", "100"),
        (("140", "某局", "999", ""), "parent", "没有编码或名称为“999”的单位"),
        (("140", "某局", "140", ""), "parent", "自己或它的下级"),
        (("140", "某局", "", "国企"), "kind", "可填：行政单位"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(administrator, row, field, said):
    plan = planned(administrator, row, ("130", "县委", "", ""))
    assert states(plan) == ["wrong", "new"] and not plan.is_writable
    assert list(plan.rows[0].errors) == [field]
    assert said in plan.rows[0].errors[field]


def test_a_code_twice_names_the_other_row(administrator):
    plan = planned(administrator, ("130", "县委", "", ""), ("130", "县政府", "", ""))
    assert plan.rows[1].errors["code"] == "单位编码“130”与第 2 行重复。请只留一行。"


def test_a_circle_over_several_units_is_found(administrator):
    rows = [("131", "甲局", "133", ""), ("132", "乙局", "131", ""), ("133", "丙局", "132", "")]
    assert states(planned(administrator, *rows)) == ["wrong"] * 3


def test_a_name_that_two_units_have_is_no_superior(administrator):
    DepartmentFactory(code="131", name="教育局"), DepartmentFactory(code="132", name="教育局")
    plan = planned(administrator, ("140", "小学", "教育局", ""))
    assert "有 2 个单位叫" in plan.rows[0].errors["parent"]


def test_an_empty_cell_leaves_what_is_stored_and_changes_are_said(administrator):
    above = DepartmentFactory(code="130", name="县委")
    DepartmentFactory(code="130001", name="组织部", parent=above, kind="government")
    plan = planned(administrator, ("130001", "县委组织部", "", ""), ("130", "县委", "", ""))
    assert states(plan) == ["changed", "same"]
    assert plan.rows[0].notes == ["名称：组织部 → 县委组织部"]
    assert plan.rows[0].values["parent"] == "130" and plan.rows[0].values["kind"] == "government"


def test_closing_a_unit_is_left_to_the_page_that_says_what_follows(administrator):
    DepartmentFactory(code="130", name="县委")
    plan = planned(administrator, ("130", "县委", "否"), titles=("编码", "名称", "启用"))
    assert "停用单位请到“单位”页办理" in plan.rows[0].errors["active"]


def test_one_wrong_row_holds_back_all(administrator):
    upload = uploaded(administrator, list_file(UNITS, ("130", "县委", "", ""), ("1", "某局", "", "")))
    with pytest.raises(ValidationError, match="一行也没有写入"):
        write_upload(upload=upload, by=administrator)
    upload.refresh_from_db()
    assert upload.state == ListState.READ and not Department.objects.exists()


def test_a_list_is_written_once(administrator):
    upload = uploaded(administrator, list_file(UNITS, ("130", "县委", "", "")))
    plan = write_upload(upload=upload, by=administrator)
    assert plan.counts[RowState.NEW] == 1
    with pytest.raises(ValidationError, match="没有重复操作"):
        write_upload(upload=upload, by=administrator)
    assert not discard_upload(upload=upload, by=administrator)
    upload.refresh_from_db()
    assert upload.sheets == [] and upload.counts["new"] == 1


def test_the_audit_has_the_file_and_every_unit(administrator):
    upload = uploaded(administrator, list_file(UNITS, ("130", "县委", "", "")))
    write_upload(upload=upload, by=administrator)
    kept = list(
        AuditEvent.objects.filter(actor=administrator)
        .order_by("number")
        .values_list("verb", "object_type", "note")
    )
    assert kept == [
        ("create", "listupload", "上传清单"),
        ("create", "department", "导入单位清单"),
        ("import", "listupload", ""),
    ]


@pytest.mark.parametrize(
    "file",
    [
        list_file(("编码*", "单位名称（全称）", "主管部门编码"), ("007", "某局", "")),
        list_file(UNITS, ("007", "某局", "", ""), above=[["某县预算单位一览表"], ["单位：个", "2026年"]]),
        csv_file("单位编码,单位名称\n007,某局\n"),
        csv_file("单位编码,单位名称\n007,某局\n", "utf-8-sig"),
    ],
    ids=["other titles", "lines above", "csv in GBK", "csv in UTF-8"],
)
def test_titles_are_known_by_their_sense_wherever_they_stand(administrator, file):
    file.seek(0)
    plan = plan_of(uploaded(administrator, file))
    assert [(row.values["code"], row.values["name"]) for row in plan.rows] == [("007", "某局")]


def test_a_column_nobody_knows_is_mapped_by_hand(administrator):
    file = list_file(("机构号", "机构全名"), ("130", "县委"))
    upload = uploaded(administrator, file)
    assert plan_of(upload) is None
    change_mapping(upload=upload, mapping={"机构号": "code", "机构全名": "name"}, by=administrator)
    upload.refresh_from_db()
    assert states(plan_of(upload)) == ["new"]


@pytest.mark.parametrize("file", [list_file(UNITS), csv_file("")], ids=["titles only", "empty"])
def test_a_file_without_rows_says_so(administrator, file):
    file.seek(0)
    with pytest.raises(UnreadableFile) as refusal:
        uploaded(administrator, file)
    assert refusal.value.reason.endswith("。")


def test_a_number_in_the_column_of_codes_is_read_as_it_is_shown(administrator):
    plan = planned(administrator, (130001, "组织部", None, None))
    assert plan.rows[0].values["code"] == "130001"
