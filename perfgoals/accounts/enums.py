"""Roles as the office knows them; the database stores the code."""

from django.core.exceptions import ImproperlyConfigured
from django.db import models


class Role(models.TextChoices):
    """What a person does. A person may hold several business roles or one administrative role, never both."""

    PREPARER = "preparer", "填报"
    SUPERVISOR = "supervisor", "主管部门审核"
    REVIEWER = "reviewer", "财政审核"
    APPROVER = "approver", "批复"
    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY_OFFICER = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"

    @property
    def is_administrative(self) -> bool:
        return self in ADMINISTRATIVE_ROLES

    @property
    def needs_department(self) -> bool:
        """填报 and 主管部门审核 always act for one unit; 财政 may act for all."""
        return self in (Role.PREPARER, Role.SUPERVISOR)


class ResetSubject(models.TextChoices):
    """What of an account is made anew for a person who lost it."""

    PASSWORD = "password", "密码"
    AUTHENTICATOR = "authenticator", "动态口令"


BUSINESS_ROLES = (Role.PREPARER, Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER)
# 三员: none of them does business, so that nobody can cover what he did himself.
ADMINISTRATIVE_ROLES = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR)
# Who acts in one of these in another's name could cover it or approve: a new password takes two people.
GUARDED_ROLES = (*ADMINISTRATIVE_ROLES, Role.REVIEWER, Role.APPROVER)

# The words of PERFGOALS_TOTP.
ROLE_GROUPS = {"administrators": ADMINISTRATIVE_ROLES, "finance": (Role.REVIEWER, Role.APPROVER)}


def roles_named(text: str) -> frozenset[str]:
    """Codes of the roles in a list such as "administrators, finance, supervisor"; empty or "off": none.

    Raises ImproperlyConfigured for a word that is neither a group nor a role: a slip would leave a door open.
    """
    words = {word.strip().lower() for word in text.split(",")} - {"", "off"}
    if unknown := words - {*ROLE_GROUPS, *Role.values}:
        known = "、".join([*ROLE_GROUPS, *Role.values])
        raise ImproperlyConfigured(f"PERFGOALS_TOTP 里的“{sorted(unknown)[0]}”不认得。可以写：off、{known}。")
    return frozenset(Role(role).value for word in words for role in ROLE_GROUPS.get(word, [word]))
