"""EvaluationRules 自评规则: how a cycle gives points; every variant is data, because places differ."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from projects.models import BudgetCycle

from ..enums import AtMostRule, Grade, Shares
from ..scoring_rules import DEFAULT_RULES, ScoringRules

PERCENT = [MinValueValidator(0, "应在 0 到 100 之间。"), MaxValueValidator(100, "应在 0 到 100 之间。")]


def default_caps() -> list:
    return [[float(rate), float(most)] for rate, most in DEFAULT_RULES.caps]


def default_grades() -> list:
    return [[float(limit), grade.value] for limit, grade in DEFAULT_RULES.grades]


def default_tier_points() -> dict:
    return {tier: float(points) for tier, points in DEFAULT_RULES.tier_points.items()}


def validate_caps(value) -> None:
    """A list of [rate in %, most points], the lowest rate first, the points rising with it."""
    try:
        rows = [(Decimal(str(rate)), Decimal(str(most))) for rate, most in value]
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValidationError("请填写 [执行率, 最高分] 的列表，例如 [[50, 59], [80, 89]]。") from error
    if rows != sorted(rows) or any(not (0 <= n <= 100) for row in rows for n in row):
        raise ValidationError("执行率和最高分应在 0 到 100 之间，并从低到高排列。")


def validate_grades(value) -> None:
    """A list of [least points, grade], the best first."""
    try:
        rows = [(Decimal(str(limit)), Grade(grade)) for limit, grade in value]
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ValidationError('请填写 [起始分, 等级] 的列表，例如 [[90, "excellent"]]。') from error
    if rows != sorted(rows, key=lambda row: row[0], reverse=True):
        raise ValidationError("等级的起始分应从高到低排列。")


def validate_tier_points(value) -> None:
    try:
        wrong = any(not tier or Decimal(str(points)) < 0 for tier, points in value.items())
    except (AttributeError, TypeError, ValueError, ArithmeticError):
        wrong = True
    if wrong:
        raise ValidationError('请填写一级指标的分值，例如 {"产出": 50, "效益": 30, "满意度": 10}。')


class EvaluationRules(models.Model):
    """自评规则 of one cycle; a cycle without a row has the defaults of docs/evaluation.md."""

    cycle = models.OneToOneField(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="evaluation_rules",
        primary_key=True,
    )  # fmt: skip
    execution_points = models.DecimalField(
        "预算执行率分值", max_digits=5, decimal_places=2, default=10, validators=PERCENT
    )
    at_most = models.CharField("≤ 指标超出时", max_length=10, choices=AtMostRule, default=AtMostRule.LINEAR)
    satisfaction_floor = models.DecimalField(
        "满意度低于（%）不得分", max_digits=5, decimal_places=2, null=True, blank=True, default=60,
        validators=PERCENT, help_text="空着时满意度与其他比率一样计分。",
    )  # fmt: skip
    met_from = models.DecimalField(
        "达成：从分值的（%）起", max_digits=5, decimal_places=2, default=80, validators=PERCENT
    )
    partly_from = models.DecimalField(
        "部分达成：从分值的（%）起", max_digits=5, decimal_places=2, default=60, validators=PERCENT
    )
    over_share = models.DecimalField(
        "超额（%）起扣分", max_digits=6, decimal_places=2, null=True, blank=True, default=30,
        help_text="空着时超额不扣分。",
    )  # fmt: skip
    over_deduction = models.DecimalField(
        "超额扣分", max_digits=5, decimal_places=2, default=2, validators=PERCENT
    )
    caps = models.JSONField(
        "按执行率封顶", default=default_caps, blank=True, validators=[validate_caps],
        help_text="[执行率低于, 总分最高] 的列表；空列表就不封顶。",
    )  # fmt: skip
    grades = models.JSONField("等级", default=default_grades, validators=[validate_grades])
    shares = models.CharField("没有分值时", max_length=10, choices=Shares, default=Shares.EQUAL)
    closes_on = models.DateField("自评报送截止", null=True, blank=True, help_text="含当天；空着就不限。")
    review_closes_on = models.DateField(
        "自评审核截止", null=True, blank=True, help_text="含当天；空着就不限。"
    )
    tier_points = models.JSONField(
        "一级指标分值", default=default_tier_points, blank=True, validators=[validate_tier_points]
    )

    class Meta:
        verbose_name = "自评规则"
        verbose_name_plural = "自评规则"
        constraints = [
            models.CheckConstraint(
                name="qualitative_classes_in_order",
                condition=Q(partly_from__lte=F("met_from")),
                violation_error_message="部分达成的界限不能高于达成。",
            )
        ]

    def __str__(self):
        return f"{self.cycle}：自评规则"

    def value(self) -> ScoringRules:
        """As the pure rules read them."""
        return ScoringRules(
            execution_points=Decimal(self.execution_points),
            indicator_points=100 - Decimal(self.execution_points),
            at_most=AtMostRule(self.at_most),
            satisfaction_floor=_decimal(self.satisfaction_floor),
            met_from=Decimal(self.met_from),
            partly_from=Decimal(self.partly_from),
            partly_share=Decimal(self.partly_from),
            over_share=_decimal(self.over_share),
            over_deduction=Decimal(self.over_deduction),
            caps=tuple((Decimal(str(rate)), Decimal(str(most))) for rate, most in self.caps),
            grades=tuple((Decimal(str(limit)), Grade(grade)) for limit, grade in self.grades),
            shares=Shares(self.shares),
            tier_points={tier: Decimal(str(points)) for tier, points in self.tier_points.items()},
        )


def _decimal(number) -> Decimal | None:
    return None if number is None else Decimal(number)
