"""A form that does not shout, says how much is lacking, and offers what may be chosen."""

from datetime import date

import pytest
from django.urls import reverse

from indicators.domain.entry.drafts import create_goal
from indicators.forms.entry.goal import lowest_codes
from indicators.models import CycleRules
from indicators.printed_form import FormStyle
from perfgoals.accounts.enums import Role
from projects.models import FunctionalSubject
from tests.factories import (
    FunctionalSubjectFactory,
    FundSourceFactory,
    PerformanceGoalFactory,
    UserFactory,
)
from tests.indicators.flow import ready_goal

pytestmark = pytest.mark.django_db

BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def new_goal(cycle, unit, preparer):
    return create_goal(cycle=cycle, department=unit, name="新项目", by=preparer)


def form_of(client_for, user, goal) -> str:
    return client_for(user).get(reverse("goal_edit", args=[goal.pk])).content.decode()


def test_a_new_project_says_nothing_beside_its_fields(client_for, preparer, new_goal):
    page = form_of(client_for, preparer, new_goal)
    assert "note-missing" not in page.partition("problem-box")[2].partition("</ul>")[2]
    assert '<details class="problem-box">' in page and "data-fresh" in page


def test_no_part_of_a_new_project_is_done_or_wrong(client_for, preparer, new_goal, cycle):
    client = client_for(preparer)
    parts = client.get(reverse("goal_edit", args=[new_goal.pk])).context["found"].sections
    assert set(parts.values()) == {"未填"}
    CycleRules.objects.filter(cycle=cycle).update(form_style=FormStyle.DECLARATION)
    parts = client.get(reverse("goal_edit", args=[new_goal.pk])).context["found"].sections
    assert parts["grounds"] == "可不填" and parts["indicators"] == "未填"


def test_the_findings_of_a_new_project_wait_folded_and_name_what_is_missing(client_for, preparer, new_goal):
    client, address = client_for(preparer), reverse("goal_findings", args=[new_goal.pk])
    assert f"{address}?brief=1&amp;quiet=1" in form_of(client_for, preparer, new_goal)
    quiet = client.get(address, {"brief": 1, "quiet": 1}, headers=BY_SCRIPT).content.decode()
    loud = client.get(address, {"brief": 1}, headers=BY_SCRIPT).content.decode()
    assert "<details>" in quiet and "<details open>" in loud
    assert ">没有“数量指标”</a>" in loud and ">没有“成本指标”</a>" in loud


def test_a_project_that_was_worked_on_says_what_is_missing(client_for, preparer, cycle, unit):
    goal = PerformanceGoalFactory(
        filing__revision=2, project__cycle=cycle, project__department=unit, project__amount=None
    )
    page = form_of(client_for, preparer, goal)
    assert '<li class="note-missing">' in page and 'problem-box blocking" open' in page
    assert "data-fresh" not in page


def test_the_button_of_submission_says_how_many_are_left(client_for, preparer, new_goal, cycle, unit):
    assert "<span data-gaps>（还差 " in form_of(client_for, preparer, new_goal)
    assert "<span data-gaps hidden>" in form_of(client_for, preparer, ready_goal(unit, cycle))


def test_only_the_lowest_level_of_funds_is_offered(client_for, preparer, new_goal):
    for code in ("11", "111", "1111", "12"):
        FundSourceFactory(code=code, name=f"资金{code}")
    page = form_of(client_for, preparer, new_goal)
    offered = [code for code in ("11", "111", "1111", "12") if f'<option value="{code}"' in page]
    assert offered == ["1111", "12"]


@pytest.mark.parametrize(
    ("codes", "lowest"),
    [
        (["11", "111", "1111", "112"], {"1111", "112"}),
        (["1", "2"], {"1", "2"}),
        ([], set()),
        (["11", "12"], {"11", "12"}),
    ],
)
def test_lowest_codes(codes, lowest):
    assert lowest_codes(codes) == lowest


def test_codes_outside_their_days_are_not_offered(client_for, preparer, new_goal):
    FundSourceFactory(code="1111", name="旧资金", valid_to=date(2023, 12, 31))
    FundSourceFactory(code="1113", name="新资金", valid_from=date(2024, 7, 1))
    FunctionalSubjectFactory(code="2013299", name="旧科目", valid_to=date(2023, 12, 31))
    page = form_of(client_for, preparer, new_goal)
    assert '<option value="1111"' not in page and '<option value="1113"' in page
    found = client_for(preparer).get(reverse("subject_suggest"), {"q": "旧科目", "year": "2024"})
    assert "请系统管理员添加" in found.content.decode()
    found = client_for(preparer).get(reverse("subject_suggest"), {"q": "旧科目", "year": "2023"})
    assert str(FunctionalSubject.objects.get()) in found.content.decode()


def test_a_chosen_code_stays_when_its_days_are_over(client_for, preparer, cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    fund = goal.project.fund_source
    fund.valid_to = date(2020, 1, 1)
    fund.save()
    assert f'<option value="{fund.code}" selected' in form_of(client_for, preparer, goal)


@pytest.mark.parametrize("year", ["", "x", "99999999", "-1"])
def test_a_strange_year_is_no_error(client_for, preparer, year):
    address = reverse("subject_suggest")
    assert client_for(preparer).get(address, {"q": "教育", "year": year}).status_code == 200


def test_the_own_unit_is_said_once(client_for, preparer, unit, cycle, other_unit):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    page = client_for(preparer).get(reverse("goal_list", args=[cycle.code])).content.decode()
    assert page.count(f"<td>{unit.label}</td>") == 0 and unit.label in page
    two_units = UserFactory(role=Role.PREPARER, role__department=unit)
    two_units.memberships.create(role=Role.PREPARER, department=other_unit)
    page = client_for(two_units).get(reverse("goal_list", args=[cycle.code])).content.decode()
    assert f"<td>{unit.label}</td>" in page
