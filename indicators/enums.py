"""Fixed choices of the performance side."""

from django.db import models


class GoalStatus(models.TextChoices):
    """Where a goal table stands between the unit and the finance bureau."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待主管部门审核"
    ENDORSED = "endorsed", "待财政审核"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批复"

    @classmethod
    def editable(cls) -> tuple["GoalStatus", ...]:
        """The statuses in which the unit may change the table."""
        return (cls.DRAFT, cls.RETURNED)


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


class CheckLevel(models.TextChoices):
    """What a finding does: 强制 blocks submission, 提示 goes along to the reviewer."""

    BLOCKING = "blocking", "强制"
    ADVICE = "advice", "提示"


class CheckOutcome(models.TextChoices):
    """What a check came to."""

    FINDING = "finding", "发现问题"
    FINE = "fine", "通过"
    UNDECIDED = "undecided", "无法判断"


class LibraryState(models.TextChoices):
    """Whether an entry of the indicator library is offered."""

    IN_USE = "in_use", "在库"
    PROPOSED = "proposed", "申请入库"
    DECLINED = "declined", "未采纳"
    RETIRED = "retired", "停用"
