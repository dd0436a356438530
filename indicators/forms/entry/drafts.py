"""Beginning projects: a new one, or copies of last year's."""

from django import forms

from indicators.models import PerformanceGoal
from perfgoals.common.fields import ChosenRowsField, CleanFormField
from projects.models import Department, Project

MAX_COPIES = 200


class NewGoalForm(forms.Form):
    """Where the project belongs and what it is called; all else is filled in on its own page."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label="申报单位", empty_label=None, to_field_name="code",
        error_messages={"required": "请选择申报单位。", "invalid_choice": "请选择您填报的单位。"},
    )  # fmt: skip
    name = CleanFormField(
        label=Project._meta.get_field("name").verbose_name, max_length=200,
        error_messages={"required": "请填写项目名称。"},
    )  # fmt: skip

    def __init__(self, data=None, *, units: list[Department]):
        super().__init__(data)
        self.fields["department"].queryset = Department.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.fields["department"].initial = units[0].code

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split("\n"))


class CopyForm(forms.Form):
    """Which of last year's projects to copy."""

    goals = ChosenRowsField(
        PerformanceGoal.objects.none(), error_messages={"required": "请先勾选要复制的项目。"}
    )

    def __init__(self, data, *, goals):
        super().__init__(data)
        self.fields["goals"].queryset = goals

    def clean_goals(self):
        goals = self.cleaned_data["goals"]
        if len(goals) > MAX_COPIES:
            raise forms.ValidationError(f"一次最多复制 {MAX_COPIES} 个项目，请分几次复制。")
        return goals
