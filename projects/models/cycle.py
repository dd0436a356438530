"""BudgetCycle 申报批次: one year's round of goal tables in one place."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from perfgoals.common.fields import CleanCharField

from ..enums import CycleState
from ..validators import validate_cycle_code

DEFAULT_TITLE = "{地区}{年度}年{级次}项目绩效目标表"
# The words that stand for a cycle's own in `title_pattern`; the English ones are of tables made before.
TITLE_WORDS = {"地区": "region", "年度": "fiscal_year", "级次": "level"}
TITLE_WORDS_BEFORE = {"region": "region", "year": "fiscal_year", "level": "level"}


class BudgetCycle(models.Model):
    """申报批次: fiscal year, region, level and the time in which units may fill in."""

    code = CleanCharField(
        "批次编码", max_length=32, unique=True, validators=[validate_cycle_code],
        help_text="出现在网址和命令行中，一般就是年度，例如 2023。",
    )  # fmt: skip
    fiscal_year = models.PositiveSmallIntegerField("预算年度")
    region = CleanCharField("地区", max_length=50, help_text="例如 韶关市曲江区。")
    level = CleanCharField("级次", max_length=20, help_text="例如 区级。")
    title_pattern = CleanCharField(
        "表名格式", max_length=100, default=DEFAULT_TITLE,
        help_text="{地区}、{年度}、{级次}会换成本批次的地区、年度和级次。",
    )  # fmt: skip
    state = models.CharField("状态", max_length=12, choices=CycleState, default=CycleState.PREPARING)
    opens_on = models.DateField("申报开始", null=True, blank=True)
    closes_on = models.DateField("申报截止", null=True, blank=True)

    class Meta:
        verbose_name = "申报批次"
        verbose_name_plural = "申报批次"
        ordering = ["-fiscal_year", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="cycle_year_plausible",
                condition=Q(fiscal_year__gte=2000, fiscal_year__lte=2100),
                violation_error_message="预算年度应在 2000 到 2100 之间。",
            ),
            models.CheckConstraint(
                name="cycle_closes_after_opening",
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                violation_error_message="申报截止日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.fiscal_year}年 {self.level}"

    @property
    def title(self) -> str:
        """The table's title, e.g. 韶关市曲江区2023年区级项目绩效目标表."""
        title = self.title_pattern
        for word, field in (TITLE_WORDS | TITLE_WORDS_BEFORE).items():
            title = title.replace(f"{{{word}}}", str(getattr(self, field)))
        return title

    @property
    def days_left(self) -> int | None:
        """Days until units must have submitted; negative when it is over, None without a deadline."""
        return (self.closes_on - timezone.localdate()).days if self.closes_on else None
