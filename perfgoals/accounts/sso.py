"""Single sign-on: whom our proxy or the identity provider vouches for. Accounts and roles stay this site's.

Nobody gets an account by coming this way, and who has 动态口令 is asked for it here too: whoever runs
the identity provider could otherwise be anybody.
"""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.backends import RemoteUserBackend
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from perfgoals.audit.origin import came_through_proxies

from .backends import RoleBackend

log = logging.getLogger(__name__)


def vouched_name(request) -> str:
    """The user name in the header of our own proxy; empty where anybody else may have written it."""
    if not settings.SSO_HEADER or not came_through_proxies(request):
        return ""
    return request.META.get(settings.SSO_HEADER, "").strip()[:150]


def is_vouched_for(request) -> bool:
    """Whether a session that the header opened may go on: the same person is still named."""
    if not request.session.get(BACKEND_SESSION_KEY, "").endswith(f".{HeaderBackend.__name__}"):
        return True
    return vouched_name(request) == request.user.get_username()


class HeaderBackend(RoleBackend, RemoteUserBackend):
    """Django's REMOTE_USER, for accounts that are there already."""

    create_unknown_user = False


class OIDCBackend(RoleBackend, OIDCAuthenticationBackend):
    """OpenID Connect by mozilla-django-oidc; the claim OIDC_CLAIM is the user name here."""

    def authenticate(self, request, **kwargs):
        if "nonce" not in kwargs:  # somebody logs in with a password
            return None
        try:
            return super().authenticate(request, **kwargs)
        except (
            requests.RequestException,
            jwt.PyJWTError,
            SuspiciousOperation,
            LookupError,
            ValueError,
        ) as error:
            log.warning("single sign-on refused: %s: %s", type(error).__name__, error)
            return None

    def verify_token(self, token, **kwargs):
        """The library checks signature, time and nonce; whose token it is and for whom, it does not."""
        payload = super().verify_token(token, **kwargs)
        audience = payload.get("aud")
        audience = audience if isinstance(audience, list) else [audience]
        if payload.get("iss") != settings.OIDC_OP_ISSUER or settings.OIDC_RP_CLIENT_ID not in audience:
            raise SuspiciousOperation("the token is of another provider or for another site")
        return payload

    def get_userinfo(self, access_token, id_token, payload):
        info = super().get_userinfo(access_token, id_token, payload)
        if info.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("userinfo is about somebody else")
        return payload | info

    def verify_claims(self, claims):
        return bool(claims.get(settings.OIDC_CLAIM))

    def filter_users_by_claims(self, claims):
        return self.UserModel.objects.filter(username=str(claims[settings.OIDC_CLAIM]), is_active=True)

    def create_user(self, claims):
        return None
