"""Project 项目（二级项目）: what the money is for."""

from django.db import models
from django.db.models import Q

from perfgoals.common.fields import CleanCharField, CleanTextField

from ..validators import MAX_AMOUNT, amount_validators
from .codes import Department, FunctionalSubject, FundSource
from .cycle import BudgetCycle

# Longer texts come from pasting a whole document into a cell; the table could not be read any more.
MAX_TEXT = 10_000


class ProjectQuerySet(models.QuerySet):
    def in_cycle(self, cycle: BudgetCycle):
        return self.filter(cycle=cycle)

    def in_table_order(self):
        """As the official table lists them: by unit, then as the unit entered them."""
        return self.order_by("department__code", "position", "pk")

    def visible_to(self, user):
        """Projects this user may see: see User.department_scope."""
        return self.filter(user.department_scope("department"))


def _sum_field(label: str) -> models.DecimalField:
    """One sum of money of a project beside the year's total."""
    return models.DecimalField(
        label, max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators
    )


def _in_range(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": MAX_AMOUNT})


class Project(models.Model):
    """项目（二级项目）: one row group of the goal table. Amounts are in 元."""

    cycle = models.ForeignKey(BudgetCycle, models.PROTECT, verbose_name="申报批次", related_name="projects")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="申报单位", related_name="projects"
    )
    name = CleanCharField("二级项目名称", max_length=200)
    fund_source = models.ForeignKey(
        FundSource, models.PROTECT, verbose_name="资金类型", null=True, blank=True, related_name="+"
    )
    functional_subject = models.ForeignKey(
        FunctionalSubject,
        models.PROTECT,
        verbose_name="用途范围(功能科目)",
        null=True,
        blank=True,
        related_name="+",
    )
    amount = models.DecimalField(
        "当年项目金额", max_digits=15, decimal_places=2, null=True, blank=True, validators=amount_validators,
        help_text="单位：元。",
    )  # fmt: skip
    amount_note = CleanCharField("金额说明", max_length=100, blank=True)
    justification = CleanTextField("设立依据及申报理由", max_length=MAX_TEXT, blank=True)
    # What only some official forms ask: see indicators.fields. Codes are text, amounts are in 元.
    project_code = CleanCharField("项目编码", max_length=40, blank=True)
    supervisor = CleanCharField("主管部门", max_length=100, blank=True)
    attribute = CleanCharField("项目属性", max_length=40, blank=True)
    project_class = CleanCharField("项目类别", max_length=40, blank=True)
    duration = CleanCharField("项目期", max_length=60, blank=True)
    period_amount = _sum_field("实施期资金总额")
    period_fiscal_amount = _sum_field("实施期财政拨款")
    period_other_amount = _sum_field("实施期其他资金")
    fiscal_amount = _sum_field("财政拨款")
    carried_over = _sum_field("上年结转")
    other_amount = _sum_field("其他资金")
    previous = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="上年项目", null=True, blank=True, related_name="successors"
    )
    # 涉密: never leaves the house in a bundle, by the API or in an export of all.
    secret = models.BooleanField("涉密", default=False)
    secret_note = CleanCharField("涉密或解除的依据", max_length=200, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        verbose_name_plural = "项目"
        ordering = ["department__code", "position", "pk"]
        indexes = [
            models.Index(fields=["cycle", "department", "position"], name="project_table_order"),
            # Lists are counted, summed and searched from these alone, also for the units of one department.
            models.Index(fields=["cycle", "amount", "department"], name="project_by_amount"),
            models.Index(fields=["cycle", "fund_source", "department", "amount"], name="project_by_fund"),
            models.Index(
                fields=["cycle", "functional_subject", "department", "amount"], name="project_by_subject"
            ),
            models.Index(
                fields=["cycle", "name", "department", "functional_subject", "amount"],
                name="project_by_name",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department", "name"],
                name="project_name_unique_in_unit",
                violation_error_message="本单位在该批次中已有同名项目。请换一个项目名称，或打开原有项目修改。",
            ),
            models.CheckConstraint(
                name="project_amount_in_range",
                condition=_in_range("amount"),
                violation_error_message="当年项目金额须在 0 到 9,999,999,999,999.99 元之间。",
            ),
            models.CheckConstraint(
                name="project_sums_in_range",
                condition=_in_range("period_amount")
                & _in_range("period_fiscal_amount")
                & _in_range("period_other_amount")
                & _in_range("fiscal_amount")
                & _in_range("carried_over")
                & _in_range("other_amount"),
                violation_error_message="各项资金须在 0 到 9,999,999,999,999.99 元之间。",
            ),
            models.CheckConstraint(
                name="project_has_name",
                condition=~Q(name=""),
                violation_error_message="请填写二级项目名称。",
            ),
        ]

    def __str__(self):
        return self.name

    def read_previous(self) -> "Project | None":
        """上年项目 with its cycle, read once; no query where there is none."""
        if self.previous_id is not None and not Project.previous.is_cached(self):
            self.previous = Project.objects.select_related("cycle").get(pk=self.previous_id)
        return self.previous
