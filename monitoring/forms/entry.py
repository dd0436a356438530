"""The form of one monitoring report: money, values, causes, possibility. Its rows are the approved ones."""

from django import forms

from indicators.models.indicator import MAX_TARGET
from perfgoals.common.fields import CleanFormField

from ..domain.entry import CELLS, Opened
from ..enums import Cause, MoneySource, Possibility
from ..models import MonitoringMoney
from ..models.measured import MAX_REASON
from ..subject import MONEY_LABELS
from .fields import AmountField

MONTHS = [("", "按年度进度"), *((month, f"{month} 月") for month in range(1, 13))]


class MonitoringForm(forms.Form):
    """Fields by name: `total_budget`, `row3_actual`."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data=None, *, opened: Opened):
        super().__init__(data, initial={"revision": opened.revision})
        self.opened = opened
        self._add_money(opened.values["money"])
        for place, row in enumerate(opened.values["rows"]):
            self._add_row(place, row)

    def _add_money(self, money: dict) -> None:
        for source in MoneySource:
            for column in MonitoringMoney.AMOUNTS:
                label = f"{source.label} {MONEY_LABELS[column]}"
                attrs = {"inputmode": "decimal", "size": 14, "aria-label": label}
                self.fields[f"{source}_{column}"] = AmountField(
                    label=label, required=False, initial=money.get(source, {}).get(column),
                    widget=forms.TextInput(attrs=attrs),
                )  # fmt: skip

    def _add_row(self, place: int, row: dict) -> None:
        def add(cell, field):
            if cell != "causes":
                field.widget.attrs["aria-label"] = f"{row['name']} {field.label}"
            field.initial = row[cell]
            self.fields[f"row{place}_{cell}"] = field

        text = {"required": False, "max_length": MAX_TARGET}
        long = {"required": False, "max_length": MAX_REASON}
        add("actual", CleanFormField(label=f"1-{self.opened.round.last_month}月完成情况", **text))
        add("expected", CleanFormField(label="全年预计完成情况", **text))
        add(
            "possibility",
            forms.ChoiceField(
                label="完成目标可能性", required=False, choices=[("", "（请选择）"), *Possibility.choices]
            ),
        )
        month = forms.TypedChoiceField(
            label="计划完成月份", required=False, choices=MONTHS, coerce=int, empty_value=None
        )
        add("planned_month", month)
        add(
            "causes",
            forms.MultipleChoiceField(
                label="偏差原因", required=False, choices=Cause, widget=forms.CheckboxSelectMultiple
            ),
        )
        add("cause_note", CleanFormField(label="原因说明", widget=forms.Textarea(attrs={"rows": 2}), **long))
        add("evidence", CleanFormField(label="佐证", **long))
        add("note", CleanFormField(label="备注", **long))

    @property
    def money_rows(self):
        """(label, the fields of its columns) of each row of 项目资金."""
        for source in MoneySource:
            yield source.label, [self[f"{source}_{column}"] for column in MonitoringMoney.AMOUNTS]

    @property
    def money_columns(self) -> list[str]:
        return [MONEY_LABELS[column] for column in MonitoringMoney.AMOUNTS]

    @property
    def rows(self):
        """(row, its fields by cell) of each indicator."""
        for place, row in enumerate(self.opened.values["rows"]):
            yield row, {cell: self[f"row{place}_{cell}"] for cell in CELLS}
