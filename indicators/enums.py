"""Fixed choices of the performance side."""

from django.db import models


class CheckLevel(models.TextChoices):
    """What a finding does: 强制 blocks submission, 提示 goes along to the reviewer."""

    BLOCKING = "blocking", "强制"
    ADVICE = "advice", "提示"


class CheckOutcome(models.TextChoices):
    """What a check came to."""

    FINDING = "finding", "发现问题"
    FINE = "fine", "通过"
    UNDECIDED = "undecided", "无法判断"


class AnswerVerdict(models.TextChoices):
    """What a unit says of a finding: true but meant so, or the check is mistaken."""

    KEPT = "kept", "情况属实，按此保留"
    MISTAKEN = "mistaken", "检查判断不对"


class TallyStage(models.TextChoices):
    """When the findings of a goal were counted for the trend."""

    SUBMITTED = "submitted", "首次送审"
    APPROVED = "approved", "批复"


class LibraryState(models.TextChoices):
    """Whether an entry of the indicator library is offered."""

    IN_USE = "in_use", "在库"
    PROPOSED = "proposed", "申请入库"
    DECLINED = "declined", "未采纳"
    RETIRED = "retired", "停用"


class ImportState(models.TextChoices):
    """Where an uploaded table is on its way."""

    READING = "reading", "读取中"
    MAPPING = "mapping", "待对应列"
    PREVIEWED = "previewed", "待确认"
    REFUSED = "refused", "不能导入"
    WRITING = "writing", "写入中"
    WRITTEN = "written", "已写入"
    DISCARDED = "discarded", "已取消"


class ItemState(models.TextChoices):
    """What importing one project would do."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "无变化"
    LOCKED = "locked", "已锁定"
    ERROR = "error", "有错"

    @classmethod
    def writable(cls) -> tuple["ItemState", ...]:
        return (cls.NEW, cls.CHANGED)
