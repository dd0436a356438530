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


class UnitKind(models.TextChoices):
    """单位性质: how a unit is paid for, as the budget lists it."""

    GOVERNMENT = "government", "行政单位"
    CIVIL = "civil", "参公事业单位"
    FUNDED = "funded", "财政补助事业单位"
    SELF_PAID = "self_paid", "经费自理事业单位"
    OTHER = "other", "其他"


class ListKind(models.TextChoices):
    """Lists that 系统管理员 brings in as workbooks."""

    UNITS = "units", "单位"
    CODES = "codes", "代码"
    PEOPLE = "people", "人员"


class ListState(models.TextChoices):
    """Where an uploaded list stands."""

    READ = "read", "待写入"
    WRITTEN = "written", "已写入"
    DISCARDED = "discarded", "已取消"
