"""What to print or export: format, paper, and which goals."""

from django import forms

from ..models import PerformanceGoal
from ..printed_form import FormStyle

FORMATS = [("pdf", "PDF"), ("xlsx", "Excel 工作簿")]
PAPERS = [("A4", "A4 横向"), ("A3", "A3 横向")]


class ExportForm(forms.Form):
    """`goals` names a selection; without it everything that the list shows is exported."""

    format = forms.ChoiceField(label="格式", choices=FORMATS)
    paper = forms.ChoiceField(label="纸张", choices=PAPERS, required=False)
    form = forms.ChoiceField(label="表样", choices=FormStyle.choices, required=False)
    goals = forms.ModelMultipleChoiceField(PerformanceGoal.objects.none(), required=False)

    def __init__(self, data, *, goals):
        super().__init__(data)
        self.fields["goals"].queryset = goals

    def clean_paper(self):
        return self.cleaned_data["paper"] or "A4"
