"""Permissions of Django's admin, derived from roles: nobody is a superuser here."""

from django.contrib.auth.backends import ModelBackend

from .enums import Role

# What each role may touch in the admin: app label → models.
ADMIN_MODELS = {
    Role.ADMINISTRATOR: {
        "projects": {"department", "fundsource", "functionalsubject", "budgetcycle"},
        "indicators": {
            "indicatorscheme",
            "indicatorcategory",
            "cyclerules",
            "fieldhelp",
            "libraryindicator",
        },
        "filings": {"deadlineextension", "reviewblock", "reviewquestion", "returnreason"},
        "monitoring": {"monitoringround", "monitoringrules"},
        "evaluation": {"evaluationrules"},
    },
}


class RoleBackend(ModelBackend):
    """Passwords as Django checks them; permissions from the table above, by role."""

    def has_perm(self, user_obj, perm, obj=None):
        app, _, codename = perm.partition(".")
        model = codename.rpartition("_")[2]
        return any(model in apps.get(app, ()) for apps in self._granted(user_obj))

    def has_module_perms(self, user_obj, app_label):
        return any(app_label in apps for apps in self._granted(user_obj))

    def get_all_permissions(self, user_obj, obj=None):
        return set()

    @staticmethod
    def _granted(user):
        return [apps for role, apps in ADMIN_MODELS.items() if user.has_role(role)]
