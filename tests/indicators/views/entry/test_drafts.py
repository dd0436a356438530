import pytest
from django.urls import reverse

from filings.models import Filing
from indicators.domain.loading.field_help import load_field_help
from indicators.models import FieldHelp, IndicatorCategory, PerformanceGoal
from perfgoals.accounts.domain import grant_role
from perfgoals.accounts.enums import Role
from projects.models import Department, Project
from tests.factories import (
    FIXTURES,
    BudgetCycleFactory,
    DepartmentFactory,
    IndicatorFactory,
    PerformanceGoalFactory,
    category,
    scheme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


@pytest.fixture
def last_year(unit):
    cycle = BudgetCycleFactory(fiscal_year=2023)
    for number in range(3):
        PerformanceGoalFactory(
            project__cycle=cycle, project__department=unit, project__name=f"项目{number}", indicators=1
        )
    return cycle


def new_url(cycle):
    return reverse("goal_new", args=[cycle.code])


def copy_url(cycle):
    return reverse("goal_copy", args=[cycle.code])


def test_new_project_opens_in_its_form(client, cycle, unit):
    answer = client.post(new_url(cycle), {"department": unit.code, "name": "新项目"})
    goal = PerformanceGoal.objects.get(project__name="新项目")
    assert answer.url == reverse("goal_edit", args=[goal.pk])


@pytest.mark.parametrize("name", ["", "  ", "已有项目", "长" * 201])
def test_name_that_cannot_be_used_is_shown_again_with_the_reason(client, cycle, unit, name):
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="已有项目")
    answer = client.post(new_url(cycle), {"department": unit.code, "name": name})
    assert answer.status_code == 422 and answer.context["form"].errors["name"]


def test_project_cannot_be_begun_for_another_unit(client, cycle, other_unit):
    answer = client.post(new_url(cycle), {"department": other_unit.code, "name": "越权"})
    assert answer.status_code == 422 and not Project.objects.exists()


@pytest.mark.parametrize("url", [new_url, copy_url])
def test_beginning_needs_a_preparer_and_an_open_cycle(
    client, client_for, cycle, supervisor, administrator, url
):
    assert client.get(url(cycle)).status_code == 200
    assert client_for(supervisor).get(url(cycle)).status_code == 403
    assert client_for(administrator).get(url(cycle)).status_code == 403
    type(cycle).objects.filter(pk=cycle.pk).update(state="closed")
    assert client.get(url(cycle)).status_code == 403
    assert client.get("/cycles/1999/goals/new/").status_code == 404


@pytest.mark.parametrize("page", ["goal_new", "goal_copy"])
def test_beginning_waits_for_the_cycles_scheme(client, cycle, unit, page):
    cycle.rules.delete()
    answer = client.post(reverse(page, args=[cycle.code]), {"name": "新项目", "department": unit.pk})
    assert answer.status_code == 403 and "还没有选定指标体系" in answer.content.decode()
    assert not PerformanceGoal.objects.exists()


def test_one_copied_project_opens_in_its_form(client, cycle, last_year):
    source = PerformanceGoal.objects.in_cycle(last_year).first()
    answer = client.post(copy_url(cycle), {"goals": [source.pk]})
    copy = PerformanceGoal.objects.get(project__previous=source.project)
    assert answer.url == reverse("goal_edit", args=[copy.pk])
    page = client.get(answer.url).content.decode()
    assert reverse("goal_detail", args=[source.pk]) in page and "金额待填" in page


