"""Single sign-on: whom the proxy or the identity provider names, and whom nobody else may name."""

import time
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import reverse

from perfgoals.accounts.authenticators import set_up
from perfgoals.accounts.models import User
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import AuditEvent
from perfgoals.audit.origin import came_through_proxies
from perfgoals.common.single_sign_on import OIDC, header_setting, oidc_settings
from tests.identity_provider import running_provider

pytestmark = pytest.mark.django_db
HEADER = "X-Remote-User"


def is_logged_in(browser) -> bool:
    return "_auth_user_id" in browser.session


# --- a header of our own proxy ----------------------------------------------------------------------


@pytest.fixture
def by_header(settings):
    settings.TRUSTED_PROXIES, settings.PROXY_ADDRESSES = 1, {"10.0.0.1"}
    settings.SSO_HEADER = header_setting({"PERFGOALS_SSO_HEADER": HEADER}, proxies=1)
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS, "perfgoals.accounts.sso.HeaderBackend"
    ]  # fmt: skip


def behind_proxy(name, *, address="10.0.0.1", forwarded="192.168.1.5"):
    headers = {"X-Forwarded-For": forwarded, **({HEADER: name} if name else {})}
    return Client(REMOTE_ADDR=address, headers={k: v for k, v in headers.items() if v})


def test_who_is_named_by_the_proxy_goes_straight_in(by_header, preparer):
    browser = behind_proxy("preparer")
    answer = browser.get("/jobs/", follow=True)
    assert answer.redirect_chain[-1][0] == "/jobs/"
    assert answer.status_code == 200
    assert AuditEvent.objects.get(verb=Verb.LOGIN).address == "192.168.1.5"


@pytest.mark.parametrize(
    "how", [{"address": "10.0.0.9"}, {"forwarded": ""}, {"address": "192.168.1.5", "forwarded": ""}]
)
def test_nobody_names_himself(by_header, preparer, how):
    browser = behind_proxy("preparer", **how)
    assert browser.get("/login/?next=/jobs/").status_code == 200
    assert not is_logged_in(browser)


def test_behind_no_proxy_nothing_is_believed(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.168.1.5")
    settings.TRUSTED_PROXIES = 0
    assert not came_through_proxies(request)
    settings.TRUSTED_PROXIES = 2
    assert not came_through_proxies(request), "fewer entries than proxies"


@pytest.mark.parametrize("name", ["unknown", "Preparer", "' OR 1=1 --", "preparer\u3000x", "x" * 400])
def test_no_account_is_made(by_header, preparer, name):
    before = User.objects.count()
    browser = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="192.168.1.5", HTTP_X_REMOTE_USER=name)
    page = browser.get("/login/?next=/", follow=True)
    assert "没有开通" in page.content.decode()
    assert User.objects.count() == before
    assert not is_logged_in(browser)


def test_an_administrator_takes_no_guarded_account_by_giving_it_his_name(by_header, approver, administrator):
    """His own account out of the way, then that of the approver under the name that the proxy vouches for."""
    own, name = behind_proxy(administrator.username), administrator.username
    own.get("/login/?next=/", follow=True)
    for person, new in ((administrator, "other-name"), (approver, name), (approver, "free-name")):
        own.post(f"/users/{person.pk}/edit/", {"username": new, "full_name": person.full_name})
    assert not User.objects.filter(username__in=["other-name", "free-name"]).exists()
    again = behind_proxy(name)
    again.get("/login/?next=/", follow=True)
    assert again.session["_auth_user_id"] == str(administrator.pk)


def test_a_closed_account_stays_closed(by_header, preparer):
    preparer.is_active = False
    preparer.save()
    browser = behind_proxy("preparer")
    assert browser.get("/login/?next=/").status_code == 200
    assert not is_logged_in(browser)


def test_roles_are_this_sites(by_header, nobody):
    browser = behind_proxy("nobody")
    assert browser.get("/users/", follow=True).status_code == 403


@pytest.mark.parametrize("name", ["", "reviewer"])
def test_a_session_ends_when_the_header_names_another(by_header, preparer, reviewer, name):
    browser = behind_proxy("preparer")
    browser.get("/login/?next=/")
    assert is_logged_in(browser)
    headers = {"X-Forwarded-For": "192.168.1.5", HEADER: name}
    assert browser.get("/jobs/", headers=headers).url.startswith("/login/?next=/jobs/")
    assert not is_logged_in(browser)


def test_a_session_of_a_password_is_none_of_the_headers(by_header, client_for, preparer):
    assert client_for(preparer).get("/jobs/").status_code == 200


def test_out_means_out(by_header, preparer):
    browser = behind_proxy("preparer")
    browser.get("/login/?next=/")
    page = browser.post("/logout/", follow=True).content.decode()
    assert "以 preparer 进入" in page
    assert not is_logged_in(browser)


