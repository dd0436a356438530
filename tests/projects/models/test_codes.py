"""Code lists: codes as text, levels and paths from the code, search by code, name and initials."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from projects.enums import SubjectLevel
from projects.models import Department, FunctionalSubject, FundSource
from tests.constraints import assert_refused, assert_refused_by_database
from tests.factories import DepartmentFactory, FunctionalSubjectFactory, FundSourceFactory, ProjectFactory


@pytest.mark.parametrize("code", ["130001", "13", "A01", "1" * 20])
def test_department_codes(db, code):
    Department(code=code, name="某单位").full_clean()


@pytest.mark.parametrize("code", ["", "1", "1" * 21, "13-01", "13 01", "一三", "１３０", "130001\n"])
def test_bad_department_codes_are_refused_in_chinese(db, code):
    with pytest.raises(ValidationError) as refusal:
        Department(code=code, name="某单位").full_clean()
    assert any(word in refusal.value.messages[0] for word in ("单位编码", "此字段不能为空"))


@pytest.mark.parametrize("code", ["1", "1111", "0" * 10])
def test_fund_codes(db, code):
    FundSource(code=code, name="某资金").full_clean()


@pytest.mark.parametrize("code", ["", "1" * 11, "1a", "1.0", "１１"])
def test_bad_fund_codes_are_refused(db, code):
    with pytest.raises(ValidationError):
        FundSource(code=code, name="某资金").full_clean()


@pytest.mark.parametrize(
    ("code", "level"),
    [("201", SubjectLevel.CLASS), ("20132", SubjectLevel.SECTION), ("2013299", SubjectLevel.ITEM)],
)
def test_the_length_of_a_subject_code_is_its_level(db, code, level):
    assert FunctionalSubjectFactory(code=code).level == level


@pytest.mark.parametrize("code", ["", "2", "20", "2013", "201329", "20132990", "20132a9"])
def test_other_lengths_are_no_subject_codes(db, code):
    with pytest.raises(ValidationError):
        FunctionalSubject(code=code, name="某科目").full_clean()
    assert SubjectLevel.of_code(code) is None


@pytest.mark.parametrize("factory", [DepartmentFactory, FundSourceFactory, FunctionalSubjectFactory])
def test_a_code_is_unique(db, factory):
    first = factory()
    assert_refused(factory._meta.model(code=first.code, name="另一个", **required(first)), "已存在")


def required(entry):
    return {"level": entry.level} if hasattr(entry, "level") else {}


@pytest.mark.parametrize("factory", [DepartmentFactory, FundSourceFactory, FunctionalSubjectFactory])
def test_a_used_code_cannot_be_deleted(db, factory):
    project = ProjectFactory()
    entry = {
        Department: project.department,
        FundSource: project.fund_source,
        FunctionalSubject: project.functional_subject,
    }[factory._meta.model]
    with pytest.raises(ProtectedError):
        entry.delete()


def test_a_unit_is_not_its_own_supervisor(db):
    unit = DepartmentFactory()
    unit.parent = unit
    with pytest.raises(ValidationError):
        unit.full_clean()
    assert_refused_by_database(unit)


def test_units_cannot_supervise_each_other_in_a_circle(db):
    top = DepartmentFactory(code="10")
    middle = DepartmentFactory(code="1001", parent=top)
    bottom = DepartmentFactory(code="100101", parent=middle)
    top.parent = bottom
    with pytest.raises(ValidationError, match="不能是本单位的下级单位"):
        top.full_clean()


def test_labels_as_the_official_table_prints_them(db):
    unit = DepartmentFactory(code="130001", name="中共韶关市曲江区委组织部")
    assert unit.label == "130001-中共韶关市曲江区委组织部"
    assert FundSourceFactory().label == "1111预算安排拨款"
    assert FunctionalSubjectFactory().label == "2013299其他组织事务支出"


def test_the_path_of_a_subject_names_its_parents(db):
    FunctionalSubjectFactory(code="201", name="一般公共服务支出")
    FunctionalSubjectFactory(code="20132", name="组织事务")
    assert FunctionalSubjectFactory().path == "一般公共服务支出 › 组织事务 › 其他组织事务支出"


def test_a_parent_that_comes_late_or_is_renamed_changes_the_paths_below(db):
    item, other = FunctionalSubjectFactory(), FunctionalSubjectFactory(code="2050201", name="学前教育")
    FunctionalSubjectFactory(code="201", name="一般公共服务支出")
    section = FunctionalSubjectFactory(code="20132", name="组织")
    section.name = "组织事务"
    section.save()
    item.refresh_from_db()
    other.refresh_from_db()
    assert item.path == "一般公共服务支出 › 组织事务 › 其他组织事务支出"
    assert other.path == "205 › 20502 › 学前教育"
    assert list(FunctionalSubject.objects.items().matching("组织事务")) == [item]


def test_a_subject_without_known_parents_shows_their_codes(db):
    assert FunctionalSubjectFactory().path == "201 › 20132 › 其他组织事务支出"


def test_a_fund_code_says_its_level(db):
    assert [FundSourceFactory(code=code).level for code in ("1", "11", "1111")] == [1, 2, 4]


def test_initials_follow_the_name_also_when_only_the_name_is_saved(db):
    unit = DepartmentFactory(name="组织部")
    assert unit.initials == "zzb"
    unit.name = "宣传部"
    unit.save(update_fields=["name"])
    unit.refresh_from_db()
    assert unit.initials == "xcb"


@pytest.mark.parametrize("text", ["1300", "组织", "QWZZB", " 组织部 ", "qwzzb"])
def test_a_unit_is_found_by_code_name_or_initials(db, text):
    unit = DepartmentFactory(code="130001", name="中共韶关市曲江区委组织部")
    DepartmentFactory(code="255001", name="教育局")
    assert list(Department.objects.matching(text)) == [unit]


def test_no_text_matches_everything_and_odd_text_nothing(db):
    DepartmentFactory()
    assert Department.objects.matching(" ").count() == 1
    assert not Department.objects.matching("%_'\"\\").exists()


def test_a_subject_is_found_by_any_part_of_its_path(db):
    FunctionalSubjectFactory(code="205", name="教育支出")
    item = FunctionalSubjectFactory(code="2050201", name="学前")
    other = FunctionalSubjectFactory()
    assert set(FunctionalSubject.objects.matching("教育").items()) == {item}
    assert set(FunctionalSubject.objects.items()) == {item, other}


def test_active_entries_are_those_that_can_be_chosen(db):
    DepartmentFactory(active=False)
    kept = DepartmentFactory()
    assert list(Department.objects.active()) == [kept]
