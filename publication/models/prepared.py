"""What was made for publication: the checked files of a unit, and bundles."""

from django.conf import settings
from django.db import models

from perfgoals.jobs.models import Job
from projects.models import Department

from ..checks import PublicationFinding
from .register import PublicationTask


class UnitCheckQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("department"))


class UnitCheck(models.Model):
    """公开前检查的结果: what the checks say of a unit's tables, and the files that were made of them.

    `mark` is a digest of everything that goes into the files, `rules` of what the checks go by besides: as
    long as they are the same, neither is done again.
    `files` has for "pdf" and "xlsx" the sha256, the size in bytes and the day on which the file was made.
    """

    task = models.ForeignKey(PublicationTask, models.CASCADE, verbose_name="公开事项", related_name="checks")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="+")
    mark = models.CharField("内容标识", max_length=64)
    rules = models.CharField("检查依据", max_length=64)
    findings = models.JSONField("检查结果", default=list)
    blocking = models.PositiveIntegerField("强制", default=0)
    advice = models.PositiveIntegerField("提示", default=0)
    projects = models.PositiveIntegerField("项目数", default=0)
    amount = models.DecimalField("金额", max_digits=18, decimal_places=2, default=0)
    files = models.JSONField("文件", default=dict)
    checked_at = models.DateTimeField("检查时间", auto_now=True)

    objects = UnitCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "公开前检查"
        verbose_name_plural = "公开前检查"
        ordering = ["task", "department__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "department"],
                name="unit_check_once",
                violation_error_message="这个单位已经检查过。",
            )
        ]

    def __str__(self):
        return f"{self.task} {self.department}"

    @property
    def found(self) -> list[PublicationFinding]:
        return [PublicationFinding(**finding) for finding in self.findings]


class Bundle(models.Model):
    """公开包: what was handed over for publication, with the sha256 of every file in it.

    The ZIP itself is the result of the job and goes with it after some days; this row stays.
    """

    task = models.ForeignKey(PublicationTask, models.CASCADE, verbose_name="公开事项", related_name="bundles")
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name="任务", null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="制作人", null=True, related_name="+"
    )
    made_at = models.DateTimeField("制作时间", auto_now_add=True)
    sha256 = models.CharField("校验值", max_length=64)
    units = models.PositiveIntegerField("单位数")
    projects = models.PositiveIntegerField("项目数")
    amount = models.DecimalField("金额", max_digits=18, decimal_places=2)
    manifest = models.JSONField("清单", default=dict)

    class Meta:
        verbose_name = "公开包"
        verbose_name_plural = "公开包"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.task} 公开包 {self.pk}"
