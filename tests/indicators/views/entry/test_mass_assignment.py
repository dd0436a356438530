"""What a form does not ask for can't be sent along: every act leaves what it leaves without."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import models, transaction
from django.urls import reverse

from filings.domain.rating import questions_in_use, sheet_mark
from filings.domain.remarks import add_remark, resolve_remark
from filings.enums import FilingStatus
from indicators.domain.loading.review_data import load_review_data
from tests.factories import FIXTURES, BudgetCycleFactory, PerformanceGoalFactory
from tests.indicators.flow import bring_to, fill_sheet, ready_goal, step
from tests.indicators.posts import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(preparer, supervisor, approver):
    load_review_data(path=FIXTURES / "review_sheet.json")
    return {"preparer": preparer, "supervisor": supervisor, "approver": approver}


@pytest.fixture
def injected(other_unit, other_preparer):
    """Values for all that somebody may want to slip in; each is valid in itself."""
    elsewhere = BudgetCycleFactory(fiscal_year=2031)
    foreign = PerformanceGoalFactory(project__department=other_unit, project__cycle=elsewhere)
    person, unit, goal = other_preparer.pk, other_unit.pk, foreign.pk
    people = ("owner", "by", "user", "updated_by", "approved_by", "frozen_by", "filled_by", "answered_by",
              "resolved_by", "created_by")  # fmt: skip
    return {
        **dict.fromkeys(people, person),
        **{f"{name}_id": person for name in people},
        "status": "approved", "from_status": "draft", "to_status": "approved", "state": "resolved",
        "version_number": 9, "serial": 9, "position": 99, "sha256": "0" * 64, "unfinished": "{}",
        "department_id": unit, "project__department": unit, "unit": unit, "project": goal, "goal": goal,
        "cycle_id": elsewhere.pk, "project__cycle": elsewhere.pk, "cycle": elsewhere.pk, "previous": goal,
        "submission": 1, "version": 1, "pk": goal, "id": goal, "action": "approve", "at": "2000-01-01",
        "filled_at": "2000-01-01", "updated_at": "2000-01-01", "amount_note": "免", "block_name": "x",
        "passes": "1", "is_superuser": "on", "place_label": "x", "row_key": 1, "answer": "改",
    }  # fmt: skip


def contents():
    """Rows of our tables without keys that a database deals out and without times."""
    return {
        model.__name__: sorted(str(line) for line in model.objects.values_list(*stable_fields(model)))
        for label in ("projects", "notices", "filings", "indicators", "accounts")
        for model in apps.get_app_config(label).get_models()
    }


def stable_fields(model):
    dealt = {"version", "submission", "sheet", "sha256", "content", "filing"}
    return [
        f.attname
        for f in model._meta.concrete_fields
        if f.name not in dealt and not f.primary_key and not isinstance(f, models.DateTimeField)
    ]


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def after(client, address, data):
    """(status of the answer, contents) when this is posted; taken back again."""
    found = []
    with undone():
        found += [client.post(address, data).status_code, contents()]
    return tuple(found)


def sheet(goal, staff):
    ratings = {f"q{question.pk}": "good" for question in questions_in_use()}
    return ratings | {"overall": "fair", "opinion": "请修改", "seen": sheet_mark(goal.filing)}


def revision(goal, staff):
    return {"revision": goal.revision, "comment": "理由"}


def items(goal, staff):
    return {"confirm": "1", "items": f"{goal.pk}:{goal.revision}", "comment": "理由"}


def typed(goal, staff):
    return posted(goal, amount="777.00")


# address · who · the table's status · the data of the form
ACTS = [
    ("goal_save", "preparer", "draft", typed),
    ("goal_autosave", "preparer", "returned", typed),
    ("goal_submit", "preparer", "draft", revision),
    ("goal_withdraw", "preparer", "submitted", revision),
    ("goal_endorse", "supervisor", "submitted", revision),
    ("goal_return", "supervisor", "submitted", revision),
    ("goal_approve", "approver", "endorsed", revision),
    ("goal_revise", "approver", "approved", revision),
    ("goal_sheet", "approver", "endorsed", sheet),
    ("remark_add", "supervisor", "submitted", lambda goal, staff: {"text": "核对", "place": "amount"}),
    ("batch_submit", "preparer", "draft", items),
    ("batch_endorse", "supervisor", "submitted", items),
    ("batch_return", "supervisor", "submitted", items),
    ("goal_new", "preparer", "draft", lambda goal, staff: {"department": "130001", "name": "新项目"}),
]


@pytest.mark.parametrize(("name", "who", "status", "data"), ACTS, ids=[act[0] for act in ACTS])
def test_extras_change_nothing(client_for, unit, cycle, staff, injected, name, who, status, data):
    goal = bring_to(ready_goal(unit, cycle), FilingStatus(status), **staff)
    if name == "goal_approve":
        fill_sheet(goal, staff["approver"])
    about = cycle.code if name.startswith("batch") or name == "goal_new" else goal.pk
    address, client, own = reverse(name, args=[about]), client_for(staff[who]), data(goal, staff)
    before = contents()
    plain = after(client, address, own)
    assert plain[1] != before, "the act itself goes through"
    assert after(client, address, injected | own) == plain


@pytest.mark.parametrize("name", ["remark_answer", "remark_resolve", "remark_reopen"])
def test_extras_on_remarks_change_nothing(client_for, unit, cycle, staff, injected, name):
    goal = bring_to(ready_goal(unit, cycle), FilingStatus.SUBMITTED, **staff)
    remark = add_remark(filing=goal.filing, by=staff["supervisor"], text="核对")
    who, address = "supervisor", reverse(name, args=[remark.pk])
    if name == "remark_reopen":
        resolve_remark(remark=remark, by=staff["supervisor"])
    if name == "remark_answer":
        step(goal, "return", staff["supervisor"], "改")
        who = "preparer"
    client, before = client_for(staff[who]), contents()
    plain = after(client, address, {"text": "已改"})
    assert plain[1] != before
    assert after(client, address, injected | {"text": "已改"}) == plain


def test_rows_of_another_table_can_not_be_saved_as_one_s_own(client_for, unit, cycle, staff, other_unit):
    """The key of a row in the form of somebody's own table."""
    own, foreign = ready_goal(unit, cycle), ready_goal(other_unit, cycle)
    row, rows = foreign.indicators.first(), foreign.indicators.count()
    data = posted(own)
    data["rows-0-pk"], data["rows-0-name"] = str(row.pk), "夺来的指标"
    client_for(staff["preparer"]).post(reverse("goal_save", args=[own.pk]), data)
    row.refresh_from_db()
    assert row.goal == foreign and row.name != "夺来的指标"
    assert foreign.indicators.count() == rows
