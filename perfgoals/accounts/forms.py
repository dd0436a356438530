"""Login and password forms."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.safestring import mark_safe


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不正确。密码区分大小写；连续输错 5 次，账号将锁定 30 分钟。",
        "inactive": "用户名或密码不正确。密码区分大小写；连续输错 5 次，账号将锁定 30 分钟。",
    }


class OwnPasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = self.fields["new_password1"]
        rules.help_text = mark_safe(rules.help_text)  # a list made by the validators, which is escaped there

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("new_password2")
        if password and self.user.check_password(password):
            self.add_error("new_password1", "新密码不能与原密码相同。")
        return cleaned

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit=commit)


class CodeForm(forms.Form):
    """The second step of the login."""

    code = forms.CharField(
        label="动态口令", max_length=20, strip=True,
        help_text="手机上现在显示的六位数字；手机不在身边时，输入一个恢复码。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class SetupForm(forms.Form):
    """The first code of a phone that has scanned the QR code."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=400)
    code = forms.CharField(
        label="手机上显示的六位数字", max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip
