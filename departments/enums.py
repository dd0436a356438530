"""Fixed choices of the department's table."""

from django.db import models


class Place(models.TextChoices):
    """What a remark or a finding is about."""

    TASK = "task", "年度主要任务"
    MONEY = "money", "任务的金额"
    TOTAL = "total", "金额合计"
    OBJECTIVE = "objective", "年度总体目标"
    INDICATOR = "indicator", "绩效指标"
    TARGET = "target", "指标值"

    @classmethod
    def of_row(cls) -> tuple[str, ...]:
        return (cls.TASK, cls.MONEY, cls.OBJECTIVE, cls.INDICATOR, cls.TARGET)
