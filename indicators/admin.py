"""Indicator trees and what a cycle asks for, for 系统管理员."""

from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin
from projects.admin import BudgetCycleAdmin
from projects.models import BudgetCycle

from .domain.entry.resettling import start_resettling
from .models import CycleRules, FieldHelp, IndicatorCategory, IndicatorScheme, LibraryIndicator


class IndicatorCategoryInline(admin.TabularInline):
    model = IndicatorCategory
    extra = 0
    fields = ["parent", "name", "position", "required", "weight"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            kwargs["queryset"] = IndicatorCategory.objects.filter(
                parent=None, scheme=request.resolver_match.kwargs.get("object_id")
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(IndicatorScheme)
class IndicatorSchemeAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["code", "name", "source"]
    inlines = [IndicatorCategoryInline]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        start_resettling(by=request.user)


class CycleRulesInline(admin.StackedInline):
    """One and always one: a cycle without a scheme can't be filled in."""

    model = CycleRules
    min_num = max_num = 1
    validate_min = True
    can_delete = False


admin.site.unregister(BudgetCycle)


@admin.register(BudgetCycle)
class CycleWithRulesAdmin(BudgetCycleAdmin):
    """The cycle as projects shows it, with what it asks for on the same page."""

    inlines = [CycleRulesInline]


@admin.register(FieldHelp)
class FieldHelpAdmin(AuditedAdmin, admin.ModelAdmin):
    """The fields are the program's; only their texts are the office's."""

    list_display = ["label", "text", "example"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LibraryIndicator)
class LibraryIndicatorAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["name", "tier1", "tier2", "unit", "times_used", "state"]
    list_filter = ["state", "tier1", "tier2"]
    search_fields = ["name", "initials"]
    fields = ["tier1", "tier2", "name", "unit", "state", "decision_note"]
    list_per_page = 50
