"""Roles as the office knows them; the database stores the code."""

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


BUSINESS_ROLES = (Role.PREPARER, Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER)
# 三员: none of them does business, so that nobody can cover what he did himself.
ADMINISTRATIVE_ROLES = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR)
# Who acts in one of these in another's name could cover it or approve: a new password takes two people.
GUARDED_ROLES = (*ADMINISTRATIVE_ROLES, Role.REVIEWER, Role.APPROVER)
