"""Indicator trees and what a cycle asks for, for 系统管理员."""

from django.contrib import admin

from .models import CycleRules, IndicatorCategory, IndicatorScheme


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
class IndicatorSchemeAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "source"]
    inlines = [IndicatorCategoryInline]


@admin.register(CycleRules)
class CycleRulesAdmin(admin.ModelAdmin):
    list_display = ["cycle", "scheme"]
