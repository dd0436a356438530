"""The admin is opened by role, and by role alone."""

import pytest
from django.apps import apps

from perfgoals.accounts.backends import RoleBackend, administered
from perfgoals.accounts.enums import Role
from perfgoals.accounts.models import Membership
from tests.factories import UserFactory

MODELS = sorted((app, model) for app, models in administered().items() for model in models)


@pytest.mark.parametrize(("app", "model"), MODELS)
@pytest.mark.parametrize("verb", ["view", "add", "change", "delete"])
def test_the_administrator_keeps_the_code_lists(administrator, app, model, verb):
    assert administrator.has_perm(f"{app}.{verb}_{model}")
    assert administrator.has_module_perms(app)


@pytest.mark.parametrize(
    "permission",
    [
        "projects.change_project",
        "indicators.change_performancegoal",
        "indicators.change_indicator",
        "accounts.change_user",
        "accounts.change_membership",
        "jobs.delete_job",
    ],
)
def test_the_administrator_touches_neither_business_data_nor_accounts(administrator, permission):
    assert not administrator.has_perm(permission)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_may_touch_a_code_list(role, unit):
    user = UserFactory(role=role, role__department=unit if role.needs_department else None)
    assert not any(user.has_perm(f"{app}.view_{model}") for app, model in MODELS)
    assert not user.has_module_perms("projects")


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_active": False, "role": Role.ADMINISTRATOR}])
def test_flags_open_nothing_and_inactive_people_have_nothing(db, fields):
    user = UserFactory(**fields)
    assert not any(user.has_perm(f"{app}.view_{model}") for app, model in MODELS)


def test_a_superuser_flag_does_not_open_the_admin(db, client_for):
    user = UserFactory(is_superuser=True, is_staff=True)
    assert client_for(user).get("/admin/").status_code == 302
    assert client_for(user).get("/admin/projects/department/").status_code == 302


@pytest.mark.parametrize(("app", "model"), MODELS)
def test_what_an_app_declares_is_a_model_of_its_own(app, model):
    assert apps.get_model(app, model)


class TestTheUserOfASession:
    """`get_user`: the person with his roles, which each page asks for."""

    def test_he_comes_with_his_roles_in_one_query(self, unit, other_unit, django_assert_num_queries):
        user = UserFactory(role=Role.PREPARER, role__department=unit)
        Membership.objects.create(user=user, role=Role.PREPARER, department=other_unit)
        Membership.objects.create(user=user, role=Role.SUPERVISOR, department=unit)
        with django_assert_num_queries(1):
            found = RoleBackend().get_user(user.pk)
            assert found == user and found.full_name == user.full_name
            assert list(found.roles) == [Role.PREPARER, Role.SUPERVISOR]
            assert {m.department.label for m in found.roles[Role.PREPARER]} == {unit.label, other_unit.label}
        assert found.roles == type(user).objects.get(pk=user.pk).roles

    def test_finance_of_all_units_has_no_unit(self, approver):
        (membership,) = RoleBackend().get_user(approver.pk).roles[Role.APPROVER]
        assert membership.department is None

    def test_somebody_without_a_role_is_still_somebody(self, db):
        user = UserFactory()
        assert RoleBackend().get_user(user.pk) == user
        assert RoleBackend().get_user(user.pk).roles == {}

    @pytest.mark.parametrize("role", [None, Role.APPROVER])
    def test_an_account_that_is_off_is_nobody(self, db, role):
        user = UserFactory(role=role, is_active=False)
        assert RoleBackend().get_user(user.pk) is None

    def test_nobody_has_this_key(self, db):
        assert RoleBackend().get_user(0) is None
