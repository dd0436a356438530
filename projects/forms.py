"""Inputs for code list entries, shared by the forms of both sides."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm
from perfgoals.common.folding import fold

from .models import Department

# A select of more than this is slower to search, and to draw, than typing a code.
LONGEST_SELECT = 100


class UnitField(CleanFormField):
    """A unit: typed or picked from suggestions where there are many, a select where there are few.

    Understands its code, its name, or both as the suggestions have them (130001-组织部); the cleaned value is
    the Department or None. `offer` says which units are suggested and accepted.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "编码或名称"})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.units = Department.objects.all()
        self.suggested: list[tuple[str, str]] = []

    def offer(self, units, *, empty_label: str = "") -> None:
        """Suggest and accept these units only; one query."""
        self.units = units
        self.suggested = list(units.values_list("code", "name"))
        if empty_label and len(self.suggested) <= LONGEST_SELECT:
            choices = [(code, f"{code}-{name}") for code, name in self.suggested]
            self.widget = forms.Select(choices=[("", empty_label), *choices])
            self.suggested = []

    def to_python(self, value):
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        code = unicodedata.normalize("NFKC", text).partition("-")[0].strip()
        unit = self.units.filter(code=code).first() or self._named(text)
        if unit is None:
            raise ValidationError(f"没有找到单位“{text[:40]}”。请填写单位编码，或从列表中选择。")
        return unit

    def _named(self, text: str) -> Department | None:
        """By the whole name, whatever its width and brackets; the very spelling before others."""
        found = list(self.units.filter(name__alike=text)[:LONGEST_SELECT])
        same = [unit for unit in found if fold(unit.name) == fold(text)]
        return next((unit for unit in same if unit.name == text), same[0] if len(same) == 1 else None)

    def validate(self, value):
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value):
        """Those of text don't fit: the value is a unit."""

    def prepare_value(self, value):
        return value.label if isinstance(value, Department) else value

    def get_bound_field(self, form, field_name):
        if self.suggested:
            self.widget.attrs["list"] = f"{field_name}-list"
        return super().get_bound_field(form, field_name)

    def datalist(self, field_name: str):
        """The suggestions, written by hand: a template takes ten times as long for 2,000 units."""
        if not self.suggested:
            return ""
        # Escaped as one text: name by name, the 2,000 units of a city cost as much as the rest of the page.
        names = escape("\n".join(f"{code}-{name}" for code, name in self.suggested))
        options = mark_safe('<option value="' + names.replace("\n", '"><option value="') + '">')
        return format_html('<datalist id="{}-list">{}</datalist>', field_name, options)


class UnitFilterForm(FilterForm):
    """Filters of a list whose rows belong to units: the unit is typed, or picked where there are few."""

    unit = UnitField(label="单位", required=False)

    def offer_units(self, units) -> None:
        """These units only."""
        self.fields["unit"].offer(units, empty_label="全部单位")

    @property
    def units(self):
        """The units that the list may have."""
        return self.fields["unit"].units

    def unit_datalist(self):
        return self.fields["unit"].datalist("unit")
