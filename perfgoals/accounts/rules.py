"""Who may do what with accounts: 三员 share it, so that nobody makes and arms an account alone."""

from .enums import ADMINISTRATIVE_ROLES, GUARDED_ROLES, Role


def may_see_accounts(user) -> bool:
    """All three administrative roles look; 审计员 only looks."""
    return user.has_role(*ADMINISTRATIVE_ROLES)


def may_manage_accounts(user) -> bool:
    """系统管理员 makes, edits, closes accounts and resets passwords."""
    return user.has_role(Role.ADMINISTRATOR)


def may_manage_roles(user) -> bool:
    """安全管理员 grants and takes back roles and lifts locks."""
    return user.has_role(Role.SECURITY_OFFICER)


def is_guarded(person) -> bool:
    """三员 and 财政: a new password for one of them needs two people. Also while the account is closed."""
    return any(role in person.roles for role in GUARDED_ROLES)


def may_confirm_resets(user) -> bool:
    return user.has_role(Role.SECURITY_OFFICER, Role.AUDITOR)


def may_confirm_reset(user, person) -> bool:
    """安全管理员; for 安全管理员 himself another one, or 审计员 where there is no other."""
    if user.pk == person.pk:
        return False
    if user.has_role(Role.AUDITOR):
        return Role.SECURITY_OFFICER in person.roles
    return user.has_role(Role.SECURITY_OFFICER)
