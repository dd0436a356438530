"""Fixed choices of publication."""

from django.db import models


class Subject(models.TextChoices):
    """公开内容: what kind of table is due."""

    GOAL = "goal", "年初绩效目标"
    ADDED = "added", "年中追加项目绩效目标"
    EVALUATION = "evaluation", "绩效自评"

    @property
    def table_name(self) -> str:
        """What the tables of a unit are called in names and titles."""
        return "项目支出绩效自评表" if self == Subject.EVALUATION else "项目支出绩效目标表"


class Level(models.TextChoices):
    """公开前检查的级别: a bundle is refused while one of the first stands."""

    BLOCKING = "blocking", "强制"
    ADVICE = "advice", "提示"


class RegisterState(models.TextChoices):
    """Where a unit stands with one thing that is due."""

    PUBLISHED = "published", "已公开"
    EXCUSED = "excused", "不公开（有理由）"
    OVERDUE = "overdue", "逾期未公开"
    PENDING = "pending", "待公开"
