"""The transition table itself, and that docs/workflow.md is in step with it."""

from itertools import product

import pytest
from django.conf import settings

from indicators.enums import Action, GoalStatus, Place
from indicators.tables.layout import COLUMNS
from indicators.workflow import (
    TRANSITIONS,
    Need,
    find_transition,
    markdown_table,
    reviewing_roles,
    roles_of,
    transitions_from,
)
from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES, Role
from perfgoals.audit.enums import Verb

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("action", "status", "supervised"), product(Action, GoalStatus, [True, False]))
def test_at_most_one_row_applies(action, status, supervised):
    rows = [t for t in TRANSITIONS if t.action == action and t.applies(status, supervised=supervised)]
    assert len(rows) <= 1
    assert find_transition(action, status, supervised=supervised) == (rows[0] if rows else None)


@pytest.mark.parametrize("supervised", [True, False])
def test_the_design_s_route_is_the_table_s(supervised):
    way = {
        (t.action, s): t.target for t in TRANSITIONS for s in t.sources if t.applies(s, supervised=supervised)
    }
    first = GoalStatus.SUBMITTED if supervised else GoalStatus.ENDORSED
    expected = {
        (Action.SUBMIT, GoalStatus.DRAFT): first,
        (Action.SUBMIT, GoalStatus.RETURNED): first,
        (Action.WITHDRAW, GoalStatus.SUBMITTED): GoalStatus.DRAFT,
        (Action.ENDORSE, GoalStatus.SUBMITTED): GoalStatus.ENDORSED,
        (Action.RETURN, GoalStatus.SUBMITTED): GoalStatus.RETURNED,
        (Action.RETURN, GoalStatus.ENDORSED): GoalStatus.RETURNED,
        (Action.APPROVE, GoalStatus.ENDORSED): GoalStatus.APPROVED,
        (Action.REVISE, GoalStatus.APPROVED): GoalStatus.DRAFT,
    }
    if not supervised:
        expected[Action.WITHDRAW, GoalStatus.ENDORSED] = GoalStatus.DRAFT
    assert way == expected


@pytest.mark.parametrize("supervised", [True, False])
def test_there_is_a_way_on_from_every_status(supervised):
    assert all(transitions_from(status, supervised=supervised) for status in GoalStatus)


def test_administrative_roles_take_no_step():
    assert not any(set(t.roles) & set(ADMINISTRATIVE_ROLES) for t in TRANSITIONS)


def test_nobody_judges_and_fills_in_by_one_role():
    for t in TRANSITIONS:
        assert (Role.PREPARER in t.roles) == (t.action in (Action.SUBMIT, Action.WITHDRAW))


def test_judging_needs_another_person_and_sending_back_a_reason():
    for t in TRANSITIONS:
        assert (Need.OTHER_PERSON in t.needs) == (t.action in (Action.ENDORSE, Action.APPROVE))
        assert (Need.COMMENT in t.needs) == (t.action in (Action.RETURN, Action.REVISE))


def test_submission_return_and_approval_are_kept():
    assert {t.action for t in TRANSITIONS if t.freezes} == {Action.SUBMIT, Action.RETURN, Action.APPROVE}


def test_who_reviews_when():
    assert reviewing_roles(GoalStatus.SUBMITTED) == {Role.SUPERVISOR}
    assert reviewing_roles(GoalStatus.ENDORSED) == {Role.REVIEWER, Role.APPROVER}
    assert reviewing_roles(GoalStatus.DRAFT) == frozenset()
    assert roles_of(Action.RETURN) == {Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER}


def test_every_action_has_its_verb_in_the_audit():
    assert {action.value for action in Action} <= set(Verb.values)


def test_remarks_are_pinned_to_columns_of_the_table():
    assert set(Place.values) <= {column.key for column in COLUMNS}


def test_documentation_shows_this_table():
    text = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert markdown_table() in text, f"docs/workflow.md should hold:\n{markdown_table()}"
