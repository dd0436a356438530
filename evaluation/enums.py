"""Fixed choices of 绩效自评."""

from django.db import models


class Grade(models.TextChoices):
    """自评等级."""

    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    FAIR = "fair", "中"
    POOR = "poor", "差"


class EvaluationPlace(models.TextChoices):
    """Where in the table a remark is pinned."""

    MONEY = "money", "项目资金"
    RESULT = "objective_result", "实际完成情况"
    RATE_REASON = "rate_reason", "执行率偏低的原因"
    CONCLUSION = "conclusion", "评价结论"
    PROBLEMS = "problems", "存在问题"
    IMPROVEMENTS = "improvements", "改进措施"
    INDICATOR = "indicator", "三级指标"
    ACTUAL = "actual", "实际完成值"
    SCORE = "score", "得分"
    REASON = "reason", "偏差原因及改进措施"
    EVIDENCE = "evidence", "佐证"

    @classmethod
    def of_row(cls) -> tuple["EvaluationPlace", ...]:
        """The places that lie in a row of indicators."""
        return (cls.INDICATOR, cls.ACTUAL, cls.SCORE, cls.REASON, cls.EVIDENCE)


class AtMostRule(models.TextChoices):
    """How a result above the target of ≤ or ＜ loses points."""

    LINEAR = "linear", "按超出比例扣分，超过一倍不得分"
    RATIO = "ratio", "按指标值与完成值之比"


class Shares(models.TextChoices):
    """How the points are shared out where neither the goal nor the table gives weights."""

    EQUAL = "equal", "各指标平均"
    BY_TIER = "by_tier", "先按一级指标，再平均"
