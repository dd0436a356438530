"""DATABASE_URL as Django's setting: SQLite set up to lose nothing, or PostgreSQL; where its tables are."""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def database_settings(url: str | None, data_dir: Path) -> dict:
    """The default database: what `url` names, else a SQLite file in `data_dir`.

    Raises ImproperlyConfigured with a sentence for the administrator when `url` can't be used.
    """
    try:
        database = dj_database_url.parse(url or "sqlite://", conn_max_age=600, conn_health_checks=True)
    except ValueError:
        database = {}
    if not url:  # put in here and not into a URL, where a # in the folder's name would end it
        database["NAME"] = str(data_dir / "perfgoals.sqlite3")
    if database.get("ENGINE") not in ENGINES:
        # Without the value itself: it may hold a password.
        raise ImproperlyConfigured(
            "环境变量 DATABASE_URL 写得不对。应像 postgresql://用户:密码@主机:5432/库名；"
            "密码中的特殊字符须写成百分号编码。不设置则使用数据目录中的 SQLite。"
        )
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: a read-then-write transaction waits for its turn instead of failing with "locked".
        # FULL: an acknowledged save is on the disk, also after a power cut.
        database["CONN_HEALTH_CHECKS"] = False
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
        }
    else:
        # A server that is gone without a word is noticed in seconds, not in a quarter of an hour.
        database["OPTIONS"] = {
            "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
        } | database.get("OPTIONS", {})  # fmt: skip
    return database


def keep_only_writable(*, connection, **kwargs) -> None:
    """A connection to an SQLite file that can only be read stays so for its life: keep it for one request.

    So everybody can save at once when the disk is well again. A receiver of `connection_created`.
    """
    is_file = connection.vendor == "sqlite" and not connection.is_in_memory_db()
    if is_file and not os.access(connection.settings_dict["NAME"], os.W_OK):
        connection.close_at = 0


def analyze(connection) -> None:
    """Let the database look at how its tables are filled; a sample is enough and takes moments.

    Before that it sorts a whole cycle for a list's first page. SQLite never looks by itself, PostgreSQL some
    minutes late.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def own_search_path(connection) -> str:
    """On PostgreSQL: what our functions say after SET search_path, the tables of this site and no others.

    Without it a trigger writes into whatever table of that name the session happens to see: one of another
    schema, a temporary one, or none, as while pg_restore loads.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return f"{connection.ops.quote_name(cursor.fetchone()[0])}, pg_temp"
