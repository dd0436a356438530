"""Rounds and limits of monitoring, for 系统管理员."""

from django import forms
from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin
from perfgoals.common.pair_lines import PairLinesField, number

from .models import MonitoringRound, MonitoringRules


@admin.register(MonitoringRound)
class MonitoringRoundAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["cycle", "label", "last_month", "due_on"]
    list_filter = ["cycle"]
    list_select_related = ["cycle"]
    autocomplete_fields = ["units"]


class MonitoringRulesForm(forms.ModelForm):
    """Lists of limits are typed as lines."""

    spending_floors = PairLinesField(
        label="执行率要求", required=False, first=number, second=number, example="6 40",
        help_text="一行一条：到几月、执行率最低多少（%），例如“6 40”；空着就不检查。",
    )  # fmt: skip

    class Meta:
        model = MonitoringRules
        fields = [field.name for field in MonitoringRules._meta.fields]


@admin.register(MonitoringRules)
class MonitoringRulesAdmin(AuditedAdmin, admin.ModelAdmin):
    """One for each cycle that deviates from the defaults."""

    form = MonitoringRulesForm
    list_display = ["cycle", "red_below", "yellow_below", "blue_from"]
    list_select_related = ["cycle"]
