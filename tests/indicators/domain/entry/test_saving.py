from dataclasses import replace

import pytest

from filings.locking import TableLocked
from indicators.domain.entry.entries import References, entry_of, normalised
from indicators.domain.entry.saving import StaleGoal, save_goal
from indicators.domain.entry.settling import RowValues, settle
from indicators.models import Indicator
from perfgoals.audit.models import AuditEvent
from perfgoals.language.enums import TargetKind
from projects.models import Project
from tests.factories import IndicatorFactory, PerformanceGoalFactory, category
from tests.indicators.posts import reread

pytestmark = pytest.mark.django_db


def unchanged(goal):
    goal = reread(goal)
    references = References(goal)
    settled = settle(normalised(entry_of(goal), references), goal=goal, references=references)
    return settled.facts, settled.rows


@pytest.fixture
def goal(cycle, unit):
    return reread(PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=3))


def test_saving_facts_and_rows_raises_the_revision_and_notes_who(goal, preparer):
    facts, rows = unchanged(goal)
    facts["annual_objective"] = "全年维护四次。"
    new = RowValues(
        category_id=category("质量指标").pk, name="合格率", period_target="≥95%", annual_target="≥95%"
    )
    saved = save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=[new, *rows])
    goal = reread(goal)
    assert saved.changed and goal.revision == 2 and goal.filing.updated_by == preparer
    assert goal.annual_objective == "全年维护四次。"
    first = goal.indicators.all()[0]
    assert (first.name, first.position, first.annual_unit, saved.row_ids[0]) == ("合格率", 1, "%", first.pk)


def test_saving_what_is_already_stored_writes_nothing(goal, preparer, django_assert_max_num_queries):
    facts, rows = unchanged(goal)
    with django_assert_max_num_queries(5):
        saved = save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=rows)
    assert not saved.changed
    assert reread(goal).revision == 1 and reread(goal).filing.updated_by is None


def test_row_left_out_is_deleted_and_the_others_close_up(goal, preparer):
    facts, rows = unchanged(goal)
    save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=rows[1:])
    assert [row.pk for row in reread(goal).indicators.all()] == [row.pk for row in rows[1:]]
    assert [row.position for row in reread(goal).indicators.all()] == [1, 2]


def test_changed_target_is_parsed_anew(goal, preparer):
    facts, rows = unchanged(goal)
    changed = replace(rows[0], period_target="不适用")
    save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=[changed, *rows[1:]])
    row = Indicator.objects.get(pk=rows[0].pk)
    assert row.period_kind == TargetKind.NOT_APPLICABLE and row.period_number is None


def test_stale_save_writes_nothing_and_brings_what_the_other_left(goal, preparer, make_user):
    facts, rows = unchanged(goal)
    other = make_user(full_name="填报员乙")
    save_goal(goal=goal, by=other, revision=1, facts={**facts, "overall_objective": "乙的目标"}, rows=rows)
    with pytest.raises(StaleGoal) as stale:
        save_goal(goal=goal, by=preparer, revision=1, facts={**facts, "overall_objective": "甲的"}, rows=[])
    assert stale.value.goal.filing.updated_by == other
    assert stale.value.goal.overall_objective == "乙的目标"
    assert reread(goal).overall_objective == "乙的目标" and len(reread(goal).indicators.all()) == 3


@pytest.mark.parametrize("trait", ["submitted", "endorsed", "approved"])
def test_table_that_left_the_unit_is_locked(cycle, unit, preparer, trait):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, **{trait: True})
    facts, rows = unchanged(goal)
    with pytest.raises(TableLocked):
        save_goal(goal=goal, by=preparer, revision=1, facts={**facts, "overall_objective": "改"}, rows=rows)


def test_row_of_another_goal_is_never_touched(goal, preparer, cycle, unit):
    stranger = IndicatorFactory(goal__project__cycle=cycle, goal__project__department=unit)
    facts, rows = unchanged(goal)
    foreign = RowValues(category_id=stranger.category_id, name="冒名", pk=stranger.pk)
    save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=[*rows, foreign])
    stranger.refresh_from_db()
    assert stranger.name == "系统维护数量"
    assert reread(goal).indicators.count() == 4


# More than 55 rows are more values than SQLite takes in one statement.
@pytest.mark.parametrize(("count", "queries"), [(1, 14), (16, 14), (60, 15)])
def test_saving_takes_a_dozen_queries(cycle, unit, preparer, count, queries, django_assert_max_num_queries):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=count)
    facts, rows = unchanged(goal)
    facts |= {"name": "换名", "annual_objective": "换了"}
    fresh = [
        RowValues(category_id=row.category_id, name=f"{row.name}{place}", annual_target="≥5次", pk=row.pk)
        for place, row in enumerate(rows[1:])
    ] + [RowValues(category_id=rows[0].category_id, name="新增")]
    with django_assert_max_num_queries(queries):
        save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=fresh)
    assert Project.objects.get(pk=goal.pk).name == "换名"


def test_what_was_changed_is_in_the_audit(goal, preparer):
    facts, rows = unchanged(goal)
    facts |= {"name": "换名"}
    changed = [
        replace(rows[1], annual_target="≥9次"),
        RowValues(category_id=rows[0].category_id, name="新增"),
    ]
    save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=changed)
    event = AuditEvent.objects.order_by("number").last()
    values = {place: (old, new) for place, old, new in event.changes}
    assert (event.verb, event.actor) == ("change", preparer)
    assert values["name"][1] == "换名" and values["第 1 行 annual_target"][1] == "≥9次"
    assert values["第 2 行（新增）"] == (None, "新增 /  / ")
    assert values["第 1 行（删除）"][1] is None


def test_saving_nothing_leaves_no_record(goal, preparer):
    facts, rows = unchanged(goal)
    before = AuditEvent.objects.count()
    save_goal(goal=goal, by=preparer, revision=1, facts=facts, rows=rows)
    assert AuditEvent.objects.count() == before
