"""按门户文件填: the workbook, then which of its columns mean what and which are to be filled."""

from django import forms

from perfgoals.sheets import LIMITS
from reading.fields import FIELD
from reading.filling import WRITABLE, PortalColumn, PortalSheet

MEGABYTE = 1024 * 1024
KEYS = ("project_code", "name", "unit", "unit_code", "tier1", "tier2", "indicator", *WRITABLE)


def shown_field(column: PortalColumn) -> str:
    """What a column is taken for, as far as it matters here."""
    return column.field if column.field in KEYS else ""


def left_out_label(column: PortalColumn) -> str:
    """How a column is called that is neither looked at nor filled: 当年项目金额 is known all the same."""
    field = FIELD.get(column.field)
    return f"{field.label}（不填）" if field and field.key not in KEYS else "不认"


class PortalUploadForm(forms.Form):
    file = forms.FileField(
        label="门户导出的工作簿",
        help_text=f"xlsx，最大 {LIMITS.file_size // MEGABYTE} MB。xls 和 et 请先另存为 xlsx。",
        error_messages={"empty": "文件是空的。请重新选择文件。", "required": "请选择门户导出的文件。"},
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xlsm"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_size:
            raise forms.ValidationError(f"文件超过 {LIMITS.file_size // MEGABYTE} MB。请拆成几个文件。")
        if file.read(4) != b"PK\x03\x04":
            raise forms.ValidationError("这不是 xlsx 工作簿。请用 Excel 或 WPS 打开，另存为 xlsx 后再上传。")
        file.seek(0)
        return file


class PortalColumnsForm(forms.Form):
    """For each column what it means, for each column of values whether it is to be filled."""

    only_empty = forms.BooleanField(
        label="只填空着的单元格",
        required=False,
        initial=True,
        help_text="不勾选时，与系统不同的值也改成系统里的。",
    )

    def __init__(self, data=None, *, sheets: list[PortalSheet]):
        super().__init__(data)
        self.sheets = sheets
        choices = [(key, FIELD[key].label) for key in KEYS]
        for number, sheet in enumerate(sheets):
            for column in sheet.columns:
                name = f"{number}-{column.letters}"
                self.fields[f"field-{name}"] = forms.ChoiceField(
                    label=f"{column.letters} 列的含义",
                    choices=[("", left_out_label(column)), *choices],
                    required=False,
                    initial=shown_field(column),
                )
                self.fields[f"fill-{name}"] = forms.BooleanField(
                    label=f"填 {column.letters} 列", required=False, initial=column.is_writable
                )

    def clean(self):
        data = super().clean()
        if self.is_bound and not self.errors and not any(self.chosen.values()):
            raise forms.ValidationError("没有选择要填的栏。请至少勾选一栏指标值、符号、单位或备注。")
        return data

    def lines(self):
        """(sheet, [(column, its meaning, whether to fill)]) for the page."""
        for number, sheet in enumerate(self.sheets):
            names = [(column, f"{number}-{column.letters}") for column in sheet.columns]
            yield sheet, [(column, self[f"field-{name}"], self[f"fill-{name}"]) for column, name in names]

    @property
    def mapping(self) -> dict[str, dict[str, str]]:
        """What was said otherwise than the titles say: signature → letters → field or ""."""
        found: dict[str, dict[str, str]] = {}
        for number, sheet in enumerate(self.sheets):
            for column in sheet.columns:
                said = self.cleaned_data.get(f"field-{number}-{column.letters}", "")
                if said != shown_field(column):
                    found.setdefault(sheet.signature, {})[column.letters] = said
        return found

    @property
    def chosen(self) -> dict[str, list[str]]:
        """Name of the sheet → letters of the columns to fill."""
        return {
            sheet.name: [
                column.letters
                for column in sheet.columns
                if self.cleaned_data.get(f"fill-{number}-{column.letters}")
                and self.cleaned_data.get(f"field-{number}-{column.letters}") in WRITABLE
            ]
            for number, sheet in enumerate(self.sheets)
        }
