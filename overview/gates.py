"""The second gate of a page: may this person do it. (The first, may he see it, is `visible_to` and a 404.)"""

from functools import wraps

from django.core.exceptions import PermissionDenied

from perfgoals.accounts.enums import Role


def gate(rule):
    """Let in whom the rule lets in, answer 403 to all others."""

    def decorate(view):
        @wraps(view)
        def gated(request, *args, **kwargs):
            if not rule(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return gated

    return decorate


def may_set_up(user) -> bool:
    """系统管理员 keeps units, codes and cycles, and brings lists in."""
    return user.has_role(Role.ADMINISTRATOR)
