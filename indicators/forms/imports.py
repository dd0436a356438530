"""Uploading a table, and saying which of its columns mean what."""

from django import forms

from perfgoals.sheets import LIMITS
from reading.blocks import Consent
from reading.fields import FIELDS, Whose

MEGABYTE = 1024 * 1024
SUFFIXES = ".xlsx,.xlsm,.csv,.xls,.et,.ods,.xlsb,.pdf"
OWNERS = {"项目": Whose.PROJECT, "指标": Whose.INDICATOR, "其他": Whose.NOBODY}


def field_choices() -> list:
    """不导入, then every field under whom it describes; some have no place in the system yet."""
    grouped = [
        (
            label,
            [(f.key, f.label) for f in FIELDS if f.whose is whose],
        )
        for label, whose in OWNERS.items()
    ]
    return [("", "不导入"), *grouped]


class UploadForm(forms.Form):
    """Only the size is judged here: what kind of file it is, the reader says more exactly."""

    file = forms.FileField(
        label="要导入的文件",
        help_text=(
            f"Excel 工作簿（xlsx）或 csv，最大 {LIMITS.file_size // MEGABYTE} MB；"
            "旧的 xls、WPS 的 et 和 ods、xlsb 由系统转换后读取，不能转换时会说明怎样另存；"
            "由软件直接输出的 PDF 也可以，扫描件不行。"
        ),
        error_messages={"empty": "文件是空的。请重新选择文件。", "required": "请选择要导入的文件。"},
        widget=forms.ClearableFileInput({"accept": SUFFIXES}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_size:
            most = LIMITS.file_size // MEGABYTE
            raise forms.ValidationError(
                f"文件有 {file.size / MEGABYTE:.1f} MB，超过 {most} MB。请拆成几个文件分别上传。"
            )
        return file


class MappingForm(forms.Form):
    """One choice for every column of every header of the file; `sheets` and `unmapped` are the reader's."""

    def __init__(self, data=None, *, summary: dict):
        super().__init__(data)
        self.groups: list[dict] = []
        self.places: dict[str, tuple[str, str]] = {}
        unmapped = {(column["signature"], column["key"]): column for column in summary.get("unmapped", ())}
        seen: set[str] = set()
        for sheet in summary.get("sheets", ()):
            signature = sheet["signature"]
            if not signature or signature in seen:
                continue
            seen.add(signature)
            open_columns = {key: c for (owner, key), c in unmapped.items() if owner == signature}
            names = [self._add(signature, key, column) for key, column in open_columns.items()]
            known = {k: f for k, f in sheet["columns"].items() if k not in open_columns}
            rest = [self._add(signature, key, None, field) for key, field in known.items()]
            self.groups.append({"sheet": sheet["name"], "open": names, "known": rest})

    def _add(self, signature: str, key: str, column: dict | None, field: str = ""):
        name = f"column-{len(self.places)}"
        self.places[name] = (signature, key)
        label = f"{key} 列" if key.isascii() and len(key) <= 3 else f"“{key[:30]}”"
        title = column["title"] if column else ""
        self.fields[name] = forms.ChoiceField(
            label=f"{label} {title}" if title and title != key else label,
            choices=field_choices(),
            required=False,
            initial=column["suggestion"] if column else field,
            help_text="例如：" + "、".join(s[:20] for s in column["samples"])
            if column and column["samples"]
            else "",
        )
        return self[name]

    def clean(self):
        cleaned = super().clean()
        taken: dict[tuple[str, str], str] = {}
        for name, field in list(cleaned.items()):
            signature, _ = self.places[name]
            if not field:
                continue
            if (signature, field) in taken and not self._stood_twice(name, taken[signature, field]):
                other = self.fields[taken[signature, field]].label
                self.add_error(name, f"“{other}”已对应这一项，请只留一个。")
            taken[signature, field] = name
        return cleaned

    def _stood_twice(self, name: str, other: str) -> bool:
        """Two lists side by side show the same fields twice; nobody chose that here."""
        known = [self.fields[one].initial for one in (name, other)]
        return known[0] == known[1] == self.cleaned_data[name]

    def mapping(self) -> dict[str, dict[str, str]]:
        """Signature → column → field, "" for a column to leave out."""
        result: dict[str, dict[str, str]] = {}
        for name, field in self.cleaned_data.items():
            signature, key = self.places[name]
            result.setdefault(signature, {})[key] = field
        return result


class ConsentForm(forms.Form):
    """What the person confirms before writing: see reading.blocks.Consent."""

    accept = forms.MultipleChoiceField(
        choices=[
            (Consent.UNREAD, "没有读入的内容"),
            (Consent.TITLE, "表名的年度或地区"),
            (Consent.AMOUNT, "金额的单位"),
        ],
        required=False,
    )
