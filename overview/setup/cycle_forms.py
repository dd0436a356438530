"""A cycle with its rules on one page; what its indicators of last year become."""

from django import forms

from indicators.domain.tree_mapping import MappedCategory
from indicators.models import CycleRules, IndicatorCategory
from monitoring.domain.new_year import repeatable_rounds
from monitoring.models import MonitoringRound
from perfgoals.common.fields import ChosenRowsField
from projects.domain.new_year import next_year
from projects.models import BudgetCycle


class DayInput(forms.DateInput):
    """The browser's own calendar; typed by hand where it has none."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def _with_days(form: forms.ModelForm) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.widget = DayInput()


class CycleForm(forms.ModelForm):
    class Meta:
        model = BudgetCycle
        fields = [
            "code", "fiscal_year", "region", "level", "state", "opens_on", "closes_on", "title_pattern",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _with_days(self)
        if self.instance.pk:
            del self.fields["code"]  # it stands in addresses and in bookmarks


class RulesForm(forms.ModelForm):
    """Whatever a cycle's rules hold; a rule added to the model has its field here by itself."""

    class Meta:
        model = CycleRules
        fields = [field.name for field in CycleRules._meta.fields if field.name != "cycle"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _with_days(self)


class NewYearForm(forms.Form):
    """What the cycle before gives to the new one."""

    copy_projects = forms.BooleanField(
        label="把上年各单位的项目复制为草稿", required=False,
        help_text="名称、依据、目标和指标照抄，金额清空，由单位逐个核对；指标体系变了的，下一步对应一次后再复制。",
    )  # fmt: skip
    rounds = ChosenRowsField(
        MonitoringRound.objects.none(), label="照上年开展监控", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="截止日期顺延，单位和重点项目的界限照上年；目标批复后单位才能填报，以后可以在“监控”中修改。",
    )  # fmt: skip

    def __init__(self, data=None, *, source: BudgetCycle):
        rounds = repeatable_rounds(source)
        super().__init__(data, initial={"rounds": [one.pk for one in rounds]})
        field = self.fields["rounds"]
        field.queryset = MonitoringRound.objects.filter(pk__in=[one.pk for one in rounds])
        field.queryset = field.queryset.select_related("cycle").prefetch_related("units")
        field.label_from_instance = _round_label
        if not rounds:
            del self.fields["rounds"]


def _round_label(one: MonitoringRound) -> str:
    """The round with its dates a year later, as they will be if the new cycle is of the next year."""
    dates = [("报送截止", next_year(one.due_on)), ("审核截止", next_year(one.review_due_on))]
    said = "，".join(f"{word} {day:%Y-%m-%d}" for word, day in dates if day)
    title = f"{one.title}（{one.period}）" if one.title else one.period
    return f"{title}：{said or '不限日期'}"


class TreeMappingForm(forms.Form):
    """One choice for each 二级指标 of the old tree."""

    def __init__(self, data=None, *, mapped: list[MappedCategory], scheme):
        super().__init__(data)
        self.mapped = mapped
        self.categories = {
            str(category.pk): category
            for category in IndicatorCategory.objects.second_tier().filter(scheme=scheme)
        }
        choices = [("", "不对应，由单位逐行选"), *((key, str(c)) for key, c in self.categories.items())]
        for row in mapped:
            self.fields[f"category-{row.category.pk}"] = forms.ChoiceField(
                label=str(row.category), choices=choices, required=False,
                initial=str(row.target.pk) if row.target else "",
            )  # fmt: skip

    def rows(self):
        return [(row, self[f"category-{row.category.pk}"]) for row in self.mapped]

    def targets(self) -> dict[int, int | None]:
        chosen = {row.category.pk: self.cleaned_data[f"category-{row.category.pk}"] for row in self.mapped}
        return {key: int(text) if text else None for key, text in chosen.items()}
