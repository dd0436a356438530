"""Two people and one table: A opened it, B saved, now A saves."""

from dataclasses import replace

import pytest

from indicators.domain.entry.conflicts import MINE, THEIRS, conflicts, resolved
from indicators.domain.entry.entries import GoalEntry, References, RowEntry, entry_of
from tests.factories import PerformanceGoalFactory, category
from tests.indicators.posts import reread, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit):
    return reread(PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=3))


@pytest.fixture
def opened(goal):
    return entry_of(goal)


@pytest.fixture
def compare(goal, opened):
    def compare(mine, theirs):
        found = conflicts(mine, theirs, base=opened.fingerprints(), references=References(goal))
        return {difference.key: difference for difference in found}

    return compare


def with_row(entry, place, **cells):
    rows = list(entry.rows)
    rows[place] = replace(rows[place], **cells)
    return replace(entry, rows=tuple(rows))


def test_equal_tables_have_no_difference(opened, compare):
    assert compare(opened, opened) == {}


def test_what_only_one_changed_is_already_chosen(opened, compare):
    found = compare(typed(opened, justification="甲改的"), typed(opened, overall_objective="乙改的"))
    assert {key: item.preferred for key, item in found.items()} == {
        "justification": MINE, "overall_objective": THEIRS,
    }  # fmt: skip


def test_what_both_changed_must_be_chosen_and_shows_both_values(opened, compare):
    found = compare(typed(opened, amount="1.00"), typed(opened, amount="2.00"))
    assert (found["amount"].mine, found["amount"].theirs, found["amount"].preferred) == ("1.00", "2.00", "")


def test_cells_of_a_row_are_compared_one_by_one(opened, compare):
    mine = with_row(opened, 1, period_target="≥5次")
    theirs = with_row(with_row(opened, 1, annual_target="≥6次"), 0, category=category("质量指标").pk)
    pk0, pk1 = opened.rows[0].pk, opened.rows[1].pk
    found = compare(mine, theirs)
    assert {key: item.preferred for key, item in found.items()} == {
        f"row-{pk0}-category": THEIRS, f"row-{pk1}-period_target": MINE, f"row-{pk1}-annual_target": THEIRS,
    }  # fmt: skip
    assert found[f"row-{pk0}-category"].theirs == "产出指标 › 质量指标"


def test_choices_are_applied_cell_by_cell(opened, compare):
    mine = typed(with_row(opened, 1, period_target="≥5次"), amount="1.00")
    theirs = typed(with_row(opened, 1, annual_target="≥6次", period_target="≥7次"), amount="2.00")
    pk = opened.rows[1].pk
    choices = {"amount": THEIRS, f"row-{pk}-period_target": MINE, f"row-{pk}-annual_target": THEIRS}
    entry = resolved(mine, theirs, choices)
    row = entry.rows[1]
    assert (entry.facts["amount"], row.period_target, row.annual_target) == ("2.00", "≥5次", "≥6次")


def test_row_that_the_other_added_is_offered_and_put_where_it_stood(opened, compare):
    added = RowEntry(pk=9_000, category=opened.rows[0].category, name="乙加的")
    theirs = replace(opened, rows=(opened.rows[0], added, *opened.rows[1:]))
    assert compare(opened, theirs)["row-9000"].preferred == THEIRS
    assert resolved(opened, theirs, {"row-9000": THEIRS}).rows == theirs.rows
    assert resolved(opened, theirs, {"row-9000": MINE}).rows == opened.rows


@pytest.mark.parametrize(("touched", "preferred"), [(False, THEIRS), (True, "")])
def test_row_that_the_other_deleted(opened, compare, touched, preferred):
    mine = with_row(opened, 2, name="甲改的") if touched else opened
    theirs = replace(opened, rows=opened.rows[:2])
    key = f"row-{opened.rows[2].pk}"
    assert compare(mine, theirs)[key].preferred == preferred
    assert len(resolved(mine, theirs, {key: THEIRS}).rows) == 2
    kept = resolved(mine, theirs, {key: MINE}).rows
    assert kept[2].name == mine.rows[2].name and kept[2].pk is None


@pytest.mark.parametrize(("touched", "preferred"), [(False, MINE), (True, "")])
def test_row_that_i_deleted(opened, compare, touched, preferred):
    mine = replace(opened, rows=opened.rows[:2])
    theirs = with_row(opened, 2, name="乙改的") if touched else opened
    assert compare(mine, theirs)[f"row-{opened.rows[2].pk}"].preferred == preferred


def test_new_row_whose_answer_got_lost_is_recognised(opened, compare):
    mine = replace(opened, rows=(*opened.rows, RowEntry(category=1, name="新行")))
    theirs = replace(opened, rows=(*opened.rows, RowEntry(pk=9_000, category=1, name="新行")))
    assert compare(mine, theirs) == {}
    assert resolved(mine, theirs, {}).rows == theirs.rows


def test_unfinished_row_of_the_other_is_offered_too(opened, compare):
    theirs = replace(opened, rows=(*opened.rows, RowEntry(name="乙还没选类别")))
    ((key, found),) = compare(opened, theirs).items()
    assert found.preferred == THEIRS and "乙还没选类别" in found.theirs
    assert resolved(opened, theirs, {key: THEIRS}).rows[-1].name == "乙还没选类别"
    assert resolved(opened, theirs, {}).rows == opened.rows


def test_order_is_a_value_of_its_own(opened, compare):
    theirs = replace(opened, rows=opened.rows[::-1])
    assert "order" in compare(opened, theirs)
    assert [row.pk for row in resolved(opened, theirs, {"order": THEIRS}).rows] == [r.pk for r in theirs.rows]
    assert resolved(opened, theirs, {"order": MINE}).rows == opened.rows


def test_without_marks_of_the_opened_form_everything_must_be_chosen(goal, opened):
    found = conflicts(typed(opened, amount="1.00"), opened, base={}, references=References(goal))
    assert [item.preferred for item in found] == [""]


def test_rows_of_an_unknown_form_do_not_invent_ids(opened):
    forged = GoalEntry(opened.facts, (RowEntry(pk=77_777, category=1, name="伪造"),))
    assert resolved(forged, opened, {}).rows[0].pk is None
