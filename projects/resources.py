"""How code lists go out to a workbook and come back."""

import re

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.safestring import mark_safe
from import_export import fields, resources, widgets
from import_export.exceptions import ImportError as TableError

from .models import Department, FunctionalSubject, FundSource


def code_text(value) -> str:
    """A code as text: a spreadsheet turns 1111 into a number, and 1111.0 must come back as 1111."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if value is not None else ""


class CodeWidget(widgets.CharWidget):
    def clean(self, value, row=None, **kwargs):
        return super().clean(code_text(value), row, **kwargs)


class SupervisorWidget(widgets.ForeignKeyWidget):
    """The supervising department by its code."""

    def clean(self, value, row=None, **kwargs):
        code = code_text(value)
        if not code:
            return None
        supervisor = self.model.objects.filter(code=code).first()
        if supervisor is None:
            raise ValueError(f"没有编码为“{code}”的单位。请先导入主管部门，或把它排在前面的行。")
        return supervisor


class CodeListDiff(resources.Diff):
    """What an import changes, marked by ins and del alone: the policy of our pages refuses inline styles."""

    def as_html(self):
        # In texts < is escaped, so that only the tags of the package match.
        return [mark_safe(re.sub(r'(<(?:ins|del)) style="[^"]*"', r"\1", html)) for html in super().as_html()]


class CodeListResource(resources.ModelResource):
    """Rows are recognised by their code; every row passes the model's own validators."""

    code = fields.Field(attribute="code", column_name="编码", widget=CodeWidget())
    name = fields.Field(
        attribute="name", column_name="名称", widget=widgets.CharWidget(coerce_to_string=True)
    )
    active = fields.Field(
        attribute="active", column_name="启用", widget=widgets.BooleanWidget(), default=True
    )

    class Meta:
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def before_import(self, dataset, **kwargs):
        missing = [column for column in ("编码", "名称") if column not in (dataset.headers or [])]
        if missing:
            raise TableError(f"表头缺少“{'”“'.join(missing)}”列。请照导出的文件排列，第一行是表头。")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Errors under the names of the columns instead of those of the model's fields."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as refusal:
            columns = {name: field.column_name for name, field in self.fields.items()}
            raise ValidationError(
                {
                    columns.get(name, name if name == NON_FIELD_ERRORS else "其他"): errors
                    for name, errors in refusal.message_dict.items()
                }
            ) from refusal

    @classmethod
    def get_diff_class(cls):
        return CodeListDiff


class DepartmentResource(CodeListResource):
    parent = fields.Field(
        attribute="parent", column_name="主管部门编码", widget=SupervisorWidget(Department, "code")
    )

    class Meta(CodeListResource.Meta):
        model = Department
        fields = ["code", "name", "parent", "active"]
        export_order = fields


class FundSourceResource(CodeListResource):
    class Meta(CodeListResource.Meta):
        model = FundSource
        fields = ["code", "name", "active"]
        export_order = fields


class FunctionalSubjectResource(CodeListResource):
    class Meta(CodeListResource.Meta):
        model = FunctionalSubject
        fields = ["code", "name", "active"]
        export_order = fields
