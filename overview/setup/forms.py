"""Filters of the lists of units and codes."""

from django import forms

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm
from projects.enums import UnitKind

ACTIVE = [("", "在用的"), ("closed", "已停用"), ("all", "全部")]


class UnitListForm(FilterForm):
    q = CleanFormField(label="搜索", required=False, max_length=50)
    kind = forms.ChoiceField(label="单位性质", required=False, choices=[("", "全部性质"), *UnitKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=ACTIVE)

    def offer(self):
        self.fields["q"].widget.attrs["placeholder"] = "编码、名称或拼音首字母"

    def apply(self, units):
        units = _in_state(units, self.chosen.get("state")).matching(self.chosen.get("q", ""))
        return units.filter(kind=self.chosen["kind"]) if self.chosen.get("kind") else units


class CodeListForm(FilterForm):
    LISTS = [("fund", "资金类型"), ("subject", "功能科目")]
    not_filters = frozenset({"list"})

    q = CleanFormField(label="搜索", required=False, max_length=50)
    state = forms.ChoiceField(label="状态", required=False, choices=ACTIVE)
    list = forms.ChoiceField(required=False, choices=LISTS, widget=forms.HiddenInput)

    def offer(self):
        self.fields["q"].widget.attrs["placeholder"] = "编码、名称或拼音首字母"

    @property
    def list_key(self) -> str:
        return self.cleaned_data.get("list") or "fund"

    def apply(self, entries):
        return _in_state(entries, self.chosen.get("state")).matching(self.chosen.get("q", ""))


def _in_state(entries, state: str | None):
    if state == "all":
        return entries.all()
    return entries.filter(active=state != "closed")
