"""Django's admin, opened to 系统管理员 by role."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from perfgoals.accounts.enums import Role


class RoleAdminConfig(AdminConfig):
    default_site = "perfgoals.admin.RoleAdminSite"


class RoleAdminSite(AdminSite):
    site_header = "代码表与批次"
    site_title = "代码表与批次"
    index_title = "维护"
    site_url = "/"
    empty_value_display = "—"

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.has_role(Role.ADMINISTRATOR)

    def login(self, request, extra_context=None):
        """One login page for the whole site; a logged-in person without the role is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied("代码表由系统管理员维护。")
        return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
