"""Code lists and cycles for 系统管理员; flat lists come and go as workbooks."""

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin

from perfgoals.audit.admin import AuditedAdmin, AuditedImportExport
from perfgoals.sheets import UnreadableFile

from .domain.code_lists import code_lists_changed
from .formats import CodeListCsv, CodeListWorkbook
from .models import BudgetCycle, Department, FunctionalSubject, FundSource
from .resources import DepartmentResource, FunctionalSubjectResource, FundSourceResource


class CodeListAdmin(AuditedImportExport, ImportExportModelAdmin):
    formats = [CodeListWorkbook, CodeListCsv]
    # The form between asks which columns, with inline scripts that our Content-Security-Policy refuses.
    skip_export_form = True
    skip_export_form_from_action = True
    list_display_links = ["code", "name"]
    list_filter = ["active"]
    search_fields = ["code", "name", "initials"]
    list_per_page = 50

    def add_data_read_fail_error_to_form(self, form, e):
        advice = "文件读不出来。请确认格式选得对、文件没有加密、第一行是表头。"
        form.add_error("import_file", e.reason if isinstance(e, UnreadableFile) else advice)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        code_lists_changed(by=request.user)

    def process_result(self, result, request):
        code_lists_changed(by=request.user)
        return super().process_result(result, request)


@admin.register(Department)
class DepartmentAdmin(CodeListAdmin):
    resource_classes = [DepartmentResource]
    list_display = ["code", "name", "parent", "active"]
    list_select_related = ["parent"]
    autocomplete_fields = ["parent"]


@admin.register(FundSource)
class FundSourceAdmin(CodeListAdmin):
    resource_classes = [FundSourceResource]
    list_display = ["code", "name", "active"]


@admin.register(FunctionalSubject)
class FunctionalSubjectAdmin(CodeListAdmin):
    resource_classes = [FunctionalSubjectResource]
    list_display = ["code", "name", "path", "level", "active"]
    list_filter = ["active", "level"]


@admin.register(BudgetCycle)
class BudgetCycleAdmin(AuditedAdmin, admin.ModelAdmin):
    list_display = ["code", "title", "state", "opens_on", "closes_on"]
    list_filter = ["state"]

    @admin.display(description="表名")
    def title(self, cycle):
        return cycle.title
