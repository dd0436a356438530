"""One process at a time keeps figures: two at once would each write what the other has just deleted."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

KEY = 28_000_028  # of the advisory lock on PostgreSQL, which counts for this database only


@contextmanager
def alone(*, wait: bool = False, using: str = DEFAULT_DB_ALIAS) -> Iterator[bool]:
    """Whether nobody else keeps figures, nor will until the end of the block; `wait` for that instead.

    The lock ends with its process, however that ends. For SQLite it is on an empty file beside the
    database: all its processes are on one machine. A database in memory has one process.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        yield from _by_server(connection, wait)
    elif connection.is_in_memory_db():
        yield True
    else:
        yield from _by_file(f"{connection.settings_dict['NAME']}.counting", wait)


def _by_server(connection, wait: bool) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [KEY])
        got = wait or cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _by_file(path: str, wait: bool) -> Iterator[bool]:
    handle = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            got = True
        except BlockingIOError:
            got = False
        yield got
    finally:
        os.close(handle)
