"""Indicator 三级指标: one row of the table."""

from functools import lru_cache

from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField, CleanTextField
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target

from .goal import PerformanceGoal
from .scheme import IndicatorCategory

MAX_TARGET = 500


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of the goals this user may see."""
        return self.filter(user.department_scope("goal__project__department"))


class Indicator(models.Model):
    """三级指标: name, 实施周期值 and 年度指标值 as typed, and what the parser reads in them.

    The typed text is what is printed; the parts serve checks and statistics and may be empty.
    """

    goal = models.ForeignKey(
        PerformanceGoal, models.CASCADE, verbose_name="绩效目标", related_name="indicators"
    )
    category = models.ForeignKey(
        IndicatorCategory, models.PROTECT, verbose_name="二级指标", related_name="indicators"
    )
    position = models.PositiveIntegerField("顺序", default=0)
    name = CleanTextField("三级指标", max_length=MAX_TARGET)
    period_target = CleanTextField("实施周期值", max_length=MAX_TARGET, blank=True)
    annual_target = CleanTextField("年度指标值", max_length=MAX_TARGET, blank=True)
    not_applicable = models.BooleanField("不适用", default=False)
    note = CleanCharField("备注", max_length=200, blank=True)
    # As typed: 10, 22.5; what is no number, a check says. See perfgoals.language.weights.
    weight = CleanCharField("权重", max_length=10, blank=True)
    direction = CleanCharField("指标方向性", max_length=20, blank=True)

    period_kind = models.CharField(max_length=14, choices=TargetKind, blank=True, editable=False)
    period_sign = models.CharField(max_length=2, blank=True, editable=False)
    period_number = models.DecimalField(max_digits=20, decimal_places=4, null=True, editable=False)
    period_unit = models.CharField(max_length=30, blank=True, editable=False)
    annual_kind = models.CharField(max_length=14, choices=TargetKind, blank=True, editable=False)
    annual_sign = models.CharField(max_length=2, blank=True, editable=False)
    annual_number = models.DecimalField(max_digits=20, decimal_places=4, null=True, editable=False)
    annual_unit = models.CharField(max_length=30, blank=True, editable=False)

    PARSED_FIELDS = tuple(
        f"{side}_{part}" for side in ("period", "annual") for part in ("kind", "sign", "number", "unit")
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "三级指标"
        verbose_name_plural = "三级指标"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["goal", "position"], name="indicator_row_order"),
            # "Which projects use this name?" of the library.
            models.Index(fields=["name"], name="indicator_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="indicator_has_name",
                condition=~Q(name=""),
                violation_error_message="请填写三级指标的名称。",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.read_targets()
        if update_fields is not None:
            update_fields = {*update_fields, *self.PARSED_FIELDS}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def said_beside(self) -> str:
        """The note, which has no column of the printed table: why the row is 不适用, or a remark."""
        if not self.note:
            return ""
        return f"{'不适用的理由' if self.not_applicable else '备注'}：{self.note}"

    def read_targets(self) -> None:
        """Fill the parsed parts from the typed texts; call it before a bulk write."""
        for name, value in parts_of_targets(self.period_target, self.annual_target).items():
            setattr(self, name, value)


def parts_of_targets(period_target: str, annual_target: str) -> dict[str, object]:
    """The values of Indicator.PARSED_FIELDS."""
    return dict(zip(Indicator.PARSED_FIELDS, (*_parts(period_target), *_parts(annual_target)), strict=True))


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple:
    target = parse_target(text)
    return target.kind, target.sign or "", storable_number(target.number), (target.unit or "")[:30]


def storable_number(number):
    """The number rounded to what the column holds, None for one that is too large for it."""
    if number is None or abs(number) >= 10**16:
        return None
    return round(number, 4)
