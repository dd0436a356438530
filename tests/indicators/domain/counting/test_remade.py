"""A migration that makes a table anew: SQLite refuses while a trigger of another table names it."""

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection
from django.db.migrations import Migration

from indicators.change_marks import missing_triggers
from indicators.domain.counting.keeping import differences, keep_counts
from indicators.models import CountRun, UnitChange
from projects.models import Project
from tests.factories import PerformanceGoalFactory

pytestmark = pytest.mark.django_db(transaction=True)
PLAN = [(Migration("9999_anew", "projects"), False)]


@pytest.fixture
def goal(cycle, unit):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite makes tables anew")
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    keep_counts()
    return goal


def make_anew(model, name):
    """As AlterField does: shorter, then as it was."""
    was, shorter = model._meta.get_field(name), model._meta.get_field(name).clone()
    shorter.set_attributes_from_name(name)
    shorter.max_length = 60
    for old, new in [(was, shorter), (shorter, was)]:
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new, strict=True)


def test_a_watched_table_is_made_anew_and_the_figures_are_right_afterwards(goal, cycle):
    emit_pre_migrate_signal(0, False, "default", plan=PLAN)
    assert missing_triggers(connection) and not CountRun.objects.exists()
    make_anew(Project, "name")
    Project.objects.filter(pk=goal.pk).update(amount=1)
    assert keep_counts() == 0  # a worker meanwhile
    emit_post_migrate_signal(0, False, "default", plan=PLAN)
    assert not missing_triggers(connection) and not CountRun.objects.exists()
    assert keep_counts() == 1 and differences(cycle) == []
    Project.objects.filter(pk=goal.pk).update(amount=2)
    assert UnitChange.objects.count() == 1


def test_with_nothing_to_migrate_the_figures_stay(goal):
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert not missing_triggers(connection) and CountRun.objects.exists()


def test_a_new_site_has_them_and_gets_them_back_from_the_next_migrate(originals, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite makes tables anew")
    site = originals.copied("tables", tmp_path / "site", "")
    marks = "from django.db import connection; from indicators.change_marks import *;"
    missing = f"{marks} print(len(missing_triggers(connection)))"
    assert site.shell(missing) == "0"
    site.shell(f"{marks} drop_triggers(connection)")
    assert site.manage("migrate", "projects", "-v", "0").returncode == 0
    assert site.shell(missing) == "0"
    assert site.manage("migrate", "indicators", "0025", "-v", "0").returncode == 0
    assert site.manage("migrate", "-v", "0").returncode == 0
    assert site.shell(missing) == "0"
