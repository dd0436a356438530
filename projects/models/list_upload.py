"""ListUpload: a list of units, codes or people that came as a workbook, between upload and writing."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField

from ..enums import ListKind, ListState


class ListUpload(models.Model):
    """清单导入: what was read in a file, which column means what, and what became of it.

    `sheets` is [{"name", "header_row", "titles": [text], "rows": [[row number, [text]]]}]; `mapping` is the
    text of a title → field, "" for a column that is left out. The rows are forgotten once they are written.
    """

    kind = models.CharField("清单", max_length=8, choices=ListKind)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="list_uploads"
    )
    filename = CleanCharField("文件名", max_length=200)
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    state = models.CharField("状态", max_length=10, choices=ListState, default=ListState.READ)
    sheets = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField("结果", default=dict)

    class Meta:
        verbose_name = "清单导入"
        verbose_name_plural = "清单导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="list_upload_kind_known",
                condition=Q(kind__in=ListKind.values),
                violation_error_message="清单种类不在规定范围内。",
            ),
            models.CheckConstraint(
                name="list_upload_state_known",
                condition=Q(state__in=ListState.values),
                violation_error_message="清单状态不在规定范围内。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}清单 {self.filename}"
