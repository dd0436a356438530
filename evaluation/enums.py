"""Fixed choices of 绩效自评."""

from django.db import models


class Grade(models.TextChoices):
    """自评等级."""

    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    FAIR = "fair", "中"
    POOR = "poor", "差"


class AtMostRule(models.TextChoices):
    """How a result above the target of ≤ or ＜ loses points."""

    LINEAR = "linear", "按超出比例扣分，超过一倍不得分"
    RATIO = "ratio", "按指标值与完成值之比"


class Shares(models.TextChoices):
    """How the points are shared out where neither the goal nor the table gives weights."""

    EQUAL = "equal", "各指标平均"
    BY_TIER = "by_tier", "先按一级指标，再平均"
