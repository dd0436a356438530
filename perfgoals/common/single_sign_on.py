"""Single sign-on as Django's settings: a header of our own proxy, or OpenID Connect; off by default."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

# mozilla-django-oidc's settings and the variables they come from; all are needed.
OIDC = {
    "OIDC_OP_ISSUER": "PERFGOALS_OIDC_ISSUER",
    "OIDC_RP_CLIENT_ID": "PERFGOALS_OIDC_CLIENT",
    "OIDC_RP_CLIENT_SECRET": "PERFGOALS_OIDC_SECRET",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "PERFGOALS_OIDC_AUTHORIZE",
    "OIDC_OP_TOKEN_ENDPOINT": "PERFGOALS_OIDC_TOKEN",
    "OIDC_OP_USER_ENDPOINT": "PERFGOALS_OIDC_USERINFO",
    "OIDC_OP_JWKS_ENDPOINT": "PERFGOALS_OIDC_KEYS",
}


def oidc_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """The settings of OpenID Connect; empty where none of its variables is set.

    Raises ImproperlyConfigured naming what is missing: half of it would fail at the first login only.
    """
    given = {setting: environment.get(variable, "") for setting, variable in OIDC.items()}
    if not any(given.values()):
        return {}
    if missing := [OIDC[setting] for setting, value in given.items() if not value]:
        raise ImproperlyConfigured(
            f"单点登录（OIDC）还缺：{'、'.join(missing)}。不用单点登录就把这些都去掉。"
        )
    return given | {
        "OIDC_CLAIM": environment.get("PERFGOALS_OIDC_CLAIM") or "preferred_username",
        "OIDC_RP_SIGN_ALGO": environment.get("PERFGOALS_OIDC_ALGORITHM") or "RS256",
        "OIDC_RP_SCOPES": "openid profile",
        "OIDC_CREATE_USER": False,
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": 10,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "oidc_callback",
    }


def header_setting(environment: Mapping[str, str], *, proxies: int) -> str:
    """WSGI's name of the header in which our proxy names the person; empty where there is none."""
    header = environment.get("PERFGOALS_SSO_HEADER", "").strip()
    if not header:
        return ""
    if not proxies:
        raise ImproperlyConfigured(
            "PERFGOALS_SSO_HEADER 只在自己的代理后面才可信。请同时设 PERFGOALS_PROXIES（代理的层数）。"
        )
    return "HTTP_" + header.upper().replace("-", "_")
