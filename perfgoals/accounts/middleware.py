"""Session rules that hold on every page."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

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
            elif seen is None or now - seen >= REFRESH_SECONDS:
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
