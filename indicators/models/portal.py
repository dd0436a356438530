"""PortalFile 门户文件: a portal's own workbook that a person wants filled."""

import uuid

from django.conf import settings
from django.db import models

from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle


def stored_path(portal_file: "PortalFile", name: str) -> str:
    return f"portal/{uuid.uuid4().hex}.xlsx"


class PortalFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A file belongs to the person who brought it."""
        return self.filter(owner=user)


class PortalFile(models.Model):
    """门户文件: kept until it is filled; see indicators.domain.portal."""

    cycle = models.ForeignKey(BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    filename = CleanCharField("文件名", max_length=255)
    file = models.FileField("文件", upload_to=stored_path, max_length=200)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = PortalFileQuerySet.as_manager()

    class Meta:
        verbose_name = "门户文件"
        verbose_name_plural = "门户文件"
        ordering = ["-pk"]

    def __str__(self):
        return self.filename
