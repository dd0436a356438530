"""Opening a round, changing it, and what finance decides of a report."""

from django import forms

from perfgoals.common.fields import ChosenRowsField, CleanFormField
from projects.models import Department

from ..enums import Decision
from ..models import MonitoringRound
from ..models.measured import MAX_REASON
from .fields import AmountField


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundForm(forms.ModelForm):
    key_from = AmountField(
        label="重点项目（元）", required=False,
        help_text="当年金额达到这个数的是重点项目，打印单项表，其余只列清单；空着就都打印单项表。",
    )  # fmt: skip
    units = ChosenRowsField(
        Department.objects.none(), label="监控的单位", required=False,
        help_text="不选就是全部单位。按住 Ctrl 可以多选。", widget=forms.SelectMultiple(attrs={"size": 12}),
    )  # fmt: skip

    class Meta:
        model = MonitoringRound
        fields = ["title", "last_month", "due_on", "review_due_on", "key_from", "units"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("due_on", "review_due_on")
        }
        help_texts = {"title": "可不填，例如“上半年”。", "last_month": "监控 1 月到这个月，例如 6。"}

    def __init__(self, data=None, *, cycle, **kwargs):
        super().__init__(data, **kwargs)
        self.instance.cycle = cycle
        units = Department.objects.filter(projects__cycle=cycle).distinct().order_by("code")
        self.fields["units"].queryset = units
        self.fields["units"].label_from_instance = lambda unit: unit.label
        if self.instance.pk and self.instance.reports.exists():
            self.fields["last_month"].disabled = True
            self.fields["last_month"].help_text = "已有单位填报，月份不能再改。"

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class CorrectionForm(forms.Form):
    """处理意见, and what has to be put right; `seen` is the request that the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    decision = forms.ChoiceField(label="处理意见", choices=Decision, widget=forms.RadioSelect)
    request = CleanFormField(
        label="整改要求", required=False, max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="空着就是不需要整改。",
    )  # fmt: skip


class CorrectionAnswerForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    result = CleanFormField(
        label="整改结果", max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写整改结果。"},
    )  # fmt: skip
