"""Which indicator tree a year uses: data, because it differs by year and place."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from indicators.printed_form import SWITCHES, FormStyle, PrintedForm, printed_form
from perfgoals.common.fields import CleanCharField
from projects.models import BudgetCycle


class IndicatorScheme(models.Model):
    """指标体系: a tree of 一级 and 二级指标, e.g. that of 财预〔2015〕88号."""

    code = CleanCharField("编码", max_length=20, unique=True)
    name = CleanCharField("名称", max_length=100)
    source = CleanCharField("依据", max_length=200, blank=True, help_text="文件名称和文号。")

    class Meta:
        verbose_name = "指标体系"
        verbose_name_plural = "指标体系"
        ordering = ["code"]

    def __str__(self):
        return self.name


class IndicatorCategoryQuerySet(models.QuerySet):
    def second_tier(self):
        return self.filter(parent__isnull=False).select_related("parent")


class IndicatorCategory(models.Model):
    """IndicatorCategory 一级/二级指标: tier 1 has no parent, tier 2 has one of tier 1."""

    scheme = models.ForeignKey(
        IndicatorScheme, models.CASCADE, verbose_name="指标体系", related_name="categories"
    )
    parent = models.ForeignKey(
        "self", models.RESTRICT, verbose_name="上级指标", null=True, blank=True, related_name="children"
    )
    name = CleanCharField("名称", max_length=30, help_text="与印出的表一致，例如 数量指标。")
    position = models.PositiveSmallIntegerField("顺序", default=0)
    required = models.BooleanField(
        "必填", default=False, help_text="每个项目至少填一条，或注明不适用的理由。"
    )
    weight = models.PositiveSmallIntegerField(
        "权重（分）", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    objects = IndicatorCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "指标类别"
        verbose_name_plural = "指标类别"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "parent", "name"],
                name="category_name_unique",
                violation_error_message="同一上级下已有同名的指标类别。",
            ),
            models.UniqueConstraint(
                fields=["scheme", "name"],
                condition=Q(parent__isnull=True),
                name="category_tier1_name_unique",
                violation_error_message="本指标体系已有同名的一级指标。",
            ),
            models.CheckConstraint(
                name="category_weight_in_range",
                condition=Q(weight__isnull=True) | Q(weight__lte=100),
                violation_error_message="权重不能超过 100 分。",
            ),
        ]

    def __str__(self):
        return f"{self.parent.name} › {self.name}" if self.parent_id else self.name

    @property
    def tier(self) -> int:
        """1 for 一级指标, 2 for 二级指标."""
        return 1 if self.parent_id is None else 2

    def clean(self):
        super().clean()
        if self.parent is None:
            return
        if self.parent.parent_id is not None:
            raise ValidationError({"parent": "上级指标只能选一级指标。"})
        if self.parent.scheme_id != self.scheme_id:
            raise ValidationError({"parent": "上级指标属于另一个指标体系。"})


def _switch(label: str) -> models.BooleanField:
    """A switch of the printed form; empty is as the style has it."""
    return models.BooleanField(
        label, null=True, blank=True, choices=[(None, "按表样"), (True, "是"), (False, "否")]
    )


class CategoryMapping(models.Model):
    """二级指标对应: what a 二级指标 of one tree is called in another, as the office decided it once.

    Copies of last year's projects and rows that wait for a category follow it. Without a `target` each unit
    chooses by itself.
    """

    category = models.ForeignKey(
        IndicatorCategory, models.CASCADE, verbose_name="原二级指标", related_name="mappings"
    )
    scheme = models.ForeignKey(
        IndicatorScheme, models.CASCADE, verbose_name="新指标体系", related_name="mappings"
    )
    target = models.ForeignKey(
        IndicatorCategory, models.CASCADE, verbose_name="新二级指标", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "二级指标对应"
        verbose_name_plural = "二级指标对应"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "scheme"],
                name="category_mapped_once",
                violation_error_message="这个二级指标在该指标体系中已有对应。",
            )
        ]

    def __str__(self):
        return f"{self.category} → {self.target or '由单位选'}"


class CycleRules(models.Model):
    """绩效管理要求 of one cycle; kept out of BudgetCycle, so that projects knows nothing of indicators."""

    cycle = models.OneToOneField(
        BudgetCycle, models.CASCADE, verbose_name="申报批次", related_name="rules", primary_key=True
    )
    scheme = models.ForeignKey(IndicatorScheme, models.PROTECT, verbose_name="指标体系", related_name="+")
    has_supervisor_step = models.BooleanField(
        "有主管部门审核环节", default=True, help_text="没有时，单位送审后直接由财政审核。"
    )
    review_closes_on = models.DateField(
        "审核截止", null=True, blank=True, help_text="主管部门和财政在这一天之前（含当天）审核、批复。"
    )

    form_style = models.CharField(
        "表样", max_length=12, choices=FormStyle, default=FormStyle.LIST,
        help_text="填报页按表样显示要填的内容；打印和导出也可以另选。",
    )  # fmt: skip
    form_side_by_side = _switch("中期和年度指标并列")
    form_split_value = _switch("符号、值、单位分列")
    form_weight = _switch("有分值权重列")
    form_in_wan = _switch("金额以万元印出")
    form_foot = _switch("表下有填报人、负责人、日期和盖章")
    weight_total = models.PositiveSmallIntegerField(
        "权重合计（分）", default=90, validators=[MaxValueValidator(100)],
        help_text="执行率占 10 分的填 90，不占的填 100。",
    )  # fmt: skip

    class Meta:
        verbose_name = "批次的绩效要求"
        verbose_name_plural = "批次的绩效要求"

    def __str__(self):
        return f"{self.cycle}：{self.scheme}"

    @property
    def printed_form(self) -> PrintedForm:
        """The form that the cycle asks for and prints, with its switches."""
        return printed_form(self.form_style, **self.turned_switches)

    @property
    def turned_switches(self) -> dict[str, bool | None]:
        """The switches of the form that the cycle set itself; None is the style's own."""
        return {name: getattr(self, f"form_{name}") for name in SWITCHES}
