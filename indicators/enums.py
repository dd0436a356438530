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


class Place(models.TextChoices):
    """What a remark is pinned to: a column of the table; the last three belong to an indicator row."""

    NAME = "name", "二级项目名称"
    FUND = "fund", "资金类型"
    AMOUNT = "amount", "当年项目金额"
    SUBJECT = "subject", "用途范围(功能科目)"
    JUSTIFICATION = "justification", "设立依据及申报理由"
    OVERALL = "overall_objective", "整体绩效"
    ANNUAL = "annual_objective", "年度绩效"
    INDICATOR = "indicator", "三级指标"
    PERIOD_TARGET = "period_target", "实施周期值"
    ANNUAL_TARGET = "annual_target", "年度指标值"

    @classmethod
    def of_row(cls) -> tuple["Place", ...]:
        return (cls.INDICATOR, cls.PERIOD_TARGET, cls.ANNUAL_TARGET)


class Stage(models.TextChoices):
    """What a deadline is for."""

    DECLARATION = "declaration", "申报"
    REVIEW = "review", "审核"


class ChangeKind(models.TextChoices):
    """How two versions differ in one place."""

    ADDED = "added", "新增"
    CHANGED = "changed", "修改"
    REMOVED = "removed", "删除"


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
