"""Filters of the audit list."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm

from .enums import Result, Verb


class AuditFilterForm(FilterForm):
    who = CleanFormField(label="用户", required=False, max_length=100)
    verb = forms.ChoiceField(label="动作", required=False, choices=[("", "全部动作"), *Verb.choices])
    object = CleanFormField(label="对象", required=False, max_length=100)
    result = forms.ChoiceField(label="结果", required=False, choices=[("", "全部结果"), *Result.choices])
    since = forms.DateField(label="从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def apply(self, events):
        chosen = self.chosen
        events = events.filter(**{key: chosen[key] for key in ("verb", "result") if key in chosen})
        if "who" in chosen:
            events = events.filter(Q(actor_name__alike=chosen["who"]) | Q(address=chosen["who"]))
        if "object" in chosen:
            events = events.filter(object_name__alike=chosen["object"])
        if "since" in chosen:
            events = events.filter(at__gte=_midnight(chosen["since"]))
        if "until" in chosen:
            events = events.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
        return events


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
