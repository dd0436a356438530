"""Fixed choices of the funded side."""

from django.db import models


class SubjectLevel(models.IntegerChoices):
    """Levels of 支出功能分类科目: the code has 3, 5 or 7 digits."""

    CLASS = 1, "类"
    SECTION = 2, "款"
    ITEM = 3, "项"

    @classmethod
    def of_code(cls, code: str) -> "SubjectLevel | None":
        """Level by the code's length, None for a code of another shape."""
        return {3: cls.CLASS, 5: cls.SECTION, 7: cls.ITEM}.get(len(code)) if code.isdecimal() else None


class CycleState(models.TextChoices):
    """Whether a cycle takes entries."""

    PREPARING = "preparing", "准备中"
    OPEN = "open", "开放申报"
    CLOSED = "closed", "已结束"
