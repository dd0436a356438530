"""A new unit, and what may be changed of one: shape of the input only."""

from django import forms

from projects.forms import UnitField
from projects.models import Department

from .unit_changes import ChangeKind, UnitChange


class NewUnitForm(forms.ModelForm):
    suggests_units = True
    parent = UnitField(label="主管部门", required=False, help_text="本身是主管部门的空着。")

    class Meta:
        model = Department
        fields = ["code", "name", "parent", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(Department.objects.active())


class RenameForm(forms.ModelForm):
    class Meta:
        model = Department
        fields = ["name", "kind"]

    def change(self, unit: Department) -> UnitChange:
        chosen = self.cleaned_data
        return UnitChange(ChangeKind.RENAME, unit, name=chosen["name"], unit_kind=chosen["kind"])


class MoveForm(forms.Form):
    suggests_units = True
    parent = UnitField(label="新的主管部门", required=False, help_text="编码或名称；空着表示没有主管部门。")

    def __init__(self, data=None, *, instance: Department):
        super().__init__(data, initial={"parent": instance.parent})
        self.fields["parent"].offer(Department.objects.active().exclude(pk=instance.pk))

    def change(self, unit: Department) -> UnitChange:
        return UnitChange(ChangeKind.MOVE, unit, parent=self.cleaned_data["parent"])


class MergeForm(forms.Form):
    suggests_units = True
    target = UnitField(label="并入哪个单位", help_text="编码或名称。")

    def __init__(self, data=None, *, instance: Department):
        super().__init__(data)
        self.fields["target"].offer(Department.objects.active().exclude(pk=instance.pk))

    def change(self, unit: Department) -> UnitChange:
        return UnitChange(ChangeKind.MERGE, unit, target=self.cleaned_data["target"])


class _NothingToFill(forms.Form):
    kind: ChangeKind

    def __init__(self, data=None, *, instance: Department):
        super().__init__(data)

    def change(self, unit: Department) -> UnitChange:
        return UnitChange(self.kind, unit)


class RetireForm(_NothingToFill):
    kind = ChangeKind.RETIRE


class RestoreForm(_NothingToFill):
    kind = ChangeKind.RESTORE


FORMS = {
    ChangeKind.RENAME: RenameForm, ChangeKind.MOVE: MoveForm, ChangeKind.RETIRE: RetireForm,
    ChangeKind.RESTORE: RestoreForm, ChangeKind.MERGE: MergeForm,
}  # fmt: skip
