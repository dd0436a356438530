"""The admin is opened by role, and by role alone."""

import pytest
from django.apps import apps

from perfgoals.accounts.backends import administered
from perfgoals.accounts.enums import Role
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
