"""How code lists go out to a workbook and come back."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.safestring import mark_safe
from import_export import fields, resources, widgets
from import_export.exceptions import ImportError as TableError

from .models import Department, FunctionalSubject, FundSource

_YES = """是 √ ✓ ✔ ☑ y yes 1 true t 启用 已启用 在用 使用中 有效 正常 对"""
_NO = """否 × x ✗ ✘ n no 0 false f 停用 已停用 禁用 不启用 未启用 无效 作废 错"""


def code_text(value) -> str:
    """A code as text: a spreadsheet turns 1111 into a number, and 1111.0 must come back as 1111."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if value is not None else ""


def _plain(text) -> str:
    """Without blanks, stars and colons, in half width."""
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", code_text(text)))


class CodeWidget(widgets.CharWidget):
    def clean(self, value, row=None, **kwargs):
        return super().clean(code_text(value), row, **kwargs)


class ActiveWidget(widgets.BooleanWidget):
    """启用 as people fill it in; a word nobody knows is an error, for it would retire the code."""

    def clean(self, value, row=None, **kwargs):
        text = _plain(value).lower()
        if not text:
            return None  # the field's default
        if text not in (*_YES.split(), *_NO.split()):
            raise ValueError(f"看不出“{value}”是启用还是停用。请填“是”或“否”。")
        return text in _YES.split()


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
    """Rows are recognised by their code; every row passes the model's own validators.

    `titles` are other headings of the columns, as people write them.
    """

    titles: dict[str, str] = {"编码": "代码", "启用": "是否启用 启用状态 使用状态"}
    code = fields.Field(attribute="code", column_name="编码", widget=CodeWidget())
    name = fields.Field(
        attribute="name", column_name="名称", widget=widgets.CharWidget(coerce_to_string=True)
    )
    active = fields.Field(attribute="active", column_name="启用", widget=ActiveWidget(), default=True)

    class Meta:
        import_id_fields = ["code"]
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True

    def before_import(self, dataset, **kwargs):
        dataset.headers = self._headers(dataset.headers or [])
        missing = [column for column in ("编码", "名称") if column not in (dataset.headers or [])]
        if missing:
            raise TableError(f"表头缺少“{'”“'.join(missing)}”列。请照导出的文件排列，第一行是表头。")
        names = defaultdict(list)
        for row in dataset.dict:
            if code := code_text(row["编码"]):
                names[code].append(str(row["名称"]))
        doubled = [
            f"编码“{code}”有 {len(own)} 行：{'、'.join(own)}" for code, own in names.items() if own[1:]
        ]
        if doubled:
            raise TableError(f"{'；'.join(doubled[:10])}。请只留一行，或改正编码后重新上传。")

    def _headers(self, headers: Iterable[str]) -> list[str]:
        """单位编码 → 编码, where no column bears the own name already."""
        plain = [_plain(header) for header in headers]
        for own, others in self.titles.items():
            found = [other for other in others.split() if other in plain]
            if found and own not in plain:
                plain[plain.index(found[0])] = own
        return plain

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
    titles = CodeListResource.titles | {
        "编码": "代码 单位编码 单位代码 预算单位编码 预算单位代码 部门编码 部门代码",
        "名称": "单位名称 预算单位名称 部门名称 单位 预算单位",
        "主管部门编码": "主管部门代码 主管单位编码 主管单位代码 上级单位编码 上级单位代码 上级编码",
    }
    parent = fields.Field(
        attribute="parent", column_name="主管部门编码", widget=SupervisorWidget(Department, "code")
    )

    class Meta(CodeListResource.Meta):
        model = Department
        fields = ["code", "name", "parent", "active"]
        export_order = fields


class FundSourceResource(CodeListResource):
    titles = CodeListResource.titles | {
        "编码": "代码 资金类型编码 资金类型代码 资金性质编码 资金性质代码 资金来源编码 资金来源代码",
        "名称": "资金类型名称 资金类型 资金性质名称 资金性质 资金来源名称 资金来源",
    }

    class Meta(CodeListResource.Meta):
        model = FundSource
        fields = ["code", "name", "active"]
        export_order = fields


class FunctionalSubjectResource(CodeListResource):
    titles = CodeListResource.titles | {
        "编码": "代码 科目编码 科目代码 功能科目编码 功能科目代码 功能分类科目编码 支出功能分类科目编码",
        "名称": "科目名称 功能科目名称 功能科目 功能分类科目名称 支出功能分类科目名称",
    }

    class Meta(CodeListResource.Meta):
        model = FunctionalSubject
        fields = ["code", "name", "active"]
        export_order = fields
