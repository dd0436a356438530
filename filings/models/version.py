"""FilingVersion 版本 and FilingTransition 流转记录: what was submitted, returned, approved, and by whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanTextField

from ..enums import Action, FilingStatus
from .filing import Filing

SHOWN_SHA = 16


class FilingVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Versions of the tables of units this user may see."""
        return self.filter(user.department_scope("filing__department"))


class FilingVersion(models.Model):
    """版本: a table as it was at a step, frozen as canonical JSON with the sha256 of its bytes.

    `serial` counts the frozen versions of a filing from 1; `version_number` is its 第 n 版, raised by 调整.
    Rows are never changed; the database refuses it (see the migration).
    """

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="报送", related_name="versions")
    serial = models.PositiveIntegerField("序号")
    version_number = models.PositiveIntegerField("版本")
    action = models.CharField("因何保存", max_length=10, choices=Action)
    schema = models.PositiveSmallIntegerField("格式")
    content = models.TextField("内容")
    sha256 = models.CharField("校验值", max_length=64)
    frozen_at = models.DateTimeField("时间")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", related_name="+"
    )

    objects = FilingVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "版本"
        verbose_name_plural = "版本"
        ordering = ["filing", "serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "serial"],
                name="filing_version_serial_unique",
                violation_error_message="版本序号重复。",
            )
        ]

    def __str__(self):
        return f"{self.filing.table} {self.label}"

    @property
    def label(self) -> str:
        return f"第 {self.version_number} 版·{self.get_action_display()}（第 {self.serial} 次存档）"

    @property
    def imprint(self) -> str:
        """What each printed page of it says: which version, and the beginning of its checksum."""
        return f"{self.label}　校验码 {self.sha256[:SHOWN_SHA]}"


class FilingTransition(models.Model):
    """流转记录: one step of the workflow, written with it and never changed."""

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="报送", related_name="transitions")
    action = models.CharField("动作", max_length=10, choices=Action)
    from_status = models.CharField("原状态", max_length=12, choices=FilingStatus)
    to_status = models.CharField("新状态", max_length=12, choices=FilingStatus)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="操作人", related_name="+")
    at = models.DateTimeField("时间")
    comment = CleanTextField("意见", max_length=2000, blank=True)
    revision = models.PositiveIntegerField("修订号", help_text="这一步之后的修订号。")
    version = models.ForeignKey(
        FilingVersion,
        models.PROTECT,
        verbose_name="存档版本",
        null=True,
        blank=True,
        related_name="transitions",
    )

    class Meta:
        verbose_name = "流转记录"
        verbose_name_plural = "流转记录"
        ordering = ["filing", "pk"]
        indexes = [models.Index(fields=["by", "-at"], name="filing_step_by_person")]
        constraints = [
            # One step per revision: a double step could not be stored.
            models.UniqueConstraint(
                fields=["filing", "revision"],
                name="filing_step_once_per_revision",
                violation_error_message="这一步已经办理过。",
            ),
            models.CheckConstraint(
                name="filing_step_reason_given",
                condition=~Q(action__in=[Action.RETURN, Action.REVISE]) | ~Q(comment=""),
                violation_error_message="退回和调整必须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.filing.table} {self.get_action_display()}"

    @property
    def sentence(self) -> str:
        """已由 甲 于 3月1日 09:30 送审."""
        at = timezone.localtime(self.at)
        return f"已由 {self.by} 于 {at.month}月{at.day}日 {at:%H:%M} {self.get_action_display()}"
