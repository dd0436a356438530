"""Who may do what with tokens."""

from indicators.rules import may_see_goals
from perfgoals.accounts.enums import Role


def may_grant_tokens(user) -> bool:
    """系统管理员 grants and revokes; he never sees a token."""
    return user.has_role(Role.ADMINISTRATOR)


def may_revoke(user, token) -> bool:
    """系统管理员, 安全管理员, and the person himself."""
    return user.has_role(Role.ADMINISTRATOR, Role.SECURITY_OFFICER) or token.user_id == user.pk


def may_see_all_tokens(user) -> bool:
    return user.has_role(Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR)


def may_use_api(user) -> bool:
    """A person who sees goal tables, with an account that is open and a password of his own."""
    return user.is_active and not user.must_change_password and may_see_goals(user)
