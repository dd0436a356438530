"""导入: a workbook on its way into a cycle: uploaded, read, previewed, written."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField
from perfgoals.jobs.models import Job
from projects.models import BudgetCycle

from ..enums import ImportState, ItemState
from .goal import GOAL, PerformanceGoal


def upload_path(table_import: "TableImport", name: str) -> str:
    # The sender's file name is data, not a path: it stands in `filename`.
    return f"imports/{table_import.sha256}.upload"


class TableImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An import, its files and its preview belong to the person who uploaded."""
        return self.filter(owner=user)


class TableImport(models.Model):
    """One uploaded file and what became of it."""

    cycle = models.ForeignKey(BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="imports")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="imports"
    )
    kind = models.CharField("种类", max_length=20, default=GOAL)
    # What a kind needs beside the cycle, e.g. the round of monitoring.
    target = models.JSONField("所属", default=dict)
    filename = CleanCharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to=upload_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField("列对应", default=dict)
    # What the person confirmed before writing: values of reading.blocks.Consent.
    accepted = models.JSONField("已确认", default=list)
    state = models.CharField("状态", max_length=12, choices=ImportState, default=ImportState.READING)
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name="任务", null=True, related_name="+")
    # What the reader said of the file as a whole: title, layout, sheets, findings, columns not understood.
    summary = models.JSONField("读取结果", default=dict)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    written_at = models.DateTimeField("写入时间", null=True)

    objects = TableImportQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_state_known",
                condition=Q(state__in=ImportState.values),
                violation_error_message="导入状态不在规定范围内。",
            )
        ]

    def __str__(self):
        return self.filename


class ImportItem(models.Model):
    """One project of an uploaded file: what it would do, and, once written, that it was done."""

    table_import = models.ForeignKey(TableImport, models.CASCADE, verbose_name="导入", related_name="items")
    position = models.PositiveIntegerField("顺序")
    state = models.CharField("结果", max_length=10, choices=ItemState)
    # Of a table on paper `sheet` is its pages (第 3–4 页), and there are no rows: 0.
    sheet = models.CharField("工作表", max_length=100)
    first_row = models.PositiveIntegerField("首行")
    last_row = models.PositiveIntegerField("末行")
    unit_label = models.TextField("申报单位")
    name = models.TextField("二级项目名称")
    # The values to write (see domain.imports.matching), and the goal they would change with its revision.
    values = models.JSONField(default=dict)
    goal = models.ForeignKey(PerformanceGoal, models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(null=True)
    changes = models.JSONField("变化", default=list)
    findings = models.JSONField("问题", default=list)
    has_findings = models.BooleanField(default=False)
    # What of the file was not read for this project, and what must be confirmed before it is written.
    unread = models.JSONField("没有读入的内容", default=list)
    consents = models.JSONField("须确认", default=list)
    written = models.BooleanField("已写入", default=False)
    refusal = models.TextField("未写入的原因", blank=True)

    class Meta:
        verbose_name = "导入的项目"
        verbose_name_plural = "导入的项目"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["table_import", "position"],
                name="import_item_position",
                violation_error_message="同一导入中顺序重复。",
            )
        ]
        indexes = [models.Index(fields=["table_import", "state"], name="import_item_state")]

    def __str__(self):
        return self.name


class LayoutMapping(models.Model):
    """列对应: which column of a layout means what, as its owner once said; for his own files."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+"
    )
    signature = models.CharField(max_length=64)
    columns = models.JSONField("列对应", default=dict)
    confirmed_at = models.DateTimeField("确认时间", auto_now=True)

    class Meta:
        verbose_name = "列对应"
        verbose_name_plural = "列对应"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "signature"],
                name="layout_mapping_once",
                violation_error_message="同一表头的列对应已记住。",
            )
        ]

    def __str__(self):
        return self.signature
