"""What to print or export: format, paper, and which goals."""

from django import forms

from perfgoals.common.fields import ChosenRowsField

from ..models import PerformanceGoal
from ..printed_form import FormStyle

FORMATS = [
    ("pdf", "PDF"),
    ("xlsx", "Excel 工作簿"),
    ("pdf-xlsx", "PDF，内附 Excel 工作簿"),
    ("csv", "CSV（一行一个指标）"),
    ("json", "JSON"),
]
PAPERS = [("A4", "A4 横向"), ("A3", "A3 横向")]

ORDERS = [
    ("unit", "按单位，照填报顺序"),
    ("amount", "按单位，金额从大到小"),
    ("name", "按单位、项目名称"),
]


class ExportForm(forms.Form):
    """`goals` names a selection; without it everything that the list shows is exported."""

    format = forms.ChoiceField(label="格式", choices=FORMATS)
    paper = forms.ChoiceField(label="纸张", choices=PAPERS, required=False)
    form = forms.ChoiceField(label="表样", choices=FormStyle.choices, required=False)
    order = forms.ChoiceField(label="顺序", choices=ORDERS, required=False)
    goals = ChosenRowsField(PerformanceGoal.objects.none(), required=False)

    def __init__(self, data=None, *, goals, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["goals"].queryset = goals

    def clean_order(self):
        return self.cleaned_data["order"] or "unit"

    def clean_paper(self):
        return self.cleaned_data["paper"] or "A4"
