"""DepartmentGoal 部门整体支出绩效目标表: what a department does in a year with its money, in 元."""

from django.db import models
from django.db.models import Q

from filings.models import Filing
from perfgoals.common.fields import CleanCharField, CleanTextField
from projects.models import BudgetCycle, Department
from projects.models.project import MAX_TEXT
from projects.validators import MAX_AMOUNT, amount_validators

DEPARTMENT = "department"  # the key of its kind among the filings
AMOUNTS = ("amount", "fiscal_amount", "other_amount")


def _sum(label: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )


def _in_range() -> Q:
    found = Q()
    for name in AMOUNTS:
        found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": MAX_AMOUNT})
    return found


class DepartmentGoalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tables of the units this user may see."""
        return self.filter(user.department_scope("department"))

    def in_cycle(self, cycle):
        return self.filter(cycle=cycle)

    def with_all(self):
        """Everything that page, checks, print and snapshot read; a constant number of queries."""
        return self.select_related(
            "filing__updated_by", "cycle__rules", "department__parent"
        ).prefetch_related("tasks", "objectives__tasks", "indicators__task")

    def in_table_order(self):
        return self.order_by("department__code")


class DepartmentGoal(models.Model):
    """部门整体支出绩效目标表, one for a department and a year, with the sums of all its tasks."""

    cycle = models.ForeignKey(
        BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="department_goals"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="部门（单位）", related_name="department_goals"
    )
    filing = models.OneToOneField(Filing, models.PROTECT, verbose_name="报送", related_name="department_goal")
    amount = _sum("金额合计")
    fiscal_amount = _sum("财政拨款合计")
    other_amount = _sum("其他资金合计")

    objects = DepartmentGoalQuerySet.as_manager()

    class Meta:
        verbose_name = "部门整体绩效目标表"
        verbose_name_plural = "部门整体绩效目标表"
        ordering = ["cycle", "department__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department"],
                name="department_goal_once_a_year",
                violation_error_message="这个部门在本批次已有一张整体绩效目标表。",
            ),
            models.CheckConstraint(
                name="department_goal_sums_in_range",
                condition=_in_range(),
                violation_error_message="金额须在 0 到 9,999,999,999,999.99 元之间。",
            ),
        ]

    def __str__(self):
        return f"{self.department}（部门整体）"


class Task(models.Model):
    """年度主要任务: what is done, and with how much money."""

    goal = models.ForeignKey(DepartmentGoal, models.CASCADE, verbose_name="表", related_name="tasks")
    position = models.PositiveIntegerField("序号")
    name = CleanCharField("任务名称", max_length=200)
    content = CleanTextField("主要内容", max_length=MAX_TEXT, blank=True)
    amount = _sum("总额")
    fiscal_amount = _sum("财政拨款")
    other_amount = _sum("其他资金")

    class Meta:
        verbose_name = "年度主要任务"
        verbose_name_plural = "年度主要任务"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="department_task_sums_in_range",
                condition=_in_range(),
                violation_error_message="金额须在 0 到 9,999,999,999,999.99 元之间。",
            )
        ]

    def __str__(self):
        return self.name


class Objective(models.Model):
    """年度总体目标: one of several, with its share and the tasks that serve it."""

    goal = models.ForeignKey(DepartmentGoal, models.CASCADE, verbose_name="表", related_name="objectives")
    position = models.PositiveIntegerField("序号")
    text = CleanTextField("目标", max_length=MAX_TEXT)
    share = CleanCharField("占比", max_length=10, blank=True)
    tasks = models.ManyToManyField(Task, verbose_name="对应任务", related_name="objectives", blank=True)

    class Meta:
        verbose_name = "年度总体目标"
        verbose_name_plural = "年度总体目标"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text[:50]


class DepartmentIndicator(models.Model):
    """年度绩效指标 of the department, under its own 一级 and 二级, serving a task."""

    goal = models.ForeignKey(DepartmentGoal, models.CASCADE, verbose_name="表", related_name="indicators")
    position = models.PositiveIntegerField("序号")
    tier1 = CleanCharField("一级指标", max_length=30)
    tier2 = CleanCharField("二级指标", max_length=30, blank=True)
    name = CleanTextField("三级指标", max_length=500)
    target = CleanTextField("指标值", max_length=500, blank=True)
    weight = CleanCharField("权重", max_length=10, blank=True)
    task = models.ForeignKey(
        Task, models.SET_NULL, verbose_name="对应任务", null=True, blank=True, related_name="indicators"
    )

    class Meta:
        verbose_name = "部门绩效指标"
        verbose_name_plural = "部门绩效指标"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name
