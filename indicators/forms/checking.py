"""Filters of the findings list, a unit's answer, and a cycle's settings."""

from django import forms
from django.db.models import Exists, OuterRef

from perfgoals.common.fields import CleanFormField
from projects.forms import UnitFilterForm
from projects.models import Department

from ..checks import CHECKS
from ..domain.checking.settings import ChosenRule
from ..enums import AnswerVerdict, CheckLevel, CheckOutcome

ANSWERED = [("", "全部"), ("no", "未说明"), ("yes", "已说明")]


class FindingFilterForm(UnitFilterForm):
    """Filters of the findings of a cycle."""

    check = forms.ChoiceField(label="检查", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[("", "全部级别"), *CheckLevel.choices])
    outcome = forms.ChoiceField(
        label="结果",
        required=False,
        choices=[("", "全部"), *(c for c in CheckOutcome.choices if c[0] != CheckOutcome.FINE)],
    )
    answered = forms.ChoiceField(label="说明", required=False, choices=ANSWERED)

    def offer(self, *, cycle, user):
        # Each unit is looked up once: a join would go through every project of the cycle.
        projects = cycle.projects.filter(department=OuterRef("pk")).order_by()
        units = Department.objects.filter(user.department_scope("pk"), Exists(projects))
        self.offer_units(units, cycle=cycle)
        self.fields["check"].choices = [("", "全部检查"), *((c.id, c.title) for c in CHECKS.values())]

    def apply(self, findings):
        """The findings that match; they must carry the annotation `answered`."""
        lookups = {
            "unit": "goal__project__department",
            "check": "check_id",
            "level": "level",
            "outcome": "outcome",
        }
        chosen = self.chosen
        findings = findings.filter(**{lookups[key]: value for key, value in chosen.items() if key in lookups})
        if "answered" in chosen:
            findings = findings.filter(answered=chosen["answered"] == "yes")
        return findings


class AnswerForm(forms.Form):
    """One reason for the findings that the page names by their fingerprints."""

    verdict = forms.ChoiceField(
        label="性质", choices=AnswerVerdict.choices, required=False, widget=forms.RadioSelect
    )
    reason = CleanFormField(
        label="理由",
        max_length=500,
        error_messages={"required": "请写明为什么保留这个内容，审核人会看到。"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_verdict(self):
        return AnswerVerdict(self.cleaned_data["verdict"] or AnswerVerdict.KEPT)


class CheckSettingsForm(forms.Form):
    """Three inputs for each check: on or off, level, and the threshold where it has one."""

    def __init__(self, *args, settings, **kwargs):
        super().__init__(*args, **kwargs)
        for check in CHECKS.values():
            rule = settings.rule(check)
            self.fields[f"{check.id}-enabled"] = forms.BooleanField(
                label=f"启用“{check.title}”", required=False, initial=rule.enabled
            )
            self.fields[f"{check.id}-level"] = forms.ChoiceField(
                label=f"“{check.title}”的级别", choices=CheckLevel.choices, initial=rule.level
            )
            if check.threshold is not None:
                self.fields[f"{check.id}-threshold"] = forms.DecimalField(
                    label=check.threshold_label or "界限",
                    min_value=0,
                    max_digits=15,
                    decimal_places=2,
                    initial=settings.threshold(check.id),
                )

    def rows(self):
        """(check, enabled, level, threshold or None) for the page."""
        for check in CHECKS.values():
            name = f"{check.id}-threshold"
            threshold = self[name] if name in self.fields else None
            yield check, self[f"{check.id}-enabled"], self[f"{check.id}-level"], threshold

    def chosen_rules(self) -> list[ChosenRule]:
        data = self.cleaned_data
        return [
            ChosenRule(
                check.id,
                data[f"{check.id}-enabled"],
                CheckLevel(data[f"{check.id}-level"]),
                data.get(f"{check.id}-threshold"),
            )
            for check in CHECKS.values()
        ]
