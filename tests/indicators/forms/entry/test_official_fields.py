"""What only some printed forms ask: shown where the cycle's form has it, or where it says something."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.domain.entry.entries import entry_of
from indicators.models import CycleRules, Indicator
from projects.models import Project
from tests.factories import PerformanceGoalFactory
from tests.indicators.posts import posted, reread, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(cycle, unit):
    return PerformanceGoalFactory(project__cycle=cycle, project__department=unit, indicators=2)


@pytest.fixture
def client(client_for, preparer):
    return client_for(preparer)


def use(goal, style):
    CycleRules.objects.filter(cycle=goal.project.cycle).update(form_style=style)


def page(client, goal):
    return client.get(reverse("goal_edit", args=[goal.pk]))


def save(client, goal, **facts):
    return client.post(reverse("goal_autosave", args=[goal.pk]), posted(goal, **facts))


def test_the_list_of_thirteen_columns_asks_nothing_more(client, goal):
    html = page(client, goal).content.decode()
    assert "表样另要填写" not in html and 'class="weight"' not in html
    assert '<input type="hidden" name="duration"' in html


@pytest.mark.parametrize(
    ("style", "shown", "hidden"),
    [
        ("shanghai", ["项目类别", "实施期其他资金", "上年结转"], ['class="weight"']),
        ("target", ["项目编码", "上年结转", 'class="weight"'], ["项目类别", "实施期资金"]),
        ("declaration", ["项目属性", "实施期资金总额"], ["项目类别", 'class="weight"']),
    ],
)
def test_a_form_asks_what_it_has(client, goal, style, shown, hidden):
    use(goal, style)
    html = page(client, goal).content.decode()
    html = html[: html.index('id="keys"')] + html[html.index('id="grid"') :]
    for text in shown:
        assert text in html, text
    for text in hidden:
        assert f">{text}<" not in html and (text[0] != "c" or text not in html), text


def test_what_says_something_is_shown_whoever_asks(client, goal):
    Project.objects.filter(pk=goal.pk).update(duration="2023年—2025年", carried_over=Decimal("1.00"))
    Indicator.objects.filter(goal=goal).update(weight="10")
    html = page(client, goal).content.decode()
    assert "2023年—2025年" in html and "表样另要填写" in html and 'class="weight"' in html


def test_texts_sums_and_weights_are_stored(client, goal):
    use(goal, "shanghai")
    row = rows_of(goal)[0]
    facts = {"project_code": "51000021R000000019951", "duration": "2023年—2025年", "fiscal_amount": "3万元"}
    data = posted(goal, **facts)
    data["rows-0-weight"], data["rows-0-direction"] = "22.5", "正向指标"
    assert client.post(reverse("goal_autosave", args=[goal.pk]), data).status_code == 200
    project = reread(goal).project
    assert (project.project_code, project.duration) == ("51000021R000000019951", "2023年—2025年")
    assert project.fiscal_amount == Decimal("30000.00")
    stored = Indicator.objects.get(pk=row.pk)
    assert (stored.weight, stored.direction) == ("22.5", "正向指标")


def test_a_sum_that_is_none_is_kept_beside_and_said(client, goal):
    use(goal, "shanghai")
    answer = save(client, goal, other_amount="约5万").json()
    assert any(
        item["target"] == "id_other_amount" and "约5万" in item["message"] for item in answer["problems"]
    )
    fresh = reread(goal)
    assert fresh.project.other_amount is None
    assert entry_of(fresh).facts["other_amount"] == "约5万"


def test_saving_twice_changes_nothing(client, goal):
    use(goal, "shanghai")
    save(client, goal, fiscal_amount="50000", attribute="延续项目")
    revision = reread(goal).revision
    save(client, goal)
    assert reread(goal).revision == revision


def test_a_code_of_21_signs_stays_a_text(client, goal):
    save(client, goal, project_code="000000000000000000021")
    assert reread(goal).project.project_code == "000000000000000000021"


def test_a_copy_of_last_year_takes_the_texts_but_no_sums(client, goal, cycle):
    from indicators.domain.entry.copying import copy_goals
    from tests.factories import BudgetCycleFactory, scheme

    Project.objects.filter(pk=goal.pk).update(project_code="A1", fiscal_amount=Decimal("5.00"))
    later = BudgetCycleFactory(code="2030", fiscal_year=2030)
    CycleRules.objects.get_or_create(cycle=later, defaults={"scheme": scheme()})
    (copied,) = copy_goals(goals=[reread(goal)], cycle=later, by=None)
    assert (copied.goal.project.project_code, copied.goal.project.fiscal_amount) == ("A1", None)
