"""Granting, taking, using and revoking tokens."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from perfgoals.audit.domain import record
from perfgoals.audit.enums import Verb

from .. import rules
from ..models import ApiToken

PREFIX = "pg_"
LONGEST_DAYS = 366


class TokenRefused(Exception):
    """The token can't be granted or taken; the text says why."""


class TooManyCalls(Exception):
    """The minute's calls are used up; `wait` seconds until the next."""

    def __init__(self, wait: int):
        self.wait = wait
        super().__init__(f"调用太频繁，每分钟最多 {settings.API_CALLS_PER_MINUTE} 次。请 {wait} 秒后再试。")


def digest(secret: str) -> str:
    """A token is 256 random bits: a plain hash of it can't be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def grant_token(*, user, name: str, expires_on: date, by) -> ApiToken:
    """Let `user` take a token; raises TokenRefused for whoever sees no tables, or for a day out of range."""
    today = timezone.localdate()
    if not rules.may_use_api(user):
        raise TokenRefused(f"“{user}”没有业务角色，或还没有修改首次密码，不能使用接口。")
    if not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise TokenRefused("有效期应从今天起，最长一年。")
    with transaction.atomic():
        token = ApiToken.objects.create(user=user, name=name, expires_on=expires_on, granted_by=by)
        record(Verb.GRANT, by=by, obj=token, after={"有效期至": expires_on}, note="授权接口令牌")
    return token


def take_token(*, token: ApiToken) -> str:
    """Make the token and return it, this once; taking it again ends the one before.

    Raises TokenRefused for one that was revoked or is over.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        locked = ApiToken.objects.select_for_update().get(pk=token.pk)
        if not locked.is_open:
            raise TokenRefused(f"这个令牌{locked.state}，不能领取。请系统管理员重新授权。")
        again = bool(locked.sha256)
        locked.sha256, locked.prefix, locked.taken_at = digest(secret), secret[:8], timezone.now()
        locked.save(update_fields=["sha256", "prefix", "taken_at"])
        note = "重新领取接口令牌，原来的作废" if again else "领取接口令牌"
        record(Verb.CHANGE, by=token.user, obj=locked, note=note)
    return secret


def revoke_token(*, token: ApiToken, by) -> None:
    """End a token at once; a second time changes nothing."""
    with transaction.atomic():
        locked = ApiToken.objects.select_for_update().get(pk=token.pk)
        if locked.revoked_at is None:
            locked.revoked_at, locked.revoked_by = timezone.now(), by
            locked.save(update_fields=["revoked_at", "revoked_by"])
            record(Verb.REVOKE, by=by, obj=locked, note="收回接口令牌")


def token_of(secret: str) -> ApiToken | None:
    """The usable token with this secret whose person may still use it; None for any other."""
    if not secret.startswith(PREFIX):
        return None
    token = ApiToken.objects.usable().select_related("user").filter(sha256=digest(secret)).first()
    return token if token is not None and rules.may_use_api(token.user) else None


def count_call(token: ApiToken) -> None:
    """Count a call of the running minute, for all processes together; raises TooManyCalls."""
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    same = ApiToken.objects.filter(pk=token.pk, minute=minute)
    if same.filter(calls__lt=settings.API_CALLS_PER_MINUTE).update(calls=F("calls") + 1, last_used_at=now):
        return
    if same.exists():
        raise TooManyCalls(60 - now.second)
    ApiToken.objects.filter(pk=token.pk).update(minute=minute, calls=1, last_used_at=now)
