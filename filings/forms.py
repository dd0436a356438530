"""Forms of the common pages: steps, remarks, files beside a table, the queue's filters."""

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from perfgoals.common.fields import CleanFormField
from perfgoals.common.numbers import posted_number
from projects.forms import UnitFilterForm
from projects.models import Department

from .domain.attachments import MEGABYTE
from .enums import AttachmentKind
from .models import Filing
from .models.review import MAX_COMMENT


def text_area(label: str, *, required: bool = False, rows: int = 3) -> CleanFormField:
    area = forms.Textarea(attrs={"rows": rows})
    return CleanFormField(label=label, required=required, max_length=MAX_COMMENT, widget=area)


class CommentForm(forms.Form):
    """What is said with a step: frequent reasons and words of one's own, together within the limit."""

    comment = text_area("意见")
    reasons = forms.MultipleChoiceField(
        label="常用理由", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "“%(value)s”已不在常用理由中，请重新勾选，或写在下面。"},
    )  # fmt: skip

    def __init__(self, data=None, *, reasons=(), **kwargs):
        super().__init__(data, **kwargs)
        self.fields["reasons"].choices = [(text, text) for text in reasons]

    @property
    def full_comment(self) -> str:
        """The chosen reasons, each on a line, and what was written beside them."""
        lines = [*self.cleaned_data.get("reasons", []), self.cleaned_data.get("comment", "").strip()]
        return "\n".join(line for line in lines if line)

    def clean(self):
        if (length := len(self.full_comment)) > MAX_COMMENT:
            self.add_error(
                "comment", f"连同勾选的常用理由共 {length:,} 字，超过 {MAX_COMMENT:,} 字。请删减。"
            )
        return self.cleaned_data


class StepForm(CommentForm):
    """The revision says which state of the table the person saw."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "页面不完整，请刷新后再办理。"),
    )  # fmt: skip


class BatchForm(CommentForm):
    """Chosen goals as "key:revision"; `confirm` comes from the second page."""

    def __init__(self, data=None, *, items=(), **kwargs):
        super().__init__(data, **kwargs)
        self.items = items

    def pairs(self) -> list[tuple[int, int]]:
        """(goal, revision); what is no pair of numbers is left out."""
        split = (item.partition(":") for item in self.items)
        numbers = ((posted_number(key), posted_number(revision)) for key, _, revision in split)
        return [pair for pair in numbers if None not in pair]


class AnswerForm(forms.Form):
    text = text_area("答复", required=True, rows=2)


class PlacedRemarkForm(forms.Form):
    """A remark on a place of the kind, or on the whole table."""

    place = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = text_area("审核意见", required=True)
    text.widget.attrs["autofocus"] = True

    def __init__(self, data=None, *, places, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["place"].choices = [("", "整张表"), *((place, place) for place in places)]


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
    row = forms.TypedChoiceField(
        label="佐证哪个指标", required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": "这张表中没有这个指标，请重新选择。"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="种类", choices=AttachmentKind.choices)
    files = FilesField(label="文件")

    def __init__(self, *args, rows: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        if rows:
            self.fields["row"].choices = [("", "整张表"), *rows.items()]
        else:
            del self.fields["row"]
        endings = settings.ATTACHMENT_ENDINGS
        self.fields["files"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in endings)
        self.fields[
            "files"
        ].help_text = (
            f"可以一次选几个。{'、'.join(endings)}，每个最大 {settings.ATTACHMENT_BYTES // MEGABYTE} MB。"
        )


class FilingFilterForm(UnitFilterForm):
    """Filters of 待审核 and 已审核 of any kind."""

    not_filters = frozenset({"tab"})
    tab = forms.ChoiceField(choices=[("waiting", "待审核"), ("judged", "已审核")], required=False)
    q = CleanFormField(label="搜索", required=False, max_length=100)

    def offer(self, *, cycle, user, face):
        self.name_path = face.name_path
        self.fields["tab"].widget = forms.HiddenInput()
        self.fields["q"].widget.attrs["placeholder"] = face.searched_label
        filings = Filing.objects.filter(cycle=cycle, department=OuterRef("pk")).order_by()
        self.offer_units(Department.objects.filter(user.department_scope("pk"), Exists(filings)), cycle=cycle)

    @property
    def judged(self) -> bool:
        return self.cleaned_data.get("tab") == "judged"

    def apply(self, filings):
        chosen = self.chosen
        if "unit" in chosen:
            filings = filings.filter(department=chosen["unit"])
        if text := chosen.get("q", "").strip():
            filings = filings.filter(Q(**{f"{self.name_path}__icontains": text}))
        return filings
