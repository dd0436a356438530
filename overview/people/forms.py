"""Accounts and roles: shape of the input only."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from filings.models import Filing
from perfgoals.accounts.enums import Role
from perfgoals.accounts.locks import locked
from perfgoals.accounts.models import Membership, User
from perfgoals.common.fields import CleanFormField
from projects.enums import CycleState
from projects.forms import UnitField, UnitFilterForm
from projects.models import Department


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username", "full_name"]
        labels = {"username": "用户名"}
        help_texts = {"username": "登录时输入，例如工号或姓名拼音；可用字母、数字和 @ . + - _。"}
        error_messages = {"username": {"unique": "这个用户名已有人使用，请换一个。"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
        self.fields["full_name"].widget.attrs["autocomplete"] = "off"


class GrantForm(forms.Form):
    """A role and, where it needs one, the unit it is for."""

    suggests_units = True
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    unit = UnitField(
        label="单位", required=False,
        help_text="填报和主管部门审核必须填写；财政审核、批复不填表示全部单位；管理角色不填。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(_units_with_work())

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("role"):
            return cleaned
        role, unit = Role(cleaned["role"]), cleaned.get("unit")
        if role.needs_department and unit is None and "unit" not in self.errors:
            self.add_error("unit", f"{role.label}须指定单位。请填写单位编码，或从列表中选择。")
        if role.is_administrative and unit is not None:
            self.add_error("unit", f"{role.label}不分单位，请把单位清空。")
        return cleaned


def _units_with_work():
    """Units in use, and closed ones with tables in a running cycle: somebody has to finish them."""
    running = Filing.objects.filter(department=OuterRef("pk")).exclude(cycle__state=CycleState.CLOSED)
    return Department.objects.filter(Q(active=True) | Exists(running))


class UserFilterForm(UnitFilterForm):
    """Filters of the user list."""

    STATES = [
        ("", "全部状态"), ("active", "正常"), ("locked", "已锁定"), ("first", "未改首次密码"),
        ("roleless", "无角色"), ("inactive", "已停用"),
    ]  # fmt: skip

    q = CleanFormField(label="搜索", required=False, max_length=50)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部角色"), *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    def offer(self):
        self.fields["q"].widget.attrs["placeholder"] = "用户名或姓名"
        self.offer_units(Department.objects.all())

    def apply(self, users):
        chosen = self.chosen
        if text := chosen.get("q", "").strip():
            users = users.filter(Q(username__alike=text) | Q(full_name__alike=text))
        granted = {"role": chosen.get("role"), "department": chosen.get("unit")}
        if granted := {key: value for key, value in granted.items() if value}:
            users = users.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), **granted)))
        return in_state(users, chosen.get("state"))


def in_state(users, state: str | None):
    """The users in one of UserFilterForm.STATES; every state but 已停用 speaks of open accounts only."""
    if not state:
        return users
    if state == "inactive":
        return users.filter(is_active=False)
    users = users.filter(is_active=True)
    if state == "locked":
        return locked(users)
    if state == "first":
        return users.filter(must_change_password=True)
    if state == "roleless":
        return users.filter(~Exists(Membership.objects.filter(user=OuterRef("pk"))))
    return users
