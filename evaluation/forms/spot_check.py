"""抽评: points and a sentence for each indicator, an opinion on the whole; and how many tables are drawn."""

from django import forms

from monitoring.models.measured import MAX_REASON
from perfgoals.common.fields import CleanFormField

from ..domain.spot_checks import Given
from ..models import SpotCheck
from ..subject import EvaluatedProject
from .entry import PointsField


class DrawForm(forms.Form):
    percent = forms.IntegerField(
        label="抽取比例（%）", min_value=1, max_value=100, initial=10,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "抽取比例请填写 1 到 100 的整数。"
        ),
    )  # fmt: skip


class SpotCheckForm(forms.Form):
    """Fields by name: `score3`, `said3`, `execution`, `opinion`."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, data=None, *, subject: EvaluatedProject, check: SpotCheck | None):
        super().__init__(data, initial={"revision": check.revision if check else 0})
        self.subject = subject
        known = {row.position: row for row in check.rows.all()} if check else {}
        attrs = {"inputmode": "decimal", "size": 6}
        self.fields["execution"] = PointsField(
            label="执行率得分", required=False, initial=check.execution_score if check else None,
            widget=forms.TextInput(attrs=attrs | {"aria-label": "预算执行率 抽评得分"}),
        )  # fmt: skip
        for place, row in enumerate(subject.rows, start=1):
            own = known.get(place)
            self.fields[f"score{place}"] = PointsField(
                label="抽评得分", required=False, initial=own.score if own else None,
                widget=forms.TextInput(attrs=attrs | {"aria-label": f"{row.name} 抽评得分"}),
            )  # fmt: skip
            self.fields[f"said{place}"] = CleanFormField(
                label="意见", required=False, max_length=MAX_REASON, initial=own.opinion if own else "",
                widget=forms.Textarea(attrs={"rows": 1, "aria-label": f"{row.name} 意见"}),
            )  # fmt: skip
        self.fields["opinion"] = CleanFormField(
            label="抽评意见", max_length=MAX_REASON, initial=check.opinion if check else "",
            widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "请填写抽评意见。"},
        )  # fmt: skip

    @property
    def rows(self):
        """(row, its points, the fields) of each indicator."""
        for place, (row, points) in enumerate(self.subject.with_points, start=1):
            yield row, points, self[f"score{place}"], self[f"said{place}"]

    def given(self) -> list[Given]:
        data = self.cleaned_data
        count = len(self.subject.rows)
        return [Given(data[f"score{place}"], data[f"said{place}"]) for place in range(1, count + 1)]
