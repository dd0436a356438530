"""The transition table itself, and that docs/workflow.md is in step with it."""

from itertools import product

import pytest
from django.conf import settings

from filings.enums import Action, FilingStatus
from filings.workflow import Need
from indicators.fields import REMARKED
from indicators.tables.columns import COLUMNS
from indicators.workflow import WORKFLOW
from perfgoals.accounts.enums import ADMINISTRATIVE_ROLES, Role
from perfgoals.audit.enums import Verb

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(("action", "status", "supervised"), product(Action, FilingStatus, [True, False]))
def test_at_most_one_row_applies(action, status, supervised):
    rows = [
        t for t in WORKFLOW.transitions if t.action == action and t.applies(status, supervised=supervised)
    ]
    assert len(rows) <= 1
    assert WORKFLOW.find(action, status, supervised=supervised) == (rows[0] if rows else None)


@pytest.mark.parametrize("supervised", [True, False])
def test_the_design_s_route_is_the_table_s(supervised):
    way = {
        (t.action, s): t.target
        for t in WORKFLOW.transitions
        for s in t.sources
        if t.applies(s, supervised=supervised)
    }
    first = FilingStatus.SUBMITTED if supervised else FilingStatus.ENDORSED
    expected = {
        (Action.SUBMIT, FilingStatus.DRAFT): first,
        (Action.SUBMIT, FilingStatus.RETURNED): first,
        (Action.WITHDRAW, FilingStatus.SUBMITTED): FilingStatus.DRAFT,
        (Action.ENDORSE, FilingStatus.SUBMITTED): FilingStatus.ENDORSED,
        (Action.RETURN, FilingStatus.SUBMITTED): FilingStatus.RETURNED,
        (Action.RETURN, FilingStatus.ENDORSED): FilingStatus.RETURNED,
        (Action.APPROVE, FilingStatus.ENDORSED): FilingStatus.APPROVED,
        (Action.REVISE, FilingStatus.APPROVED): FilingStatus.DRAFT,
    }
    if not supervised:
        expected[Action.WITHDRAW, FilingStatus.ENDORSED] = FilingStatus.DRAFT
    assert way == expected


@pytest.mark.parametrize("supervised", [True, False])
def test_there_is_a_way_on_from_every_status(supervised):
    assert all(WORKFLOW.leaving(status, supervised=supervised) for status in FilingStatus)


def test_administrative_roles_take_no_step():
    assert not any(set(t.roles) & set(ADMINISTRATIVE_ROLES) for t in WORKFLOW.transitions)


def test_nobody_judges_and_fills_in_by_one_role():
    for t in WORKFLOW.transitions:
        assert (Role.PREPARER in t.roles) == (t.action in (Action.SUBMIT, Action.WITHDRAW))


def test_judging_needs_another_person_and_sending_back_a_reason():
    for t in WORKFLOW.transitions:
        assert (Need.OTHER_PERSON in t.needs) == (t.action in (Action.ENDORSE, Action.APPROVE))
        assert (Need.COMMENT in t.needs) == (t.action in (Action.RETURN, Action.REVISE))


def test_submission_return_and_approval_are_kept():
    assert {t.action for t in WORKFLOW.transitions if t.freezes} == {
        Action.SUBMIT,
        Action.RETURN,
        Action.APPROVE,
    }


def test_who_reviews_when():
    assert WORKFLOW.reviewing_roles(FilingStatus.SUBMITTED) == {Role.SUPERVISOR}
    assert WORKFLOW.reviewing_roles(FilingStatus.ENDORSED) == {Role.REVIEWER, Role.APPROVER}
    assert WORKFLOW.reviewing_roles(FilingStatus.DRAFT) == frozenset()
    assert WORKFLOW.roles_of(Action.RETURN) == {Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER}


def test_every_action_has_its_verb_in_the_audit():
    assert {action.value for action in Action} <= set(Verb.values)


def test_remarks_are_pinned_to_columns_of_the_table():
    assert set(REMARKED) <= {column.key for column in COLUMNS}


def test_documentation_shows_this_table():
    text = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert WORKFLOW.markdown() in text, f"docs/workflow.md should hold:\n{WORKFLOW.markdown()}"
