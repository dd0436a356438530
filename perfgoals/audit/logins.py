"""Logins both ways; Django and django-axes tell of them by signals."""

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from .domain import record
from .enums import Result, Verb


@receiver(user_logged_in)
def logged_in(sender, request, user, **kwargs):
    record(Verb.LOGIN, by=user)


@receiver(user_logged_out)
def logged_out(sender, request, user, **kwargs):
    if user is not None:
        record(Verb.LOGOUT, by=user)


@receiver(user_login_failed)
def login_failed(sender, credentials, request=None, **kwargs):
    # Only our own second step says so; Django's own signal carries what was typed.
    note = "动态口令不对" if credentials.get("step") == "code" else ""
    record(Verb.LOGIN_FAILED, name=_typed_name(credentials.get("username")), result=Result.FAILED, note=note)


@receiver(user_locked_out)
def locked_out(sender, request, username=None, **kwargs):
    record(Verb.LOCKED, name=_typed_name(username), result=Result.REFUSED)


def _typed_name(username) -> str:
    """Only names of accounts are kept: people do type their password into the wrong box."""
    known = username and get_user_model().objects.filter(username=username).exists()
    return f"用户名 {username}" if known else "不存在的用户名"
