"""SavedView 常用筛选: a person's filters of the review queue under a name."""

from django.conf import settings
from django.db import models

from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle


class SavedView(models.Model):
    """常用筛选: one person's filters of the review queue of a cycle, kept under a name of his own.

    `query` holds them as they stand in the address, valid ones only.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="用户", related_name="saved_views"
    )
    cycle = models.ForeignKey(BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="+")
    name = CleanCharField(
        "名称",
        max_length=30,
        error_messages={"blank": "请给这组筛选条件起个名称。", "max_length": "名称最多 30 个字，请改短。"},
    )
    query = models.CharField(
        "筛选条件", max_length=1000, error_messages={"blank": "现在没有设置筛选条件，请先筛选再保存。"}
    )

    class Meta:
        verbose_name = "常用筛选"
        verbose_name_plural = "常用筛选"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cycle", "name"],
                name="saved_view_name_unique",
                violation_error_message="您在本批次已有同名的常用筛选，请换一个名称，或先删除原来的。",
            ),
            models.CheckConstraint(
                name="saved_view_has_query",
                condition=~models.Q(query=""),
                violation_error_message="现在没有设置筛选条件，请先筛选再保存。",
            ),
        ]

    def __str__(self):
        return self.name
