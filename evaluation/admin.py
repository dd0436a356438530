"""How a cycle gives points, for 系统管理员."""

from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin

from .models import EvaluationRules


@admin.register(EvaluationRules)
class EvaluationRulesAdmin(AuditedAdmin, admin.ModelAdmin):
    """One for each cycle that deviates from the defaults."""

    list_display = ["cycle", "at_most", "shares", "over_deduction"]
    list_select_related = ["cycle"]
