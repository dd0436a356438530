"""Filters of messages, a notice, one's own mail address."""

from django import forms

from notices.enums import MessageKind
from notices.models import Notice
from perfgoals.accounts.models import User
from perfgoals.common.filters import FilterForm

MAIL_WRONG = "这不是邮箱地址，没有保存。请填写类似 name@example.gov.cn 的地址；不要邮件的，请清空。"


class MessageFilterForm(FilterForm):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("unread", "未读")])
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部种类"), *MessageKind.choices])

    def apply(self, messages):
        chosen = self.chosen
        if chosen.get("state") == "unread":
            messages = messages.unread()
        return messages.filter(kind=chosen["kind"]) if "kind" in chosen else messages


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["title", "text", "audience", "until"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class MailAddressForm(forms.ModelForm):
    """Where messages are sent as well; empty for nowhere."""

    class Meta:
        model = User
        fields = ["email"]
        labels = {"email": "邮箱"}
        error_messages = {"email": {"invalid": MAIL_WRONG}}
