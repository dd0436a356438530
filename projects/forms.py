"""Inputs for code list entries, shared by the forms of both sides."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from perfgoals.common.fields import CleanFormField
from perfgoals.common.filters import FilterForm
from perfgoals.common.folding import fold
from perfgoals.common.text import quoted

from .models import BudgetCycle, Department
from .models.labels import unit_label

# A select of more than this is slower to search, and to draw, than typing a code.
LONGEST_SELECT = 100


class UnitField(CleanFormField):
    """A unit: typed where there are many, with suggestions (components/unit_list.html), a select where few.

    Understands its code, its name, or both as the suggestions have them (130001-组织部); the cleaned value is
    the Department or None. `offer` says which units are accepted.
    """

    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "编码或名称"})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.units = Department.objects.all()

    def offer(self, units, *, empty_label: str = "", cycle: BudgetCycle | None = None) -> None:
        """Accept these units only, and suggest those that have tables in the cycle; one query."""
        self.units = units
        few = list(units.values_list("code", "name")[: LONGEST_SELECT + 1]) if empty_label else []
        if empty_label and len(few) <= LONGEST_SELECT:
            choices = [(code, unit_label(code, name)) for code, name in few]
            self.widget = forms.Select(choices=[("", empty_label), *choices])
        else:
            self.widget.attrs["data-unit"] = cycle.code if cycle else ""

    @property
    def is_typed(self) -> bool:
        return isinstance(self.widget, forms.TextInput)

    def to_python(self, value):
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        code = unicodedata.normalize("NFKC", text).partition("-")[0].strip()
        unit = self._coded(code) or self._named(text)
        if unit is None:
            raise ValidationError(f"没有找到单位{quoted(text[:40])}。请填写单位编码，或从列表中选择。")
        return unit

    def _coded(self, code: str) -> Department | None:
        """By its code, letters in either case; the very spelling before others."""
        found = list(self.units.filter(code__iexact=code)[:LONGEST_SELECT])
        return next((unit for unit in found if unit.code == code), found[0] if len(found) == 1 else None)

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


class UnitFilterForm(FilterForm):
    """Filters of a list whose rows belong to units: the unit is typed, or picked where there are few."""

    unit = UnitField(label="单位", required=False)

    def offer_units(self, units, *, cycle: BudgetCycle | None = None) -> None:
        """These units only; where there are many, those are suggested that have tables in the cycle."""
        self.fields["unit"].offer(units, empty_label="全部单位", cycle=cycle)

    def offer_one_unit(self, units) -> None:
        """For who sees one unit only: nothing to choose from, and none read; its address stays valid."""
        self.fields["unit"].units = units
        self.fields["unit"].widget = forms.HiddenInput()

    @property
    def units(self):
        """The units that the list may have."""
        return self.fields["unit"].units

    @property
    def suggests_units(self) -> bool:
        return self.fields["unit"].is_typed
