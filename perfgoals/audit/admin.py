"""What 系统管理员 changes in the admin is recorded, with the values before and after."""

from django.contrib.admin.utils import display_for_value
from django.db import transaction
from django.db.models import Model

from .domain import record
from .enums import Verb


class AuditedAdmin:
    """Mixin for ModelAdmin; Django calls these inside the transaction of the change.

    `recorded_as` names an act by another verb than 新增 or 修改.
    """

    recorded_as: dict[Verb, Verb] = {}

    def response_action(self, request, queryset):
        """Django records what an action deletes, then deletes it: both or neither."""
        with transaction.atomic():
            return super().response_action(request, queryset)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        request.audited_values = _values(form) if change else ({}, _values(form)[1])

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        before, after = getattr(request, "audited_values", ({}, {}))
        for row in formset.forms:
            if row.has_changed() and row not in formset.deleted_forms:
                old, new = (
                    {f"{row.instance} {key}": text for key, text in of.items()} for of in _values(row)
                )
                before, after = before | old, after | new
        request.audited_values = before, after

    def log_addition(self, request, obj, message):
        self._record(Verb.CREATE, request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self._record(Verb.CHANGE, request, obj, note=self._inline_changes(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            record(Verb.DELETE, by=request.user, obj=obj)
        return super().log_deletions(request, queryset)

    def _record(self, verb, request, obj, note=""):
        before, after = getattr(request, "audited_values", ({}, {}))
        record(
            self.recorded_as.get(verb, verb), by=request.user, obj=obj, before=before, after=after, note=note
        )

    @staticmethod
    def _inline_changes(message) -> str:
        """Which rows of the lists below the form were added, changed or deleted."""
        if not isinstance(message, list):
            return str(message)
        parts = [(kind, part) for entry in message for kind, part in entry.items() if part.get("object")]
        labels = {"added": "新增", "changed": "修改", "deleted": "删除"}
        return "；".join(f"{labels[kind]}{part['name']}“{part['object']}”" for kind, part in parts)


class AuditedImportExport(AuditedAdmin):
    """Mixin for import-export's admin: one event per file, with its counts."""

    def process_import(self, request, **kwargs):
        with transaction.atomic():
            return super().process_import(request, **kwargs)

    def process_result(self, result, request):
        counts = {kind: count for kind, count in result.totals.items() if count}
        record(Verb.IMPORT, by=request.user, name=self._list_name(), after=counts)
        return super().process_result(result, request)

    def get_export_data(self, file_format, request, queryset, **kwargs):
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        count = {"rows": queryset.count() if hasattr(queryset, "count") else len(queryset)}
        record(Verb.EXPORT, by=request.user, name=self._list_name(), after=count)
        return data

    def _list_name(self) -> str:
        return str(self.model._meta.verbose_name_plural)


def _values(form) -> tuple[dict, dict]:
    """(before, after) of the fields that the form changed, by their labels."""
    before, after = {}, {}
    for name in form.changed_data:
        label = str(form.fields[name].label)
        before[label] = _shown(form[name].initial)
        after[label] = _shown(form.cleaned_data.get(name))
    return before, after


def _shown(value) -> str:
    return str(value) if isinstance(value, Model) else display_for_value(value, "")
