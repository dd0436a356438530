"""Who may hold which roles, and which units each of them opens."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES, BUSINESS_ROLES, Role
from perfgoals.accounts.models import Membership
from projects.models import Department, Project
from tests.factories import DepartmentFactory, ProjectFactory, UserFactory


@pytest.fixture
def tree(db):
    """Code → department: two supervising departments, units below, one unit below a unit."""
    made = {}
    for code, parent in [("10", ""), ("1001", "10"), ("100101", "1001"), ("20", ""), ("2001", "20")]:
        made[code] = DepartmentFactory(code=code, parent=made.get(parent))
    return made


def unit_for(role, tree):
    return tree["1001"] if role.needs_department else None


@pytest.mark.parametrize("business", BUSINESS_ROLES)
@pytest.mark.parametrize("administrative", ADMINISTRATIVE_ROLES)
def test_nobody_holds_a_business_and_an_administrative_role(tree, business, administrative):
    for first, second in [(business, administrative), (administrative, business)]:
        user = UserFactory()
        grant_role(user=user, role=first, department=unit_for(first, tree))
        with pytest.raises(ValidationError, match="由不同的人担任"):
            grant_role(user=user, role=second, department=unit_for(second, tree))
        assert list(user.roles) == [first]


def test_the_three_administrative_roles_need_three_people(db):
    for held in ADMINISTRATIVE_ROLES:
        for wanted in set(ADMINISTRATIVE_ROLES) - {held}:
            user = UserFactory(role=held)
            with pytest.raises(ValidationError, match="三个不同的人"):
                grant_role(user=user, role=wanted)


def test_a_person_may_hold_several_business_roles(tree):
    user = UserFactory(role=Role.REVIEWER)
    grant_role(user=user, role=Role.APPROVER)
    grant_role(user=user, role=Role.PREPARER, department=tree["2001"])
    assert set(user.roles) == {Role.REVIEWER, Role.APPROVER, Role.PREPARER}
    assert user.role_labels() == ["财政审核", "批复", "填报"]


@pytest.mark.parametrize("role", [Role.PREPARER, Role.SUPERVISOR])
def test_preparers_and_supervisors_act_for_a_unit(db, role):
    with pytest.raises(ValidationError, match="必须指定单位"):
        grant_role(user=UserFactory(), role=role)


def test_a_role_is_granted_once(db):
    user = UserFactory(role=Role.REVIEWER)
    with pytest.raises(ValidationError, match="已有这个角色"):
        grant_role(user=user, role=Role.REVIEWER)


@pytest.mark.parametrize(
    "fields",
    [{"role": "preparer"}, {"role": "supervisor"}, {"role": "emperor"}],
    ids=["preparer without unit", "supervisor without unit", "unknown role"],
)
def test_the_database_refuses_what_the_form_refuses(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=UserFactory(), **fields)


def test_the_database_refuses_the_same_role_twice(db):
    user = UserFactory(role=Role.REVIEWER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=Role.REVIEWER)


SCOPES = [
    (Role.PREPARER, "1001", ["1001"]),
    (Role.PREPARER, "10", ["10"]),
    (Role.SUPERVISOR, "10", ["10", "1001", "100101"]),
    (Role.SUPERVISOR, "1001", ["1001", "100101"]),
    (Role.REVIEWER, None, ["10", "1001", "100101", "20", "2001"]),
    (Role.REVIEWER, "20", ["20", "2001"]),
    (Role.APPROVER, None, ["10", "1001", "100101", "20", "2001"]),
    (Role.APPROVER, "1001", ["1001", "100101"]),
    (Role.ADMINISTRATOR, None, []),
    (Role.SECURITY_OFFICER, None, []),
    (Role.AUDITOR, None, []),
]


def codes(departments):
    return sorted(departments.values_list("code", flat=True))


@pytest.mark.parametrize(("role", "unit", "seen"), SCOPES)
def test_the_units_a_role_sees(tree, role, unit, seen):
    user = UserFactory(role=role, role__department=tree.get(unit))
    assert codes(Department.objects.filter(user.department_scope("pk"))) == sorted(seen)


@pytest.mark.parametrize(("role", "unit", "seen"), SCOPES)
def test_the_projects_a_role_sees_are_those_of_these_units_once_each(tree, role, unit, seen):
    for department in tree.values():
        ProjectFactory(department=department)
    user = UserFactory(role=role, role__department=tree.get(unit))
    visible = Project.objects.visible_to(user).values_list("department__code", flat=True)
    assert sorted(visible) == sorted(seen)


def test_several_memberships_add_up_and_one_role_can_be_asked_alone(tree):
    user = UserFactory(role=Role.PREPARER, role__department=tree["2001"])
    grant_role(user=user, role=Role.SUPERVISOR, department=tree["10"])
    assert codes(Department.objects.filter(user.department_scope("pk"))) == ["10", "1001", "100101", "2001"]
    only = user.department_scope("pk", Role.PREPARER)
    assert codes(Department.objects.filter(only)) == ["2001"]


def test_a_person_without_role_or_deactivated_sees_nothing(tree):
    inactive = UserFactory(role=Role.REVIEWER, is_active=False)
    for user in (UserFactory(), inactive):
        assert not Department.objects.filter(user.department_scope("pk")).exists()
    assert not inactive.has_role(Role.REVIEWER)


def test_a_superuser_flag_gives_no_business_data(tree):
    ProjectFactory(department=tree["10"])
    user = UserFactory(is_superuser=True, is_staff=True)
    assert not Project.objects.visible_to(user).exists()


def test_roles_are_read_in_one_query(tree, django_assert_num_queries):
    user = UserFactory(role=Role.PREPARER, role__department=tree["1001"])
    grant_role(user=user, role=Role.PREPARER, department=tree["10"])
    with django_assert_num_queries(1):
        assert [unit.code for unit in user.home_departments()] == ["10", "1001"]
        assert user.has_role(Role.PREPARER)
        user.department_scope("pk")
