"""Indicator library: filters of the list, proposals, decisions."""

from django import forms

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm
from projects.models import BudgetCycle

from ..enums import LibraryState
from ..models import IndicatorCategory, LibraryIndicator

SORTS = {
    "used": ("-times_used", "name", "pk"),
    "name": ("initials", "name", "pk"),
    "tier": ("tier1", "tier2", "-times_used", "pk"),
}


class LibraryFilterForm(FilterForm):
    """Filters of the library list. `manages`: also entries that are not offered."""

    not_filters = frozenset({"order"})
    q = CleanFormField(label="搜索", required=False, max_length=50)
    category = forms.ChoiceField(label="二级指标", required=False)
    use = forms.ChoiceField(
        label="使用",
        required=False,
        choices=[("", "不限次数"), ("1", "用过"), ("5", "5 次以上"), ("0", "未用过")],
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "在库")])
    order = forms.ChoiceField(
        label="排序", required=False,
        choices=[("", "常用的在前"), ("name", "按名称拼音"), ("tier", "按指标类别")],
    )  # fmt: skip

    def offer(self, *, manages: bool):
        self.fields["q"].widget.attrs["placeholder"] = "名称或拼音首字母"
        tiers = LibraryIndicator.objects.order_by("tier1", "tier2").values_list("tier1", "tier2").distinct()
        self.fields["category"].choices = [("", "全部类别"), *((f"{a}/{b}", f"{a} › {b}") for a, b in tiers)]
        if manages:
            self.fields["state"].choices = [("", "在库"), *LibraryState.choices[1:], ("all", "全部")]
        else:
            del self.fields["state"]

    def apply(self):
        """The entries that match, sorted."""
        chosen = self.chosen
        entries = LibraryIndicator.objects.matching(chosen.get("q", ""))
        if (state := chosen.get("state", LibraryState.IN_USE)) != "all":
            entries = entries.filter(state=state)
        if category := chosen.get("category"):
            tier1, _, tier2 = category.partition("/")
            entries = entries.filter(tier1=tier1, tier2=tier2)
        if use := chosen.get("use"):
            entries = entries.filter(times_used=0) if use == "0" else entries.filter(times_used__gte=int(use))
        return entries.order_by(*SORTS[self.cleaned_data.get("order") or "used"])


class ProposalForm(forms.Form):
    """A name that the library lacks, under a 二级指标 of the cycle's tree."""

    category = forms.ModelChoiceField(
        IndicatorCategory.objects.none(), label="二级指标", empty_label="请选择",
        error_messages={"required": "请选择这个指标属于哪个二级指标。"},
    )  # fmt: skip
    name = CleanFormField(
        label="三级指标", max_length=LibraryIndicator._meta.get_field("name").max_length,
        help_text="只写指标名称，不写指标值，例如“培训人次”。",
        error_messages={"required": "请填写三级指标的名称。"},
    )  # fmt: skip

    def __init__(self, *args, cycle: BudgetCycle | None, **kwargs):
        super().__init__(*args, **kwargs)
        categories = IndicatorCategory.objects.second_tier()
        rules = getattr(cycle, "rules", None)
        self.fields["category"].queryset = categories.filter(scheme=rules.scheme_id) if rules else categories


class DeclineForm(forms.Form):
    note = CleanFormField(
        label="不采纳的原因", max_length=200,
        error_messages={"required": "请写明不采纳的原因，申请人会看到。"},
    )  # fmt: skip


class BuildForm(forms.Form):
    """Which cycle's names to take in, and how many projects must use one."""

    cycle = forms.ModelChoiceField(
        BudgetCycle.objects.all(), label="申报批次", to_field_name="code", empty_label=None
    )
    minimum = forms.IntegerField(label="至少几个项目用过", min_value=1, max_value=1000, initial=2)
    approved = forms.BooleanField(label="只取已批复的目标", required=False)


class SuggestForm(forms.Form):
    """What the form page asks for while a row is being filled in."""

    category = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    q = CleanFormField(required=False, max_length=50)
