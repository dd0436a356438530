"""The form of a department's table: its sums, and three lists whose rows are numbered as they stand."""

import re

from django import forms
from django.core.exceptions import ValidationError

from perfgoals.common.fields import CleanFormField
from perfgoals.common.money import AmountError, format_amount, parse_amount
from projects.models.project import MAX_TEXT

from .record import AMOUNTS, DepartmentRecord, IndicatorRecord, ObjectiveRecord, TaskRecord

MAX_ROWS, SPARE = 100, 3
_NUMBERS = re.compile("[、，,;；\\s]+")


class AmountField(CleanFormField):
    """An amount in 元, as exact as it is typed; empty is None."""

    def __init__(self, **options):
        widget = forms.TextInput({"inputmode": "decimal", "class": "num", "autocomplete": "off", "size": 14})
        super().__init__(required=False, widget=widget, **options)

    def prepare_value(self, value):
        return value if isinstance(value, str) else format_amount(value)

    def to_python(self, value):
        text = super().to_python(value).strip()
        try:
            return parse_amount(text) if text else None
        except AmountError as error:
            raise ValidationError(f"{error.reason}。{error.proposal}") from error


class NumbersField(CleanFormField):
    """Numbers of tasks: 1、3; empty is none."""

    def prepare_value(self, value):
        return value if isinstance(value, str) else "、".join(map(str, value or ()))

    def to_python(self, value):
        parts = [part for part in _NUMBERS.split(super().to_python(value).strip()) if part]
        if not all(part.isdecimal() for part in parts):
            raise ValidationError("请写任务的序号，例如 1、2。")
        return tuple(dict.fromkeys(int(part) for part in parts))


def _line(label: str, limit: int, **attrs) -> CleanFormField:
    widget = forms.TextInput({"autocomplete": "off", **attrs})
    return CleanFormField(label=label, max_length=limit, required=False, widget=widget)


def _area(label: str, limit: int, rows: int) -> CleanFormField:
    return CleanFormField(
        label=label, max_length=limit, required=False, widget=forms.Textarea({"rows": rows, "cols": False})
    )


class TotalForm(forms.Form):
    """The sums of all tasks. `revision` is what the form was opened with."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField(label="金额合计（元）")
    fiscal_amount = AmountField(label="其中：财政拨款（元）")
    other_amount = AmountField(label="其他资金（元）")


class _Row(forms.Form):
    """A row of a list; one without any text is no row."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    needed = ("", "")

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name not in ("pk", "DELETE"))

    def clean(self):
        data = super().clean()
        name, message = self.needed
        said = any(value for key, value in data.items() if key not in ("pk", "DELETE", name))
        if said and name not in self.errors and not data.get(name):
            self.add_error(name, message)
        return data


class TaskForm(_Row):
    name = _line("任务名称", 200)
    content = _area("主要内容", MAX_TEXT, 2)
    amount = AmountField(label="总额（元）")
    fiscal_amount = AmountField(label="财政拨款（元）")
    other_amount = AmountField(label="其他资金（元）")
    needed = ("name", "请填写任务名称。")


class ObjectiveForm(_Row):
    text = _area("目标内容", MAX_TEXT, 2)
    share = _line("占比", 10, size=6)
    tasks = NumbersField(label="对应任务", required=False, widget=forms.TextInput({"size": 8}))
    needed = ("text", "请填写目标内容。")


class IndicatorForm(_Row):
    tier1 = _line("一级指标", 30, list="tiers1", size=10)
    tier2 = _line("二级指标", 30, list="tiers2", size=12)
    name = _area("三级指标", 500, 1)
    target = _line("指标值", 500, size=12)
    weight = _line("权重", 10, size=5)
    task = NumbersField(label="对应任务", required=False, widget=forms.TextInput({"size": 5}))
    needed = ("name", "请填写三级指标的名称。")

    def clean_task(self):
        numbers = self.cleaned_data["task"]
        if len(numbers) > 1:
            raise ValidationError("一个指标对应一项任务，请只写一个序号。")
        return numbers

    def clean(self):
        data = super().clean()
        if data.get("name") and not data.get("tier1") and "tier1" not in self.errors:
            self.add_error("tier1", "请填写一级指标。")
        return data


