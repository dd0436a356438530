"""Roles that a list asks for, until they are confirmed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..enums import Role
from .people import User


class RoleProposalQuerySet(models.QuerySet):
    def open(self):
        """Waiting for 安全管理员."""
        return self.filter(decided_at__isnull=True)


class RoleProposal(models.Model):
    """待确认的角色: 系统管理员 brought it in with a list; it gives no right until 安全管理员 confirms.

    Confirming makes the Membership; the proposal stays as the record of who asked and who decided.
    """

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="role_proposals")
    role = models.CharField("角色", max_length=16, choices=Role)
    department = models.ForeignKey(
        "projects.Department", models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出人", related_name="+")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="确认人", null=True, related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True)
    granted = models.BooleanField("已授予", default=False)

    objects = RoleProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "待确认的角色"
        verbose_name_plural = "待确认的角色"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(decided_at__isnull=True),
                name="open_role_proposal_once",
                violation_error_message="这个角色已在待确认的清单中。",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(decided_at__isnull=True, department__isnull=True),
                name="open_role_proposal_for_all_units_once",
                violation_error_message="这个角色已在待确认的清单中。",
            ),
            models.CheckConstraint(
                name="role_proposal_role_known",
                condition=Q(role__in=Role.values),
                violation_error_message="角色不在规定范围内。",
            ),
        ]

    def __str__(self):
        place = f"（{self.department.label}）" if self.department_id else ""
        return f"{self.user} {self.get_role_display()}{place}"
