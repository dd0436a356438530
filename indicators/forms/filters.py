"""Filters of the goal list; they live in the URL, so that a list can be bookmarked and sent."""

from django import forms
from django.db.models import F, Q

from perfgoals.common.fields import CleanFormField
from projects.models import Department, FunctionalSubject, FundSource

from ..enums import GoalStatus

SORTS = {
    "unit": ("project__department__code", "project__position", "pk"),
    "name": ("project__name", "pk"),
    "fund": ("project__fund_source__code", "pk"),
    "subject": ("project__functional_subject__code", "pk"),
    "amount": ("project__amount", "pk"),
    "status": ("status", "pk"),
    "updated": ("updated_at", "pk"),
}


class GoalFilterForm(forms.Form):
    """Bad values are dropped, not refused: a list with a wrong filter is still a list."""

    unit = forms.ModelChoiceField(
        Department.objects.none(), label="单位", required=False, empty_label="全部单位", to_field_name="code"
    )
    fund = forms.ModelChoiceField(
        FundSource.objects.none(),
        label="资金类型",
        required=False,
        empty_label="全部资金",
        to_field_name="code",
    )
    subject = forms.ModelChoiceField(
        FunctionalSubject.objects.none(),
        label="功能科目",
        required=False,
        empty_label="全部科目",
        to_field_name="code",
    )
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *GoalStatus.choices])
    q = CleanFormField(label="搜索", required=False, max_length=100)
    order = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cycle, user):
        super().__init__(data)
        used = Q(projects__cycle=cycle)
        self.fields["unit"].queryset = (
            Department.objects.filter(user.department_scope("pk")).filter(used).distinct()
        )
        in_cycle = cycle.projects.visible_to(user).order_by()
        self.fields["fund"].queryset = FundSource.objects.filter(pk__in=in_cycle.values("fund_source"))
        self.fields["subject"].queryset = FunctionalSubject.objects.filter(
            pk__in=in_cycle.values("functional_subject")
        )
        self.is_valid()

    @property
    def chosen(self) -> dict:
        """The valid filters that are set."""
        return {key: value for key, value in self.cleaned_data.items() if value and key != "order"}

    @property
    def sort_key(self) -> str:
        """A known column, with a minus for descending; the table's own order otherwise."""
        key = self.cleaned_data.get("order") or "unit"
        return key if key.removeprefix("-") in SORTS else "unit"

    def apply(self, goals):
        """The goals that match, unsorted."""
        lookups = {
            "unit": "project__department", "fund": "project__fund_source",
            "subject": "project__functional_subject", "status": "status",
        }  # fmt: skip
        chosen = self.chosen
        goals = goals.filter(**{lookups[key]: value for key, value in chosen.items() if key in lookups})
        if text := chosen.get("q", "").strip():
            goals = goals.filter(Q(project__name__icontains=text) | Q(project__justification__icontains=text))
        return goals

    def sort(self, goals):
        """Empty amounts and codes come last in either direction."""
        key = self.sort_key
        descending, columns = key.startswith("-"), SORTS[key.removeprefix("-")]
        return goals.order_by(
            *(F(c).desc(nulls_last=True) if descending else F(c).asc(nulls_last=True) for c in columns)
        )
