"""A cycle with its rules on one page; what its indicators of last year become."""

from django import forms

from indicators.domain.tree_mapping import MappedCategory
from indicators.models import CycleRules, IndicatorCategory
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
