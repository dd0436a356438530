"""MonitoringRound 监控批次 and MonitoringRules 监控规则: when a cycle is watched, and by which limits."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle, Department, Project
from projects.validators import amount_validators

from ..lights import LightRules

_MONTHS = "月份应在 1 到 12 之间。"
MONTH_VALIDATORS = [MinValueValidator(1, _MONTHS), MaxValueValidator(12, _MONTHS)]


def validate_floors(value) -> None:
    """A list of [month, rate in %]."""
    try:
        rows = [(int(month), Decimal(str(rate))) for month, rate in value]
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValidationError("请填写 [月份, 执行率] 的列表，例如 [[6, 40], [10, 80]]。") from error
    if any(not (1 <= month <= 12 and 0 <= rate <= 100) for month, rate in rows):
        raise ValidationError("月份应在 1 到 12 之间，执行率应在 0 到 100 之间。")


class MonitoringRules(models.Model):
    """监控规则 of one cycle; a cycle without a row has the defaults."""

    cycle = models.OneToOneField(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="monitoring_rules",
        primary_key=True,
    )  # fmt: skip
    red_below = models.DecimalField("红灯：低于（%）", max_digits=5, decimal_places=2, default=60)
    yellow_below = models.DecimalField("黄灯：低于（%）", max_digits=5, decimal_places=2, default=80)
    blue_from = models.DecimalField("蓝灯：达到（%）", max_digits=6, decimal_places=2, default=120)
    spending_floors = models.JSONField(
        "执行率要求", default=list, blank=True, validators=[validate_floors],
        help_text="[月份, 最低执行率] 的列表，例如 [[4, 25], [6, 40], [8, 60], [10, 80]]；空着就不检查。",
    )  # fmt: skip
    widest_gap = models.DecimalField(
        "执行与目标进度最多相差（百分点）", max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "监控规则"
        verbose_name_plural = "监控规则"
        constraints = [
            models.CheckConstraint(
                name="light_limits_in_order",
                condition=Q(red_below__lte=F("yellow_below")) & Q(yellow_below__lte=F("blue_from")),
                violation_error_message="红灯的界限不能高于黄灯，黄灯的不能高于蓝灯。",
            )
        ]

    def __str__(self):
        return f"{self.cycle}：监控规则"

    def value(self) -> LightRules:
        """As the pure rules read them."""
        floors = sorted((int(month), Decimal(str(rate))) for month, rate in self.spending_floors)
        return LightRules(
            Decimal(self.red_below), Decimal(self.yellow_below), Decimal(self.blue_from),
            tuple(floors), self.widest_gap,
        )  # fmt: skip


class MonitoringRound(models.Model):
    """监控批次: the months 1 to `last_month` of a cycle's year, reported until `due_on`."""

    cycle = models.ForeignKey(
        BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="monitoring_rounds"
    )
    title = CleanCharField("名称", max_length=60, blank=True)
    last_month = models.PositiveSmallIntegerField("截至月份", validators=MONTH_VALIDATORS)
    due_on = models.DateField("报送截止", null=True, blank=True, help_text="含当天；空着就不限。")
    review_due_on = models.DateField("审核截止", null=True, blank=True, help_text="含当天；空着就不限。")
    units = models.ManyToManyField(
        Department, verbose_name="监控的单位", blank=True, related_name="+",
        help_text="空着就是全部单位。",
    )  # fmt: skip
    key_from = models.DecimalField(
        "重点项目（元）", max_digits=15, decimal_places=2, null=True, blank=True,
        validators=amount_validators,
        help_text="当年金额达到这个数的是重点项目，打印单项表，其余只列清单；空着就都打印单项表。",
    )  # fmt: skip

    class Meta:
        verbose_name = "监控批次"
        verbose_name_plural = "监控批次"
        ordering = ["cycle", "last_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "last_month"],
                name="monitoring_round_once",
                violation_error_message="该批次已有截至这个月的监控。",
            ),
            models.CheckConstraint(
                name="monitoring_month_in_year",
                condition=Q(last_month__gte=1, last_month__lte=12),
                violation_error_message="截至月份应在 1 到 12 之间。",
            ),
        ]

    def __str__(self):
        return f"{self.cycle} {self.label}"

    @property
    def label(self) -> str:
        """1—6月, or the title that finance gave it."""
        return self.title or self.period

    def is_key(self, project: Project) -> bool:
        """A key project (重点项目) hands in the long form, the others stand in the list alone."""
        return self.key_from is None or (project.amount or 0) >= self.key_from

    @property
    def period(self) -> str:
        return f"1—{self.last_month}月" if self.last_month > 1 else "1月"
