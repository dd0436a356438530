"""公开台账: what is due in a cycle, by which unit, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle, Department

from ..enums import Subject


class PublicationTask(models.Model):
    """公开事项: one kind of table that the units of a cycle must publish by a day.

    `approved_from` and `approved_until` limit goals by the day of their first 批复: that is what tells
    年中追加 from 年初.
    """

    cycle = models.ForeignKey(
        BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="publication_tasks"
    )
    subject = models.CharField("公开内容", max_length=12, choices=Subject, default=Subject.GOAL)
    title = CleanCharField("名称", max_length=80, help_text="例如 2026年年初绩效目标公开。")
    due_on = models.DateField("应公开日期", help_text="最迟哪一天公开。")
    approved_from = models.DateField(
        "批复日期起", null=True, blank=True, help_text="只公开这一天起首次批复的项目，年中追加时填写。"
    )
    approved_until = models.DateField(
        "批复日期止", null=True, blank=True, help_text="只公开这一天及以前首次批复的项目。"
    )

    class Meta:
        verbose_name = "公开事项"
        verbose_name_plural = "公开事项"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "title"],
                name="publication_task_title_once",
                violation_error_message="本批次已有同名的公开事项。请换一个名称。",
            ),
            models.CheckConstraint(
                name="publication_subject_known",
                condition=Q(subject__in=Subject.values),
                violation_error_message="公开内容不在规定范围内。",
            ),
            models.CheckConstraint(
                name="publication_days_in_order",
                condition=Q(approved_from__isnull=True)
                | Q(approved_until__isnull=True)
                | Q(approved_from__lte=models.F("approved_until")),
                violation_error_message="批复日期的“止”不能早于“起”。",
            ),
        ]

    def __str__(self):
        return self.title


class UnitPublicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("department"))


class UnitPublication(models.Model):
    """公开台账的一行: where and when a unit published what was due, or why it does not.

    `projects` and `amount` (元) are what was published, as it stood that day.
    """

    task = models.ForeignKey(
        PublicationTask, models.CASCADE, verbose_name="公开事项", related_name="publications"
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="+")
    published_on = models.DateField("公开日期", null=True, blank=True)
    address = CleanCharField("公开地址", max_length=500, blank=True, help_text="网页地址，或网站和栏目。")
    reason = CleanCharField("不公开的理由", max_length=300, blank=True, help_text="没有公开时写明。")
    projects = models.PositiveIntegerField("项目数", default=0)
    amount = models.DecimalField("金额", max_digits=18, decimal_places=2, default=0, help_text="单位：元。")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    entered_at = models.DateTimeField("登记时间", auto_now=True)

    objects = UnitPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "公开台账"
        verbose_name_plural = "公开台账"
        ordering = ["task", "department__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "department"],
                name="unit_publication_once",
                violation_error_message="这个单位已经登记过。",
            ),
            models.CheckConstraint(
                name="unit_publication_says_where",
                condition=Q(published_on__isnull=True) | ~Q(address=""),
                violation_error_message="已公开的须写明公开地址。",
            ),
            models.CheckConstraint(
                name="unit_publication_says_something",
                condition=Q(published_on__isnull=False) | ~Q(reason=""),
                violation_error_message="没有公开的须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.task} {self.department}"
