"""The content of a database as lines of JSON: the same lines, whichever database they come from.

Tables in the order of their names, rows in that of their keys, columns in that of their names. Amounts keep
their places, times are in UTC, texts are themselves. Equal content has equal lines, and so one checksum.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.apps import apps as present_apps
from django.db import connections, models, transaction

SNAPSHOT = "snapshot"
# Made anew by every migration, or worthless after a move: rights come from roles alone.
LEFT_OUT = {"django_content_type", "auth_permission", "django_admin_log", "django_session"}
CHUNK = 2_000


@contextmanager
def snapshot() -> Iterator[str]:
    """A second connection that sees one moment for as long as it is used; writers are not held up.

    Yields its alias. SQLite: a deferred transaction on the write-ahead log; PostgreSQL: REPEATABLE READ.
    """
    connection = connections["default"].copy(alias=SNAPSHOT)
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options.pop("transaction_mode", None)
    connection.settings_dict["OPTIONS"] = options
    connections[SNAPSHOT] = connection
    connections.settings[SNAPSHOT] = connection.settings_dict
    try:
        with transaction.atomic(using=SNAPSHOT), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # Both databases fix the moment with the first query, SQLite with the first that reads a table.
            cursor.execute("SELECT count(*) FROM django_migrations")
            cursor.fetchall()
            yield SNAPSHOT
    finally:
        connection.close()
        del connections[SNAPSHOT]
        del connections.settings[SNAPSHOT]


def tables(apps=present_apps) -> list[type[models.Model]]:
    """Every model with a table of its own, in the order of the tables' names; what an app derives from its
    other tables (`derived` of its AppConfig, names of models) is left out."""
    configs = present_apps.get_app_configs()
    left_out = LEFT_OUT.union(*(derived_tables(config) for config in configs))
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in left_out
    }
    return [found[name] for name in sorted(found)]


def derived_tables(config) -> set[str]:
    return {config.get_model(name)._meta.db_table for name in getattr(config, "derived", ())}


def columns(model) -> list[models.Field]:
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.attname)


def lines_of(model, *, using: str) -> Iterator[bytes]:
    """One line a row."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _line(row)


def _line(row) -> bytes:
    return (
        json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode()
        + b"\n"
    )


def _plain(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    raise TypeError(type(value).__name__)


def values_of(model, line: bytes) -> list:
    """What the row had in its columns that a line came from."""
    fields = columns(model)
    values = json.loads(line)
    if len(values) != len(fields):
        raise ValueError(f"{model._meta.db_table}: {len(values)} columns instead of {len(fields)}")
    return [_python(field, value) for field, value in zip(fields, values, strict=True)]


def _python(field, value):
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.DurationField):
        return timedelta(microseconds=value)
    return field.to_python(value)


class Checksum:
    """SHA-256 over the names of the tables and all their lines, table by table."""

    def __init__(self):
        self.total = hashlib.sha256()

    def begin(self, table: str) -> None:
        self.total.update(f"# {table}\n".encode())

    def add(self, line: bytes) -> None:
        self.total.update(line)

    def hexdigest(self) -> str:
        return self.total.hexdigest()


def checksum_of(using: str, apps=present_apps) -> tuple[str, dict[str, int]]:
    """The checksum of a database's content, and how many rows each table has."""
    checksum, counts = Checksum(), {}
    for model in tables(apps):
        table = model._meta.db_table
        checksum.begin(table)
        counts[table] = 0
        for line in lines_of(model, using=using):
            checksum.add(line)
            counts[table] += 1
    return checksum.hexdigest(), counts
