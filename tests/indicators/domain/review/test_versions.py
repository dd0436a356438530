"""Frozen versions: the JSON rebuilds the table exactly, and an altered byte is found."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filings.domain.versions import digest, find_altered_versions, freeze, read_content
from filings.enums import Action
from filings.models import FilingVersion
from indicators.domain.review.versions import snapshot, version_record, version_table
from indicators.models import PerformanceGoal
from indicators.record import record_of
from indicators.tables.source import goal_table
from perfgoals.common.append_only import seal, unseal
from perfgoals.common.text import clean_text
from tests.indicators.domain.review.test_steps import undone
from tests.indicators.flow import ready_goal, step

pytestmark = pytest.mark.django_db
TABLE = FilingVersion._meta.db_table


def loaded(goal):
    return PerformanceGoal.objects.with_project().with_indicators().get(pk=goal.pk)


def tamper(sql, *params):
    unseal(connection, TABLE)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    seal(connection, TABLE, ["update"])


def swap(one, other):
    """Each takes the content of the other, with its digest."""
    for version, twin in ((one, other), (other, one)):
        sql = f"UPDATE {TABLE} SET content = %s, sha256 = %s WHERE id = %s"
        tamper(sql, twin.content, twin.sha256, version.pk)


def altered():
    return [breach.version for breach in find_altered_versions()]


@pytest.fixture
def goal(unit, cycle):
    return ready_goal(unit, cycle)


class TestRebuild:
    def test_every_project_of_the_published_table(self, seed_cycle, preparer):
        goals = PerformanceGoal.objects.with_project().with_indicators()
        for goal in goals:
            version = freeze(table=goal, action=Action.SUBMIT, by=preparer)
            version.refresh_from_db()
            assert version_record(read_content(version)) == record_of(goal)

    def test_table_to_print_is_that_of_the_day(self, goal, preparer):
        version = step(goal, Action.SUBMIT, preparer).version
        live = goal_table(
            PerformanceGoal.objects.filter(pk=goal.pk), cycle=goal.project.cycle, unit=goal.project.department
        )
        assert version_table(version) == live

    def test_later_changes_do_not_reach_it(self, goal, preparer):
        version = step(goal, Action.SUBMIT, preparer).version
        before = version_record(read_content(version))
        goal.project.name, goal.project.amount = "改名", Decimal(1)
        goal.project.save()
        goal.indicators.all().delete()
        version.refresh_from_db()
        assert version_record(read_content(version)) == before

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        text=st.text(max_size=200).map(clean_text),
        amount=st.none() | st.decimals(0, "9999999999999.99", places=2),
    )
    def test_any_text_and_amount(self, goal, preparer, text, amount):
        goal.overall_objective = text
        goal.project.amount, goal.project.justification = amount, text
        goal.save()
        goal.project.save()
        version = freeze(table=loaded(goal), action=Action.SUBMIT, by=preparer)
        version.refresh_from_db()
        assert version_record(read_content(version)) == record_of(loaded(goal))

    def test_costs_the_same_for_few_and_many_rows(self, goal, django_assert_num_queries):
        with django_assert_num_queries(4):
            snapshot(loaded(goal))


class TestAltered:
    @pytest.fixture
    def version(self, goal, preparer):
        return step(goal, Action.SUBMIT, preparer).version

    def test_untouched_versions_are_confirmed(self, version):
        out = StringIO()
        call_command("verify_versions", stdout=out)
        assert altered() == [] and "全部 1 个版本完整" in out.getvalue()

    @pytest.mark.parametrize("position", [0, 10, 200, -1])
    def test_one_altered_byte_is_named(self, version, position):
        content = list(version.content)
        content[position] = "x" if content[position] != "x" else "y"
        tamper(f"UPDATE {TABLE} SET content = %s", "".join(content))
        assert altered() == [version.pk]

    def test_content_and_digest_replaced_together_are_named(self, version):
        content = version.content.replace("50000.00", "60000.00")
        tamper(f"UPDATE {TABLE} SET content = %s, sha256 = %s", content, digest(content))
        assert altered() == [version.pk, None]

    def test_deleted_version_is_named(self, version, goal):
        with undone():
            unseal(connection, TABLE)
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [version.pk])
            (breach,) = find_altered_versions()
            assert str(goal) in breach.where and "缺少送审时存档的版本" in breach.message

    def test_one_of_two_alike_is_missed_too(self, version, goal, preparer):
        step(goal, Action.WITHDRAW, preparer)
        twin = step(goal, Action.SUBMIT, preparer).version
        assert twin.sha256 == version.sha256 and altered() == []
        with undone():
            unseal(connection, TABLE)
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [twin.pk])
            assert altered() == [None]

    def test_version_of_nobody_is_named(self, version, goal, preparer):
        forged = freeze(table=loaded(goal), action=Action.SUBMIT, by=preparer)
        assert altered() == [forged.pk]

    def test_versions_swapped_between_two_tables_are_named(self, version, unit, cycle, preparer):
        other = step(ready_goal(unit, cycle), Action.SUBMIT, preparer).version
        swap(version, other)
        found = altered()
        assert sorted(found[::2]) == sorted([version.pk, other.pk]) and found[1::2] == [None, None]

    def test_versions_swapped_within_a_table_are_named(self, version, goal, preparer):
        step(goal, Action.WITHDRAW, preparer)
        goal.project.name = "改名"
        goal.project.save()
        swap(version, step(goal, Action.SUBMIT, preparer).version)
        (breach,) = find_altered_versions()
        assert breach.version == version.pk and "先后" in breach.message

    def test_command_fails_and_names_it(self, version):
        tamper(f"UPDATE {TABLE} SET content = content || ' '")
        err = StringIO()
        with pytest.raises(CommandError, match="共 1 处问题"):
            call_command("verify_versions", stderr=err)
        assert f"版本 {version.pk}" in err.getvalue()

    def test_database_refuses_to_change_it(self, version):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FilingVersion.objects.update(sha256="0" * 64)

    def test_transition_can_not_be_changed_either(self, version, goal):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            goal.filing.transitions.update(comment="改过")
