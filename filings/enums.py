"""Fixed choices of what is handed in, whatever its kind."""

from django.db import models


class FilingStatus(models.TextChoices):
    """Where a table stands between the unit and the finance bureau."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待主管部门审核"
    ENDORSED = "endorsed", "待财政审核"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已批复"

    @classmethod
    def editable(cls) -> tuple["FilingStatus", ...]:
        """The statuses in which the unit may change the table."""
        return (cls.DRAFT, cls.RETURNED)


class Action(models.TextChoices):
    """A step of the workflow; the label is the button's word."""

    SUBMIT = "submit", "送审"
    WITHDRAW = "withdraw", "撤回"
    ENDORSE = "endorse", "审核通过"
    RETURN = "return", "退回"
    APPROVE = "approve", "批复"
    REVISE = "revise", "调整"


class Rating(models.TextChoices):
    """评价等级 of the 审核表 (财预〔2015〕88号): 优 and 良 pass, 中 goes back, 差 ends here."""

    EXCELLENT = "excellent", "优"
    GOOD = "good", "良"
    FAIR = "fair", "中"
    POOR = "poor", "差"

    @property
    def passes(self) -> bool:
        return self in (Rating.EXCELLENT, Rating.GOOD)

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Rating).index(self)


class RemarkState(models.TextChoices):
    """A remark waits for the unit, then for the reviewer, then is settled."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    RESOLVED = "resolved", "已解决"


class Stage(models.TextChoices):
    """What a deadline is for."""

    DECLARATION = "declaration", "申报"
    REVIEW = "review", "审核"


class ChangeKind(models.TextChoices):
    """How two versions differ in one place."""

    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "删除"


class RequestState(models.TextChoices):
    """Where a 调整申请 stands."""

    OPEN = "open", "等财政办理"
    GRANTED = "granted", "已同意"
    DECLINED = "declined", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class AttachmentKind(models.TextChoices):
    """What an attachment is."""

    POLICY = "policy", "政策文件"
    STUDY = "study", "可行性研究报告"
    MINUTES = "minutes", "会议纪要"
    BUDGET = "budget", "预算测算表"
    EVIDENCE = "evidence", "佐证材料"
    OTHER = "other", "其他"
