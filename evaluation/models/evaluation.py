"""Evaluation 自评表 of one project, with its money and its indicators. Amounts in 元."""

from django.db import models
from django.db.models import Q

from monitoring.enums import MoneySource, Outcome
from monitoring.models import MeasuredIndicator, MeasuredTable, MoneyRow
from monitoring.models.measured import MAX_REASON, amounts_in_range
from perfgoals.common.fields import CleanTextField
from projects.models import Project
from projects.models.project import MAX_TEXT

EVALUATION = "evaluation"  # the key of its kind among the filings


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Evaluations of the projects this user may see."""
        return self.filter(user.department_scope("project__department"))

    def in_cycle(self, cycle):
        return self.filter(project__cycle=cycle)

    def with_all(self):
        """Everything that points, checks and forms read; six queries whatever the number of tables."""
        return self.select_related(
            "filing",
            "version",
            "project__cycle__evaluation_rules",
            "project__department__parent",
            "project__goal",
        ).prefetch_related("money", "indicators", "project__goal__indicators__category__parent")

    def in_table_order(self):
        return self.order_by("project__department__code", "project__position", "project_id")


class Evaluation(MeasuredTable):
    """自评表: what a project has come to in its year.

    `annual_objective` is 预期目标 as the table states it. Points are computed when they are needed; those
    that the unit states are kept beside them (`stated_…`, EvaluationIndicator.score).
    """

    project = models.OneToOneField(
        Project, models.PROTECT, verbose_name="项目", related_name="evaluation", primary_key=True
    )
    objective_result = CleanTextField("实际完成情况", max_length=MAX_TEXT, blank=True)
    stated_execution = models.DecimalField(
        "填写的执行率得分", max_digits=6, decimal_places=2, null=True, blank=True
    )
    stated_total = models.DecimalField("填写的总分", max_digits=6, decimal_places=2, null=True, blank=True)
    rate_reason = CleanTextField("执行率偏低的原因", max_length=MAX_REASON, blank=True)
    conclusion = CleanTextField("评价结论", max_length=MAX_REASON, blank=True)
    problems = CleanTextField("存在问题", max_length=MAX_REASON, blank=True)
    improvements = CleanTextField("改进措施", max_length=MAX_REASON, blank=True)
    is_public = models.BooleanField("是否公开", null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "自评表"
        verbose_name_plural = "自评表"
        ordering = ["project"]
        constraints = [
            models.CheckConstraint(
                name="stated_points_in_range",
                condition=(Q(stated_execution__isnull=True) | Q(stated_execution__gte=0))
                & (Q(stated_total__isnull=True) | Q(stated_total__gte=0)),
                violation_error_message="得分不能为负数。",
            )
        ]

    def __str__(self):
        return f"{self.project}（自评）"


class EvaluationMoney(MoneyRow):
    """A row of 项目资金 in a self-evaluation; `executed` is 全年执行数."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, verbose_name="自评表", related_name="money")

    class Meta:
        verbose_name = "自评表资金"
        verbose_name_plural = "自评表资金"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "source"],
                name="evaluation_money_once",
                violation_error_message="同一种资金来源只能有一行。",
            ),
            models.CheckConstraint(
                name="evaluation_source_known",
                condition=Q(source__in=MoneySource.values),
                violation_error_message="资金来源不在规定范围内。",
            ),
            models.CheckConstraint(
                name="evaluation_money_in_range",
                condition=amounts_in_range("initial_budget", "budget", "executed"),
                violation_error_message="金额须在 0 到 9,999,999,999,999.99 元之间。",
            ),
        ]


class EvaluationIndicator(MeasuredIndicator):
    """A row of indicators in a self-evaluation. `weight` and `score` are those stated, None where they are to
    be computed; `outcome` is the class of a qualitative one."""

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, verbose_name="自评表", related_name="indicators"
    )
    outcome = models.CharField("完成情况", max_length=14, choices=Outcome, blank=True)
    weight = models.DecimalField("分值", max_digits=6, decimal_places=2, null=True, blank=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)
    reason = CleanTextField("偏差原因分析及改进措施", max_length=MAX_REASON, blank=True)

    class Meta:
        verbose_name = "自评表指标"
        verbose_name_plural = "自评表指标"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evaluation_points_in_range",
                condition=(Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100))
                & (Q(score__isnull=True) | Q(score__gte=0, score__lte=100)),
                violation_error_message="分值和得分应在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="evaluation_outcome_known",
                condition=Q(outcome__in=["", *[outcome.value for outcome in Outcome.classes()]]),
                violation_error_message="完成情况只能是达成、部分达成或未达成。",
            ),
        ]
