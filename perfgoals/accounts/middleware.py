"""Session rules that hold on every page."""

import logging
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from perfgoals.common.outages import outage_of

from .authenticators import has_code, must_have_code
from .sessions import has_passed
from .sso import is_vouched_for

log = logging.getLogger(__name__)
LAST_SEEN = "last_seen"
# Writing the session on every request makes SQLite's writers queue; once a minute is exact enough.
REFRESH_SECONDS = 60


class LoginMiddleware(LoginRequiredMiddleware):
    """Every page needs a login, which leads back to the page the person had before the eyes.

    That is not always the address asked for: a form that was sent can't be sent again by a link, and a
    piece of a page (htmx) is no page.
    """

    def handle_no_permission(self, request, view_func):
        is_piece = "HX-Request" in request.headers
        if request.method in ("GET", "HEAD") and not is_piece:
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("HX-Current-URL" if is_piece else "Referer", ""))
        here = page._replace(scheme="", netloc="", fragment="").geturl()
        back = (
            here if page.netloc == request.get_host() and here else resolve_url(settings.LOGIN_REDIRECT_URL)
        )
        answer = redirect_to_login(back, resolve_url(self.get_login_url(view_func)))
        return HttpResponseClientRedirect(answer.url) if is_piece else answer


class SteadySessionMiddleware(SessionMiddleware):
    """Reading goes on while nothing can be written: then the time of the last visit is not kept.

    Nor is it where the session ended meanwhile, in another window: what was asked for was allowed and is
    done, so its answer goes out; the next page asks for the login.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            log.info("session ended during the request")
            return response
        except DatabaseError as error:
            if request.method not in ("GET", "HEAD") or outage_of(error) is None:
                raise
            log.warning("session not kept: %s", error)
            return response


class HeaderLoginMiddleware:
    """A session that the proxy's header opened ends when the header is gone or names another person."""

    def __init__(self, get_response):
        if not settings.SSO_HEADER:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and not is_vouched_for(request):
            logout(request)
        return self.get_response(request)


class IdleSessionMiddleware:
    """End a session after the idle time; the login page then leads back to where the person was."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(LAST_SEEN)
            if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            # A time to come: the clock was set back. The idle time then begins anew.
            elif seen is None or abs(now - seen) >= REFRESH_SECONDS:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class FirstPasswordMiddleware:
    """A first password was seen by whoever printed it: nothing else works until it is changed."""

    ALLOWED = ("password_change", "logout", "login")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password:
            allowed = {reverse(name) for name in self.ALLOWED}
            if request.path not in allowed and not request.path.startswith("/static/"):
                return redirect("password_change")
        return self.get_response(request)


class AuthenticatorMiddleware:
    """Who must have 动态口令 and has none yet sets it up first: nothing else works until then.

    Sessions from before it was asked of the role end here, if a code can be asked for.
    """

    ALLOWED = ("authenticator_setup", "password_change", "logout", "login", "login_code")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.TOTP_ROLES and self._must_stop(request):
            if has_code(request.user):
                logout(request)
                return redirect_to_login(request.get_full_path())
            return redirect("authenticator_setup")
        return self.get_response(request)

    def _must_stop(self, request) -> bool:
        if not request.user.is_authenticated or has_passed(request) or not must_have_code(request.user):
            return False
        allowed = {reverse(name) for name in self.ALLOWED}
        return request.path not in allowed and not request.path.startswith("/static/")
