"""The form of one self-evaluation: money, results, reasons. Its rows are those of the approved goal table."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError

from monitoring.enums import MoneySource, Outcome
from monitoring.forms.fields import AmountField
from monitoring.models.measured import MAX_REASON
from monitoring.subject import MONEY_LABELS
from perfgoals.common.fields import CleanFormField
from perfgoals.language.enums import TargetKind
from perfgoals.language.targets import parse_target
from projects.models.project import MAX_TEXT

from ..domain.entry import CELLS, Opened
from ..models import EvaluationMoney

MAX_CELL = 500
MOST_POINTS = 100
LABELS = {
    "objective_result": "实际完成情况", "rate_reason": "执行率低于 90% 的原因", "conclusion": "评价结论",
    "problems": "存在问题", "improvements": "改进措施",
}  # fmt: skip


class PointsField(CleanFormField):
    """Points from 0 to 100 with at most two decimals; empty where they are to be computed."""

    def to_python(self, value):
        text = super().to_python(value).strip()
        if not text:
            return None
        try:
            points = Decimal(text.replace("_", "?"))  # Decimal reads 9_5, a slip for 9.5, as 95
        except InvalidOperation as error:
            raise ValidationError("请填写数字，例如 9.5。") from error
        if not points.is_finite() or not 0 <= points <= MOST_POINTS or points != round(points, 2):
            raise ValidationError(f"得分应在 0 到 {MOST_POINTS} 之间，最多两位小数。")
        return points


class EvaluationForm(forms.Form):
    """Fields by name: a text, `total_budget`, `row3_actual`."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data=None, *, opened: Opened):
        super().__init__(data, initial={"revision": opened.revision})
        self.opened = opened
        self._add_money(opened.values["money"])
        for name, label in LABELS.items():
            limit = MAX_TEXT if name == "objective_result" else MAX_REASON
            rows = 4 if name == "objective_result" else 2
            self.fields[name] = CleanFormField(
                label=label, required=False, max_length=limit, initial=opened.values[name],
                widget=forms.Textarea(attrs={"rows": rows}),
            )  # fmt: skip
        for place, row in enumerate(opened.values["rows"]):
            self._add_row(place, row)

    def _add_money(self, money: dict) -> None:
        for source in MoneySource:
            for column in EvaluationMoney.AMOUNTS:
                label = f"{source.label} {MONEY_LABELS[column]}"
                initial = money.get(source, {}).get(column)
                attrs = {"inputmode": "decimal", "size": 14, "aria-label": label}
                self.fields[f"{source}_{column}"] = AmountField(
                    label=label, required=False, initial=initial, widget=forms.TextInput(attrs=attrs)
                )

    def _add_row(self, place: int, row: dict) -> None:
        def add(cell, field):
            field.widget.attrs["aria-label"] = f"{row['name']} {field.label}"
            field.initial = row[cell]
            self.fields[f"row{place}_{cell}"] = field

        text = {"required": False, "max_length": MAX_CELL}
        add("actual", CleanFormField(label="实际完成值", **text))
        if takes_word(row["target"]):
            words = [("", "（请选择）"), *((one.value, one.label) for one in Outcome.classes())]
            add("outcome", forms.ChoiceField(label="完成情况", choices=words, required=False))
        attrs = {"inputmode": "decimal", "size": 6}
        add("score", PointsField(label="自定得分", required=False, widget=forms.TextInput(attrs=attrs)))
        area = forms.Textarea(attrs={"rows": 2})
        long = {"required": False, "max_length": MAX_REASON}
        add("reason", CleanFormField(label="偏差原因及改进措施", widget=area, **long))
        add("evidence", CleanFormField(label="佐证", **long))

    @property
    def money_rows(self):
        """(label, the fields of its columns) of each row of 项目资金."""
        for source in MoneySource:
            yield source.label, [self[f"{source}_{column}"] for column in EvaluationMoney.AMOUNTS]

    @property
    def texts(self):
        return [self[name] for name in LABELS if name != "objective_result"]

    @property
    def rows(self):
        """(row, its fields by cell) of each indicator."""
        for place, row in enumerate(self.opened.values["rows"]):
            names = {cell: f"row{place}_{cell}" for cell in CELLS}
            yield row, {cell: self[name] for cell, name in names.items() if name in self.fields}


def takes_word(target: str) -> bool:
    """Whether the indicator is answered with 达成, 部分达成 or 未达成."""
    found = parse_target(target)
    return found.number is None and found.kind not in (TargetKind.NOT_APPLICABLE, TargetKind.EMPTY)
