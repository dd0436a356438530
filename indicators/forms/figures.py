"""Filters that no one types: they stand in the links of 统计, so that each figure leads to its rows."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from filings.enums import FilingStatus
from projects.forms import UnitFilterForm

from ..checks import CHECKS
from ..enums import CheckOutcome, TallyStage
from ..models import CheckTally, GoalFinding

LACKS = {
    "fund": ("没有资金类型", Q(project__fund_source=None)),
    "subject": ("没有功能科目", Q(project__functional_subject=None)),
}
HANDED = {"yes": "已送审（在审核或已批复）", "no": "还没有交（草稿或已退回）"}
WITH_UNIT = Q(filing__status__in=FilingStatus.editable())


def hidden(field: type[forms.Field], **kwargs) -> forms.Field:
    return field(required=False, widget=forms.HiddenInput, **kwargs)


class FigureFilterForm(UnitFilterForm):
    """The filters of figures; they are told in words beside the list, as nobody has set them by hand."""

    subject_class = hidden(forms.RegexField, regex=r"^[0-9]{3}$")
    lack = hidden(forms.ChoiceField, choices=[(key, label) for key, (label, _) in LACKS.items()])
    unpriced = hidden(forms.ChoiceField, choices=[("yes", "金额缺失")])
    handed = hidden(forms.ChoiceField, choices=list(HANDED.items()))
    sent_on = hidden(forms.DateField)
    sent_until = hidden(forms.DateField)
    found = hidden(forms.ChoiceField)
    mended = hidden(forms.ChoiceField)

    def offer_figures(self) -> None:
        for name in ("found", "mended"):
            self.fields[name].choices = [(check.id, check.title) for check in CHECKS.values()]

    @property
    def figure_fields(self) -> list:
        """Those that are set, to be sent along with the visible ones."""
        return [
            self[name] for name in FigureFilterForm.declared_fields if name in self.chosen and name != "unit"
        ]

    @property
    def told(self) -> list[str]:
        """What these filters say, one sentence each."""
        chosen = self.chosen
        return [say(chosen[name]) for name, say in SENTENCES.items() if name in chosen]

    def apply_figures(self, goals):
        """The goals that match these filters."""
        chosen = self.chosen
        if code := chosen.get("subject_class"):
            goals = goals.filter(project__functional_subject__code__startswith=code)
        if lack := chosen.get("lack"):
            goals = goals.filter(LACKS[lack][1])
        if "unpriced" in chosen:
            goals = goals.filter(project__amount=None)
        if handed := chosen.get("handed"):
            goals = goals.filter(WITH_UNIT if handed == "no" else ~WITH_UNIT)
        if day := chosen.get("sent_on"):
            goals = goals.filter(filing__handed_on=day)
        if day := chosen.get("sent_until"):
            goals = goals.filter(filing__handed_on__lte=day)
        if check := chosen.get("found") or chosen.get("mended"):
            tallies = CheckTally.objects.filter(goal=OuterRef("pk"), stage=TallyStage.SUBMITTED)
            goals = goals.filter(Exists(tallies.filter(check_id=check)))
        if check := chosen.get("mended"):
            goals = goals.filter(~Exists(still_found().filter(goal=OuterRef("pk"), check_id=check)))
        return goals


def still_found():
    """What the last check of each goal found, one row for each check and level."""
    return GoalFinding.objects.leading().filter(outcome=CheckOutcome.FINDING)


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


SENTENCES = {
    "subject_class": lambda code: f"功能科目属于 {code} 类",
    "lack": lambda lack: LACKS[lack][0],
    "unpriced": lambda _: "金额缺失",
    "handed": HANDED.get,
    "sent_on": lambda day: f"{_day(day)}送审",
    "sent_until": lambda day: f"{_day(day)}（含）以前送审",
    "found": lambda check: f"首次送审时有“{CHECKS[check].title}”",
    "mended": lambda check: f"首次送审时有“{CHECKS[check].title}”，现在没有了",
}
