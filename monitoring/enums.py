"""Fixed choices of the year after approval, for 绩效运行监控 and for what 绩效自评 shares with it."""

from django.db import models


class Outcome(models.TextChoices):
    """What became of an indicator (完成情况); the first three are the classes of a qualitative one."""

    MET = "met", "达成"
    PARTLY = "partly", "部分达成"
    MISSED = "missed", "未达成"
    NOT_APPLICABLE = "not_applicable", "不适用"
    UNDECIDED = "undecided", "无法判断"

    @classmethod
    def classes(cls) -> tuple["Outcome", ...]:
        """The three words with which a qualitative indicator is answered (财预〔2020〕10号)."""
        return (cls.MET, cls.PARTLY, cls.MISSED)


class Light(models.TextChoices):
    """监控灯, the worst first; 无法判断 is no light and colours no project."""

    RED = "red", "红灯"
    YELLOW = "yellow", "黄灯"
    GREEN = "green", "绿灯"
    BLUE = "blue", "蓝灯"
    UNDECIDED = "undecided", "无法判断"


class Possibility(models.TextChoices):
    """完成目标可能性 of the monitoring form (财预〔2019〕136号)."""

    CERTAIN = "certain", "确定能"
    POSSIBLE = "possible", "有可能"
    IMPOSSIBLE = "impossible", "完全不可能"


class Decision(models.TextChoices):
    """What finance decides of a project after monitoring it."""

    CONTINUE = "continue", "继续执行"
    REALLOCATE = "reallocate", "调剂"
    CANCEL = "cancel", "取消"


class Cause(models.TextChoices):
    """偏差原因: the five columns of the monitoring form."""

    FUNDING = "funding", "经费保障"
    RULES = "rules", "制度保障"
    STAFF = "staff", "人员保障"
    HARDWARE = "hardware", "硬件条件保障"
    OTHER = "other", "其他"


class MonitoringPlace(models.TextChoices):
    """Where in the table a remark is pinned."""

    MONEY = "money", "项目资金"
    INDICATOR = "indicator", "三级指标"
    ACTUAL = "actual", "完成情况"
    EXPECTED = "expected", "全年预计完成情况"
    CAUSES = "causes", "偏差原因"
    POSSIBILITY = "possibility", "完成目标可能性"
    NOTE = "note", "备注"

    @classmethod
    def of_row(cls) -> tuple["MonitoringPlace", ...]:
        """The places that lie in a row of indicators."""
        return (cls.INDICATOR, cls.ACTUAL, cls.EXPECTED, cls.CAUSES, cls.POSSIBILITY, cls.NOTE)


class MoneySource(models.TextChoices):
    """The rows of 项目资金: the sum and its parts."""

    TOTAL = "total", "年度资金总额"
    CURRENT = "current", "当年财政拨款"
    CARRIED = "carried", "上年结转资金"
    OTHER = "other", "其他资金"

    @classmethod
    def parts(cls) -> tuple["MoneySource", ...]:
        return (cls.CURRENT, cls.CARRIED, cls.OTHER)
