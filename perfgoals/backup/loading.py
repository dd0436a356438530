"""Content into an empty database, and the proof that it arrived."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from perfgoals.accounts.models import User

from .content import CHUNK, columns, row_of, tables
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


def _empty(model, using: str) -> None:
    """What migrations have put there."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {connections[using].ops.quote_name(model._meta.db_table)}")


def _fill(model, lines: Iterable[bytes], using: str) -> None:
    fields = columns(model)
    rows = (row_of(model, line) for line in lines)
    size = min(CHUNK, connections[using].ops.bulk_batch_size(fields, range(CHUNK)))
    for chunk in _chunks(rows, size):
        # raw: nothing is filled in by itself, such as the time of the last change.
        model._base_manager.using(using)._insert(chunk, fields=fields, using=using, raw=True)


def _chunks(rows: Iterator, size: int) -> Iterator[list]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _set_sequences(apps: Apps, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables(apps)):
            cursor.execute(statement)
