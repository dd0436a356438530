"""Permissions of Django's admin, derived from roles: nobody is a superuser here."""

from django.apps import apps
from django.contrib.auth.backends import ModelBackend

from .enums import Role
from .models import Membership, User, by_role


def administered() -> dict[str, frozenset[str]]:
    """App label → models that 系统管理员 keeps in the admin, as each app declares them (`administered`)."""
    return {config.label: getattr(config, "administered", frozenset()) for config in apps.get_app_configs()}


class RoleBackend(ModelBackend):
    """Passwords as Django checks them; permissions from what the apps declare, by role."""

    def get_user(self, user_id):
        """The person of a session with his roles, in one query: every page asks for both."""
        held = Membership.objects.filter(user=user_id).select_related("user", "department").order_by("pk")
        memberships = list(held)
        if not memberships:
            return super().get_user(user_id)
        user: User = memberships[0].user
        user.roles = by_role(memberships)
        return user if self.user_can_authenticate(user) else None

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
