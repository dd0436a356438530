"""建站向导: what each step says, and who sees it."""

from datetime import date

import pytest
from django.urls import reverse

from overview.setup.guide import guide_steps
from perfgoals.accounts.batches import Wanted, create_accounts
from perfgoals.accounts.enums import Role
from projects.enums import CycleState
from tests.factories import (
    BudgetCycleFactory,
    DepartmentFactory,
    FunctionalSubjectFactory,
    FundSourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def states():
    return {step.key: step.state.value for step in guide_steps()}


def lacks(key):
    return [lack.text for step in guide_steps() if step.key == key for lack in step.missing]


def test_an_empty_site_begins_with_the_units():
    assert states() == {
        "units": "next",
        "codes": "later",
        "cycle": "later",
        "people": "later",
        "check": "later",
    }
    assert "还没有申报批次。" in lacks("cycle") and "没有批复人员，项目审核后无人批复。" in lacks("check")


@pytest.fixture
def complete(unit, preparer, supervisor, reviewer, approver, auditor):
    FundSourceFactory(), FunctionalSubjectFactory()
    return BudgetCycleFactory(fiscal_year=2026, rules__scheme="2021", closes_on=date(2026, 6, 30))


def test_a_site_with_everything_is_done(complete):
    assert set(states().values()) == {"done"}


def test_each_lack_is_named(complete):
    DepartmentFactory(code="140", name="新局")
    complete.state, complete.closes_on = CycleState.PREPARING, None
    complete.save()
    assert states()["cycle"] == "next" and states()["check"] == "later"
    assert len(lacks("cycle")) == 2
    assert lacks("check") == ["140-新局没有填报人员。"]


def test_people_wait_for_slips_and_for_the_officer(complete, administrator, unit):
    create_accounts(
        names={"zhang": "张会计"}, wanted=[Wanted("zhang", Role.PREPARER, unit)], by=administrator
    )
    assert [text[:7] for text in lacks("people")] == ["1 人还没有首", "1 个角色等安"]


def test_many_units_are_counted_not_listed(complete):
    for code in range(140, 150):
        DepartmentFactory(code=str(code))
    assert "等 10 个单位没有填报人员" in lacks("check")[0]


def test_as_many_queries_for_many_units(complete, django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_max_num_queries(25) as few:
        guide_steps()
    for code in range(140, 150):
        UserFactory(role=Role.PREPARER, role__department=DepartmentFactory(code=str(code)))
    with django_assert_num_queries(len(few)):
        guide_steps()


def test_the_administrators_home_greets_with_the_guide_until_units_can_fill_in(client_for, administrator):
    home = client_for(administrator).get(reverse("home")).content.decode()
    assert "建站向导" in home and "导入单位清单" in home


def test_a_site_at_work_has_its_home_page_for_the_work(client_for, administrator, complete):
    assert "按顺序做完这几步" not in client_for(administrator).get(reverse("home")).content.decode()
