"""The chain is sealed with a key outside the database, and anchored outside the server."""

import errno
import hashlib
import importlib
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from perfgoals.audit.anchors import BadAnchor, anchor_folder, keep_daily_anchor, present_anchor, read_anchor
from perfgoals.audit.domain import find_breaches, record
from perfgoals.audit.enums import Verb
from perfgoals.audit.models import FIRST_HASH, AuditEvent, AuditHead
from perfgoals.common.append_only import seal, unseal

pytestmark = pytest.mark.django_db
TABLE = AuditEvent._meta.db_table
sealing = importlib.import_module("perfgoals.audit.migrations.0002_seal_with_key")


@pytest.fixture
def events():
    return [record(Verb.CHANGE, name=f"对象{n}") for n in range(5)]


def as_owner_of_the_database(*statements):
    """What somebody can do who has the database in his hands, but not the key."""
    unseal(connection, TABLE)
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
    seal(connection, TABLE, ["update"])


def write_anew(hash_of):
    """The whole chain, without its third event, with hashes by `hash_of`."""
    rows = list(AuditEvent.objects.order_by("number"))
    as_owner_of_the_database((f"DELETE FROM {TABLE}", []))
    previous = FIRST_HASH
    for number, row in enumerate([*rows[:2], *rows[3:]], start=1):
        row.number, row.previous_hash = number, previous
        row.hash = previous = hash_of(row)
        row._state.adding = True
        row.save()
    AuditHead.objects.update(number=number, hash=previous)


def plain_hash(row) -> str:
    return hashlib.sha256((row.previous_hash + sealing.text_of(row)).encode()).hexdigest()


def verify(*anchors) -> str:
    out = StringIO()
    call_command("verify_audit", *[f"--anchor={anchor}" for anchor in anchors], stdout=out, stderr=out)
    return out.getvalue()


def test_a_chain_written_anew_without_the_key_is_noticed(events):
    write_anew(plain_hash)
    assert [breach.number for breach in find_breaches()] == [1, 2, 3, 4]


def test_a_chain_sealed_with_another_key_is_noticed(events, settings):
    settings.AUDIT_KEY = "another"
    assert len(list(find_breaches())) == 5


def test_a_chain_written_anew_with_the_key_is_caught_by_the_anchor(events):
    anchor = present_anchor()
    write_anew(AuditEvent.computed_hash)
    assert list(find_breaches()) == []
    with pytest.raises(CommandError, match="共 1 处"):
        verify(anchor)


def test_a_chain_that_was_emptied_is_caught_by_the_anchor(events):
    anchor = present_anchor()
    as_owner_of_the_database((f"DELETE FROM {TABLE}", []))
    AuditHead.objects.all().delete()
    assert list(find_breaches()) == []
    with pytest.raises(CommandError, match="共 1 处"):
        verify(anchor)


def test_anchors_hold_while_the_chain_goes_on(events):
    first = present_anchor()
    record(Verb.CHANGE, name="后来")
    assert "与 2 个锚点相符" in verify(first, present_anchor())


def test_every_day_an_anchor_is_kept_once(events):
    path = keep_daily_anchor()
    assert json.loads(path.read_text())["number"] == 5
    record(Verb.CHANGE, name="后来")
    assert keep_daily_anchor() is None
    assert read_anchor(str(path)).number == 5
    assert "与 1 个锚点相符" in verify(path)


def test_of_an_anchor_that_could_not_be_written_nothing_is_left(events, monkeypatch):
    """Half of one would be the day's for ever."""

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space"):
        patch.setattr(Path, "chmod", full)
        keep_daily_anchor()
    assert list(anchor_folder().iterdir()) == []
    assert read_anchor(str(keep_daily_anchor())).number == 5


def test_of_an_empty_chain_no_anchor_is_kept():
    assert keep_daily_anchor() is None