def test_several_copies_are_reported_in_the_list(client, cycle, last_year):
    goals = PerformanceGoal.objects.in_cycle(last_year)
    client.post(copy_url(cycle), {"goals": [goals[0].pk]})
    answer = client.post(copy_url(cycle), {"goals": [goal.pk for goal in goals]}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert any("已复制 2 个" in text for text in said) and any("已经复制过" in text for text in said)


def test_what_is_here_already_cannot_be_ticked(client, cycle, last_year, unit):
    goals = list(PerformanceGoal.objects.in_cycle(last_year).in_table_order())
    client.post(copy_url(cycle), {"goals": [goals[0].pk]})
    PerformanceGoalFactory(project__cycle=cycle, project__department=unit, project__name="项目1")
    rows = client.get(copy_url(cycle)).context["rows"]
    assert [row["reason"] for row in rows] == ["已复制", "已有同名项目", ""]


def test_nothing_ticked_and_foreign_projects_are_refused(client, cycle, last_year, other_unit):
    foreign = PerformanceGoalFactory(project__cycle=last_year, project__department=other_unit)
    assert client.post(copy_url(cycle), {}).status_code == 422
    assert client.post(copy_url(cycle), {"goals": [foreign.pk]}).status_code == 422
    assert not Project.objects.in_cycle(cycle).exists()


def test_without_an_earlier_cycle_the_page_says_so(client, cycle):
    assert client.get(copy_url(cycle)).context["source"] is None


@pytest.mark.parametrize("count", [1, 15])
def test_copy_page_takes_the_same_queries_for_few_and_many(
    client, cycle, last_year, unit, count, django_assert_max_num_queries
):
    for _ in range(count):
        PerformanceGoalFactory(project__cycle=last_year, project__department=unit)
    with django_assert_max_num_queries(17):
        client.get(copy_url(cycle))


def test_deleting_asks_first_and_then_deletes(client, cycle, unit):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    url = reverse("goal_delete", args=[goal.pk])
    assert goal.project.name in client.get(url).content.decode()
    assert PerformanceGoal.objects.exists()
    assert client.post(url, {"revision": "1"}).status_code == 302
    assert not PerformanceGoal.objects.exists()


def test_draft_changed_meanwhile_and_bad_revision_are_not_deleted(client, cycle, unit, preparer):
    goal = PerformanceGoalFactory(
        project__cycle=cycle, project__department=unit, filing__revision=2, filing__updated_by=preparer
    )
    for revision in ("1", "x", "", "9" * 30):
        answer = client.post(reverse("goal_delete", args=[goal.pk]), {"revision": revision})
        assert answer.url == reverse("goal_edit", args=[goal.pk])
    assert PerformanceGoal.objects.exists()


def test_deleting_is_the_own_units_and_only_for_drafts(
    client, client_for, cycle, unit, supervisor, other_preparer
):
    goal = PerformanceGoalFactory(project__cycle=cycle, project__department=unit)
    url = reverse("goal_delete", args=[goal.pk])
    assert client_for(supervisor).post(url).status_code == 403
    assert client_for(other_preparer).post(url).status_code == 404
    Filing.objects.update(status="returned")
    assert client.post(url, {"revision": "1"}).status_code == 403


def test_rows_that_need_another_category_are_told_by_project(client, unit):
    source, target = BudgetCycleFactory(fiscal_year=2023), BudgetCycleFactory(fiscal_year=2024)
    goal = PerformanceGoalFactory(project__cycle=source, project__department=unit, project__name="“两新”项目")
    own = IndicatorCategory.objects.create(
        scheme=goal.project.cycle.rules.scheme, parent=category().parent, name="地方指标", position=99
    )
    IndicatorFactory(goal=goal)
    IndicatorFactory.create_batch(2, goal=goal, category=own)
    target.rules.scheme = scheme("2021")
    target.rules.save()
    answer = client.post(copy_url(target), {"goals": [goal.pk]}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert any("《“两新”项目》2 行指标要重新选二级指标" in text for text in said)
    assert answer.context["found"].blocking >= 2


def test_a_new_project_without_a_name_is_asked_for_it(client, cycle):
    load_field_help(path=FIXTURES / "field_help.json")
    page = client.post(new_url(cycle), {"department": "130001", "name": " "}).content.decode()
    assert "请填写项目名称。" in page and "必填项" not in page
    assert FieldHelp.objects.get(key="name").text in page


def test_projects_of_a_merged_unit_are_copied_by_the_people_of_its_successor(
    client, client_for, preparer, make_user, cycle, last_year, unit
):
    heir = DepartmentFactory(code="130009", name="新组织部")
    Department.objects.filter(pk=unit.pk).update(active=False, successor=heir)
    source = PerformanceGoal.objects.in_cycle(last_year).in_table_order()[0]
    rows = client.get(copy_url(cycle)).context["rows"]
    assert {row["reason"] for row in rows} == {"单位已并入新组织部，由它的填报人员复制"}
    assert client.post(copy_url(cycle), {"goals": [source.pk]}).status_code == 422
    both = make_user(Role.PREPARER, department=heir, username="heir")
    grant_role(user=both, role=Role.PREPARER, department=unit)
    client = client_for(both)
    assert {row["reason"] for row in client.get(copy_url(cycle)).context["rows"]} == {""}
    client.post(copy_url(cycle), {"goals": [source.pk]})
    assert PerformanceGoal.objects.get(project__previous=source.project).project.department == heir
