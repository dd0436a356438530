"""How code lists go out to a workbook and come back."""

from import_export import fields, resources, widgets

from .models import Department, FunctionalSubject, FundSource


class CodeWidget(widgets.CharWidget):
    """A code as text: a spreadsheet turns 1111 into a number, and 1111.0 must come back as 1111."""

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return super().clean(str(value).strip() if value is not None else "", row, **kwargs)


class CodeListResource(resources.ModelResource):
    """Rows are recognised by their code; every row passes the model's own validators."""

    code = fields.Field(attribute="code", column_name="编码", widget=CodeWidget())
    name = fields.Field(attribute="name", column_name="名称")
    active = fields.Field(
        attribute="active", column_name="启用", widget=widgets.BooleanWidget(), default=True
    )

    class Meta:
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True


class DepartmentResource(CodeListResource):
    parent = fields.Field(
        attribute="parent", column_name="主管部门编码", widget=widgets.ForeignKeyWidget(Department, "code")
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
