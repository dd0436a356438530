"""The form of one goal table: the shape of what is posted, nothing about what it must say.

Plain forms, not model forms: a draft keeps what no model would accept, and a row that a colleague deleted
meanwhile must still be readable. Labels and help come from the models; every text is cleaned on its way in.
"""

from collections.abc import Iterable
from dataclasses import fields
from itertools import zip_longest

from django import forms

from indicators.domain.entry.entries import GoalEntry, References, RowEntry
from indicators.fields import CELLS, FACTS, SUMS, VALUES
from indicators.models import Indicator, PerformanceGoal
from indicators.record import FORM_FACTS
from indicators.tables.columns import GOAL_LAYOUT
from perfgoals.common.fields import CleanFormField
from projects.models import Project

from .rows import PREFIX, rows_to_show

MAX_ROWS = 500
SPARE_ROWS = 3
# Cells that only some printed forms have.
FORM_CELLS = frozenset(name for name, field in CELLS.items() if field.for_forms)
ENTRY_NAMES = tuple(field.name for field in fields(RowEntry))
_MODEL_OF = {"overall_objective": PerformanceGoal, "annual_objective": PerformanceGoal}


def _model_text(name: str, widget: forms.Widget, model=None) -> CleanFormField:
    model_field = (model or _MODEL_OF.get(name, Project))._meta.get_field(name)
    return CleanFormField(
        label=model_field.verbose_name, help_text=model_field.help_text, required=False, widget=widget
    )


def _area(rows: int, **attrs) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "cols": False, **attrs})


def _line(**attrs) -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", **attrs})


def _model_sum(name: str) -> CleanFormField:
    return _model_text(name, _line(inputmode="decimal", **{"class": "num"}))


def lowest_codes(codes: Iterable[str]) -> set[str]:
    """Those that no other code begins with: of 11, 111 and 1111 only the last is chosen."""
    codes = sorted(codes)
    pairs = zip_longest(codes, codes[1:], fillvalue="")
    return {code for code, following in pairs if not following.startswith(code)}


