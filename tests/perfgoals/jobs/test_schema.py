"""A program whose database was not upgraded with it does not start, and says what to run."""

import sqlite3
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from perfgoals.jobs.schema import own_steps, refuse_old_tables
from tests.sites import ROOT, Site

pytestmark = pytest.mark.django_db


def forget(**which):
    MigrationRecorder(connection).migration_qs.filter(**which).delete()


def test_the_database_of_this_program():
    refuse_old_tables()


def test_the_steps_are_those_that_django_knows():
    known = MigrationLoader(connection).disk_migrations
    assert own_steps() <= set(known)
    assert {app for app, _ in own_steps()} >= {"filings", "indicators", "projects", "accounts", "jobs"}
    assert not {app for app, _ in own_steps()} & {"auth", "admin", "axes"}


def test_a_forgotten_upgrade_names_the_command():
    forget(app="filings", name__gt="0001")
    with pytest.raises(ImproperlyConfigured, match=r"还是上一版的，差 \d+ 步.*OWNER=1 perfgoals setup_site"):
        refuse_old_tables()


def test_one_that_was_never_set_up_stops_nobody_here():
    forget()
    refuse_old_tables()


def test_a_database_that_is_away_stops_nobody(monkeypatch):
    def away(recorder):
        raise DatabaseError("connection refused")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", away)
    refuse_old_tables()


def test_the_worker_does_not_start():
    forget(app="jobs")
    with pytest.raises(ImproperlyConfigured, match="还是上一版的"):
        call_command("work", "--batch")


def test_the_web_server_does_not_start(tmp_path):
    with sqlite3.connect(tmp_path / "perfgoals.sqlite3") as old:
        old.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        old.execute("INSERT INTO django_migrations VALUES (1, 'jobs', '0001_initial', '2026-11-28')")
    old.close()
    command = [sys.executable, "-c", "import perfgoals.wsgi"]
    done = subprocess.run(
        command, cwd=ROOT, env=Site(tmp_path).environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, "OWNER=1 perfgoals setup_site" in done.stderr) == (1, True), done.stderr
