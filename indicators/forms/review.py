"""Forms of the workflow: the shape of a step, a remark, a review sheet; what is allowed is the domain's."""

from django import forms
from django.utils.http import urlencode

from filings.enums import Rating
from filings.forms import text_area
from perfgoals.common.fields import CleanFormField
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


class RemarkForm(forms.Form):
    place = forms.ChoiceField(
        choices=[("", "整张表"), *labels_of(REMARKED).items()], required=False, widget=forms.HiddenInput
    )
    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = text_area("审核意见", required=True)
    text.widget.attrs["autofocus"] = True


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
