"""Content into an empty database, and the proof that it arrived."""

from collections.abc import Callable, Iterable

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from perfgoals.accounts.models import User
from perfgoals.common.database import analyze

from .content import columns, tables, values_of
from .routing import building

Lines = Callable[[str], Iterable[bytes]]


class CannotLoad(Exception):
    """Why this database can't take the content; the text says what to do."""


def migration_state(using: str) -> list[list[str]]:
    """The last migration of every app, as [app, name]. Raises CannotLoad where some are not applied."""
    executor = MigrationExecutor(connections[using])
    leaves = executor.loader.graph.leaf_nodes()
    applied = MigrationRecorder(connections[using]).applied_migrations()
    if missing := [leaf for leaf in leaves if leaf not in applied]:
        raise CannotLoad(
            f"数据库还没有升级到这个版本（缺 {missing[0][0]} 等）。请先运行 manage.py setup_site。"
        )
    return sorted([app, name] for app, name in leaves)


def load(lines: Lines, *, state: list[list[str]], using: str) -> Apps:
    """Build the tables as they were in `state` and fill them; `lines(table)` gives the rows.

    Returns the models of that state, for the checksum; `bring_up_to_date` is for after that.
    """
    refuse_unless_empty(using)
    executor = MigrationExecutor(connections[using])
    targets = [(app, name) for app, name in state]
    if unknown := [target for target in targets if target not in executor.loader.graph.nodes]:
        app, name = unknown[0]
        raise CannotLoad(f"备份来自更新的版本（{app} {name}）。请先安装同样或更新的版本，再恢复。")
    with building(using):
        executor.migrate(targets)
    apps = executor.loader.project_state(targets).apps
    with transaction.atomic(using=using):
        for model in tables(apps):
            _empty(model, using)
        for model in tables(apps):
            _fill(model, lines(model._meta.db_table), using)
        _set_sequences(apps, using)
    return apps


def refuse_unless_empty(using: str) -> None:
    """Never over a site that is in use: whoever restores by mistake must lose nothing."""
    connection = connections[using]
    if User._meta.db_table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {User._meta.db_table}")
            if cursor.fetchone()[0]:
                raise CannotLoad(
                    "目标数据库里已有账号和数据，为免覆盖没有恢复。"
                    "请用 PERFGOALS_DATA 指定一个空目录，或用 DATABASE_URL 指定一个空库。"
                )


def bring_up_to_date(using: str) -> None:
    with building(using):
        call_command("migrate", database=using, interactive=False, verbosity=0)
    analyze(connections[using])


def _empty(model, using: str) -> None:
    """What migrations have put there."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {connections[using].ops.quote_name(model._meta.db_table)}")


def _fill(model, lines: Iterable[bytes], using: str) -> None:
    """Values as they are: nothing is filled in by itself, such as the time of the last change.

    On PostgreSQL by COPY, one statement a table: its triggers and their queries run once.
    """
    connection, fields = connections[using], columns(model)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    rows = (
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
        for values in (values_of(model, line) for line in lines)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


def _set_sequences(apps: Apps, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables(apps)):
            cursor.execute(statement)