def _formset(form):
    return forms.formset_factory(form, extra=SPARE, can_delete=True, max_num=MAX_ROWS, absolute_max=MAX_ROWS)


TaskFormSet, ObjectiveFormSet, IndicatorFormSet = map(_formset, (TaskForm, ObjectiveForm, IndicatorForm))


class DepartmentForm:
    """The sums and the three lists as one form; `record` is what was posted, once it is valid."""

    def __init__(self, data=None, *, record: DepartmentRecord, revision: int, from_file: bool = False):
        self.before = record
        # Whether it has words of its own, posted or read from a file, that are not stored yet.
        self.is_bound = data is not None or from_file
        sums = {name: getattr(record, name) for name in AMOUNTS}
        self.total = TotalForm(data, initial={"revision": revision, **sums})
        # What is posted says everything; a row equal to what is stored shall not count as an empty one.
        shown = record if data is None else DepartmentRecord(unit_code="", unit_name="", fiscal_year=0)
        self.tasks = TaskFormSet(data, prefix="tasks", initial=[_task(task) for task in shown.tasks])
        self.objectives = ObjectiveFormSet(
            data, prefix="objectives", initial=[_objective(one) for one in shown.objectives]
        )
        self.indicators = IndicatorFormSet(
            data, prefix="indicators", initial=[_indicator(one) for one in shown.indicators]
        )

    @property
    def parts(self):
        return (self.total, self.tasks, self.objectives, self.indicators)

    def be_read_only(self) -> None:
        """For those who may only look: input by input, so that a list can still be scrolled by keys."""
        for form in (self.total, *self.tasks, *self.objectives, *self.indicators):
            for field in form.fields.values():
                field.disabled = True

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts]  # each says all that is wrong with it
        return all(valid) and self._numbers_fit()

    def _numbers_fit(self) -> bool:
        """Whether every number names a task of the list."""
        count, fits = len(_kept(self.tasks)), True
        for form in (*_kept(self.objectives), *_kept(self.indicators)):
            name = "tasks" if "tasks" in form.fields else "task"
            if any(not 1 <= number <= count for number in form.cleaned_data[name]):
                form.add_error(name, f"没有这个序号的任务，任务共 {count} 项。")
                fits = False
        return fits

    @property
    def revision(self) -> int:
        return self.total.cleaned_data["revision"]

    @property
    def record(self) -> DepartmentRecord:
        before = self.before
        return DepartmentRecord(
            key=before.key,
            unit_code=before.unit_code,
            unit_name=before.unit_name,
            fiscal_year=before.fiscal_year,
            tasks=tuple(
                TaskRecord(number=number, **_values(form, "name", "content", *AMOUNTS))
                for number, form in enumerate(_kept(self.tasks), start=1)
            ),
            objectives=tuple(
                ObjectiveRecord(**_values(form, "text", "share", "tasks")) for form in _kept(self.objectives)
            ),
            indicators=tuple(
                IndicatorRecord(
                    task=next(iter(form.cleaned_data["task"]), None),
                    **_values(form, "tier1", "tier2", "name", "target", "weight"),
                )
                for form in _kept(self.indicators)
            ),
            **{name: self.total.cleaned_data[name] for name in AMOUNTS},
        )


def _kept(formset) -> list[_Row]:
    return [form for form in formset if not form.cleaned_data.get("DELETE") and not form.is_blank]


def _values(form: _Row, *names: str) -> dict:
    return {"key": form.cleaned_data["pk"], **{name: form.cleaned_data[name] for name in names}}


def _task(task: TaskRecord) -> dict:
    return {"pk": task.key, "name": task.name, "content": task.content} | {
        name: getattr(task, name) for name in AMOUNTS
    }


def _objective(one: ObjectiveRecord) -> dict:
    return {"pk": one.key, "text": one.text, "share": one.share, "tasks": one.tasks}


def _indicator(one: IndicatorRecord) -> dict:
    names = ("tier1", "tier2", "name", "target", "weight")
    values = {name: getattr(one, name) for name in names}
    return values | {"pk": one.key, "task": (one.task,) if one.task else ()}
