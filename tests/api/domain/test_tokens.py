"""Tokens: granted by one person, taken and seen by another, counted, ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from api.domain.tokens import (
    TokenRefused,
    TooManyCalls,
    count_call,
    grant_token,
    revoke_token,
    take_token,
    token_of,
)
from api.models import ApiToken
from perfgoals.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


@pytest.fixture
def token(preparer, administrator):
    day = timezone.localdate() + SOON
    return grant_token(user=preparer, name="大屏", expires_on=day, by=administrator)


def test_only_its_hash_is_kept_and_it_is_shown_once(token, preparer, client_for):
    assert token_of("") is None and token.state == "待本人领取"
    answer = client_for(preparer).post(reverse("token_take", args=[token.pk]))
    token.refresh_from_db()
    [secret] = [word for word in answer.content.decode().split() if token.prefix in word and "pg_" in word][
        :1
    ]
    secret = secret[secret.index("pg_") :].split("<")[0]
    assert token_of(secret) == token and secret not in str(ApiToken.objects.values())
    page = client_for(preparer).get(reverse("token_list")).content.decode()
    assert secret not in page and token.prefix in page and "使用中" in page
    assert secret not in str(list(AuditEvent.objects.values()))


def test_taking_it_again_ends_the_one_before(token):
    first, second = take_token(token=token), take_token(token=token)
    assert token_of(first) is None and token_of(second) == token


@pytest.mark.parametrize("by", ["administrator", "security_officer", "preparer"])
def test_a_revoked_token_opens_nothing(token, request, by):
    secret = take_token(token=token)
    revoke_token(token=token, by=request.getfixturevalue(by))
    revoke_token(token=token, by=request.getfixturevalue(by))
    assert token_of(secret) is None
    assert AuditEvent.objects.filter(verb="revoke").count() == 1
    with pytest.raises(TokenRefused, match="已收回"):
        take_token(token=token)


def test_an_expired_one_and_one_of_a_closed_account(token, preparer):
    secret = take_token(token=token)
    ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert token_of(secret) is None
    ApiToken.objects.update(expires_on=timezone.localdate())
    assert token_of(secret) == token
    preparer.is_active = False
    preparer.save()
    assert token_of(secret) is None


@pytest.mark.parametrize("days", [-1, 400])
def test_days_out_of_range(preparer, administrator, days):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(TokenRefused, match="最长一年"):
        grant_token(user=preparer, name="大屏", expires_on=day, by=administrator)


def test_nobody_without_business_gets_one(auditor, nobody, administrator):
    for person in (auditor, nobody, administrator):
        with pytest.raises(TokenRefused, match="没有业务角色"):
            grant_token(user=person, name="x", expires_on=timezone.localdate(), by=administrator)


def test_calls_of_a_minute_are_counted_in_the_database(token, settings):
    settings.API_CALLS_PER_MINUTE = 2
    for _ in range(2):
        count_call(token)
    with pytest.raises(TooManyCalls) as refused:
        count_call(token)
    assert 1 <= refused.value.wait <= 60
    ApiToken.objects.update(minute=timezone.now() - timedelta(minutes=5))
    count_call(token)


def test_the_page_of_the_administrator(administrator, preparer, client_for):
    browser, url = client_for(administrator), reverse("token_list")
    day = (timezone.localdate() + SOON).isoformat()
    for data, said in (
        ({"username": "nobody-here", "name": "大屏", "expires_on": day}, "没有这个用户名"),
        ({"username": "administrator", "name": "大屏", "expires_on": day}, "没有业务角色"),
        ({"username": "preparer", "name": "", "expires_on": day}, "必填"),
    ):
        answer = browser.post(url, data)
        assert answer.status_code == 422 and said in answer.content.decode()
    page = browser.post(url, {"username": "preparer", "name": "大屏", "expires_on": day}, follow=True)
    assert "请本人登录后" in page.content.decode()
    assert browser.post(reverse("token_take", args=[ApiToken.objects.get().pk])).status_code == 404
    browser.post(reverse("token_revoke", args=[ApiToken.objects.get().pk]))
    assert ApiToken.objects.get().state == "已收回"


def test_others_do_not_revoke(token, reviewer, client_for):
    assert client_for(reviewer).post(reverse("token_revoke", args=[token.pk])).status_code == 403
