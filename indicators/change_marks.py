"""Triggers that note which unit's tables changed: in the database, so that no way of writing is forgotten.

A bulk statement, an import, a restored backup, SQL by hand: each leaves a row of UnitChange in its own
transaction. PostgreSQL notes the units of a whole statement at once, SQLite row by row and each unit once.
"""

from collections.abc import Iterable, Iterator

from django.db.migrations import RunPython

from perfgoals.common.database import own_search_path

MARKS = "indicators_unitchange"
# Table → the column that leads to the project; None where the row names cycle and unit itself. A later room
# adds its own when it is ready (watch).
WATCHED: dict[str, str | None] = {
    "filings_filing": None,
    "projects_project": None,
    "indicators_performancegoal": "project_id",
    "indicators_goalfinding": "goal_id",
    "indicators_checkanswer": "goal_id",
    "indicators_checktally": "goal_id",
}
# Which rows tell of the change. Those of a goal's own texts change nothing that is counted.
SIDES = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} BEGIN
INSERT INTO indicators_unitchange (cycle_id, department_id) SELECT p.cycle_id, p.department_id FROM {source} p
WHERE NOT EXISTS (SELECT 1 FROM indicators_unitchange m
WHERE m.cycle_id = p.cycle_id AND m.department_id = p.department_id); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql
SET search_path = {search_path} AS $$ BEGIN
INSERT INTO indicators_unitchange (cycle_id, department_id)
SELECT DISTINCT p.cycle_id, p.department_id FROM {source}; RETURN NULL; END $$"""
_POSTGRESQL = """CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table}
REFERENCING {side} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"""


def watch(table: str, column: str) -> None:
    """Mark the units of what changes in this table too; `column` leads to the project.

    `mend_triggers` adds its triggers after the next migrate, and has everything counted again.
    """
    WATCHED[table] = column


def change_marks() -> RunPython:
    """The migration operation that adds the triggers, and takes them off when it is undone.

    On SQLite they would stop every later migration of the same run that makes a table anew: there
    `mend_triggers` adds them when all have run.
    """
    return RunPython(
        lambda apps, editor: editor.connection.vendor == "sqlite" or add_triggers(editor.connection),
        lambda apps, editor: drop_triggers(editor.connection),
    )


def add_triggers(connection) -> None:
    """Add what is missing."""
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def drop_triggers(connection) -> None:
    with connection.cursor() as cursor:
        for name, table, *_ in _triggers(WATCHED):
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" * (connection.vendor == "postgresql"))
            )
        if connection.vendor == "postgresql":
            for function in dict.fromkeys(map(_function, WATCHED.values())):
                cursor.execute(f"DROP FUNCTION IF EXISTS {function}()")


def missing_triggers(connection) -> set[str]:
    """Names of those that are not on this site's tables, or switched off."""
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE pg_table_is_visible(tgrelid) AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return {name for name, *_ in _triggers(_tables(connection))} - {name for (name,) in cursor.fetchall()}


def _tables(connection) -> list[str]:
    """The watched tables that are there: while a new site is migrated, those of later rooms are not."""
    there = set(connection.introspection.table_names())
    return [table for table in WATCHED if table in there]


def _triggers(tables: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    """(name, table, event, side of the change)"""
    for table in tables:
        for event, sides in SIDES.items():
            if table == "indicators_performancegoal" and event == "update":
                continue
            for side in sides:
                yield f"{table}_{event}_{side.lower()}_marks", table, event, side


def _function(column: str | None) -> str:
    return f"mark_units_by_{column}" if column else "mark_units"


def _statements(connection) -> Iterator[str]:
    vendor = connection.vendor
    if vendor == "postgresql":
        search_path = own_search_path(connection)
        for column in dict.fromkeys(WATCHED.values()):
            by_project = f"changed c JOIN projects_project p ON p.id = c.{column}"
            source = by_project if column else "changed p"
            yield _FUNCTION.format(function=_function(column), source=source, search_path=search_path)
    for name, table, event, side in _triggers(_tables(connection)):
        column = WATCHED[table]
        if vendor == "postgresql":
            yield _POSTGRESQL.format(
                name=name, event=event, table=table, side=side, function=_function(column)
            )
            continue
        own = f"(SELECT {side}.cycle_id AS cycle_id, {side}.department_id AS department_id)"
        by_project = f"(SELECT cycle_id, department_id FROM projects_project WHERE id = {side}.{column})"
        yield _SQLITE.format(name=name, event=event, table=table, source=by_project if column else own)
