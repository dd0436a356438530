"""Forms of the workflow: the shape of a step, a remark, a review sheet; what is allowed is the domain's."""

from django import forms
from django.utils.http import urlencode

from filings.enums import Rating
from filings.models.review import MAX_COMMENT
from perfgoals.common.fields import CleanFormField
from perfgoals.common.numbers import posted_number
from projects.forms import UnitFilterForm
from projects.models import Department

from ..domain.review.queue import having_findings
from ..enums import CheckLevel
from ..fields import REMARKED, labels_of

FINDINGS = [
    ("", "不限"),
    (CheckLevel.BLOCKING.value, "有强制问题"),
    (CheckLevel.ADVICE.value, "有提示"),
    ("none", "没有发现问题"),
]


def text_area(label: str, *, required: bool = False, rows: int = 3) -> CleanFormField:
    area = forms.Textarea(attrs={"rows": rows, "maxlength": MAX_COMMENT})
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


class RemarkForm(forms.Form):
    place = forms.ChoiceField(
        choices=[("", "整张表"), *labels_of(REMARKED).items()], required=False, widget=forms.HiddenInput
    )
    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = text_area("审核意见", required=True)
    text.widget.attrs["autofocus"] = True


class AnswerForm(forms.Form):
    text = text_area("答复", required=True, rows=2)


class SheetForm(forms.Form):
    """A radio group for every question in use, the overall rating, the opinion."""

    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    overall = forms.ChoiceField(label="总体评价", choices=Rating, widget=forms.RadioSelect)
    opinion = text_area("总体意见", required=True, rows=4)

    def __init__(self, data=None, *, questions, seen, sheet=None):
        self.questions, self.sheet = list(questions), sheet
        initial = {"seen": seen}
        if sheet is not None:
            initial |= {"overall": sheet.overall, "opinion": sheet.opinion}
            initial |= {f"q{answer.question_id}": answer.rating for answer in sheet.answers.all()}
        super().__init__(data, initial=initial)
        for question in self.questions:
            self.fields[f"q{question.pk}"] = forms.ChoiceField(
                label=question.name, choices=Rating, widget=forms.RadioSelect,
                error_messages={"required": f"请评价“{question.name}”。"},
            )  # fmt: skip
        self.fields["overall"].error_messages["required"] = "请给出总体评价。"
        self.fields["opinion"].error_messages["required"] = "请填写总体意见。"

    def rated(self) -> list:
        """(question, bound field) in the order of the sheet."""
        return [(question, self[f"q{question.pk}"]) for question in self.questions]

    def ratings(self) -> dict[int, str]:
        return {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}


class QueueFilterForm(UnitFilterForm):
    """Filters of 待审核 and 已审核."""

    not_filters = frozenset({"tab"})
    tab = forms.ChoiceField(choices=[("waiting", "待审核"), ("judged", "已审核")], required=False)
    findings = forms.ChoiceField(label="检查", required=False, choices=FINDINGS)
    q = CleanFormField(label="搜索", required=False, max_length=100)

    def offer(self, *, cycle, user):
        self.fields["tab"].widget = forms.HiddenInput()
        self.fields["q"].widget.attrs["placeholder"] = "项目名称"
        units = Department.objects.filter(user.department_scope("pk"), projects__cycle=cycle).distinct()
        self.offer_units(units)

    @property
    def query(self) -> str:
        """The valid filters as they stand in an address, always in the same order; "" without any."""
        chosen = {key: value.code if key == "unit" else value for key, value in self.chosen.items()}
        return urlencode({**({"tab": "judged"} if self.judged else {}), **chosen}) if chosen else ""

    @property
    def judged(self) -> bool:
        return self.cleaned_data.get("tab") == "judged"

    def apply(self, goals):
        chosen = self.chosen
        if "unit" in chosen:
            goals = goals.filter(project__department=chosen["unit"])
        if "findings" in chosen:
            goals = having_findings(goals, chosen["findings"])
        if text := chosen.get("q", "").strip():
            goals = goals.filter(project__name__icontains=text)
        return goals
