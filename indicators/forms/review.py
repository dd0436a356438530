"""Forms of the workflow: the shape of a step, a remark, a review sheet; what is allowed is the domain's."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.http import urlencode

from filings.enums import Rating
from filings.forms import text_area
from perfgoals.common.fields import CleanFormField
from projects.forms import UnitFilterForm
from projects.models import Department

from ..domain.review.queue import SORTS, having_findings, having_sheet
from ..enums import CheckLevel
from ..fields import REMARKED, labels_of

FINDINGS = [
    ("", "不限"),
    (CheckLevel.BLOCKING.value, "有强制问题"),
    (CheckLevel.ADVICE.value, "有提示"),
    ("none", "没有发现问题"),
]

SHEETS = [
    ("", "不限"),
    ("none", "还没有填"),
    ("any", "已填"),
    *((r.value, f"总体评价 {r.label}") for r in Rating),
]


class RemarkForm(forms.Form):
    place = forms.ChoiceField(
        choices=[("", "整张表"), *labels_of(REMARKED).items()], required=False, widget=forms.HiddenInput
    )
    row = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = text_area("审核意见", required=True)
    text.widget.attrs["autofocus"] = True


class RevisionRequestForm(forms.Form):
    reason = text_area("为什么要调整", required=True, rows=5)


class RequestAnswerForm(forms.Form):
    answer = text_area("为什么不同意", required=True, rows=2)


class SheetForm(forms.Form):
    """A radio group for every question in use, the overall rating, the opinion.

    `everything` (Rating) answers what was left open: the questions, then the overall rating as the worst of
    them, then the opinion as `propose` words it.
    """

    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    overall = forms.ChoiceField(label="总体评价", choices=Rating, widget=forms.RadioSelect)
    opinion = text_area("总体意见", required=True, rows=4)

    def __init__(self, data=None, *, questions, seen="", sheet=None, propose=lambda overall: ""):
        self.questions, self.sheet = list(questions), sheet
        initial = {"seen": seen} | ({} if data is not None else {"opinion": propose(Rating.GOOD)})
        if sheet is not None:
            initial |= {"overall": sheet.overall, "opinion": sheet.opinion}
            initial |= {f"q{answer.question_id}": answer.rating for answer in sheet.answers.all()}
        super().__init__(self._completed(data, propose), initial=initial)
        for question in self.questions:
            self.fields[f"q{question.pk}"] = forms.ChoiceField(
                label=question.name, choices=Rating, widget=forms.RadioSelect,
                error_messages={"required": f"请评价“{question.name}”。"},
            )  # fmt: skip
        self.fields["overall"].error_messages["required"] = "请给出总体评价。"
        self.fields["opinion"].error_messages["required"] = "请填写总体意见。"

    def _completed(self, data, propose):
        """What was posted, with `everything` in place of what was left open."""
        if data is None or data.get("everything") not in Rating.values:
            return data
        data = data.copy()
        names = [f"q{question.pk}" for question in self.questions]
        for name in names:
            data[name] = data.get(name) or data["everything"]
        known = [data[name] for name in names if data[name] in Rating.values]
        worst = max(known, key=lambda value: Rating(value).rank, default=data["everything"])
        data["overall"] = data.get("overall") or worst
        if not data.get("opinion", "").strip() and data["overall"] in Rating.values:
            data["opinion"] = propose(Rating(data["overall"]))
        return data

    def rated(self) -> list:
        """(question, bound field) in the order of the sheet."""
        return [(question, self[f"q{question.pk}"]) for question in self.questions]

    def ratings(self) -> dict[int, str]:
        return {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}


class QueueFilterForm(UnitFilterForm):
    """Filters of 待审核 and 已审核, and their order."""

    not_filters = frozenset({"tab", "order"})
    order = forms.CharField(required=False, widget=forms.HiddenInput)
    tab = forms.ChoiceField(choices=[("waiting", "待审核"), ("judged", "已审核")], required=False)
    findings = forms.ChoiceField(label="检查", required=False, choices=FINDINGS)
    sheet = forms.ChoiceField(label="审核表", required=False, choices=SHEETS)
    q = CleanFormField(label="搜索", required=False, max_length=100)

    def offer(self, *, cycle, user):
        self.fields["tab"].widget = forms.HiddenInput()
        self.fields["q"].widget.attrs["placeholder"] = "项目名称"
        projects = cycle.projects.filter(department=OuterRef("pk")).order_by()
        units = Department.objects.filter(user.department_scope("pk"), Exists(projects))
        self.offer_units(units, cycle=cycle)

    @property
    def query(self) -> str:
        """The valid filters as they stand in an address, always in the same order; "" without any."""
        chosen = {key: value.code if key == "unit" else value for key, value in self.chosen.items()}
        return urlencode({**({"tab": "judged"} if self.judged else {}), **chosen}) if chosen else ""

    @property
    def sort_key(self) -> str:
        """A known column, with a minus for descending; "" is the queue's own order."""
        key = self.cleaned_data.get("order") or ""
        return key if key.removeprefix("-") in SORTS else ""

    @property
    def judged(self) -> bool:
        return self.cleaned_data.get("tab") == "judged"

    def apply(self, goals):
        chosen = self.chosen
        if "unit" in chosen:
            goals = goals.filter(project__department=chosen["unit"])
        if "findings" in chosen:
            goals = having_findings(goals, chosen["findings"])
        if "sheet" in chosen:
            goals = having_sheet(goals, chosen["sheet"])
        if text := chosen.get("q", "").strip():
            goals = goals.filter(project__name__alike=text)
        return goals
