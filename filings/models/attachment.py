"""Attachment 附件: a document that stands beside a table, such as the policy it rests on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField

from ..enums import AttachmentKind
from .filing import Filing


def stored_path(attachment: "Attachment", name: str) -> str:
    """Under the digest of the content: the name that a person gave never reaches the disk."""
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}-{attachment.key}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("filing__department"))

    def present(self):
        """Those that stand beside the table now; removed ones stay for the versions that name them."""
        return self.filter(removed_at__isnull=True)


class Attachment(models.Model):
    """附件: `sha256` is that of its bytes, and stands in every version that is frozen while it is there.

    One that proves a single indicator (佐证) names its row; the others stand beside the table as a whole.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, verbose_name="报送", related_name="attachments")
    kind = models.CharField("种类", max_length=12, choices=AttachmentKind, default=AttachmentKind.POLICY)
    name = CleanCharField("文件名", max_length=200)
    # No foreign key: rows are entered anew; the name stays readable when the row is gone.
    row_key = models.PositiveBigIntegerField("佐证的指标", null=True, blank=True, editable=False)
    row_name = models.TextField("指标名称", blank=True)
    key = models.CharField(max_length=32, unique=True, editable=False)
    file = models.FileField("文件", upload_to=stored_path, max_length=200)
    media_type = models.CharField("格式", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    added_at = models.DateTimeField("上传时间")
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="删除人", null=True, related_name="+"
    )
    removed_at = models.DateTimeField("删除时间", null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["filing", "removed_at"], name="attachment_of_filing")]
        constraints = [
            models.CheckConstraint(
                name="attachment_kind_known",
                condition=Q(kind__in=AttachmentKind.values),
                violation_error_message="附件种类不在规定范围内。",
            ),
            models.CheckConstraint(
                name="attachment_not_empty",
                condition=Q(size__gt=0),
                violation_error_message="附件是空的。",
            ),
        ]

    def __str__(self):
        return self.name
