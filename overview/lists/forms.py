"""Uploading a list, and saying what its columns mean."""

from django import forms

from perfgoals.sheets.limits import MEGABYTE
from projects.enums import ListKind
from projects.formats import CODE_LIST_LIMITS

from .fields import FIELDS


class ListFileForm(forms.Form):
    file = forms.FileField(
        label="清单文件",
        help_text="xlsx 或 csv，不超过 5 MB。表头不必与模板一样，认不出的列可以在预览页指定。",
        error_messages={"required": "请先选择文件。", "empty": "文件是空的，请选择另一个。"},
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > CODE_LIST_LIMITS.file_size:
            most = CODE_LIST_LIMITS.file_size // MEGABYTE
            raise forms.ValidationError(f"文件超过 {most} MB。请删去多余的工作表和图片，或拆成几个文件。")
        return file


class ColumnsForm(forms.Form):
    """One choice for every title of the file."""

    def __init__(self, data=None, *, kind: ListKind, mapping: dict[str, str]):
        super().__init__(data)
        choices = [("", "不导入"), *((field.key, field.label) for field in FIELDS[kind])]
        self.titles = list(mapping)
        for n, title in enumerate(self.titles):
            self.fields[f"column-{n}"] = forms.ChoiceField(
                label=title[:40], choices=choices, required=False, initial=mapping[title]
            )

    def clean(self):
        cleaned = super().clean()
        taken: dict[str, str] = {}
        for name, key in list(cleaned.items()):  # an error takes its field out
            if key and key in taken:
                self.add_error(name, f"“{taken[key]}”已对应这一项，请只留一个。")
            taken[key] = self.fields[name].label
        return cleaned

    def mapping(self) -> dict[str, str]:
        return {title: self.cleaned_data.get(f"column-{n}", "") for n, title in enumerate(self.titles)}
