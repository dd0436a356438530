"""CodeRequest: a functional subject that somebody looked for and the list lacks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField


class CodeRequestQuerySet(models.QuerySet):
    def open(self):
        """Those that 系统管理员 has not dealt with."""
        return self.filter(settled_at__isnull=True)


class CodeRequest(models.Model):
    """请求添加代码: asked by whoever fills in, with one click; settled by 系统管理员."""

    text = CleanCharField("要找的科目", max_length=100)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    requested_at = models.DateTimeField("提出时间", default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", null=True, related_name="+"
    )
    settled_at = models.DateTimeField("办理时间", null=True)

    objects = CodeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "请求添加代码"
        verbose_name_plural = "请求添加代码"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(settled_at__isnull=True),
                name="open_code_request_once",
                violation_error_message="已经有人请求添加这个科目。",
            )
        ]

    def __str__(self):
        return self.text