def test_who_has_a_phone_is_asked_for_its_code_here_too(by_header, approver, settings):
    settings.TOTP_ROLES = frozenset({"approver"})
    secret = pyotp.random_base32()
    phone = pyotp.TOTP(secret)
    codes = set_up(user=approver, secret=secret, code=phone.now())
    browser = behind_proxy("approver")
    assert browser.get("/login/?next=/jobs/").url == "/login/code/?next=%2Fjobs%2F"
    assert not is_logged_in(browser)
    assert browser.post("/login/code/", {"code": codes[0], "next": "/jobs/"}).url == "/jobs/"
    assert browser.get("/jobs/").status_code == 200


# --- OpenID Connect ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider_process():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(provider_process, settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    provider = provider_process
    provider.claims, provider.info = {}, {"sub": "1", "preferred_username": "preparer"}
    for name, value in oidc_settings(provider.settings()).items():
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [
        *settings.AUTHENTICATION_BACKENDS, "perfgoals.accounts.sso.OIDCBackend"
    ]  # fmt: skip
    return provider


def to_provider(browser, provider, goal="/jobs/"):
    """What the site sends along; the provider will sign its nonce."""
    sent = parse_qs(urlsplit(browser.get(reverse("oidc_begin"), {"next": goal}).url).query)
    provider.nonce = sent["nonce"][0]
    return sent


def back(browser, sent):
    return browser.get(reverse("oidc_callback"), {"code": "c", "state": sent["state"][0]})


def test_the_way_through_the_provider(provider, preparer):
    browser = Client()
    assert "统一认证登录" in browser.get("/login/").content.decode()
    sent = to_provider(browser, provider)
    assert sent["client_id"] == ["perfgoals"]
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == ["http://testserver/login/oidc/callback/"]
    assert back(browser, sent).url == "/jobs/"
    assert browser.get("/jobs/").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"}, {"aud": "another-site"}, {"nonce": "of another login"},
        {"exp": int(time.time()) - 3600}, {"sub": "2"},
    ],
    ids=["issuer", "audience", "nonce", "too old", "userinfo of another"],
)  # fmt: skip
def test_a_token_that_is_not_ours_opens_nothing(provider, preparer, change):
    browser = Client()
    sent = to_provider(browser, provider)
    provider.claims = change
    assert back(browser, sent).url == "/login/"
    assert not is_logged_in(browser)


@pytest.mark.parametrize("name", ["unknown", "", None, ["preparer"], "Preparer"])
def test_the_provider_makes_no_account(provider, preparer, name):
    before, browser = User.objects.count(), Client()
    provider.info = {"sub": "1", "preferred_username": name}
    answer = browser.get(back(browser, to_provider(browser, provider)).url)
    assert "没有开通" in answer.content.decode()
    assert User.objects.count() == before


def test_an_answer_nobody_asked_for(provider, preparer):
    browser = Client()
    assert browser.get(reverse("oidc_callback"), {"code": "c", "state": "s"}).url == "/login/"
    sent = to_provider(browser, provider)
    assert browser.get(reverse("oidc_callback"), {"code": "c", "state": "forged"}).url == "/login/"
    assert back(browser, sent).url == "/jobs/"
    assert back(browser, sent).url == "/login/", "each answer counts once"


def test_an_answer_smuggled_into_the_password_page(provider, preparer):
    browser = Client()
    browser.post("/login/?code=c&state=s", {"username": "preparer", "password": "wrong"})
    assert not is_logged_in(browser)
    assert ("/token", "c") not in [(path, sent.get("code")) for path, sent in provider.asked[-1:]]


def test_a_provider_that_is_away(provider, preparer, settings):
    browser = Client()
    sent = to_provider(browser, provider)
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"
    assert back(browser, sent).url == "/login/"


def test_the_provider_leads_to_no_other_site(provider, preparer):
    browser = Client()
    assert back(browser, to_provider(browser, provider, goal="https://evil.example/")).url == "/"


def test_a_phone_is_asked_for_after_the_provider_too(provider, approver, settings):
    settings.TOTP_ROLES = frozenset({"approver"})
    secret = pyotp.random_base32()
    set_up(user=approver, secret=secret, code=pyotp.TOTP(secret).now())
    provider.info = {"sub": "1", "preferred_username": "approver"}
    browser = Client()
    assert back(browser, to_provider(browser, provider)).url == "/login/code/?next=%2Fjobs%2F"
    assert not is_logged_in(browser)


# --- settings ---------------------------------------------------------------------------------------


def test_half_of_the_settings_is_said_at_the_start():
    whole = dict.fromkeys(OIDC.values(), "x")
    assert oidc_settings({}) == {}
    assert oidc_settings(whole)["OIDC_CREATE_USER"] is False
    for missing in whole:
        with pytest.raises(ImproperlyConfigured, match=missing):
            oidc_settings(whole | {missing: ""})


def test_a_header_needs_a_proxy():
    assert header_setting({}, proxies=0) == ""
    assert header_setting({"PERFGOALS_SSO_HEADER": "X-User"}, proxies=1) == "HTTP_X_USER"
    with pytest.raises(ImproperlyConfigured, match="PERFGOALS_PROXIES"):
        header_setting({"PERFGOALS_SSO_HEADER": "X-User"}, proxies=0)
