"""How a session begins: at once, or after the second step, by whatever way the person came."""

import time

from django.contrib.auth import login
from django.utils.crypto import constant_time_compare

from .authenticators import has_code
from .models import User

# Between the password and the code.
WAITING_SECONDS = 5 * 60
_WAITING, _PASSED = "waiting_for_code", "code_passed"


def begin_session(request, user: User) -> bool:
    """Log in whom a backend has recognised. False: a code is asked for first, see `waiting_user`."""
    if not has_code(user):
        login(request, user)
        return True
    request.session.cycle_key()
    request.session[_WAITING] = {
        "user": user.pk, "backend": user.backend, "at": int(time.time()), "hash": user.get_session_auth_hash()
    }  # fmt: skip
    return False


def waiting_user(request) -> User | None:
    """Who has come as far as the code; None when that was too long ago, or the password changed since."""
    waiting = request.session.get(_WAITING, {})
    if not 0 <= time.time() - waiting.get("at", 0) < WAITING_SECONDS:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), waiting["hash"]):
        return None
    user.backend = waiting["backend"]
    return user


def stop_waiting(request) -> None:
    request.session.pop(_WAITING, None)


def finish_session(request, user: User) -> None:
    """The code was right."""
    stop_waiting(request)
    login(request, user)
    mark_passed(request)


def mark_passed(request) -> None:
    request.session[_PASSED] = True


def has_passed(request) -> bool:
    """Whether this session began with a code, or one was set up in it."""
    return request.session.get(_PASSED, False)
