"""What a review asks and until when, for 系统管理员."""

from django.contrib import admin

from perfgoals.audit.admin import AuditedAdmin
from perfgoals.audit.enums import Verb

from .models import DeadlineExtension, ReturnReason, ReviewBlock, ReviewQuestion


@admin.register(DeadlineExtension)
class DeadlineExtensionAdmin(AuditedAdmin, admin.ModelAdmin):
    recorded_as = {Verb.CREATE: Verb.EXTEND, Verb.CHANGE: Verb.EXTEND}
    list_display = ["department", "cycle", "stage", "until", "reason"]
    list_filter = ["cycle", "stage"]
    list_select_related = ["department", "cycle"]
    autocomplete_fields = ["department"]


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
