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
    entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    if not settings.TRUSTED_PROXIES or len(entries) < settings.TRUSTED_PROXIES:
        return direct
    return _plain_address(entries[-settings.TRUSTED_PROXIES]) or direct


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
