"""What the checks found, how a cycle has set them, and what the unit answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanTextField
from projects.models import BudgetCycle

from ..enums import AnswerVerdict, CheckLevel, CheckOutcome, TallyStage
from .goal import PerformanceGoal


class CheckSetting(models.Model):
    """检查设置: where a cycle deviates from a check's default level, threshold or being on."""

    cycle = models.ForeignKey(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="check_settings"
    )
    check_id = models.CharField("检查", max_length=40)
    enabled = models.BooleanField("启用", default=True)
    level = models.CharField("级别", max_length=10, choices=CheckLevel)
    threshold = models.DecimalField("界限", max_digits=15, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "检查设置"
        verbose_name_plural = "检查设置"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "check_id"],
                name="check_setting_once",
                violation_error_message="该批次已有这项检查的设置。",
            ),
            models.CheckConstraint(
                name="check_setting_level_known",
                condition=Q(level__in=CheckLevel.values),
                violation_error_message="级别只能是强制或提示。",
            ),
        ]

    def __str__(self):
        return f"{self.cycle} {self.check_id}"


class CheckRun(models.Model):
    """检查记录: when a cycle's tables were checked, and the state they were in then."""

    cycle = models.OneToOneField(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="check_run", primary_key=True
    )
    state = models.CharField(max_length=64)
    ran_at = models.DateTimeField("检查时间")

    class Meta:
        verbose_name = "检查记录"
        verbose_name_plural = "检查记录"

    def __str__(self):
        return f"{self.cycle} {self.ran_at:%Y-%m-%d %H:%M}"


class GoalFindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user.department_scope("goal__project__department"))

    def in_cycle(self, cycle):
        return self.filter(goal__project__cycle=cycle)

    def leading(self):
        """One for each kind of finding in a goal; the others of its kind stand with it."""
        return self.filter(leads=True)


class GoalFinding(models.Model):
    """检查结果: one hit of one check, kept until the cycle is checked again.

    The database does not check the keys: a row that is deleted while a check runs must not undo the check.
    """

    goal = models.ForeignKey(
        PerformanceGoal, models.CASCADE, verbose_name="绩效目标", related_name="findings", db_constraint=False
    )
    check_id = models.CharField("检查", max_length=40)
    level = models.CharField("级别", max_length=10, choices=CheckLevel)
    outcome = models.CharField("结果", max_length=10, choices=CheckOutcome)
    field = models.CharField(max_length=40)
    indicator = models.ForeignKey(
        "indicators.Indicator", models.CASCADE, null=True, verbose_name="指标", related_name="+",
        db_constraint=False,
    )  # fmt: skip
    message = models.TextField("问题")
    proposal = models.TextField("建议", blank=True)
    related = models.JSONField("相关项目", default=list)
    also = models.JSONField("一并说明的检查", default=list)
    spot = models.CharField("指标和值", max_length=80, blank=True)
    leads = models.BooleanField("同类第一条", default=True)
    fingerprint = models.CharField(max_length=32)

    objects = GoalFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "检查结果"
        verbose_name_plural = "检查结果"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["check_id", "goal", "level", "outcome", "leads"], name="finding_by_check")
        ]

    def __str__(self):
        return self.message

    @property
    def kind(self) -> tuple:
        """Findings of one kind in a goal are one finding with a count."""
        return self.goal_id, self.check_id, self.level, self.outcome


class GoalCheck(models.Model):
    """检查结论: the number of own 强制 findings of a goal at a revision, under settings known by a mark.

    A goal that was saved since, or whose cycle is set otherwise now, is counted again when somebody asks.
    """

    goal = models.OneToOneField(
        PerformanceGoal, models.CASCADE, verbose_name="绩效目标", related_name="check_result",
        primary_key=True, db_constraint=False,
    )  # fmt: skip
    revision = models.PositiveIntegerField("修订号")
    settings = models.CharField(max_length=32)
    blocking = models.PositiveIntegerField("强制问题")

    class Meta:
        verbose_name = "检查结论"
        verbose_name_plural = "检查结论"

    def __str__(self):
        return f"{self.goal_id}: {self.blocking}"


class CheckAnswer(models.Model):
    """说明理由: why the unit keeps a value that a check of level 提示 found; shown to the reviewer.

    It holds as long as the finding reads the same: another value is another finding.
    """

    goal = models.ForeignKey(
        PerformanceGoal, models.CASCADE, verbose_name="绩效目标", related_name="check_answers"
    )
    fingerprint = models.CharField(max_length=32)
    check_id = models.CharField("检查", max_length=40)
    reason = CleanTextField("理由", max_length=500)
    verdict = models.CharField("性质", max_length=10, choices=AnswerVerdict, default=AnswerVerdict.KEPT)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="说明人", related_name="+"
    )
    answered_at = models.DateTimeField("说明时间", auto_now=True)

    class Meta:
        verbose_name = "检查说明"
        verbose_name_plural = "检查说明"
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "fingerprint"],
                name="check_answer_once",
                violation_error_message="这条提示已经说明过理由。",
            ),
            models.CheckConstraint(
                name="check_answer_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明理由。",
            ),
        ]

    def __str__(self):
        return self.reason


class CheckTally(models.Model):
    """检查统计: how many findings of a check a goal had at its first submission and at its approval."""

    goal = models.ForeignKey(
        PerformanceGoal, models.CASCADE, verbose_name="绩效目标", related_name="check_tallies"
    )
    stage = models.CharField("环节", max_length=10, choices=TallyStage)
    check_id = models.CharField("检查", max_length=40)
    count = models.PositiveIntegerField("处数")

    class Meta:
        verbose_name = "检查统计"
        verbose_name_plural = "检查统计"
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "stage", "check_id"],
                name="check_tally_once",
                violation_error_message="该项目这个环节已有这项检查的统计。",
            )
        ]

    def __str__(self):
        return f"{self.goal_id} {self.stage} {self.check_id}: {self.count}"
