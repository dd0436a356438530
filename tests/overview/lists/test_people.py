"""The list of people: accounts at once, roles only after 安全管理员."""

import pytest
from django.db.models import F

from overview.lists.uploads import plan_of, start_upload, write_upload
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership, RoleProposal, User
from projects.enums import ListKind
from tests.factories import DepartmentFactory

from .files import PEOPLE, list_file

pytestmark = pytest.mark.django_db


def uploaded(by, *rows, titles=PEOPLE):
    file = list_file(titles, *rows)
    return start_upload(kind=ListKind.PEOPLE, content=file.read(), filename=file.name, by=by)


def planned(by, *rows):
    return plan_of(uploaded(by, *rows))


def test_accounts_are_made_and_roles_wait(administrator, unit):
    upload = uploaded(
        administrator,
        ("张会计", "zhang", "130001", "填报"),
        ("李科长", "", unit.parent.name, "主管部门审核"),
        ("王财政", "wang", "", "财政审核、批复"),
    )
    write_upload(upload=upload, by=administrator)
    people = User.objects.exclude(pk=administrator.pk)
    assert set(people.values_list("username", "full_name")) == {
        ("zhang", "张会计"), ("likezhang", "李科长"), ("wang", "王财政"),
    }  # fmt: skip
    assert not any(person.has_usable_password() or person.roles for person in people)
    waiting = RoleProposal.objects.values_list("user__username", "role", "department__code")
    assert set(waiting) == {
        ("zhang", "preparer", "130001"), ("likezhang", "supervisor", "130"),
        ("wang", "reviewer", None), ("wang", "approver", None),
    }  # fmt: skip
    assert not Membership.objects.exclude(user=administrator).exists()


def test_one_person_for_two_units_is_one_account(administrator, unit, other_unit):
    rows = [("张会计", "", "130001", "填报"), ("张会计", "", "255001", "填报")]
    write_upload(upload=uploaded(administrator, *rows), by=administrator)
    zhang = User.objects.get(full_name="张会计")
    assert zhang.role_proposals.count() == 2 and zhang.username == "zhangkuaiji"


def test_a_taken_name_is_numbered(administrator, unit, make_user):
    make_user(username="zhangwei", full_name="张薇")
    plan = planned(administrator, ("张伟", "", "130001", "填报"), ("章伟", "", "130001", "填报"))
    assert [row.values["username"] for row in plan.rows] == ["zhangwei2", "zhangwei3"]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (("", "zhang", "130001", "填报"), "full_name", ""),
        (("张会计", "张 会计", "130001", "填报"), "username", ""),
        (("张会计", "zhang", "", "填报"), "unit", "填报须写明单位"),
        (("张会计", "zhang", "999", "填报"), "unit", "没有编码或名称为“999”的单位"),
        (("张会计", "zhang", "130001", ""), "roles", "没有填角色"),
        (("张会计", "zhang", "130001", "出纳"), "roles", "“出纳”不是角色"),
        (("张会计", "zhang", "130001", "填报、系统管理员"), "roles", "不同的人"),
        (("张会计", "zhang", "", "系统管理员、审计员"), "roles", "三个不同的人"),
        (("张会计", "zhang", "130001", "审计员"), "unit", "不分单位"),
        (("冒名", "preparer", "130001", "填报"), "username", "是“填报员甲”的"),
        (("填报员甲", "preparer", "", "审计员"), "roles", "不同的人"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(administrator, preparer, row, field, said):
    plan = planned(administrator, row)
    assert field in plan.rows[0].errors and said in plan.rows[0].errors[field]
    assert not plan.is_writable


def test_roles_of_one_person_may_not_be_mixed_over_rows(administrator, unit):
    plan = planned(administrator, ("张会计", "zhang", "130001", "填报"), ("张会计", "zhang", "", "审计员"))
    assert all("不同的人" in row.errors["roles"] for row in plan.rows)


def test_one_username_is_one_person(administrator, unit):
    plan = planned(
        administrator, ("张会计", "zhang", "130001", "填报"), ("李会计", "zhang", "130001", "填报")
    )
    assert "只能是一个人" in plan.rows[1].errors["full_name"]


def test_a_closed_unit_and_a_closed_account_are_refused(administrator, make_user):
    DepartmentFactory(code="140", name="旧局", active=False)
    make_user(username="left", full_name="离职", is_active=False)
    plan = planned(administrator, ("张会计", "zhang", "140", "填报"), ("离职", "left", "", "财政审核"))
    assert "已停用" in plan.rows[0].errors["unit"] and "已停用" in plan.rows[1].errors["username"]


def test_the_same_list_again_changes_nothing(administrator, preparer, unit):
    rows = [("填报员甲", "preparer", "130001", "填报"), ("张会计", "zhang", "130001", "填报")]
    write_upload(upload=uploaded(administrator, *rows), by=administrator)
    again = planned(administrator, *rows)
    assert [row.state.value for row in again.rows] == ["same", "same"]
    assert RoleProposal.objects.filter(user__username="preparer").count() == 0


def test_a_new_role_for_somebody_known_is_a_proposal(administrator, preparer, other_unit):
    upload = uploaded(administrator, ("填报员甲", "preparer", "255001", "填报"))
    write_upload(upload=upload, by=administrator)
    assert list(RoleProposal.objects.values_list("role", F("department__code"))) == [
        (Role.PREPARER, "255001")
    ]
