"""The left menu: one line per page, shown to the roles that may open it."""

from dataclasses import dataclass

from django.urls import reverse

from indicators import rules
from perfgoals.accounts.enums import Role
from projects.context import default_cycle


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    active: bool


def menu(request):
    """`menu` for the frame: the pages this person's roles may open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {}
    return {
        "menu": [MenuItem(label, url, request.path.startswith(url)) for label, url in _entries(request, user)]
    }


def _entries(request, user):
    if rules.may_see_goals(user):
        cycle = getattr(request, "cycle", None) or default_cycle(request)
        if cycle is not None:
            yield "项目", reverse("goal_list", args=[cycle.code])
            yield "检查", reverse("cycle_findings", args=[cycle.code])
        yield "导出中心", reverse("job_list")
    if user.has_role(Role.ADMINISTRATOR):
        yield "代码表与批次", reverse("admin:index")
