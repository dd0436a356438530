"""What 监控表 and 自评表 have in common: both measure a project against its goal table. Amounts in 元."""

from django.db import models
from django.db.models import Q

from filings.models import Filing, FilingVersion
from indicators.models.indicator import MAX_TARGET
from perfgoals.common.fields import CleanCharField, CleanTextField
from projects.models.project import MAX_TEXT
from projects.validators import MAX_AMOUNT, amount_validators

from ..enums import MoneySource

MAX_REASON = 2000


class MeasuredTable(models.Model):
    """A table that measures. `version` is the frozen goal table it is measured against; without one (only by
    import with --against stored) that is the goal table as it stands. `frozen_rules` are those of the cycle
    at the last 送审: while the table is under review and after it, they count."""

    filing = models.OneToOneField(
        Filing, models.PROTECT, verbose_name="报送", related_name="%(class)s", editable=False
    )
    version = models.ForeignKey(
        FilingVersion,
        models.PROTECT,
        verbose_name="所依据的目标版本",
        null=True,
        blank=True,
        related_name="+",
    )
    annual_objective = CleanTextField("年度总体目标", max_length=MAX_TEXT, blank=True)
    stated_rate = models.DecimalField(
        "填写的执行率（%）", max_digits=9, decimal_places=2, null=True, blank=True
    )
    frozen_rules = models.JSONField("送审时的规则", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def status(self) -> str:
        return self.filing.status

    def get_status_display(self) -> str:
        return self.filing.get_status_display()

    @property
    def revision(self) -> int:
        return self.filing.revision

    @property
    def is_editable(self) -> bool:
        return self.filing.is_editable

    @property
    def rules_at_submission(self) -> dict | None:
        """What counts instead of the rules of the cycle; None as long as the unit may change the table."""
        return None if self.is_editable else self.frozen_rules


class MoneyRow(models.Model):
    """A row of 项目资金: the sum or one of its parts. Empty means not filled in, never 0."""

    source = models.CharField("资金来源", max_length=10, choices=MoneySource)
    initial_budget = models.DecimalField(
        "年初预算数", max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )
    budget = models.DecimalField(
        "全年预算数", max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )
    executed = models.DecimalField(
        "执行数", max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )

    class Meta:
        abstract = True

    AMOUNTS = ("initial_budget", "budget", "executed")

    def __str__(self):
        return self.get_source_display()


def amounts_in_range(*fields: str) -> Q:
    """Each amount is empty or one that a table can hold."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0, f"{field}__lte": MAX_AMOUNT})
    return condition


class MeasuredIndicator(models.Model):
    """A row of indicators as the table states it. `approved_key` is the row of the goal table that it
    measures, None for a row that the goal table does not have."""

    position = models.PositiveIntegerField("顺序", default=0)
    approved_key = models.PositiveBigIntegerField("目标表中的行", null=True, blank=True, editable=False)
    tier1 = CleanCharField("一级指标", max_length=60, blank=True)
    tier2 = CleanCharField("二级指标", max_length=60, blank=True)
    name = CleanTextField("三级指标", max_length=MAX_TARGET, blank=True)
    target = CleanTextField("年度指标值", max_length=MAX_TARGET, blank=True)
    actual = CleanTextField("完成值", max_length=MAX_TARGET, blank=True)
    evidence = CleanTextField("佐证", max_length=MAX_REASON, blank=True, help_text="文件名称或一句说明。")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name