def test_an_anchor_is_read_as_it_is_printed(events):
    anchor = present_anchor()
    printed = f" {anchor.number}: {' '.join(anchor.groups).upper()}\n"
    assert read_anchor(printed).hash == anchor.hash


@pytest.mark.parametrize("given", ["", "5", "5:abc", "/no/such/file", __file__])
def test_what_is_no_anchor_is_said(given):
    with pytest.raises(BadAnchor, match="不是锚点"):
        read_anchor(given)


def test_the_auditor_prints_it(client_for, auditor, administrator, events):
    page = client_for(auditor).get("/audit/anchor/").content.decode()
    anchor = present_anchor()
    assert str(anchor) in page
    assert all(group in page for group in anchor.groups)
    assert client_for(administrator).get("/audit/anchor/").status_code == 403


# --- chains from before the key ---------------------------------------------------------------------


def make_old_chain():
    """As it was stored when it was sealed by SHA-256 alone."""
    unseal(connection, TABLE)
    previous = FIRST_HASH
    for row in AuditEvent.objects.order_by("number"):
        row.previous_hash = previous
        previous = plain_hash(row)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET previous_hash = %s, hash = %s WHERE number = %s",
                [row.previous_hash, previous, row.number],
            )
    AuditHead.objects.update(hash=previous)


class Editor:
    connection = connection


def test_a_whole_old_chain_is_sealed_anew(events):
    make_old_chain()
    sealing.seal_again(apps_of_then(), Editor)
    assert list(find_breaches()) == []


def test_a_row_that_was_forged_before_is_still_named(events):
    make_old_chain()
    as_owner_of_the_database((f"UPDATE {TABLE} SET note = 'x' WHERE number = 3", []))
    sealing.seal_again(apps_of_then(), Editor)
    assert 3 in [breach.number for breach in find_breaches()]


def apps_of_then():
    """Models without the methods of today, as a migration sees them."""
    return MigrationLoader(connection).project_state([("audit", "0002_seal_with_key")]).apps


# --- PostgreSQL ------------------------------------------------------------------------------------


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")
def test_the_table_cannot_be_truncated(events):
    seal(connection, TABLE)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {TABLE}")
    unseal(connection, TABLE, ["truncate"])
    assert AuditEvent.objects.count() == 5


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")
def test_the_chain_goes_on_in_the_table_of_the_site_whatever_the_session_sees(events):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_audithead AS SELECT * FROM public.audit_audithead")
        record(Verb.CHANGE, name="会话看到的是同名的临时表")
        cursor.execute("DROP TABLE pg_temp.audit_audithead")
    assert AuditHead.objects.get().number == AuditEvent.objects.count() == 6
    assert list(find_breaches()) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL")
class TestRoleOfTheSite:
    ROLE = "perfgoals_site_role"

    @pytest.fixture
    def as_site(self, events):
        """Statements run as the role that the site uses; undone with the test's transaction."""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {self.ROLE}")
            call_command("grant_app_role", self.ROLE, stdout=StringIO())
            cursor.execute(f"SET LOCAL ROLE {self.ROLE}")
            yield cursor
            cursor.execute("RESET ROLE")

    def test_it_appends(self, as_site):
        record(Verb.CHANGE, name="作为网站")
        assert list(find_breaches()) == []

    @pytest.mark.parametrize(
        "sql",
        [
            f"UPDATE {TABLE} SET note = 'x'",
            f"DELETE FROM {TABLE}",
            f"TRUNCATE {TABLE}",
            f"DROP TRIGGER {TABLE}_no_update ON {TABLE}",
            f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
            "DELETE FROM filings_filingversion",
        ],
    )
    def test_it_changes_and_unlocks_nothing(self, as_site, sql):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            as_site.execute(sql)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite")
def test_sqlite_has_no_roles():
    with pytest.raises(CommandError, match="只有 PostgreSQL 有角色"):
        call_command("grant_app_role", "x")
