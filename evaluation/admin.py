"""How a cycle gives points, for 系统管理员."""

from django import forms
from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin
from perfgoals.common.pair_lines import PairLinesField, choice, number

from .enums import Grade
from .models import EvaluationRules
from .models.rules import default_caps, default_grades, default_tier_points


class EvaluationRulesForm(forms.ModelForm):
    """Lists of limits are typed as lines."""

    caps = PairLinesField(
        label="按执行率封顶", required=False, initial=default_caps, first=number,
        second=number, example="80 89",
        help_text="一行一条，从低到高：执行率低于多少（%）、总分最高多少，例如“80 89”；空着就不封顶。",
    )  # fmt: skip
    grades = PairLinesField(
        label="等级", initial=default_grades, first=number, second=choice(Grade), example="90 优",
        help_text="一行一条，从高到低：多少分起、等级（优、良、中），例如“90 优”；以下的是差。",
    )  # fmt: skip
    tier_points = PairLinesField(
        label="一级指标分值", required=False, initial=default_tier_points, first=str,
        second=number, example="产出 50", as_dict=True,
        help_text="一行一条：一级指标、分值，例如“产出 50”；“没有分值时”选按一级指标分的才用。",
    )  # fmt: skip

    class Meta:
        model = EvaluationRules
        fields = [field.name for field in EvaluationRules._meta.fields]


@admin.register(EvaluationRules)
class EvaluationRulesAdmin(AuditedAdmin, admin.ModelAdmin):
    """One for each cycle that deviates from the defaults."""

    form = EvaluationRulesForm
    list_display = ["cycle", "at_most", "shares", "over_deduction"]
    list_select_related = ["cycle"]
