"""Tables whose rows the database itself refuses to change or delete.

On SQLite a later migration that alters such a table makes it anew and loses the triggers: repeat
`append_only(table)` as the last operation of that migration.
"""

from django.db.migrations import RunPython

_SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_POSTGRESQL_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""
_POSTGRESQL = """CREATE OR REPLACE TRIGGER {table}_no_{action} BEFORE {action} ON {table}
FOR EACH {each} EXECUTE FUNCTION refuse_change()"""
ACTIONS = ("update", "delete", "truncate")


def append_only(table: str, actions=ACTIONS) -> RunPython:
    """A migration operation that adds the triggers to `table`; `truncate` is known to PostgreSQL alone."""
    return RunPython(
        lambda apps, editor: seal(editor.connection, table, actions),
        lambda apps, editor: unseal(editor.connection, table, actions),
    )


def seal(connection, table: str, actions=ACTIONS) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        template = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
        for action in _known(connection, actions):
            each = "STATEMENT" if action == "truncate" else "ROW"
            cursor.execute(template.format(table=table, action=action, each=each))


def unseal(connection, table: str, actions=ACTIONS) -> None:
    """Take the triggers off again; rows changed after that are found by the chain of hashes."""
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for action in _known(connection, actions):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}{where}")


def _known(connection, actions) -> list[str]:
    return [action for action in actions if action != "truncate" or connection.vendor == "postgresql"]
