"""SpotCheck 抽评: finance looks at one self-evaluation again and gives points of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from filings.models import FilingVersion
from monitoring.models.measured import MAX_REASON
from perfgoals.common.fields import CleanTextField

from .evaluation import Evaluation


class SpotCheck(models.Model):
    """抽评 of one self-evaluation: drawn first, recorded later. `version` is the submission that was looked
    at; `total` follows from its rows by the rules that counted then, and stays as it was recorded."""

    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, verbose_name="自评表", related_name="spot_check", primary_key=True
    )
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="抽取人", related_name="+"
    )
    drawn_at = models.DateTimeField("抽取时间", auto_now_add=True)
    version = models.ForeignKey(
        FilingVersion, models.PROTECT, verbose_name="送审版本", null=True, related_name="+"
    )
    execution_score = models.DecimalField("执行率得分", max_digits=6, decimal_places=2, null=True, blank=True)
    total = models.DecimalField("抽评总分", max_digits=6, decimal_places=2, null=True, blank=True)
    opinion = CleanTextField("抽评意见", max_length=MAX_REASON, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="抽评人", null=True, related_name="+"
    )
    checked_at = models.DateTimeField("抽评时间", null=True)
    revision = models.PositiveIntegerField("修订号", default=0)

    class Meta:
        verbose_name = "抽评"
        verbose_name_plural = "抽评"
        ordering = ["evaluation"]
        constraints = [
            models.CheckConstraint(
                name="spot_check_points_in_range",
                condition=(
                    Q(execution_score__isnull=True) | Q(execution_score__gte=0, execution_score__lte=100)
                )
                & (Q(total__isnull=True) | Q(total__gte=0, total__lte=100)),
                violation_error_message="抽评得分应在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="spot_check_says_what_it_found",
                condition=Q(checked_at__isnull=True) | ~Q(opinion=""),
                violation_error_message="请填写抽评意见。",
            ),
        ]

    def __str__(self):
        return f"{self.evaluation} 抽评"

    @property
    def is_done(self) -> bool:
        return self.checked_at is not None

    @property
    def in_words(self) -> str:
        """待抽评, or the total that finance came to."""
        if not self.is_done:
            return "待抽评"
        return "总分无法判断" if self.total is None else f"{self.total} 分"


class SpotCheckRow(models.Model):
    """What finance gives one indicator, beside what the unit had; None is the unit's own points."""

    spot_check = models.ForeignKey(SpotCheck, models.CASCADE, verbose_name="抽评", related_name="rows")
    position = models.PositiveIntegerField("顺序")
    name = models.TextField("三级指标")
    unit_score = models.DecimalField("自评得分", max_digits=6, decimal_places=2, null=True)
    score = models.DecimalField("抽评得分", max_digits=6, decimal_places=2, null=True, blank=True)
    opinion = CleanTextField("意见", max_length=MAX_REASON, blank=True)

    class Meta:
        verbose_name = "抽评的指标"
        verbose_name_plural = "抽评的指标"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["spot_check", "position"],
                name="spot_check_row_once",
                violation_error_message="同一指标只能抽评一次。",
            ),
            models.CheckConstraint(
                name="spot_check_row_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                violation_error_message="抽评得分应在 0 到 100 之间。",
            ),
        ]

    def __str__(self):
        return self.name
