"""MonitoringReport 监控表 of one project in one round, with its money and its indicators."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanTextField
from projects.models import Project
from projects.validators import amount_validators

from ..enums import Cause, Decision, MoneySource, Possibility
from .measured import MAX_REASON, MeasuredIndicator, MeasuredTable, MoneyRow, amounts_in_range
from .round import MONTH_VALIDATORS, MonitoringRound

MONITORING = "monitoring"  # the key of its kind among the filings


class MonitoringReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports of the projects this user may see."""
        return self.filter(user.department_scope("project__department"))

    def with_all(self):
        """Everything that lights, checks and forms read; six queries whatever the number of reports."""
        return self.select_related(
            "filing",
            "round__cycle__monitoring_rules",
            "version",
            "project__department__parent",
            "project__goal",
        ).prefetch_related("money", "indicators", "project__goal__indicators__category__parent")

    def in_table_order(self):
        return self.order_by("project__department__code", "project__position", "project_id", "round_id")


class MonitoringReport(MeasuredTable):
    """监控表: what a project has reached by the end of the round's last month."""

    round = models.ForeignKey(
        MonitoringRound, models.PROTECT, verbose_name="监控批次", related_name="reports"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", related_name="monitoring_reports"
    )
    needs_correction = models.BooleanField("是否需要整改", default=False)
    correction_request = CleanTextField("整改要求", max_length=MAX_REASON, blank=True)
    correction_result = CleanTextField("整改结果", max_length=MAX_REASON, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="要求人", null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    asked_at = models.DateTimeField("要求时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="答复人", null=True, related_name="+",
        editable=False,
    )  # fmt: skip
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    decision = models.CharField("处理意见", max_length=12, choices=Decision, blank=True)

    objects = MonitoringReportQuerySet.as_manager()

    class Meta:
        verbose_name = "监控表"
        verbose_name_plural = "监控表"
        ordering = ["round", "project"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "project"],
                name="monitoring_report_once",
                violation_error_message="这个项目在本次监控中已有监控表。",
            ),
            models.CheckConstraint(
                name="correction_says_what",
                condition=Q(needs_correction=False) | ~Q(correction_request=""),
                violation_error_message="需要整改的，请写明整改要求。",
            ),
            models.CheckConstraint(
                name="monitoring_decision_known",
                condition=Q(decision__in=["", *Decision.values]),
                violation_error_message="处理意见只能是继续执行、调剂或取消。",
            ),
        ]

    def __str__(self):
        return f"{self.project}（{self.round.label}监控）"

    @property
    def waits_for_correction(self) -> bool:
        """整改 was asked and is not answered yet."""
        return self.needs_correction and not self.correction_result


class MonitoringMoney(MoneyRow):
    """A row of 项目资金 in a report; `expected` is 全年预计执行数."""

    report = models.ForeignKey(MonitoringReport, models.CASCADE, verbose_name="监控表", related_name="money")
    expected = models.DecimalField(
        "全年预计执行数", max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )

    AMOUNTS = (*MoneyRow.AMOUNTS, "expected")

    class Meta:
        verbose_name = "监控表资金"
        verbose_name_plural = "监控表资金"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "source"],
                name="monitoring_money_once",
                violation_error_message="同一种资金来源只能有一行。",
            ),
            models.CheckConstraint(
                name="monitoring_source_known",
                condition=Q(source__in=MoneySource.values),
                violation_error_message="资金来源不在规定范围内。",
            ),
            models.CheckConstraint(
                name="monitoring_money_in_range",
                condition=amounts_in_range("initial_budget", "budget", "executed", "expected"),
                violation_error_message="金额须在 0 到 9,999,999,999,999.99 元之间。",
            ),
        ]


class MonitoringIndicator(MeasuredIndicator):
    """A row of indicators in a report. `causes` are codes of Cause, the columns of the form."""

    report = models.ForeignKey(
        MonitoringReport, models.CASCADE, verbose_name="监控表", related_name="indicators"
    )
    expected = CleanTextField("全年预计完成情况", max_length=500, blank=True)
    planned_month = models.PositiveSmallIntegerField(
        "计划完成月份", null=True, blank=True, validators=MONTH_VALIDATORS
    )
    possibility = models.CharField("完成目标可能性", max_length=10, choices=Possibility, blank=True)
    causes = models.JSONField("偏差原因", default=list, blank=True)
    cause_note = CleanTextField("原因说明", max_length=MAX_REASON, blank=True)
    note = CleanTextField("备注", max_length=MAX_REASON, blank=True)

    class Meta:
        verbose_name = "监控表指标"
        verbose_name_plural = "监控表指标"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planned_month_in_year",
                condition=Q(planned_month__isnull=True) | Q(planned_month__gte=1, planned_month__lte=12),
                violation_error_message="计划完成月份应在 1 到 12 之间。",
            ),
            models.CheckConstraint(
                name="possibility_known",
                condition=Q(possibility__in=["", *Possibility.values]),
                violation_error_message="可能性只能是确定能、有可能或完全不可能。",
            ),
        ]

    @property
    def cause_labels(self) -> list[str]:
        return [Cause(code).label for code in self.causes if code in Cause.values]
