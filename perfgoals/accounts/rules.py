"""Who may do what with accounts: 三员 share it, so that nobody makes and arms an account alone."""

from .enums import ADMINISTRATIVE_ROLES, Role


def may_see_accounts(user) -> bool:
    """All three administrative roles look; 审计员 only looks."""
    return user.has_role(*ADMINISTRATIVE_ROLES)


def may_manage_accounts(user) -> bool:
    """系统管理员 makes, edits, closes accounts and resets passwords."""
    return user.has_role(Role.ADMINISTRATOR)


def may_manage_roles(user) -> bool:
    """安全管理员 grants and takes back roles and lifts locks."""
    return user.has_role(Role.SECURITY_OFFICER)
