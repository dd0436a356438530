"""Where the present request comes from, so that domain functions need not see the request."""

from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


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
