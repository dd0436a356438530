"""Permissions of Django's admin, derived from roles: nobody is a superuser here."""

from django.apps import apps
from django.contrib.auth.backends import ModelBackend

from .enums import Role


def administered() -> dict[str, frozenset[str]]:
    """App label → models that 系统管理员 keeps in the admin, as each app declares them (`administered`)."""
    return {config.label: getattr(config, "administered", frozenset()) for config in apps.get_app_configs()}


class RoleBackend(ModelBackend):
    """Passwords as Django checks them; permissions from what the apps declare, by role."""

    def has_perm(self, user_obj, perm, obj=None):
        app, _, codename = perm.partition(".")
        model = codename.rpartition("_")[2]
        return _administers(user_obj) and model in administered().get(app, ())

    def has_module_perms(self, user_obj, app_label):
        return _administers(user_obj) and bool(administered().get(app_label))

    def get_all_permissions(self, user_obj, obj=None):
        return set()


def _administers(user) -> bool:
    return user.has_role(Role.ADMINISTRATOR)
