"""What a review asks and until when, for 系统管理员."""

from django import forms
from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin
from perfgoals.audit.enums import Verb

from .kinds import all_kinds, kind_of
from .models import DeadlineExtension, ReturnReason, ReviewBlock, ReviewQuestion


@admin.register(DeadlineExtension)
class DeadlineExtensionAdmin(AuditedAdmin, admin.ModelAdmin):
    recorded_as = {Verb.CREATE: Verb.EXTEND, Verb.CHANGE: Verb.EXTEND}
    list_display = ["department", "cycle", "kind_label", "stage", "until", "reason"]
    list_filter = ["cycle", "stage"]
    list_select_related = ["department", "cycle"]
    autocomplete_fields = ["department"]

    @admin.display(description="种类", ordering="kind")
    def kind_label(self, extension) -> str:
        return kind_of(extension.kind).label

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The kinds are those that the apps have registered."""
        if db_field.name != "kind":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        kinds = [(kind.key, kind.label) for kind in all_kinds()]
        return forms.ChoiceField(label=db_field.verbose_name, choices=kinds, initial=db_field.default)


class ReviewQuestionInline(admin.TabularInline):
    model = ReviewQuestion
    extra = 0


@admin.register(ReviewBlock)
class ReviewBlockAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["name", "position"]
    inlines = [ReviewQuestionInline]


@admin.register(ReturnReason)
class ReturnReasonAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["text", "position", "active"]
