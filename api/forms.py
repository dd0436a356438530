"""Granting a token."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from perfgoals.accounts.models import User

from .models import ApiToken


class TokenForm(forms.ModelForm):
    username = forms.CharField(label="用户名", max_length=150, help_text="令牌给谁用；范围与本人相同。")

    class Meta:
        model = ApiToken
        fields = ["name", "expires_on"]
        widgets = {"expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    field_order = ["username", "name", "expires_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=180)

    def clean_username(self):
        user = User.objects.filter(username=self.cleaned_data["username"].strip()).first()
        if user is None:
            raise forms.ValidationError("没有这个用户名。请到“用户与角色”核对。")
        return user
