"""Who may say something to all; reading is `for_user` and `readable_by`."""

from perfgoals.accounts.enums import Role


def may_publish(user) -> bool:
    """通知公告 are the finance bureau's."""
    return user.has_role(Role.REVIEWER, Role.APPROVER)


def may_read_messages(user) -> bool:
    """Everybody who has something to do here."""
    return bool(user.is_active and user.roles)
