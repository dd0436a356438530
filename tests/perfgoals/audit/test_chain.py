"""The chain of audit events: appended whole, sealed, checked."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from perfgoals.audit.domain import changed_values, find_breaches, record
from perfgoals.audit.enums import Result, Verb
from perfgoals.audit.models import FIRST_HASH, AppendOnly, AuditEvent, AuditHead
from perfgoals.audit.origin import coming_from, current_address
from perfgoals.common.append_only import seal, unseal
from tests.factories import DepartmentFactory, UserFactory
from tests.processes import run_together, shared_database

pytestmark = pytest.mark.django_db
TABLE = AuditEvent._meta.db_table


@pytest.fixture
def preparer():
    """Without a role, whose grant would be the first event."""
    return UserFactory(username="preparer", full_name="填报员甲")


@pytest.fixture
def events(preparer):
    return [record(Verb.CHANGE, by=preparer, name=f"对象{n}", after={"amount": n}) for n in range(5)]


def tamper(sql, *params):
    """Change rows as somebody with the database in his hands would."""
    unseal(connection, TABLE)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    seal(connection, TABLE, ["update"])


def numbers():
    return [breach.number for breach in find_breaches()]


class TestRecord:
    def test_first_event_starts_the_chain(self, preparer):
        event = record(Verb.LOGIN, by=preparer)
        assert (event.number, event.previous_hash) == (1, FIRST_HASH)
        assert event.hash == event.computed_hash()

    def test_every_event_is_sealed_over_its_predecessor(self, events):
        assert [e.number for e in events] == [1, 2, 3, 4, 5]
        assert [e.previous_hash for e in events[1:]] == [e.hash for e in events[:-1]]
        assert AuditHead.objects.get().hash == events[-1].hash

    def test_says_who_what_and_from_where(self, preparer):
        unit = DepartmentFactory()
        with coming_from("10.1.2.3"):
            event = record(Verb.CHANGE, by=preparer, obj=unit, before={"name": "旧"}, after={"name": "新"})
        assert event.actor_name == "填报员甲（preparer）"
        assert (event.object_type, event.object_id, event.object_name) == (
            "department",
            str(unit.pk),
            str(unit),
        )
        assert event.address == "10.1.2.3"
        assert event.changes == [("name", "旧", "新")]

    def test_without_a_user_it_is_the_system(self):
        event = record(Verb.IMPORT, name="代码表")
        assert (event.actor, event.actor_name) == (None, "（系统）")

    def test_is_undone_with_the_change_it_tells_of(self, preparer):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(Verb.CHANGE, by=preparer)
            raise ZeroDivisionError
        assert not AuditEvent.objects.exists()
        assert numbers() == []

    def test_any_text_and_value_is_stored_as_it_can_be_checked(self, preparer):
        record(
            Verb.CHANGE,
            by=preparer,
            name="空\x00字\ud800符" * 200,
            after={"at": datetime(2024, 1, 1, tzinfo=UTC)},
        )
        record(Verb.CHANGE, by=preparer, after={"text": "“引号”\n\\ 😀", "none": None}, note="长" * 3000)
        assert numbers() == []

    def test_changed_values_keeps_only_what_differs(self):
        before, after = {"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}
        assert changed_values(before, after) == ({"b": 2, "c": None}, {"b": 3, "c": 4})

    def test_query_count_is_small_and_constant(self, preparer, events, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):  # head, event
            record(Verb.CHANGE, by=preparer)


class TestAddress:
    def test_is_empty_outside_a_request(self):
        assert current_address() == ""

    def test_ends_with_the_request(self):
        with coming_from("10.0.0.1"), coming_from("10.0.0.2"):
            assert current_address() == "10.0.0.2"
        assert current_address() == ""


class TestAppendOnly:
    def test_the_model_refuses_changes(self, events):
        event = AuditEvent.objects.get(number=2)
        event.note = "改过"
        for attempt in (event.save, event.delete, AuditEvent.objects.all().delete):
            with pytest.raises(AppendOnly):
                attempt()
        with pytest.raises(AppendOnly):
            AuditEvent.objects.filter(number=2).update(note="改过")

    @pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET note='x' WHERE number=2", f"DELETE FROM {TABLE}"])
    def test_the_database_refuses_changes(self, events, sql):
        unseal(connection, TABLE)
        seal(connection, TABLE)
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
        assert AuditEvent.objects.count() == 5

    def test_the_migration_has_sealed_the_table(self, events):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {TABLE} SET note='x'")


class TestVerify:
    def test_whole_chain_is_confirmed(self, events):
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert "完整：共 5 条" in out.getvalue()

    def test_empty_chain_is_whole(self):
        assert numbers() == []

    @pytest.mark.parametrize(
        "column",
        [
            "actor_name",
            "address",
            "verb",
            "object_type",
            "object_id",
            "object_name",
            "before",
            "after",
            "note",
        ],
    )
    def test_one_altered_byte_is_named(self, events, column):
        tamper(f"UPDATE {TABLE} SET {column} = {column} || ' ' WHERE number = 3")
        assert numbers() == [3]

    @pytest.mark.parametrize(
        "change", ["at = '2020-01-01 00:00:00+00:00'", "result = 'failed'", "actor_id = NULL"]
    )
    def test_altered_time_result_or_person_is_named(self, events, change):
        tamper(f"UPDATE {TABLE} SET {change} WHERE number = 3")
        assert numbers() == [3]

    def test_row_sealed_anew_after_a_change_breaks_the_next_one(self, events):
        forged = AuditEvent.objects.get(number=3)
        forged.note = "伪造"
        tamper(
            f"UPDATE {TABLE} SET note = %s, hash = %s WHERE number = 3", forged.note, forged.computed_hash()
        )
        assert numbers() == [4]

    def test_missing_rows_are_named(self, events):
        tamper(f"DELETE FROM {TABLE} WHERE number IN (2, 3)")
        breach = next(find_breaches())
        assert breach.message == "缺第 2 号至第 3 号记录。"

    def test_cut_off_tail_is_named(self, events):
        tamper(f"DELETE FROM {TABLE} WHERE number = 5")
        assert [b.message for b in find_breaches()] == ["缺第 5 号记录。"]

    def test_row_added_by_hand_without_the_seal_is_named(self, events):
        last = events[-1]
        AuditEvent(
            number=6, at=last.at, actor_name="甲", verb="login", result=Result.DONE,
            previous_hash=last.hash, hash="0" * 64,
        ).save()  # fmt: skip
        assert numbers() == [6]

    def test_head_that_was_set_back_is_noticed(self, events):
        AuditHead.objects.update(number=3, hash=events[2].hash)
        assert numbers() == [4]

    def test_command_fails_and_names_the_row(self, events):
        tamper(f"UPDATE {TABLE} SET note = '改' WHERE number = 4")
        err = StringIO()
        with pytest.raises(CommandError, match="共 1 处"):
            call_command("verify_audit", stderr=err)
        assert "第 4 号" in err.getvalue()

    def test_memory_and_queries_do_not_grow_with_the_chain(self, events, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):
            assert numbers() == []


def append_events(count):
    for _ in range(count):
        record(Verb.CHANGE, name="并发")
    return "ok"


@pytest.mark.django_db(transaction=True)
def test_processes_append_to_one_chain(tmp_path):
    with shared_database(tmp_path):
        assert run_together(append_events, *[(25,)] * 8) == ["ok"] * 8
        assert AuditEvent.objects.count() == 200
        assert numbers() == []
