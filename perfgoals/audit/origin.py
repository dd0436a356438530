"""Where the present request comes from, so that domain functions need not see the request."""

import ipaddress
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_address: ContextVar[str] = ContextVar("address", default="")


def client_address(request) -> str:
    """The address that the request came from, as the outermost of our own proxies saw it.

    Each proxy adds to X-Forwarded-For whom it heard from; the last TRUSTED_PROXIES entries are by ours, and
    the first of these is the client. What stands before them anybody may have written.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    entries = _forwarded(request)
    if not settings.TRUSTED_PROXIES or len(entries) < settings.TRUSTED_PROXIES:
        return direct
    return _plain_address(entries[-settings.TRUSTED_PROXIES]) or direct


def came_through_proxies(request) -> bool:
    """Whether our own proxies passed this request on: what they set in it may be believed.

    It comes from the address of one of them, and each has added to X-Forwarded-For.
    """
    known = request.META.get("REMOTE_ADDR", "") in settings.PROXY_ADDRESSES
    return known and 0 < settings.TRUSTED_PROXIES <= len(_forwarded(request))


def _forwarded(request) -> list[str]:
    return [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",") if entry.strip()]


def _plain_address(text: str) -> str:
    """Without a port or brackets; empty for what is no address."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def current_address() -> str:
    """The client's IP address; empty in commands and background jobs."""
    return _address.get()


@contextmanager
def coming_from(address: str):
    """All events recorded inside carry this address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)
