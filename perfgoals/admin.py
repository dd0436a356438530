"""Django's admin, opened to 系统管理员 by role."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from perfgoals.accounts.enums import Role
from perfgoals.common.numbers import posted_number


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

    def admin_view(self, view, cacheable=False):
        """Keys that no page of ours sends are a 400: Django asks the database for them as they came."""
        searched = getattr(getattr(view, "__self__", None), "autocomplete_fields", ())

        @wraps(view)
        def with_keys(request, *args, **kwargs):
            keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
            for sent in (request.GET, request.POST):
                keys += [key for name in searched for key in sent.getlist(name) if key]
            if any(posted_number(key) is None for key in keys):
                raise BadRequest("a key that is no number")
            return view(request, *args, **kwargs)

        return super().admin_view(with_keys, cacheable)

    def login(self, request, extra_context=None):
        """One login page for the whole site; a logged-in person without the role is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied("代码表由系统管理员维护。")
        return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
