"""Inputs of publication: what is due, where it went, a wrong word, the mark 涉密."""

from django import forms
from django.utils import timezone

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm

from .checks import CHECKS
from .enums import Level
from .models import PublicationTask, Typo, UnitPublication

DATE = {"type": "date"}


class PublicationTaskForm(forms.ModelForm):
    class Meta:
        model = PublicationTask
        fields = ["subject", "title", "due_on", "approved_from", "approved_until"]
        widgets = {
            name: forms.DateInput(attrs=DATE, format="%Y-%m-%d")
            for name in ("due_on", "approved_from", "approved_until")
        }

    def _get_validation_exclusions(self):
        # The cycle is given by the address: its constraint on the title is to be asked as well.
        return super()._get_validation_exclusions() - {"cycle"}


class UnitPublicationForm(forms.ModelForm):
    class Meta:
        model = UnitPublication
        fields = ["published_on", "address", "reason"]
        widgets = {"published_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d")}

    def clean_published_on(self):
        day = self.cleaned_data["published_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("公开日期在今天以后。请在公开以后登记。")
        return day

    def clean(self):
        data = super().clean()
        if "published_on" not in data:
            return data
        if data["published_on"] and not data.get("address"):
            self.add_error("address", "已公开的须写明公开地址。")
        if not data["published_on"] and data.get("address"):
            self.add_error("published_on", "写了公开地址，请填写公开日期。")
        elif not data["published_on"] and not data.get("reason"):
            self.add_error("reason", "没有公开的须写明理由。")
        return data

    def _post_clean(self):
        """The rules of the row are asked above, in the words of the fields."""


class TypoForm(forms.ModelForm):
    class Meta:
        model = Typo
        fields = ["wrong", "right", "exceptions", "blocking"]


class SecrecyForm(forms.Form):
    note = CleanFormField(
        label="依据", max_length=200, help_text="定密或解除的依据，例如文号、责任人。不要在这里写涉密内容。"
    )


class FindingsFilterForm(FilterForm):
    """Filters of the findings before publication."""

    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部"), *Level.choices])
    check = forms.ChoiceField(label="检查", required=False)
    unit = forms.ChoiceField(label="单位", required=False)

    def offer(self, *, units) -> None:
        self.fields["check"].choices = [("", "全部检查"), *((c.id, c.title) for c in CHECKS.values())]
        self.fields["unit"].choices = [("", "全部单位"), *((unit.code, unit.label) for unit in units)]