class GoalForm(forms.Form):
    """The facts of a project. `revision` and `base` say what the form was opened with."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.JSONField(widget=forms.HiddenInput, required=False)
    name = _model_text("name", forms.TextInput({"autocomplete": "off"}))
    fund_source = _model_text("fund_source", forms.Select)
    functional_subject = _model_text(
        "functional_subject", forms.TextInput({"autocomplete": "off", "data-combobox": "subject"})
    )
    amount = _model_text("amount", forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    project_code = _model_text("project_code", _line())
    supervisor = _model_text("supervisor", _line())
    attribute = _model_text("attribute", _line(list="attributes"))
    project_class = _model_text("project_class", _line())
    duration = _model_text("duration", _line())
    period_amount = _model_sum("period_amount")
    period_fiscal_amount = _model_sum("period_fiscal_amount")
    period_other_amount = _model_sum("period_other_amount")
    fiscal_amount = _model_sum("fiscal_amount")
    carried_over = _model_sum("carried_over")
    other_amount = _model_sum("other_amount")
    justification = _model_text("justification", _area(4, **{"data-count": "10000"}))
    overall_objective = _model_text("overall_objective", _area(6, **{"data-count": "10000"}))
    annual_objective = _model_text("annual_objective", _area(6, **{"data-count": "10000"}))

    def __init__(self, data=None, *, references: References, **kwargs):
        super().__init__(data, **kwargs)
        self.left_out = references.leaves_out
        asked = references.project.cycle.rules.printed_form.asks
        for name in FORM_FACTS:  # what nobody asks and nobody said stays in the form unseen
            if name not in asked and not self[name].value():
                self.fields[name].widget = forms.HiddenInput()
        given = {self["fund_source"].value(), self.initial.get("fund_source")} - {None, ""}
        codes = lowest_codes(references.funds) | given & references.funds.keys()
        funds = [(code, references.funds[code].label) for code in codes]
        # A code that came with a file stays until somebody chooses another.
        funds += [(code, f"{code}（不在代码表中）") for code in given if code not in references.funds]
        self.fields["fund_source"].widget.choices = [("", "请选择"), *sorted(funds)]
        for key in FACTS:
            self.fields[key].widget.attrs["aria-describedby"] = f"help-{key} id_{key}_note"

    def shown_facts(self, *names: str) -> list[forms.BoundField]:
        """Those of the facts which only some forms have that this page shows."""
        return [self[name] for name in names if not self[name].is_hidden]

    @property
    def texts_of_form(self) -> list[forms.BoundField]:
        return self.shown_facts(*(name for name in FORM_FACTS if name not in SUMS))

    @property
    def period_sums(self) -> list[forms.BoundField]:
        return self.shown_facts(*(name for name in SUMS if name.startswith("period")))

    @property
    def year_sums(self) -> list[forms.BoundField]:
        return self.shown_facts(*(name for name in SUMS if not name.startswith("period")))

    @property
    def unseen_facts(self) -> list[forms.BoundField]:
        return [self[name] for name in FORM_FACTS if self[name].is_hidden]

    @property
    def facts(self) -> str:
        """The names of the inputs, for the script of the page."""
        return " ".join(FACTS)

    def clean_base(self) -> dict:
        base = self.cleaned_data["base"]
        return base if isinstance(base, dict) else {}


# One input for each column of values.
_Values = type(
    "_Values", (forms.Form,), {name: _model_text(name, forms.Textarea, Indicator) for name in VALUES}
)


class IndicatorRowForm(_Values):
    """One row that was posted; the inputs themselves stand in indicators/jinja2/indicators/rows.html.

    `pk` names a stored row; `category_text` keeps a pasted category that the scheme lacks.
    """

    pk = forms.IntegerField(required=False)
    category_text = CleanFormField(required=False)
    category = forms.IntegerField(required=False)
    name = _model_text("name", forms.Textarea, Indicator)
    not_applicable = forms.BooleanField(required=False)
    note = _model_text("note", forms.TextInput, Indicator)
    weight = _model_text("weight", forms.TextInput, Indicator)
    direction = _model_text("direction", forms.TextInput, Indicator)

    def entry(self) -> RowEntry:
        return RowEntry(**{name: self.cleaned_data[name] for name in ENTRY_NAMES})


class BaseIndicatorFormSet(forms.BaseFormSet):
    """The rows in the order of their numbers; rows marked for deletion are `removed`."""

    def __init__(self, data=None, *, references: References, **kwargs):
        super().__init__(data, prefix=PREFIX, **kwargs)
        asked = references.project.cycle.rules.printed_form.asks
        self.shown = {name for name in FORM_CELLS if name in asked or self._says(name)}

    def _says(self, name: str) -> bool:
        """Whether any row has something there, asked or not."""
        if self.is_bound:
            return any(value for key, value in self.data.items() if key.endswith(f"-{name}"))
        return any(row.get(name) for row in self.initial or ())

    @property
    def names(self) -> str:
        """The names of the inputs of values, for the script of the page."""
        return " ".join(VALUES)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """The headings of the values as printed: label, and what is said behind it in brackets."""
        headers = [GOAL_LAYOUT.columns[GOAL_LAYOUT.index(field.key)].header for field in VALUES.values()]
        return [(h.partition("（")[0], "".join(h.partition("（")[1:])) for h in headers]

    @property
    def kept(self) -> list[tuple[str, RowEntry]]:
        """(form prefix, row) of every row that is not marked for deletion, in table order."""
        filled = [form for form in self.forms if form.cleaned_data and not form.cleaned_data["DELETE"]]
        last = len(self.forms) + 1
        filled.sort(key=lambda form: last if (n := form.cleaned_data["ORDER"]) is None else n)
        return [(form.prefix, form.entry()) for form in filled]

    @property
    def removed(self) -> set[int]:
        gone = (form.cleaned_data for form in self.forms if form.cleaned_data)
        # A formset does not ask whether a row to be deleted is valid: its number may be none.
        return {data["pk"] for data in gone if data["DELETE"] and data.get("pk")}


IndicatorFormSet = forms.formset_factory(
    IndicatorRowForm,
    formset=BaseIndicatorFormSet,
    extra=SPARE_ROWS,
    can_order=True,
    can_delete=True,
    absolute_max=MAX_ROWS,
    max_num=MAX_ROWS,
)


def unbound_forms(entry: GoalEntry, *, revision: int, references: References):
    """Form and formset that show an entry: the facts, and how many rows there are."""
    form = GoalForm(initial={**entry.facts, "revision": revision}, references=references)
    rows = [row.as_dict() for row in rows_to_show(entry, references)]
    return form, IndicatorFormSet(initial=rows, references=references)


def posted_entry(form: GoalForm, formset: BaseIndicatorFormSet) -> GoalEntry:
    """What was posted, as one entry; both must be valid."""
    return GoalEntry({key: form.cleaned_data[key] for key in FACTS}, tuple(row for _, row in formset.kept))
