"""Documents beside a goal: several files in one upload."""

from django import forms
from django.conf import settings

from filings.domain.attachments import MEGABYTE
from filings.enums import AttachmentKind


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """All files of the input; what each of them is, is judged one by one when it is kept."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        if not any(files):
            raise forms.ValidationError("请选择要上传的文件。")
        return list(files)


class AttachmentForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=AttachmentKind.choices)
    files = FilesField(label="文件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        endings = settings.ATTACHMENT_ENDINGS
        self.fields["files"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings)
        self.fields[
            "files"
        ].help_text = (
            f"可以一次选几个。{'、'.join(endings)}，每个最大 {settings.ATTACHMENT_BYTES // MEGABYTE} MB。"
        )
