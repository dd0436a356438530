"""Rounds and limits of monitoring, for 系统管理员."""

from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin

from .models import MonitoringRound, MonitoringRules


@admin.register(MonitoringRound)
class MonitoringRoundAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["cycle", "label", "last_month", "due_on"]
    list_filter = ["cycle"]
    list_select_related = ["cycle"]
    autocomplete_fields = ["units"]


@admin.register(MonitoringRules)
class MonitoringRulesAdmin(AuditedAdmin, admin.ModelAdmin):
    """One for each cycle that deviates from the defaults."""

    list_display = ["cycle", "red_below", "yellow_below", "blue_from"]
    list_select_related = ["cycle"]
