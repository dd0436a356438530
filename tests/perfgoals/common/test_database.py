from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from perfgoals.common import database
from perfgoals.common.database import database_settings

FOLDER = Path("/srv/perfgoals")


@pytest.mark.parametrize("url", [None, ""])
def test_without_url_the_database_is_a_file_in_the_data_folder(url):
    database = database_settings(url, FOLDER)
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == "/srv/perfgoals/perfgoals.sqlite3"


def test_a_folder_with_blanks_and_chinese_letters_is_found_again():
    folder = Path("/srv/绩效 目标/#1")
    assert database_settings(None, folder)["NAME"] == str(folder / "perfgoals.sqlite3")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_postgresql_by_url(scheme):
    database = database_settings(f"{scheme}://u:p%40ss@db.example:5433/goals", FOLDER)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "goals")
    assert database["PASSWORD"] == "p@ss"
    assert database["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:geheim@h/d", "oracle9://x", "postgresql://x:geheim@h:port/db"]
)
def test_a_url_that_makes_no_sense_is_refused_without_repeating_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        database_settings(url, FOLDER)
    assert "geheim" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_sqlite_waits_its_turn_and_keeps_what_it_acknowledged(db, tmp_path):
    database = database_settings(None, tmp_path)
    connection = DatabaseWrapper({**connections.settings["default"], **database})
    try:
        with connection.cursor() as cursor:
            found = {
                name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "busy_timeout")
            }
    finally:
        connection.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 20000}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize("may_write", [True, False])
def test_a_connection_made_while_the_disk_can_only_be_read_is_not_kept(db, tmp_path, monkeypatch, may_write):
    connection = DatabaseWrapper({**connections.settings["default"], **database_settings(None, tmp_path)})
    monkeypatch.setattr(database.os, "access", lambda path, mode: may_write)
    try:
        connection.connect()
        connection.close_if_unusable_or_obsolete()
        assert (connection.connection is not None) == may_write
    finally:
        connection.close()
