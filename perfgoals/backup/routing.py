"""While another database is built, its migrations read and write there and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import router

_built: ContextVar[str | None] = ContextVar("database that is built", default=None)


class BuiltDatabase:
    """Sends what a data migration asks to the database that is built, not to the site's own."""

    def db_for_read(self, model, **hints) -> str | None:
        return _built.get()

    def db_for_write(self, model, **hints) -> str | None:
        return _built.get()


@contextmanager
def building(using: str) -> Iterator[None]:
    """The router is asked only meanwhile: no page pays for it. Other threads keep the site's own database."""
    token, ours = _built.set(using), BuiltDatabase()
    router.routers.insert(0, ours)
    try:
        yield
    finally:
        router.routers.remove(ours)
        _built.reset(token)
