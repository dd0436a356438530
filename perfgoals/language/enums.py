"""Fixed choices of what a target says."""

from django.db import models


class TargetSign(models.TextChoices):
    """How the result is compared with the number of a target (计算符号)."""

    AT_LEAST = "≥", "≥"
    MORE_THAN = ">", "＞"
    EQUAL = "=", "＝"
    LESS_THAN = "<", "＜"
    AT_MOST = "≤", "≤"


class TargetKind(models.TextChoices):
    """What sort of target a cell states (指标值性质)."""

    QUANTITATIVE = "quantitative", "定量"
    QUALITATIVE = "qualitative", "定性"
    NOT_APPLICABLE = "not_applicable", "不适用"
    EMPTY = "empty", "未填"
